import pytest

from backend.accounts.policies import Policies, as_data, policies_from
from backend.api.problems import InvalidRequest


def test_a_site_that_says_nothing_has_the_defaults():
    assert policies_from({}) == Policies()


def test_what_a_site_decides_is_kept_and_nothing_else():
    decided = policies_from({"consent_months": 6, "follow_up_hours": [12, 48]})

    assert (decided.consent_months, decided.follow_up_hours) == (6, (12, 48))
    assert as_data(decided) == {"consent_months": 6, "follow_up_hours": [12, 48]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("no_such_policy", 1),
        ("consent_months", 0),
        ("consent_months", 25),
        ("consent_months", "12"),
        ("consent_months", True),
        ("consent_months", None),
        ("missed_after_serious_days", 6),
        ("follow_up_hours", []),
        ("follow_up_hours", 24),
        ("follow_up_hours", [48, 24]),
        ("follow_up_hours", [24, 24]),
        ("follow_up_hours", [24, "48"]),
        ("follow_up_hours", [0]),
        ("shows_overdose_spotting", 1),
    ],
)
def test_an_odd_policy_is_named_and_refused(name, value):
    with pytest.raises(InvalidRequest) as refused:
        policies_from({name: value})

    assert [error["pointer"] for error in refused.value.extensions["errors"]] == [f"/policies/{name}"]
