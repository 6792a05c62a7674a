"""What a site asks, on the pages of its staff."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from backend.aftercare.models import CheckInSchedule, InstrumentSwitch, SiteQuestionnaire
from backend.aftercare.questionnaires import keeping
from backend.console.site.questionnaire_words import ACTION_WORDS
from backend.console.site.when_words import when_words
from backend.instruments.catalogue import catalogue
from backend.instruments.grammar import parse
from tests.aftercare.questionnaires import ADDED_AT, MORNING, add, changed, second_version
from tests.console.conftest import text_of

pytestmark = pytest.mark.django_db

PAGE = "/console/site/questionnaires/"
NEW = f"{PAGE}new/"
OWN = f"{PAGE}harbour-morning/"


def upload(client, document, form_id="5f0f6a3e-53a8-4f2c-9a53-0d7f3d0e3a11"):
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return client.post(NEW, {"id": form_id, "file": SimpleUploadedFile("morning.json", content)})


def test_all_staff_read_what_their_site_can_ask(nick, clinic, console):
    add(clinic)

    page = text_of(console(nick).get(PAGE))

    assert "Morning round on Code harbour-morning Version 1" in page
    assert "PHQ-9 on" in page


def test_another_sites_own_is_not_there(theo, clinic, console):
    add(clinic)
    client = console(theo)

    assert "Morning round" not in text_of(client.get(PAGE))
    assert client.get(OWN).status_code == 404


def test_items_and_rules_are_said_in_words(sam, clinic, console):
    add(clinic)

    page = text_of(console(sam).get(OWN))

    assert "How often did you fall? Asked if “Are you dizzy?” is Yes. Never · Once · More" in page
    assert "Any of: A fit · Shaking · None" in page
    assert "A fit in the night. L3 · act now If “Any of these?” has A fit." in page
    assert "Show the card “Get help now”." in page
    assert "On-call staff are paged at once." in page
    assert "Then ask “Ask Suicide-Screening Questions (NIMH)”." in page
    assert "If night is 3 or more." in page
    assert "night: 0 to 4, higher is worse" in page


def test_each_packaged_questionnaire_has_words_for_all_its_rules(sam, console):
    client = console(sam)

    assert {client.get(f"{PAGE}{code}/").status_code for code in catalogue().instruments} == {200}


def test_there_are_words_for_every_action():
    assert set(ACTION_WORDS) == {each.partition(":")[0] for each in catalogue().known.actions}


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("not (q1 == 0 or q1 >= 2)", "not (“{q1}” is Not at all or “{q1}” is More than half the days or more)"),
        ("total <= 4 and plan is opioid", "total is 4 or less and the care plan names opioid"),
        ("q1 has 2 or more", "“{q1}” has 2 or more"),
        ("has_prescribed_plan()", "the care plan lists at least one prescribed medicine"),
    ],
)
def test_a_condition_is_said_in_words(when, words):
    phq = catalogue().instruments["phq-9"]

    assert when_words(parse(when), phq) == words.format(q1=phq.items_by_id["q1"].text)


def test_an_earlier_version_stays_readable(sam, clinic, console):
    add(clinic)
    add(clinic, second_version())
    client = console(sam)

    newest, first = text_of(client.get(OWN)), text_of(client.get(f"{OWN}?version=1"))

    assert "harbour-morning, version 2" in newest
    assert "How often did you fall?" not in newest
    assert "an earlier version" in first
    assert "How often did you fall?" in first


@pytest.mark.parametrize("version", ["2", "x", "", "-1", "99999999"])
def test_a_version_that_there_never_was_is_not_there(sam, clinic, console, version):
    add(clinic)

    assert console(sam).get(f"{OWN}?version={version}").status_code == 404


def test_a_file_is_added_and_shown(ada, console):
    response = upload(console(ada), MORNING)

    assert response["Location"] == OWN
    assert SiteQuestionnaire.objects.get().created_by == ada


def test_a_changed_file_is_the_next_version_and_the_same_one_changes_nothing(ada, console):
    client = console(ada)
    upload(client, MORNING, "5f0f6a3e-53a8-4f2c-9a53-0d7f3d0e3a01")

    upload(client, changed(title="Morning"), "5f0f6a3e-53a8-4f2c-9a53-0d7f3d0e3a02")
    same = upload(client, changed(title="Morning"), "5f0f6a3e-53a8-4f2c-9a53-0d7f3d0e3a03")

    assert "This site has the very same already." in text_of(client.get(same["Location"]))
    assert list(SiteQuestionnaire.objects.order_by("version").values_list("version", flat=True)) == [1, 2]


def test_every_fault_is_shown_with_its_place_and_the_file_can_be_sent_again(ada, console):
    client = console(ada)
    broken = changed(code="phq-9", version=2)

    refused = upload(client, broken)
    assert refused.status_code == 422
    assert "/version Leave this out: the service decides it." in text_of(refused)
    assert "/code This code is in use for another questionnaire." in text_of(refused)
    assert not SiteQuestionnaire.objects.exists()

    assert upload(client, MORNING).status_code == 302


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "The file is not JSON"),
        (b"\xff\xfe", "The file is not UTF-8."),
        (b"[" * 100_000, "a nesting without end"),
        (b"[]", "This must be an object"),
        (b"", "The submitted file is empty."),
    ],
)
def test_a_file_that_is_no_questionnaire_is_refused_in_a_sentence(ada, console, content, words):
    response = upload(console(ada), content)

    assert response.status_code == 422
    assert words in text_of(response)


def test_a_form_that_was_sent_with_another_file_is_opened_afresh(ada, console):
    client = console(ada)
    upload(client, MORNING)

    response = upload(client, changed(title="Morning"))

    assert "This form was sent before, with other content." in text_of(response)


def test_retired_it_is_asked_no_more(ada, sam, clinic, console):
    add(clinic)

    response = console(ada).post(f"{OWN}retire/", follow=True)

    assert "Retired. It is asked no more" in text_of(response)
    assert SiteQuestionnaire.objects.get().retired_at is not None


def test_a_packaged_one_is_switched_off_and_on(ada, sam, dana, api, console):
    body = {
        "instrument": "gad-7",
        "dtstart": "2099-05-01T09:00:00",
        "zone": {"policy": "floating"},
        "window_minutes": 60,
    }
    api(sam).post(f"/v1/staff/people/{dana.pk}/check-in-schedules", body)
    client = console(ada)

    client.post(f"{PAGE}gad-7/switch/", {"on": "no"})
    assert not InstrumentSwitch.objects.get().is_on
    assert CheckInSchedule.objects.get().schedule.cancelled_at is not None

    client.post(f"{PAGE}gad-7/switch/", {"on": "yes"})
    assert InstrumentSwitch.objects.get().is_on


def test_who_does_not_run_the_site_only_reads(sam, nick, sue, clinic, console):
    add(clinic)
    keeping.switch(sue, "gad-7", is_on=False, now=ADDED_AT)

    for who in (sam, nick):
        client = console(who)
        assert client.get(NEW).status_code == 403
        assert upload(client, changed(title="Morning")).status_code == 403
        assert client.post(f"{OWN}retire/").status_code == 403
        assert client.post(f"{PAGE}gad-7/switch/", {"on": "yes"}).status_code == 403
        assert "<button" not in client.get(OWN).content.decode().partition("<main")[2].partition("<dialog")[0]

    assert not InstrumentSwitch.objects.get().is_on
    assert SiteQuestionnaire.objects.get().retired_at is None


def test_another_sites_is_retired_by_nobody(theo, other_clinic, clinic, console):
    theo.role = "supervisor"
    theo.save()
    add(clinic)

    assert console(theo).post(f"{OWN}retire/").status_code == 404
