import pytest
from django.utils import timezone

from backend.accounts.models import Consent, DataClass, Person
from backend.care_team import holds
from backend.instruments.levels import Level
from tests.care_team.factories import open_alert
from tests.rewriting import never_granted

pytestmark = pytest.mark.django_db


def foretold(api, person):
    response = api(person).get("/v1/me/erasure")
    assert response.status_code == 200
    return response.json()


def test_it_names_everybody_who_stops_knowing(api, dana, sam, sue):
    assert foretold(api, dana)["stops_knowing"] == [
        {"site": "Harbour Clinic", "handle": "sam", "role": "counsellor"},
        {"site": "Harbour Clinic", "handle": "sue", "role": "supervisor"},
    ]


def test_who_sees_no_alerts_does_not_stop_knowing_of_them(api, dana, sam, sue):
    never_granted(dana, DataClass.ALERTS)

    assert [each["handle"] for each in foretold(api, dana)["stops_knowing"]] == ["sam"]


def test_with_every_consent_taken_back_nobody_stops_knowing(api, dana):
    Consent.objects.update(revoked_at=timezone.now())

    assert foretold(api, dana)["stops_knowing"] == []


def test_help_comes_while_an_alert_is_open(api, dana):
    open_alert(dana)

    said = foretold(api, dana)

    assert said["help"]["emergency"]["number"] == "911"
    assert "nobody follows it up" in said["text"]


def test_help_comes_while_a_hold_lasts_without_staff(api, unfollowed):
    holds.raise_hold(unfollowed, Level.L2, only_contact=False, now=timezone.now())

    assert foretold(api, unfollowed)["help"]["emergency"]["number"] == "911"


def test_else_there_is_no_help_to_read_past(api, dana):
    assert foretold(api, dana)["help"] is None


def test_it_says_what_becomes_of_backups(api, dana):
    said = foretold(api, dana)

    assert said["backups"] == "after 7 days no backup of any age can be read"
    assert said["backups"] in said["text"]


def test_without_staff_nothing_is_kept_but_that_it_happened(api, unfollowed):
    said = foretold(api, unfollowed)

    assert [(each["what"], each["until"]) for each in said["kept"]] == [
        ("That an account was erased: its number and the time.", None)
    ]
    assert said["stops_knowing"] == []


def test_what_is_kept_is_named_with_its_last_day(api, lived, time_machine):
    time_machine.move_to(timezone.now(), tick=False)

    kept = foretold(api, lived)["kept"]

    assert len(kept) == 7
    six_years_on = str(timezone.now().year + 6)
    assert {(each["until"] or six_years_on)[:4] for each in kept} == {six_years_on}


def test_asking_changes_nothing(api, dana):
    foretold(api, dana)

    assert Person.objects.get(pk=dana.pk).erased_at is None
    assert api(dana).get("/v1/me").status_code == 200


def test_staff_organizers_and_strangers_have_no_such_page(api, sam, olive):
    assert api(sam).get("/v1/me/erasure").status_code == 403
    assert api(olive).get("/v1/me/erasure").status_code == 403
    assert api().get("/v1/me/erasure").status_code == 401
