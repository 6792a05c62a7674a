"""What is in the offline bundle, and that nothing else moves its bytes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.crisis.bundle.content import bundle_of
from backend.crisis.bundle.signing import compact
from backend.crisis.lines import lines_for
from backend.crisis.verifying.findings import Findings
from backend.crisis.verifying.standings import standings
from backend.instruments.catalogue import catalogue

TODAY = date(2026, 12, 1)
BUNDLE = bundle_of(Findings(), today=TODAY)
LINES = sorted(each.id for each in standings(Findings(), today=TODAY))


def test_each_country_is_shown_as_its_own_answer_shows_it():
    for code, shown in BUNDLE["help_lines"]["countries"].items():
        assert shown == lines_for(code, findings=Findings(), today=TODAY).as_json()


def test_a_country_that_is_not_named_has_the_default_with_112_and_the_directory():
    default = BUNDLE["help_lines"]["default"]

    assert (default["emergency"]["number"], default["lines"]) == ("112", ())
    assert default["directory"]["url"] == "https://findahelpline.com"


def test_the_rules_for_choosing_a_country_come_along():
    rules = " ".join(BUNDLE["help_lines"]["rules"])

    assert "own choice, then SIM or device region, then time zone. Never by IP alone." in rules


def test_a_verified_poison_line_leaves_the_crisis_line_in_it():
    bundle = bundle_of(Findings(verified={"ch-tox-info-suisse": TODAY}), today=TODAY)

    assert [line["number"] for line in bundle["help_lines"]["countries"]["CH"]["lines"]] == ["143", "145"]


def test_the_rule_for_lines_of_one_source_is_told_as_it_is_followed():
    [rule] = [each for each in BUNDLE["help_lines"]["rules"] if each.startswith("A one_source line")]

    assert "For a suicide or emotional-support line only two_sources or verified lines of these kinds count." in rule


def test_all_cards_come_along_with_those_for_stopping_suddenly_overdose_and_naloxone():
    cards = {card["code"]: card for card in BUNDLE["cards"]}

    assert set(cards) == set(catalogue().cards)
    assert "Do not stop suddenly. A sudden stop can cause seizures." in cards["bzd-withdrawal-early"]["dont"]
    assert "naloxone" in " ".join(cards["overdose-benzo"]["do"])


def test_every_card_that_a_rule_shows_is_in_it():
    codes = {card["code"] for card in BUNDLE["cards"]}
    rules = [rule for instrument in catalogue().instruments.values() for rule in instrument.rules]
    shown = {action.partition(":")[2] for rule in rules for action in rule.actions if action.startswith("show_card:")}

    assert shown <= codes


def test_an_instrument_that_a_site_has_to_switch_on_is_not_in_it():
    codes = [instrument["code"] for instrument in BUNDLE["instruments"]["results"]]

    assert codes == ["phq-2", "phq-9", "gad-7", "bam", "asq", "craving-nrs", "daily-check-in"]


def test_each_instrument_has_vectors_to_check_an_app_by():
    for instrument in BUNDLE["instruments"]["results"]:
        assert {vector["instrument"] for vector in instrument["vectors"]} == {instrument["code"]}


def test_the_blank_safety_plan_has_its_six_steps_and_nobodys_words():
    plan = BUNDLE["safety_plan"]

    assert len(plan["steps"]) == 6
    assert plan["official_form"]["url"] == "https://suicidesafetyplan.com"


def test_nothing_for_staff_alone_is_in_it():
    text = compact(BUNDLE).decode()

    assert "facts_for_staff_only" not in text
    assert "guideline" not in str(BUNDLE["cards"])
    assert "%" not in str(BUNDLE["cards"])


@given(offset=st.integers(0, 300), chosen=st.sets(st.sampled_from(LINES)))
def test_the_bytes_depend_on_what_is_shown_and_not_on_the_day_or_the_order(offset, chosen):
    day = TODAY + timedelta(days=offset)
    dead = dict.fromkeys(sorted(chosen), TODAY)
    the_other_way_round = dict.fromkeys(sorted(chosen, reverse=True), TODAY)

    bundles = [bundle_of(Findings(dead=each), today=day) for each in (dead, the_other_way_round)]

    assert compact(bundles[0]) == compact(bundles[1]) == compact(bundle_of(Findings(dead=dead), today=TODAY))


def test_it_changes_on_the_day_on_which_a_verification_is_too_old():
    findings = Findings(verified={"es-linea-024": TODAY})

    last, after = (bundle_of(findings, today=TODAY + timedelta(days=days)) for days in (180, 181))

    assert [line["number"] for line in last["help_lines"]["countries"]["ES"]["lines"]] == ["024"]
    assert after["help_lines"]["countries"]["ES"]["lines"] == ()


@pytest.mark.parametrize(
    ("findings", "as_of"),
    [
        (Findings(), "2026-11-26"),
        (Findings(verified={"br-cvv": date(2026, 11, 30)}), "2026-11-30"),
        (Findings(dead={"br-cvv": date(2026, 12, 1)}), "2026-12-01"),
        (Findings(verified={"br-cvv": date(2099, 1, 1)}), "2026-11-26"),  # a day to come
    ],
)
def test_it_says_as_of_when(findings, as_of):
    assert bundle_of(findings, today=TODAY)["as_of"] == as_of
