"""What people are told and sign is plain, blames nobody, and is there for each law a site can work under."""

import json

import pytest

from backend.accounts.consents.texts import DATA, form_texts, notice_for
from backend.accounts.models import DataClass, Site
from backend.care_team import wording
from tests.rules.plain_words import grade, stigma_in
from tests.times import utc

NOTICES = json.loads((DATA / "notices.json").read_text())
FORMS = json.loads((DATA / "consent_forms.json").read_text())
# As for exercises (tests/rules/coping): whole texts, though law that must be named pulls single sentences up.
PLAIN = 6


def harbour(regime="part2"):
    return Site(name="Harbour Clinic", tzid="America/New_York", regime=regime)


def strings_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings_in(each)


def every_text():
    yield from (text for notice in NOTICES["notices"] for text in strings_in(notice))
    yield from strings_in(FORMS["languages"])
    for stopping in range(3):
        for leaves in (True, False):
            yield wording.about_revoking("Harbour Clinic", stopping, leaves=leaves, alert_open=True)
    for data_class in wording.DOES:
        for is_over in (True, False):
            day = utc("2026-12-03T00:00").date()
            yield wording.about_end("Harbour Clinic", [data_class], day, is_over=is_over, today=day)


@pytest.mark.parametrize("text", sorted(set(every_text())))
def test_no_text_blames_anybody(text):
    assert stigma_in(text) == []


@pytest.mark.parametrize("notice", NOTICES["notices"], ids=lambda notice: notice["version"])
def test_a_notice_is_plain_beside_the_words_that_the_law_demands(notice):
    own = " ".join(part["text"] for part in notice["parts"]).replace("{site}", "Harbour Clinic")

    assert grade(own) <= PLAIN


@pytest.mark.parametrize("regime", Site.Regime.values)
def test_a_form_is_plain(regime):
    words = form_texts("en").words
    own = [
        *(text for texts in words["classes"].values() for text in (f"{texts['what']}.", f"{texts['without']}.")),
        *words["readers"].values(),
        *words["recipients"].values(),
        *words["purposes"].values(),
        *words["expiry"].values(),
        words["right_to_revoke"][regime],
        words["signature"][regime],
    ]

    assert grade(" ".join(own)) <= PLAIN


def test_what_a_person_hears_when_taking_back_is_plain():
    assert grade(wording.about_revoking("Harbour Clinic", 2, leaves=False, alert_open=True)) <= PLAIN


@pytest.mark.parametrize("regime", Site.Regime.values)
def test_every_law_has_a_notice_with_the_name_of_the_site_and_nothing_left_to_fill_in(regime):
    notice = notice_for(harbour(regime), "en-US")

    assert notice.version.startswith(regime)
    assert "Harbour Clinic" in notice.text
    assert "{" not in notice.text


def test_the_notice_of_part_2_begins_with_the_statement_that_the_law_demands():
    text = notice_for(harbour(), "en").text

    assert text.startswith("Notice of Privacy Practices of Harbour Clinic\n\nThis notice describes: how health")


def test_a_language_without_a_text_gets_english():
    assert notice_for(harbour(), "xx").language == form_texts("xx").language == "en"


def test_every_text_says_where_its_facts_come_from_and_that_a_lawyer_signs_off():
    for document in (NOTICES, FORMS):
        assert "lawyer" in document["about"]
        assert all({"what", "url", "read", "extent"} == set(source) for source in document["sources"])
    assert NOTICES["before_use"]


def test_each_class_of_data_says_what_it_is_what_for_and_what_saying_no_means():
    classes = form_texts("en").words["classes"]

    assert set(classes) == set(DataClass.values)
    assert all(all(texts.values()) for texts in classes.values())
