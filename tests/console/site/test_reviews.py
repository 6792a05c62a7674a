"""What supervisors look at afterwards: the glass that was broken, and what people asked for."""

from datetime import timedelta

import pytest
import time_machine

from backend.accounts.models import AccessLog, BreakGlass, BreakGlassBar, RestrictionAnswer, Staff
from backend.care_team.break_glass.breaking import Emergency, break_glass
from backend.care_team.break_glass.telling import tell_people
from backend.care_team.restrictions.asking import Wish, ask
from backend.console.site.reviews import DECISION_WORDS, REASON_WORDS
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = pytest.mark.django_db

GLASSES = "/console/site/reviews/"
REQUESTS = "/console/site/restrictions/"
NOON = utc("2026-11-23T17:00")  # in New York
REASON = "The person who lives with her reads her phone."


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def glass(dana, tess):
    return broken_by(tess, dana)


@pytest.fixture
def asked(dana, clinic):
    return ask(dana, Wish(clinic.pk, "Please tell my employer nothing."), now=NOON)[0]


def broken_by(staff, person):
    emergency = Emergency(
        person_id=person.pk,
        reason=BreakGlass.Reason.OVERDOSE,
        text="Found unconscious at the bus stop.",
        nature="Opioid overdose",
        recipient="Dr. Grey",
        recipient_affiliation="Bay Hospital",
    )
    return break_glass(staff, emergency, now=NOON).glass


def looks_of(staff):
    return set(AccessLog.objects.filter(staff=staff).values_list("purpose", flat=True))


def test_a_supervisor_reviews_who_broke_the_glass_and_that_look_is_on_record(sue, glass, console):
    client = console(sue)

    listed, page = text_of(client.get(GLASSES)), text_of(client.get(f"{GLASSES}{glass.pk}/"))

    assert "dana Overdose By tess When Mon 23 Nov 2026, 12:00 EST" in listed
    assert "the person is told when the hour is over" in listed
    assert "bus stop" not in listed
    assert "Found unconscious at the bus stop." in page
    assert "Told outside Dr. Grey, Bay Hospital" in page
    assert looks_of(sue) == {"break-glass-review"}


def test_telling_is_barred_with_a_reason(sue, glass, console):
    response = console(sue).post(f"{GLASSES}{glass.pk}/", {"reason": REASON}, follow=True)

    bar = BreakGlassBar.objects.get()
    assert (bar.staff, bar.reason) == (sue, REASON)
    assert "It stands: kept from the person." in text_of(response)
    assert REASON in text_of(response)


def test_without_a_reason_nothing_is_barred(sue, glass, console):
    response = console(sue).post(f"{GLASSES}{glass.pk}/", {"reason": " "})

    assert response.status_code == 422
    assert "This field is required." in text_of(response)
    assert not BreakGlassBar.objects.exists()


def test_once_the_person_was_told_it_is_too_late(sue, glass, console):
    client = console(sue)
    tell_people(now=NOON + timedelta(hours=1))

    response = client.post(f"{GLASSES}{glass.pk}/", {"reason": REASON})

    assert response.status_code == 422
    assert "The person has been told already." in text_of(response)
    assert "<textarea" not in client.get(f"{GLASSES}{glass.pk}/").content.decode()


def test_who_broke_it_does_not_bar_it(sue, dana, console):
    own = broken_by(sue, dana)
    client = console(sue)

    page = client.get(f"{GLASSES}{own.pk}/")

    assert "another supervisor must decide" in text_of(page)
    assert "<textarea" not in page.content.decode()
    assert client.post(f"{GLASSES}{own.pk}/", {"reason": REASON}).status_code == 403


def test_a_request_is_read_and_answered_once(sue, asked, console):
    client = console(sue)
    assert "dana waits for an answer" in text_of(client.get(REQUESTS))
    assert "Please tell my employer nothing." in text_of(client.get(f"{REQUESTS}{asked.pk}/"))

    answered = client.post(f"{REQUESTS}{asked.pk}/", {"decision": "granted", "words": "We will not."}, follow=True)
    again = client.post(f"{REQUESTS}{asked.pk}/", {"decision": "declined", "words": "No."})

    assert "dana granted" in text_of(answered)
    assert again.status_code == 422
    assert "This request has its answer already." in text_of(again)
    assert RestrictionAnswer.objects.get().words == "We will not."
    assert "The answer: granted We will not. By sue" in text_of(client.get(f"{REQUESTS}{asked.pk}/"))
    assert looks_of(sue) == {"restrictions"}


@pytest.mark.parametrize("typed", [{"decision": "granted"}, {"words": "We will not."}, {}])
def test_an_answer_needs_a_decision_and_words(sue, asked, console, typed):
    response = console(sue).post(f"{REQUESTS}{asked.pk}/", typed)

    assert response.status_code == 422
    assert "This field is required." in text_of(response)
    assert not RestrictionAnswer.objects.exists()


def test_only_supervisors_review(sam, nick, ada, glass, asked, console):
    paths = [GLASSES, f"{GLASSES}{glass.pk}/", REQUESTS, f"{REQUESTS}{asked.pk}/"]
    clients = [console(who) for who in (sam, nick, ada)]

    assert {client.get(path).status_code for client in clients for path in paths} == {403}
    assert {client.post(path, {"reason": REASON}).status_code for client in clients for path in paths[1::2]} == {403}
    assert not looks_of(sam) | looks_of(nick) | looks_of(ada)
    assert GLASSES not in clients[0].get("/console/site/").content.decode()


def test_supervisors_elsewhere_see_nothing_of_it(theo, glass, asked, console):
    theo.role = Staff.Role.SUPERVISOR
    theo.save()
    client = console(theo)

    assert "Nobody here has broken the glass." in text_of(client.get(GLASSES))
    assert "Nobody has asked for anything." in text_of(client.get(REQUESTS))
    for path in (f"{GLASSES}{glass.pk}/", f"{REQUESTS}{asked.pk}/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"reason": REASON, "decision": "granted", "words": "Yes."}).status_code == 404


def test_there_are_words_for_every_reason_and_decision():
    assert set(REASON_WORDS) == set(BreakGlass.Reason)
    assert set(DECISION_WORDS) == set(RestrictionAnswer.Decision)
