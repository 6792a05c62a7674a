"""The rules of data/crisis_lines.json, over every country of the file."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import backend.crisis.lines
from backend.crisis.lines import CRISIS_KINDS, countries, country_code, lines_for
from backend.crisis.verifying.findings import Findings

DOCUMENT = json.loads(
    (Path(backend.crisis.lines.__file__).parent / "data" / "crisis_lines.json").read_text(encoding="utf-8")
)
ENTRIES = {entry["country"]: entry for entry in DOCUMENT["countries"]}
STATUS = {line["id"]: line["status"] for entry in ENTRIES.values() for line in entry["lines"]}
TODAY = date(2026, 11, 22)
NOTHING_VERIFIED = Findings()

codes = st.sampled_from(sorted(ENTRIES))
days = st.dictionaries(st.sampled_from(sorted(STATUS)), st.dates(date(2026, 1, 1), date(2027, 1, 1)))
verifications = st.builds(Findings, verified=days, dead=days)


def findings_about(country):
    """Of its own lines alone, each verified, dead or neither: findings about all lines would seldom meet in one."""
    said = {line["id"]: st.sampled_from(["verified", "dead", None]) for line in ENTRIES[country]["lines"]}
    return st.tuples(st.just(country), st.fixed_dictionaries(said).map(findings_that_say))


def findings_that_say(said):
    verified, dead = (
        {line: TODAY for line, outcome in said.items() if outcome == wanted} for wanted in ("verified", "dead")
    )
    return Findings(verified=verified, dead=dead)


several_lines = [code for code, entry in ENTRIES.items() if len(entry["lines"]) > 1]
countries_with_findings = st.sampled_from(several_lines).flatmap(findings_about)


def ids(country, *, findings=NOTHING_VERIFIED, today=TODAY, **options):
    return [line["id"] for line in lines_for(country, findings=findings, today=today, **options).lines]


def is_better(line):
    """Than one that a single source names."""
    return line["status"] == "two_sources" or line["is_verified"]


def is_for_a_crisis(line):
    return line["kind"] in CRISIS_KINDS


@pytest.mark.parametrize("country", sorted(ENTRIES))
def test_every_country_has_its_emergency_number_whatever_its_status(country):
    found = lines_for(country, findings=NOTHING_VERIFIED, today=TODAY)

    assert found.emergency["number"] == ENTRIES[country]["emergency"]["number"]
    assert next(key for key in found.as_json() if key != "country") == "emergency"


@given(country=codes, verified=verifications, spotting=st.booleans())
def test_a_line_found_dead_is_never_shown_and_the_emergency_number_always(country, verified, spotting):
    found = lines_for(country, findings=verified, today=TODAY, allow_overdose_spotting=spotting)

    assert not {line["id"] for line in found.lines} & set(verified.dead)
    assert found.emergency["number"] == ENTRIES[country]["emergency"]["number"]


@given(country=codes, verified=verifications)
def test_every_number_shown_has_a_state_a_source_and_a_date(country, verified):
    found = lines_for(country, findings=verified, today=TODAY)

    for number in (found.emergency, *found.lines):
        assert number["state"] in {"verified", "two_sources", "one_source"}
        assert number["source"]
        assert date.fromisoformat(number["dated_on"]) <= TODAY


@given(country=codes, verified=verifications, spotting=st.booleans())
def test_a_line_known_from_memory_alone_is_never_shown_unverified(country, verified, spotting):
    found = lines_for(country, findings=verified, today=TODAY, allow_overdose_spotting=spotting)

    unverified = {line["id"] for line in found.lines if not line["is_verified"]}
    assert "memory_only" not in {STATUS[line] for line in unverified}


@given(found_in=countries_with_findings, spotting=st.booleans())
def test_a_line_from_one_source_never_stands_beside_a_better_one(found_in, spotting):
    country, findings = found_in
    found = lines_for(country, findings=findings, today=TODAY, allow_overdose_spotting=spotting)

    better = [line for line in found.lines if is_better(line)]
    unsure = [line for line in found.lines if not is_better(line)]
    assert not (any(map(is_for_a_crisis, unsure)) and any(map(is_for_a_crisis, better)))
    assert all(map(is_for_a_crisis, unsure)) or not better


@given(found_in=countries_with_findings)
def test_a_crisis_line_that_a_source_names_is_hidden_by_none_but_a_better_crisis_line(found_in):
    country, findings = found_in
    found = lines_for(country, findings=findings, today=TODAY)

    living = [line for line in ENTRIES[country]["lines"] if line["id"] not in findings.dead]
    named = [line for line in living if is_for_a_crisis(line) and line["status"] != "memory_only"]
    assert any(map(is_for_a_crisis, found.lines)) or not named


@given(country=codes, verified=verifications)
def test_a_country_shows_a_crisis_line_or_the_directory_and_a_sentence(country, verified):
    found = lines_for(country, findings=verified, today=TODAY)

    has_crisis_line = any(line["kind"] in CRISIS_KINDS for line in found.lines)
    assert (found.directory is None) == (found.sentence is None) == has_crisis_line


@given(country=codes, verified=verifications, spotting=st.booleans())
def test_crisis_lines_stand_before_all_others(country, verified, spotting):
    found = lines_for(country, findings=verified, today=TODAY, allow_overdose_spotting=spotting)

    others_began = [line["kind"] not in CRISIS_KINDS for line in found.lines]
    assert others_began == sorted(others_began)


def test_one_source_is_hidden_beside_two_sources():
    assert ids("AU") == [
        "au-lifeline",
        "au-national-alcohol-and-other-drug-hotline",
        "au-poisons-information-centre",
    ]


def test_one_source_is_shown_alone_and_marked_as_not_verified():
    [line] = lines_for("AT", findings=NOTHING_VERIFIED, today=TODAY).lines

    assert (line["number"], line["status"], line["is_verified"]) == ("142", "one_source", False)
    assert line["checked"] == "2026-11-22"


def test_a_line_of_two_sources_comes_with_its_source_and_date():
    line = lines_for("FR", findings=NOTHING_VERIFIED, today=TODAY).lines[0]

    assert (line["number"], line["source"], line["checked"]) == (
        "3114",
        "public helpline lists",
        "2026-11-22",
    )


def test_a_text_line_says_what_to_send():
    lines = {line["id"]: line for line in lines_for("US", findings=NOTHING_VERIFIED, today=TODAY).lines}

    assert lines["us-crisis-text-line"]["text"] == "HOME to 741741"
    assert "text" not in lines["us-poison-help"]


def test_a_verified_line_is_shown_with_its_date():
    [line] = lines_for("ES", findings=Findings(verified={"es-linea-024": date(2026, 11, 1)}), today=TODAY).lines

    assert (line["number"], line["verified_on"], line["is_verified"]) == ("024", "2026-11-01", True)


@pytest.mark.parametrize(
    ("verified_on", "shown"),
    [
        (date(2026, 5, 26), ["es-linea-024"]),  # 180 days ago
        (date(2026, 5, 25), []),
        (date(2026, 11, 23), []),  # a day to come
    ],
)
def test_a_verification_counts_for_a_hundred_and_eighty_days(verified_on, shown):
    assert ids("ES", findings=Findings(verified={"es-linea-024": verified_on})) == shown


def test_an_old_verification_leaves_a_line_to_the_rule_of_its_status():
    long_ago = Findings(verified={"fr-3114-suicide-prevention": date(2025, 1, 1)})

    line = lines_for("FR", findings=long_ago, today=TODAY).lines[0]

    assert (line["number"], line["verified_on"], line["is_verified"]) == ("3114", None, False)


def test_overdose_spotting_is_shown_only_where_the_site_allows_it():
    assert "ca-national-overdose-response-service-nors" not in ids("CA")
    assert "ca-national-overdose-response-service-nors" in ids("CA", allow_overdose_spotting=True)


def test_two_numbers_in_circulation_keep_a_line_hidden_even_where_spotting_is_allowed():
    assert "us-never-use-alone" not in ids("US", allow_overdose_spotting=True)


@pytest.mark.parametrize("country", [None, "", "ZZ", "USA", "TH"])
def test_an_unknown_country_gets_112_and_the_directory_and_no_american_number(country):
    found = lines_for(country, findings=NOTHING_VERIFIED, today=TODAY)

    assert (found.country, found.emergency["number"], found.lines) == (None, "112", ())
    assert found.directory == {"name": "Find A Helpline", "url": "https://findahelpline.com"}
    assert not {"911", "988"} & {text.strip('",{}') for text in json.dumps(found.as_json()).split()}


@pytest.mark.parametrize("country", sorted(set(DOCUMENT["groups"]["EU_EEA_CH_112"]) - set(ENTRIES)))
def test_a_european_country_without_an_entry_gets_112_and_the_directory(country):
    found = lines_for(country, findings=NOTHING_VERIFIED, today=TODAY)

    assert (found.country, found.emergency["number"], found.lines) == (country, "112", ())
    assert found.directory is not None


def test_fourteen_countries_have_no_line_yet_and_four_more_no_crisis_line():
    found = [lines_for(country, findings=NOTHING_VERIFIED, today=TODAY) for country in ENTRIES]

    assert sorted(str(each.country) for each in found if not each.lines) == [
        "BE", "CZ", "DK", "ES", "FI", "GH", "GR", "HK", "IL", "IS", "KE", "NG", "PL", "PT",
    ]  # fmt: skip
    assert sorted(str(each.country) for each in found if each.lines and each.sentence) == [
        "AR",
        "CL",
        "MX",
        "MY",
    ]


def test_no_number_that_was_replaced_that_costs_or_that_takes_reports_is_listed():
    numbers = {line["number"].replace(" ", "-") for entry in ENTRIES.values() for line in entry["lines"]}

    assert not numbers & {"1-833-456-4566", "0900-0113", "1933", "1800-599-0019", "1-877-696-1996"}


def test_every_line_is_of_a_known_kind_and_none_sells_treatment():
    lines = [line for entry in ENTRIES.values() for line in entry["lines"]]

    assert {line["kind"] for line in lines} <= set(DOCUMENT["kinds"])
    assert {line["id"] for line in lines if line["kind"] == "treatment_referral"} == {"us-samhsa-national-helpline"}


def test_line_ids_are_unique():
    assert len(STATUS) == sum(len(entry["lines"]) for entry in ENTRIES.values())


def test_of_two_lines_the_one_from_one_source_takes_the_place_of_a_dead_one():
    dead = dict.fromkeys(("ie-samaritans", "ie-national-poisons-information-centre"), TODAY)

    assert ids("IE", findings=Findings(dead=dead)) == ["ie-pieta", "ie-hse-drugs-and-alcohol-helpline"]


def test_verifying_a_poison_line_does_not_hide_the_only_crisis_line():
    found = lines_for("CH", findings=Findings(verified={"ch-tox-info-suisse": TODAY}), today=TODAY)

    assert [(line["number"], line["state"]) for line in found.lines] == [("143", "one_source"), ("145", "verified")]
    assert (found.directory, found.sentence) == (None, None)


@pytest.mark.parametrize(
    ("country", "dead", "shown"),
    [
        (
            "AU",
            "au-lifeline",
            [
                "au-suicide-call-back-service",
                "au-national-alcohol-and-other-drug-hotline",
                "au-poisons-information-centre",
            ],
        ),
        # The drugs line of one source stays behind the poison line.
        ("IE", "ie-samaritans", ["ie-pieta", "ie-national-poisons-information-centre"]),
    ],
)
def test_a_crisis_line_of_one_source_takes_the_place_of_a_dead_one_beside_other_lines(country, dead, shown):
    found = lines_for(country, findings=Findings(dead={dead: TODAY}), today=TODAY)

    assert [line["id"] for line in found.lines] == shown
    assert (found.lines[0]["state"], found.sentence) == ("one_source", None)


def test_a_crisis_line_of_one_source_gives_way_to_a_verified_one():
    verified = {"no-mental-helse": TODAY}

    assert ids("NO", findings=Findings(verified=verified)) == ["no-mental-helse"]


def test_a_country_whose_only_crisis_line_is_dead_gets_the_directory():
    found = lines_for("BR", findings=Findings(dead={"br-cvv": TODAY}), today=TODAY)

    assert (found.emergency["number"], found.lines) == ("192", ())
    assert found.directory is not None


def test_the_age_counts_from_the_day_of_the_state_in_force():
    findings = Findings(verified={"us-988-suicide-crisis-lifeline": date(2026, 11, 12)})

    found = lines_for("US", findings=findings, today=TODAY).with_ages(TODAY)

    verified, unverified = found["lines"][:2]
    assert (verified["state"], verified["dated_on"], verified["age_days"]) == ("verified", "2026-11-12", 10)
    assert (unverified["state"], unverified["dated_on"], unverified["age_days"]) == ("two_sources", "2026-11-22", 0)
    assert (found["emergency"]["dated_on"], found["emergency"]["age_days"]) == ("2026-11-22", 0)


@pytest.mark.parametrize("country", ["", "ZZ", "LI"])
def test_112_has_a_source_and_a_date_too(country):
    emergency = lines_for(country, findings=NOTHING_VERIFIED, today=TODAY).emergency

    assert (emergency["number"], emergency["state"]) == ("112", "one_source")
    assert emergency["source"]
    assert emergency["dated_on"] == "2026-11-26"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("US", "US"),
        ("us", "US"),
        (" de ", "DE"),
        ("UK", "GB"),
        ("uk", "GB"),
        ("XK", "XK"),
        ("ß", None),
        ("ſs", None),
        ("USA", None),
        ("../US", None),
        ("", None),
        (None, None),
        ("U" * 100_000, None),
    ],
)
def test_a_country_is_two_letters_in_any_case(text, code):
    assert country_code(text) == code


def test_countries_are_those_with_an_entry_and_those_where_112_is_the_law():
    assert len(countries()) == 52
    assert {"US", "LI", "EE"} < set(countries())
