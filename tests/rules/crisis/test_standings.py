"""Which lines should be looked at, and in which order."""

from datetime import date

from backend.crisis.verifying.findings import Findings, from_json
from backend.crisis.verifying.standings import standing_of, standings
from tests.times import utc

TODAY = date(2026, 11, 22)


def test_nothing_is_verified_at_first_so_every_line_is_due():
    found = standings(Findings(), today=TODAY)

    assert all(each.is_due for each in found)
    assert len(found) == len({each.id for each in found}) == 71


def test_the_dead_come_first_then_the_never_verified_then_the_oldest_then_the_rest():
    findings = Findings(
        verified={
            "us-poison-help": date(2025, 1, 1),
            "us-crisis-text-line": date(2025, 6, 1),
            "us-988-suicide-crisis-lifeline": date(2026, 11, 1),
        },
        dead={"za-sadag-suicide-crisis-helpline": date(2026, 11, 20)},
    )

    found = [each.id for each in standings(findings, today=TODAY)]

    assert found[0] == "za-sadag-suicide-crisis-helpline"
    assert found[-3:] == ["us-poison-help", "us-crisis-text-line", "us-988-suicide-crisis-lifeline"]


def test_a_line_is_due_on_the_181st_day():
    findings = Findings(verified={"br-cvv": date(2026, 5, 26), "fr-3114-suicide-prevention": date(2026, 5, 25)})

    due = {each.id for each in standings(findings, today=TODAY) if each.is_due}

    assert "br-cvv" not in due
    assert "fr-3114-suicide-prevention" in due


def test_a_dead_line_is_due_however_lately_it_was_verified():
    findings = Findings(verified={"br-cvv": TODAY}, dead={"br-cvv": TODAY})

    found = standing_of("br-cvv", findings, today=TODAY)

    assert found is not None
    assert (found.is_due, found.last_verified_on, found.dead_since) == (True, TODAY, TODAY)


def test_a_line_that_is_not_in_the_package_stands_nowhere():
    assert standing_of("us-gone", Findings(verified={"us-gone": TODAY}), today=TODAY) is None


def test_findings_come_back_from_their_copy_as_they_were():
    findings = Findings({"br-cvv": TODAY}, {"us-poison-help": date(2026, 11, 2)}, newest_at=utc("2026-11-02T12:00"))

    assert from_json(findings.as_json()) == findings
