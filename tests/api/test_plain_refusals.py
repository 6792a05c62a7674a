"""What a refused field is told is plain and repeats nothing, whichever of REST framework's messages it is."""

from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest
from django.urls import get_resolver
from rest_framework import serializers

from backend.api.plain_refusals import NO_SIGN, plain
from backend.api.problems import InvalidRequest, Problem, as_problem
from tests.rules.plain_words import faults_in

# What stands in a message for a limit of ours; anything else came with the request.
LIMITS = {"max_value": 10, "min_value": 1, "max_length": 200, "min_length": 2}
SENT = "kanarie-4711"
# Refusals that only staff and operators can meet.
AT_WORK = {
    "alert-claimed",
    "alert-closed",
    "appointment-over",
    "last-of-team",
    "restriction-answered",
    "wording-read",
    "wording-unread",
}


class Sent(dict[str, object]):
    def __missing__(self, name: str) -> object:
        return 0xD800 if name == "code_point" else SENT


def below(base: type[Any]) -> Iterator[type[Any]]:
    """Yield every class of ours under a base, those of the views and what they bring with them."""
    assert get_resolver().url_patterns
    for each in base.__subclasses__():
        if each.__module__.startswith(("backend.", "meetings.", "notifications.")):
            yield each
        yield from below(each)


def fields_in(field: Any) -> Iterator[Any]:
    yield field
    if child := getattr(field, "child", None):
        yield from fields_in(child)
    for inner in getattr(field, "fields", {}).values():
        yield from fields_in(inner)


def messages() -> set[str]:
    """Return every message that any field of any serializer of ours can give."""
    found = set()
    for serializer in below(serializers.BaseSerializer):
        for field in fields_in(serializer()):
            found |= {str(message) for message in field.error_messages.values()}
            found |= {str(each.message) for each in field.validators if hasattr(each, "message")}
    return found


MESSAGES = sorted(messages())


def test_these_are_all_of_them():
    for known in ("A valid integer is required.", "Must be a valid boolean.", "Null characters are not allowed."):
        assert known in MESSAGES


@pytest.mark.parametrize("template", MESSAGES)
def test_no_message_of_a_field_is_hard_to_read_or_repeats_what_was_sent(template):
    told = plain(Formatter().vformat(template, (), Sent(LIMITS)))

    assert faults_in([told]) == []
    assert SENT not in told


@pytest.mark.parametrize(
    ("field", "sent", "told"),
    [
        (serializers.IntegerField(), "x", "Give a whole number."),
        (serializers.IntegerField(max_value=10), 11, "Give 10 or less."),
        (serializers.IntegerField(min_value=1), 0, "Give 1 or more."),
        (serializers.BooleanField(), SENT, "Give true or false."),
        (serializers.CharField(max_length=3), SENT, "This is too long. It may hold 3 letters and signs at most."),
        (serializers.CharField(), "a\x00b", NO_SIGN),
        (serializers.CharField(), "a\ud800b", NO_SIGN),
        (serializers.ChoiceField(["a"]), 'no"\n', "This is not one of the choices."),
        (serializers.ListField(), SENT, "This must be a list."),
        (serializers.ListField(max_length=1), [1, 2], "This list is too long. It may hold 1 at most."),
        (serializers.DictField(), SENT, "This must be a JSON object."),
        (serializers.DateTimeField(), SENT, "Give a day and a time, as in 2026-11-23T14:00:00Z."),
        (serializers.EmailField(), SENT, "This is not an e-mail address."),
        (serializers.UUIDField(), SENT, "This must be a UUID."),
    ],
)
def test_a_refused_field_is_told_plainly(field, sent, told):
    with pytest.raises(serializers.ValidationError) as refused:
        field.run_validation(sent)

    problem = as_problem(serializers.ValidationError({"field": refused.value.detail}))

    assert isinstance(problem, InvalidRequest)
    assert problem.extensions["errors"] == [{"pointer": "/field", "detail": told}]


def test_no_title_that_people_meet_is_hard_to_read():
    faults = {each.code: faults_in([each.title]) for each in below(Problem) if each.code not in AT_WORK}

    assert {code: fault for code, fault in faults.items() if fault} == {}


def test_words_of_our_own_stay():
    assert plain("This trigger is not in the library.") == "This trigger is not in the library."


@pytest.mark.django_db
def test_a_refusal_tells_the_field_plainly_whatever_the_phone_speaks(api, dana):
    body = {"intensity": "7", "triggers": SENT, "note": {"a": SENT}, "id": SENT}

    response = api(dana).post("/v1/cravings", body, HTTP_ACCEPT_LANGUAGE="de")

    assert response.status_code == 400
    assert {each["pointer"]: each["detail"] for each in response.json()["errors"]} == {
        "/intensity": "Give a whole number.",
        "/triggers": "This must be a list.",
        "/note": "This must be a text.",
        "/id": "This must be a UUID.",
    }
