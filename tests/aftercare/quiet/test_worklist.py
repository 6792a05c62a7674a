"""The worklist over HTTP: one row for each person who waits, within assignment and consent."""

import uuid

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from backend.accounts import staffing
from backend.accounts.models import AccessLog, AlertAccess, Cover, DataClass
from backend.aftercare.models import CheckIn, Contact
from backend.care_team import alerts
from backend.instruments.levels import Level
from notifications.models import NotificationWishes
from tests.aftercare.appointments.booking import booked
from tests.aftercare.factories import CALM, answer, begin, follow_too, plan_daily, revoke
from tests.aftercare.quiet.days import DAY, miss_day, open_day
from tests.care_team.broadcasting import follow
from tests.care_team.factories import open_alert
from tests.rewriting import expire, never_granted
from tests.times import utc

pytestmark = pytest.mark.django_db

MONDAY = utc("2026-11-23T14:00")  # 09:00 in New York
ALL = tuple(DataClass)


def rows(api, staff, **query):
    response = api(staff).get("/v1/staff/worklist", query)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def heard_of(api, person):
    """Nobody is quiet whose answers came a moment ago."""
    assert answer(api(person), begin(person), CALM).status_code == 201


def test_a_row_says_all_that_is_waited_for(api, dana, sam):
    heard_of(api, dana)
    alert = open_alert(dana, Level.L2)
    booked(api(sam), dana)

    [row] = rows(api, sam)

    assert row["person"] == {"id": str(dana.pk), "handle": "dana"}
    assert (row["waiting_for"], row["alert_id"], row["level"]) == (["alert"], str(alert.pk), "L2")
    assert (row["state"], row["due_at"], row["owner"]["handle"]) == ("open", "2026-11-23T19:00:00Z", "sam")
    assert row["claimed_by"] is None
    assert (row["quiet_days"], row["last_answer_at"], row["unreachable"]) == (0, "2026-11-23T15:00:00Z", None)
    assert row["next_appointment"]["starts_at"] == "2026-11-25T09:00:00"


def test_who_claimed_it_is_named(api, dana, sam, sue):
    alert = open_alert(dana)
    alerts.claim(sue, alert.pk, now=utc("2026-11-23T15:00"))

    assert rows(api, sam)[0]["claimed_by"] == {"id": str(sue.pk), "handle": "sue"}


def test_who_has_been_silent_for_a_week_waits_without_an_alert(api, dana, sam):
    [row] = rows(api, sam)

    assert (row["waiting_for"], row["alert_id"], row["level"]) == (["quiet"], None, None)
    assert row["quiet_days"] == 22  # followed since the first of the month, and never heard of


def test_a_site_decides_after_how_many_days_somebody_is_quiet(api, dana, sam):
    sam.site.policies = {"quiet_after_days": 30}
    sam.site.save()

    assert rows(api, sam) == []


@pytest.mark.parametrize("sign", ["answer", "rating", "contact"])
def test_an_answer_a_rating_and_a_contact_are_signs_of_life(api, dana, sam, sign):
    match sign:
        case "answer":
            heard_of(api, dana)
        case "rating":
            assert api(dana).post("/v1/cravings", {"intensity": 2, "triggers": []}).status_code == 201
        case "contact":
            _contact(api, sam, dana, "reached")

    assert rows(api, sam) == []


@pytest.mark.parametrize("outcome", ["not-reached", "message-left"])
def test_a_call_that_reached_nobody_is_no_sign_of_life(api, dana, sam, outcome):
    _contact(api, sam, dana, outcome)

    [row] = rows(api, sam)

    assert row["waiting_for"] == ["quiet"]
    assert row["last_contact"] == {"at": "2026-11-23T15:00:00Z", "how": "phone", "outcome": outcome}


def test_an_absence_of_the_person_s_own_is_not_quiet(api, dana, sam):
    NotificationWishes.objects.create(account=dana.account, away_from=utc("2026-11-20T00:00"))

    quiet = rows(api, sam)
    open_alert(dana)
    [alerted] = rows(api, sam)

    assert quiet == []
    assert alerted["paused"] is True


def test_whom_no_notice_reaches_waits_with_the_reason(api, dana, sam, clock):
    plan_daily(dana, sam)
    heard_of(api, dana)
    miss_day(MONDAY)
    clock.move_to(utc("2026-11-24T13:00"))

    [row] = rows(api, sam)

    assert (row["waiting_for"], row["unreachable"]) == (["unreachable"], "no_device")
    assert (row["last_miss"]["way"], row["last_miss"]["answered"]) == ("unreachable", False)


def test_answers_that_arrive_late_say_so_beside_an_alert_that_stays(api, dana, sam, clock):
    plan_daily(dana, sam)
    miss_day(MONDAY)
    missed = miss_day(MONDAY + DAY)
    clock.move_to(utc("2026-11-25T08:00"))
    answer(api(dana), missed, CALM, answered_at="2026-11-24T20:00:00Z")

    [row] = rows(api, sam)

    assert (row["level"], row["last_miss"]["check_in_id"]) == ("L1", str(missed.pk))
    assert row["last_miss"]["answered"] is True


def test_the_most_urgent_come_first(api, dana, sam):
    erin, finn, gwen = (follow(sam, name, data_classes=ALL) for name in ("erin", "finn", "gwen"))
    open_alert(erin, Level.L3)
    open_alert(finn, Level.L1)
    open_alert(gwen, Level.L2)

    assert [row["person"]["handle"] for row in rows(api, sam)] == ["erin", "gwen", "finn", "dana"]


def test_pages_turn_in_that_order(api, dana, sam):
    for name in ("erin", "finn", "gwen"):
        open_alert(follow(sam, name, data_classes=ALL), Level.L1)
    whole = [row["person"]["id"] for row in rows(api, sam)]

    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = api(sam).get("/v1/staff/worklist", {"limit": 1} | ({"cursor": cursor} if cursor else {})).json()
        found += [row["person"]["id"] for row in page["results"]]
        cursor = page["next"]

    assert found == whole
    assert len(found) == 4


def test_people_whom_a_colleague_follows_are_there_while_one_covers(api, dana, sam):
    tess = staffing.add_staff(sam.site, sam.Role.COUNSELLOR, "tess", None)
    assert rows(api, tess) == []
    Cover.objects.create(
        site=sam.site,
        absent=sam,
        cover=tess,
        starts_at=utc("2026-11-23T00:00"),
        ends_at=utc("2026-11-24T00:00"),
        created_by=sam,
        created_at=utc("2026-11-22T00:00"),
    )

    assert [row["waiting_for"] for row in rows(api, tess)] == [["quiet"]]


@pytest.mark.parametrize("role", ["supervisor", "on-call"])
def test_who_answers_for_the_site_sees_open_alerts_and_nobody_else(api, dana, sam, role):
    staff = staffing.add_staff(sam.site, role, "dee", None)
    assert rows(api, staff) == []
    open_alert(dana)
    AlertAccess.objects.get_or_create(person=dana, site=sam.site, defaults={"level": "L2", "since": MONDAY})

    [row] = rows(api, staff)

    assert (row["waiting_for"], row["quiet_days"]) == (["alert", "quiet"], 22)


@pytest.mark.parametrize("who", ["theo", "colleague"])
def test_nobody_else_sees_anybody(api, dana, sam, theo, who):
    open_alert(dana)
    staff = theo if who == "theo" else staffing.add_staff(sam.site, sam.Role.COUNSELLOR, "tess", None)

    assert rows(api, staff) == []


def test_what_is_not_shared_is_null(api, dana, sam):
    plan_daily(dana, sam)
    heard_of(api, dana)
    miss_day(MONDAY)
    booked(api(sam), dana)
    _contact(api, sam, dana, "reached")
    open_alert(dana)
    revoke(dana, DataClass.ANSWERS, DataClass.CRAVINGS)
    [row] = rows(api, sam)
    assert (row["quiet_days"], row["last_answer_at"]) == (None, None)
    assert row["last_miss"] is not None

    revoke(dana, DataClass.PLAN)

    [row] = rows(api, sam)
    assert [row[name] for name in ("last_miss", "last_contact", "unreachable", "next_appointment")] == [None] * 4
    assert row["level"] == "L2"


def test_without_consent_to_alerts_there_is_no_alert_in_the_row(api, dana, sam):
    open_alert(dana)
    revoke(dana, DataClass.ALERTS)

    [row] = rows(api, sam)

    assert (row["waiting_for"], row["alert_id"], row["level"], row["due_at"]) == (["quiet"], None, None, None)


def test_a_revoked_plan_takes_a_quiet_person_off_at_once(api, dana, sam):
    assert rows(api, sam)

    revoke(dana, DataClass.PLAN)

    assert rows(api, sam) == []


def test_answers_to_another_site_are_no_sign_of_life_here(api, dana, sam, theo):
    follow_too(theo, dana, *ALL)
    asked = api(theo).post(f"/v1/staff/people/{dana.pk}/check-ins", {"instrument": "phq-2"}).json()
    assert answer(api(dana), asked["id"], {"q1": 0, "q2": 0}).status_code == 201

    [row] = rows(api, sam)

    assert row["last_answer_at"] is None


def test_what_came_since_the_last_look_is_new(api, dana, sam, sue, clock):
    open_alert(dana, Level.L1)
    first = rows(api, sam)[0]["changed_since"]
    clock.move_to(utc("2026-11-23T18:00"))
    heard_of(api, dana)
    open_alert(dana, Level.L2, about=uuid.uuid4(), now=utc("2026-11-23T18:00"))
    clock.move_to(utc("2026-11-23T19:00"))

    again = [rows(api, sam)[0]["changed_since"] for _ in range(2)]

    assert first == {"since": None, "new": []}
    # Loading it again a moment later is the same look.
    assert again == [{"since": "2026-11-23T15:00:00Z", "new": ["alert", "answer"]}] * 2


def test_what_came_since_an_instant_can_be_asked_for(api, dana, sam, sue):
    open_alert(dana)
    _contact(api, sue, dana, "message-left")
    follow_too(sue, dana)
    _contact(api, sue, dana, "message-left")
    booked(api(sam), dana)

    before = rows(api, sam, since="2026-11-23T14:59:00Z")[0]["changed_since"]
    after = rows(api, sam, since="2026-11-23T15:00:00Z")[0]["changed_since"]

    assert before == {"since": "2026-11-23T14:59:00Z", "new": ["alert", "contact", "appointment"]}
    assert after["new"] == []
    assert api(sam).get("/v1/staff/worklist?since=yesterday").status_code == 400


def test_what_one_has_logged_oneself_is_no_news(api, dana, sam):
    _contact(api, sam, dana, "message-left")

    assert rows(api, sam, since="2026-11-23T14:59:00Z")[0]["changed_since"]["new"] == []


def test_each_class_that_was_shown_is_on_record(api, dana, sam):
    open_alert(dana)
    rows(api, sam)

    looks = AccessLog.objects.filter(person=dana, staff=sam, purpose="worklist").values_list("data_class", flat=True)
    assert set(looks) == {"alerts", "plan", "answers", "cravings"}


def test_what_is_not_on_the_page_was_not_looked_at(api, dana, sam):
    erin = follow(sam, "erin", data_classes=ALL)
    open_alert(erin)

    rows(api, sam, limit=1)

    assert set(AccessLog.objects.values_list("person", flat=True)) == {erin.pk}


def test_a_long_list_over_a_year_costs_as_few_queries_as_a_row_of_yesterday(api, dana, sam):
    open_alert(dana)
    _check_ins(dana, sam, days=1)
    rows(api, sam)
    short = _queries(api(sam))
    for number in range(12):
        person = follow(sam, f"person-{number}", data_classes=ALL)
        open_alert(person, Level.L1)
        _check_ins(person, sam, days=365)

    assert _queries(api(sam)) == short


def test_people_are_shown_with_their_consents_and_how_quiet_they_are(api, dana, sam):
    expire(dana, DataClass.ANSWERS, at=utc("2027-02-01T05:00"))
    revoke(dana, DataClass.CRAVINGS, DataClass.CONTACT, DataClass.PHONE)

    one = api(sam).get(f"/v1/staff/people/{dana.pk}").json()
    [listed] = api(sam).get("/v1/staff/people").json()["results"]

    grants = {each["data_class"]: (each["granted"], each["until"]) for each in one["consents"]}
    assert listed == one
    assert grants["answers"] == (True, "2027-02-01T05:00:00Z")
    assert (grants["plan"], grants["cravings"], grants["phone"]) == ((True, None), (False, None), (False, None))
    assert grants["email"] == (True, None)
    assert "meetings" not in grants
    assert one["quiet_days"] == 22


def test_a_grant_of_how_to_reach_somebody_is_one_for_each_way(api, dana, sam):
    never_granted(dana, DataClass.PHONE)

    shown = api(sam).get(f"/v1/staff/people/{dana.pk}").json()["consents"]

    assert next(each for each in shown if each["data_class"] == "phone")["granted"] is True


def test_the_history_of_a_year_turns_pages_at_the_same_cost(api, dana, sam):
    plan_daily(dana, sam)
    open_day(MONDAY)
    client, path = api(sam), f"/v1/staff/people/{dana.pk}/check-ins"
    client.get(path)
    short = _queries(client, path)
    _check_ins(dana, sam, days=365)

    assert _queries(client, f"{path}?limit=100") == short


def _contact(api, staff, person, outcome):
    return api(staff).post(f"/v1/staff/people/{person.pk}/contacts", {"how": "phone", "outcome": outcome})


def _check_ins(person, staff, *, days):
    """So many days of misses, and a contact."""
    CheckIn.objects.bulk_create(
        CheckIn(
            person=person,
            site=staff.site,
            instrument="daily-check-in",
            version=1,
            state="missed",
            miss="seen",
            opened_at=MONDAY - number * DAY,
            closes_at=MONDAY - number * DAY + DAY / 2,
        )
        for number in range(1, days + 1)
    )
    said = {"how": "phone", "outcome": "reached"}
    Contact.objects.create(person=person, site=staff.site, staff=staff, **said, occurred_at=MONDAY, logged_at=MONDAY)


def _queries(client, path="/v1/staff/worklist"):
    with CaptureQueriesContext(connections["default"]) as main, CaptureQueriesContext(connections["keys"]) as keys:
        assert client.get(path).status_code == 200
    return len(main), len(keys)
