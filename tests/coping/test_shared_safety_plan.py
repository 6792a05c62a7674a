"""Staff read a safety plan within its own grant, only as it is now, and never longer than the grant lasts."""

import pytest

from backend.accounts.models import AccessLog, AlertAccess, BreakGlass, Consent, DataClass
from tests.coping.factories import NOON
from tests.coping.plan_factories import STEPS, entries_of, write_safety_plan
from tests.rewriting import never_granted
from tests.times import utc

pytestmark = pytest.mark.django_db


def read_by(client, person):
    return client.get(f"/v1/staff/people/{person.pk}/safety-plan")


def agree(person, site, data_class=DataClass.SAFETY_PLAN, **times):
    never_granted(person)
    Consent.objects.create(person=person, site=site, data_class=data_class, **({"granted_at": NOON} | times))


def test_who_follows_reads_the_plan_as_it_is_now_and_when_it_changed(api, dana, sam, clock):
    write_safety_plan(api(dana), alone=["Sleep"])
    clock.move_to(utc("2026-11-24T18:00"))
    write_safety_plan(api(dana))

    response = read_by(api(sam), dana)

    assert response.status_code == 200
    assert entries_of(response.data) == STEPS
    assert response.data["written_at"] == "2026-11-24T18:00:00Z"
    assert set(response.data) == {"steps", "written_at"}


def test_each_look_is_on_record_for_the_person(api, dana, sam):
    write_safety_plan(api(dana))

    read_by(api(sam), dana)

    look = AccessLog.objects.get()
    assert (look.staff, look.data_class, look.purpose) == (sam, "safety-plan", "safety-plan")
    [told] = api(dana).get("/v1/me/access-log").data["results"]
    assert told["purpose_text"] == "Read your safety plan."


def test_what_is_shared_and_not_written_yet_is_empty(api, dana, sam):
    response = read_by(api(sam), dana)

    assert (response.status_code, response.data["written_at"]) == (200, None)


def test_taking_the_grant_back_empties_the_view_at_once(api, dana, sam):
    write_safety_plan(api(dana))
    consent = Consent.objects.get(person=dana, data_class=DataClass.SAFETY_PLAN)
    assert api(dana).post(f"/v1/consents/{consent.pk}/revoke").status_code == 200

    assert read_by(api(sam), dana).status_code == 404
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize(
    "times",
    [{"expires_at": NOON}, {"revoked_at": NOON}, {"granted_at": utc("2026-11-24T17:01")}],
    ids=["expired", "revoked", "to come"],
)
def test_a_grant_that_does_not_hold_shows_nothing(api, dana, sam, times):
    write_safety_plan(api(dana))
    agree(dana, sam.site, **({"granted_at": utc("2026-11-01T12:00")} | times))

    assert read_by(api(sam), dana).status_code == 404


@pytest.mark.parametrize("other", [each for each in DataClass if each != DataClass.SAFETY_PLAN])
def test_a_grant_for_something_else_shows_nothing(api, dana, sam, other):
    write_safety_plan(api(dana))
    agree(dana, sam.site, other)

    assert read_by(api(sam), dana).status_code == 404


def test_a_grant_to_another_site_shows_nothing_here_or_there(api, dana, sam, theo):
    write_safety_plan(api(dana))
    agree(dana, theo.site)

    assert read_by(api(sam), dana).status_code == 404
    assert read_by(api(theo), dana).status_code == 404


@pytest.mark.parametrize(("level", "status"), [("L1", 404), ("L2", 200), ("L3", 200)])
def test_a_supervisor_reads_it_while_an_alert_of_l2_or_l3_is_open(api, dana, sue, nick, level, status):
    write_safety_plan(api(dana))
    AlertAccess.objects.create(person=dana, site=sue.site, level=level, since=NOON)

    assert read_by(api(sue), dana).status_code == status
    assert read_by(api(nick), dana).status_code == status


def test_without_an_alert_neither_supervisor_nor_colleague_nor_admin_reads_it(api, dana, sue, nick, tess, ada):
    write_safety_plan(api(dana))

    assert {read_by(api(each), dana).status_code for each in (sue, nick, tess, ada)} == {404}


def test_an_alert_shows_nothing_that_is_not_granted(api, dana, sue):
    write_safety_plan(api(dana))
    never_granted(dana)
    AlertAccess.objects.create(person=dana, site=sue.site, level="L3", since=NOON)

    assert read_by(api(sue), dana).status_code == 404


def test_broken_glass_opens_it_for_its_hour_and_says_so(api, dana, tess, clock):
    write_safety_plan(api(dana))
    never_granted(dana)
    BreakGlass.objects.create(
        person=dana,
        staff=tess,
        site=tess.site,
        reason_code=BreakGlass.Reason.OVERDOSE,
        content={"text": "Found unconscious."},
        started_at=NOON,
        ends_at=utc("2026-11-24T18:00"),
    )

    assert read_by(api(tess), dana).status_code == 200
    assert AccessLog.objects.get().purpose == "break-glass"
    clock.move_to(utc("2026-11-24T18:00"))
    assert read_by(api(tess), dana).status_code == 404


def test_versions_and_the_page_to_print_have_no_way_for_staff(api, dana, sam):
    write_safety_plan(api(dana))

    assert api(sam).get(f"/v1/staff/people/{dana.pk}/safety-plan/versions").status_code == 404
    assert api(sam).get("/v1/safety-plan/versions").status_code == 403
    assert api(sam).put(f"/v1/staff/people/{dana.pk}/safety-plan", {"steps": []}).status_code == 405
