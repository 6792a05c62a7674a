import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def test_somebody_without_an_account_gets_help_lines_warning_signs_exercises_and_formats(stack):
    danger = {"country": "US", "answers": {"redflags": ["chest"]}}

    checked = stack.call("POST", "/v1/crisis/check", danger)
    lines = stack.call("GET", "/v1/crisis/US")
    signs = stack.call("GET", "/v1/warning-signs")
    exercises = stack.call("GET", "/v1/exercises")

    assert (checked.body["level"], checked.body["help"]["emergency"]["number"]) == ("L3", "911")
    assert lines.body["emergency"]["number"] == "911"
    assert len(signs.body["cards"]) == 10
    assert len(exercises.body["results"]) == 28
