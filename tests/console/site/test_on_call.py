"""The on-call chain on the pages of a site."""

import pytest

from backend.accounts.models import Cover
from backend.care_team.models import OnCall
from tests.console.conftest import text_of
from tests.console.site.filling import filled
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

PAGE = "/console/site/on-call/"
CHANGE = f"{PAGE}change/"


def chain():
    return [row.staff.account.handle for row in OnCall.objects.order_by("position")]


def name(client, *staff):
    places = {f"place_{number}": str(each.pk) for number, each in enumerate(staff)}
    return client.post(CHANGE, {"etag": filled(client.get(CHANGE))["etag"]} | places)


def test_all_staff_read_who_is_called_and_whose_phone_would_ring(sam, sue, nick, console):
    give_device(nick)

    page = text_of(console(sam).get(PAGE))

    assert "nick, on call can be reached" in page
    assert "sue, supervisor nothing of theirs rings" in page
    assert "Nobody is named" in page


def test_who_is_away_stands_with_who_covers(sam, sue, nick, clinic, console):
    OnCall.objects.create(site=clinic, position=0, staff=nick)
    Cover.objects.create(
        site=clinic,
        absent=nick,
        cover=sue,
        starts_at=utc("2026-01-01T00:00"),
        ends_at=utc("2100-01-01T00:00"),
        created_by=nick,
        created_at=utc("2026-01-01T00:00"),
    )

    page = text_of(console(sam).get(PAGE))

    assert "nick, on call (away, sue covers)" in page


def test_who_has_left_is_named_as_gone(sam, nick, clinic, console):
    OnCall.objects.create(site=clinic, position=0, staff=nick)
    nick.account.is_active = False
    nick.account.save()

    assert "nick, on call (has left)" in text_of(console(sam).get(PAGE))


def test_who_runs_the_site_names_them_in_order(ada, sue, nick, console):
    response = name(console(ada), sue, nick)

    assert response["Location"] == PAGE
    assert chain() == ["sue", "nick"]


def test_an_empty_place_closes_up_and_no_place_taken_names_nobody(ada, sue, nick, console):
    client = console(ada)
    client.post(CHANGE, {"etag": filled(client.get(CHANGE))["etag"], "place_0": "", "place_1": str(nick.pk)})
    assert chain() == ["nick"]

    name(client)

    assert chain() == []


def test_naming_somebody_twice_is_refused_at_the_second_place(ada, sue, nick, console):
    response = name(console(ada), sue, sue)

    assert response.status_code == 422
    assert "Place 2 : Name each once." in text_of(response)
    assert chain() == []


def test_counsellors_and_colleagues_elsewhere_are_no_choice(ada, sue, sam, theo, console):
    responses = [name(console(ada), each) for each in (sam, theo)]

    assert [response.status_code for response in responses] == [422, 422]
    assert chain() == []


def test_who_sends_second_is_told(ada, sue, nick, console):
    client = console(sue)
    opened = filled(client.get(CHANGE), place_0=str(sue.pk))
    name(console(ada), nick)

    told = client.post(CHANGE, opened)
    assert "Somebody else has changed this" in text_of(told)
    assert "In force now nick, on call" in text_of(told)
    assert chain() == ["nick"]

    client.post(CHANGE, filled(told))
    assert chain() == ["sue"]


def test_counsellors_and_on_call_staff_do_not_name_them(sam, nick, console):
    assert {console(who).get(CHANGE).status_code for who in (sam, nick)} == {403}
    assert {console(who).post(CHANGE, {}).status_code for who in (sam, nick)} == {403}
    assert CHANGE not in console(sam).get(PAGE).content.decode()


def test_at_another_site_the_chain_is_another(theo, sue, console):
    page = text_of(console(theo).get(PAGE))

    assert "Nobody." in page
    assert "sue" not in page
