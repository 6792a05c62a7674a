"""Taking back: first who will stop knowing, then it is done, never refused, and nobody is rung about it any more."""

import uuid

import pytest

from backend.accounts import staffing
from backend.accounts.models import Assignment, Consent, DataClass, OutsideConsent, Revocation
from backend.aftercare.models import CheckIn
from backend.care_team import alerts
from backend.care_team.models import Alert
from backend.care_team.revoking.taking_back import revoke_consent
from backend.instruments.levels import Level
from notifications.delivery import deliver_due
from notifications.models import DeliveryLog, Notification, OpenDelivery, Outcome
from tests.at_once import at_once
from tests.care_team.factories import MONDAY_TEN, open_alert
from tests.consenting import consent
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

LATER = utc("2026-11-23T16:00")


def _path(person, data_class):
    found = Consent.objects.filter(person=person, data_class=data_class).latest("granted_at")
    return f"/v1/consents/{found.pk}/revoke"


def _names(body):
    return [(each["handle"], each["role"], each["site"]) for each in body["stops_knowing"]]


def _open_or_not(person):
    about = ("check-in", uuid.uuid4())
    return alerts.open_or_raise(person, Level.L3, about=about, rules=["asq:acute positive"], now=MONDAY_TEN)


def test_asking_first_tells_who_will_stop_knowing_and_changes_nothing(api, dana, sam, sue):
    body = api(dana).get(_path(dana, DataClass.ALERTS)).json()

    assert _names(body) == [("sam", "counsellor", "Harbour Clinic"), ("sue", "supervisor", "Harbour Clinic")]
    assert (body["alert_open"], body["help"]) == (False, None)
    assert "2 people at Harbour Clinic will no longer see this." in body["text"]
    assert (body["state"], body["revoked_at"]) == ("active", None)
    assert not Revocation.objects.exists()


def test_a_supervisor_stops_knowing_only_what_an_alert_had_shown_them(api, dana, sam, sue):
    before = _names(api(dana).get(_path(dana, DataClass.ANSWERS)).json())
    open_alert(dana)

    during = _names(api(dana).get(_path(dana, DataClass.ANSWERS)).json())

    assert [name for name, *_ in before] == ["sam"]
    assert [name for name, *_ in during] == ["sam", "sue"]


def test_with_an_open_alert_help_comes_with_it(api, dana, sam):
    open_alert(dana)

    body = api(dana).get(_path(dana, DataClass.ALERTS)).json()

    assert body["alert_open"] is True
    assert body["help"]["emergency"]["number"] == "911"
    assert body["help"]["lines"]
    assert "may not know how you are" in body["text"]


def test_taking_back_is_done_at_once_and_says_the_same(api, dana, sam, sue):
    foreseen = api(dana).get(_path(dana, DataClass.ALERTS)).json()

    done = api(dana).post(_path(dana, DataClass.ALERTS)).json()

    assert (done["state"], done["revoked_at"]) == ("revoked", "2026-11-23T15:00:00Z")
    assert _names(done) == _names(foreseen)
    assert done["watching"].startswith("No one at a clinic sees this")


def test_it_is_on_record_once_for_each_consent_of_the_class(api, dana, clinic):
    renewed = consent(api(dana), clinic.pk, ["answers"]).json()[0]

    api(dana).post(f"/v1/consents/{renewed['id']}/revoke")

    taken_back = Consent.objects.filter(person=dana, data_class=DataClass.ANSWERS)
    assert {each.revoked_at for each in taken_back} == {MONDAY_TEN}
    assert set(Revocation.objects.values_list("consent", flat=True)) == {each.pk for each in taken_back}


def test_a_second_time_is_no_refusal_and_changes_nothing(api, dana, sam, clock):
    first = api(dana).post(_path(dana, DataClass.PLAN)).json()
    clock.move_to(LATER)

    again = api(dana).post(_path(dana, DataClass.PLAN))

    assert again.status_code == 200
    assert again.json()["revoked_at"] == first["revoked_at"]
    assert again.json()["stops_knowing"] == []
    assert Revocation.objects.count() == 1


def test_what_has_ended_by_itself_can_be_taken_back_too(api, dana, clinic, clock):
    Consent.objects.filter(person=dana, data_class=DataClass.PLAN).update(revoked_at=utc("2026-11-20T12:00"))
    ending = consent(api(dana), clinic.pk, ["plan"], expires_on="2026-11-23").json()[0]
    clock.move_to(utc("2026-11-25T12:00"))

    response = api(dana).post(f"/v1/consents/{ending['id']}/revoke")

    assert response.status_code == 200
    assert (response.json()["state"], response.json()["stops_knowing"]) == ("revoked", [])


def test_another_persons_consent_cannot_be_taken_back_nor_looked_at(api, dana, nora, sam):
    for method in ("get", "post"):
        assert getattr(api(nora), method)(_path(dana, DataClass.PLAN)).status_code == 404
        assert getattr(api(sam), method)(_path(dana, DataClass.PLAN)).status_code == 403
    assert not Revocation.objects.exists()


def test_no_limit_stands_before_it(api, dana, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "revoking"}}
    phone = api(dana)
    for _ in range(645):
        phone.get("/v1/notices")

    assert phone.get("/v1/notices").status_code == 429
    assert phone.post(_path(dana, DataClass.PLAN)).status_code == 200


def test_without_consent_to_alerts_the_open_alert_is_closed_and_its_pages_stop(api, dana, sam):
    give_device(sam, "phone-of-sam")
    alert = open_alert(dana)

    api(dana).post(_path(dana, DataClass.ALERTS))

    alert.refresh_from_db()
    assert (alert.state, alert.outcome, alert.closed_at) == ("closed", "consent-withdrawn", MONDAY_TEN)
    assert Notification.objects.get(target_id=alert.pk).withdrawn_at == MONDAY_TEN
    assert not OpenDelivery.objects.exists()
    assert set(DeliveryLog.objects.values_list("outcome", "code")) == {("withdrawn", "closed")}


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_opens_an_alert_at_the_same_moment_leaves_none_open(dana, sam):
    consent_id = Consent.objects.get(person=dana, data_class=DataClass.ALERTS).pk
    steps = iter([lambda: revoke_consent(dana, consent_id, now=MONDAY_TEN), lambda: _open_or_not(dana)])

    at_once(lambda: next(steps)())

    assert not Alert.objects.open().exists()


def test_staff_see_that_it_is_closed_and_nothing_else(api, dana, sam, theo):
    alert = open_alert(dana)
    api(dana).post(_path(dana, DataClass.ALERTS))

    shown = api(sam).get("/v1/staff/alerts").json()["results"][0]

    assert {name: value for name, value in shown.items() if value} == {
        "id": str(alert.pk),
        "state": "closed",
        "outcome": "consent-withdrawn",
    }
    assert [row["alert_id"] for row in api(sam).get("/v1/staff/worklist").json()["results"]] == [None]
    assert api(sam).post(f"/v1/staff/alerts/{alert.pk}/acknowledge").status_code == 404
    assert api(theo).get("/v1/staff/alerts").json()["results"] == []


def test_a_new_consent_does_not_bring_the_closed_alert_back(api, dana, sam, clinic, clock):
    open_alert(dana)
    api(dana).post(_path(dana, DataClass.ALERTS))
    clock.move_to(LATER)

    consent(api(dana), clinic.pk, ["alerts"])

    assert [each["level"] for each in api(sam).get("/v1/staff/alerts").json()["results"]] == [None]
    assert open_alert(dana, now=LATER).state == "open"


def test_taking_back_answers_leaves_the_alert_open(api, dana, sam):
    alert = open_alert(dana)

    api(dana).post(_path(dana, DataClass.ANSWERS))

    alert.refresh_from_db()
    assert alert.state == "open"
    assert api(sam).get("/v1/staff/alerts").json()["results"][0]["evidence"][0]["rules"] == []


def test_the_alert_of_another_site_goes_on(api, dana, sam, theo, other_clinic):
    staffing.assign(dana, theo, now=utc("2026-11-02T12:00"))
    dana.consent_set.create(site=other_clinic, data_class=DataClass.ALERTS, granted_at=utc("2026-11-02T12:00"))
    open_alert(dana)
    here = Consent.objects.get(person=dana, data_class=DataClass.ALERTS, site=sam.site)

    done = api(dana).post(f"/v1/consents/{here.pk}/revoke").json()

    assert [each["site"] for each in done["stops_knowing"]] == ["Harbour Clinic"]
    assert "Hill Clinic" in done["watching"]
    states = dict(Alert.objects.values_list("site__name", "state"))
    assert states == {"Harbour Clinic": "closed", "Hill Clinic": "open"}


def test_taking_back_the_plan_stops_a_check_in_that_is_about_to_ring(api, dana, sam, lock_screens):
    give_device(dana, "phone-of-dana")
    asked = api(sam).post(f"/v1/staff/people/{dana.pk}/check-ins", {"instrument": "phq-9"})

    api(dana).post(_path(dana, DataClass.PLAN))
    deliver_due(now=MONDAY_TEN)

    assert asked.status_code == 201
    assert DeliveryLog.objects.get().outcome == Outcome.CONSENT_WITHDRAWN
    assert CheckIn.objects.get().state == "open"


def test_taking_back_the_plan_leaves_the_person_their_own_reminders(api, dana, sam):
    api(dana).post("/v1/reminders", {"text": "Water", "dtstart": "2026-11-24T09:00:00", "rrule": "FREQ=DAILY"})

    api(dana).post(_path(dana, DataClass.PLAN))

    assert len(api(dana).get("/v1/reminders").json()["results"]) == 1
    assert api(dana).get("/v1/agenda").json()["results"]


def test_one_class_taken_back_leaves_the_others_working(api, dana, sam):
    api(dana).post(_path(dana, DataClass.CRAVINGS))

    assert api(sam).get(f"/v1/staff/people/{dana.pk}").status_code == 200
    assert api(sam).get(f"/v1/staff/people/{dana.pk}/check-ins").status_code == 200
    assert api(dana).post("/v1/check-ins", {"instrument": "phq-9"}).status_code == 201


def test_leaving_first_tells_and_then_takes_everything_back(api, dana, sam, sue, clinic):
    alert = open_alert(dana)
    path = f"/v1/sites/{clinic.pk}/leave"

    foreseen = api(dana).get(path).json()
    done = api(dana).post(path)

    assert done.status_code == 200
    assert _names(foreseen) == _names(done.json())
    assert [name for name, *_ in _names(foreseen)] == ["sam", "sue"]
    assert foreseen["help"]["emergency"]["number"] == "911"
    assert {each["state"] for each in foreseen["consents"]} == {"active"}
    assert {each["state"] for each in done.json()["consents"]} == {"revoked"}
    assert Assignment.objects.get(person=dana).ended_at == MONDAY_TEN
    alert.refresh_from_db()
    assert alert.outcome == "consent-withdrawn"
    assert api(sam).get("/v1/staff/people").json()["results"] == []


def test_leaving_ends_what_the_site_may_tell_others(api, dana, clinic):
    form = dana.consentform_set.create(
        site=clinic,
        purpose="care",
        version="part2-2026-11",
        language="en",
        text_sha256="0" * 64,
        method="typed-name",
        content={},
        signed_at=utc("2026-11-20T12:00"),
        received_at=utc("2026-11-20T12:00"),
    )
    OutsideConsent.objects.create(
        person=dana, site=clinic, form=form, recipient={}, data_classes=["plan"], granted_at=utc("2026-11-20T12:00")
    )

    api(dana).post(f"/v1/sites/{clinic.pk}/leave")

    assert OutsideConsent.objects.get().revoked_at == MONDAY_TEN


def test_leaving_twice_is_no_refusal(api, dana, clinic):
    path = f"/v1/sites/{clinic.pk}/leave"
    api(dana).post(path)

    again = api(dana).post(path)

    assert again.status_code == 200
    assert again.json()["stops_knowing"] == []
    assert Revocation.objects.count() == len(DataClass)


def test_nobody_leaves_a_site_they_never_joined(api, nora, clinic):
    assert api(nora).get(f"/v1/sites/{clinic.pk}/leave").status_code == 404
    assert api(nora).post(f"/v1/sites/{clinic.pk}/leave").status_code == 404
