"""Writing to several people in the console: nothing goes out before somebody has seen who gets it."""

import re

import pytest
import time_machine

from backend.accounts.models import Consent, DataClass
from backend.care_team.broadcasts import opening, writing
from backend.care_team.broadcasts.writing import Draft, Plan
from backend.care_team.models import Broadcast, BroadcastRecipient
from tests.console.conftest import text_of
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

NOW = utc("2026-11-23T17:00")  # noon in New York
NEW = "/console/broadcasts/new/"
WORDS = "The group meets in the garden on Thursday."


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


def filled(*people, **changes):
    return {
        "id": "5f0f6a3e-53a8-4f2c-9a53-0d7f3d0e3a11",
        "words": WORDS,
        "when": "later",
        "day": "2026-11-24",
        "time_of_day": "09:30",
        "spread_minutes": "0",
        "person_ids": [str(person.pk) for person in people],
    } | changes


def hidden_fields(response):
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', response.content.decode())
    fields: dict[str, list[str]] = {}
    for name, value in found:
        fields.setdefault(name, []).append(value)
    return fields


def write(staff):
    return writing.send(staff, Draft(WORDS, Plan()), now=NOW)[0]


def test_staff_write_look_and_send(sam, dana, console):
    give_device(dana)
    client = console(sam)
    assert "dana" in text_of(client.get(NEW))

    seen = client.post(NEW, filled(dana) | {"action": "preview"})
    assert not Broadcast.objects.exists()
    sent = client.post(NEW, hidden_fields(seen) | {"action": "send"})

    assert "1 person gets it, Tue 24 Nov 2026, 09:30 EST" in text_of(seen)
    assert "Will not ring" not in text_of(seen)
    recipient = BroadcastRecipient.objects.get()
    assert (recipient.person, recipient.deliver_at) == (dana, utc("2026-11-24T14:30"))
    assert sent["Location"] == f"/console/broadcasts/{recipient.broadcast_id}/"
    page = text_of(client.get(sent["Location"]))
    assert WORDS in page
    assert "People on its list 1" in page


def test_a_preview_says_whose_phone_stays_silent(sam, dana, console):
    page = console(sam).post(NEW, filled(dana) | {"action": "preview"})

    assert "Will not ring: no phone is signed in." in text_of(page)


def test_what_was_filled_in_comes_back_to_be_changed(sam, dana, console):
    client = console(sam)
    seen = client.post(NEW, filled(dana) | {"action": "preview"})

    again = client.post(NEW, hidden_fields(seen) | {"action": "change"})

    assert again.status_code == 200
    assert WORDS in again.content.decode()
    assert 'value="2026-11-24"' in again.content.decode()
    assert not Broadcast.objects.exists()


def test_sending_twice_makes_one(sam, dana, console):
    client = console(sam)

    first = client.post(NEW, filled(dana) | {"action": "send"})
    second = client.post(NEW, filled(dana) | {"action": "send"})

    assert first["Location"] == second["Location"]
    assert Broadcast.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"words": " "}, "What you want to say : This field is required."),
        ({"time_of_day": ""}, "Time of day : Say when, or choose now."),
        ({"day": "2026-11-22"}, "Day : This time has passed."),
        ({"spread_minutes": "500"}, "All together, or a few at a time : Select a valid choice."),
        ({"person_ids": []}, "Who gets it : Choose somebody."),
    ],
)
@pytest.mark.parametrize("action", ["preview", "send"])
def test_what_is_wrong_stands_beside_its_field(sam, dana, console, changes, words, action):
    page = console(sam).post(NEW, filled(dana, **changes) | {"action": action})

    assert page.status_code == 422
    assert words in text_of(page)
    assert not Broadcast.objects.exists()


def test_who_stops_sharing_between_looking_and_sending_gets_nothing(sam, dana, console):
    client = console(sam)
    seen = client.post(NEW, filled(dana) | {"action": "preview"})
    Consent.objects.filter(data_class=DataClass.PLAN).update(revoked_at=NOW)

    sent = client.post(NEW, hidden_fields(seen) | {"action": "send"})

    assert sent.status_code == 422
    assert "cannot be written to any more" in text_of(sent)
    assert "dana" not in text_of(sent)
    assert not Broadcast.objects.exists()


def test_somebody_elses_person_cannot_be_slipped_in(sam, theo, dana, nora, console):
    client = console(sam)

    assert client.post(NEW, filled(dana, nora) | {"action": "send"}).status_code == 422
    assert console(theo).post(NEW, filled(dana) | {"action": "send"}).status_code == 422
    assert not Broadcast.objects.exists()


def test_cancelling_tells_what_it_did(sam, dana, console):
    broadcast = write(sam)
    client = console(sam)

    done = client.post(f"/console/broadcasts/{broadcast.pk}/cancel/", follow=True)

    assert "Cancelled. Nobody else gets it" in text_of(done)
    assert "Left out: it was cancelled before 1" in text_of(done)
    assert "cancelled" in text_of(client.get("/console/broadcasts/"))
    assert opening.open_due(now=NOW) == 0


def test_a_page_tells_how_far_it_got(sam, dana, console):
    broadcast = write(sam)
    opening.open_due(now=NOW)

    page = text_of(console(sam).get(f"/console/broadcasts/{broadcast.pk}/"))

    assert "Waits in their app 1" in page
    assert "No phone was registered. 1" in page


def test_what_was_cancelled_waits_in_no_app(sam, dana, console):
    broadcast = write(sam)
    opening.open_due(now=NOW)
    client = console(sam)

    page = text_of(client.post(f"/console/broadcasts/{broadcast.pk}/cancel/", follow=True))

    assert "Was in their app, and is gone 1" in page
    assert "Waits in their app" not in page


def test_a_supervisor_sees_that_it_is_there_and_not_what_it_says(sam, sue, dana, console):
    broadcast = write(sam)
    client = console(sue)

    listed, page = client.get("/console/broadcasts/"), client.get(f"/console/broadcasts/{broadcast.pk}/")

    assert "By sam" in text_of(listed)
    assert "Only its author reads it here" in text_of(page)
    assert "garden" not in text_of(listed) + text_of(page)


def test_staff_elsewhere_find_nothing(sam, theo, dana, console):
    broadcast = write(sam)
    client = console(theo)

    assert client.get(f"/console/broadcasts/{broadcast.pk}/").status_code == 404
    assert client.post(f"/console/broadcasts/{broadcast.pk}/cancel/").status_code == 404
    assert "None yet" in text_of(client.get("/console/broadcasts/"))
    assert "there is nobody to write to" in text_of(client.get(NEW))


@pytest.mark.parametrize("who", ["dana", "olive"])
def test_people_and_organizers_do_not_reach_broadcasts(sam, dana, olive, console, request, who):
    broadcast = write(sam)
    client = console(request.getfixturevalue(who))
    pages = ["/console/broadcasts/", NEW, f"/console/broadcasts/{broadcast.pk}/"]

    assert {client.get(path).status_code for path in pages} == {403}
    assert client.post(f"/console/broadcasts/{broadcast.pk}/cancel/").status_code == 403
