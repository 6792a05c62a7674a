"""One of everything that a route can name, all of it dana's, sam's or olive's, made over HTTP as they would."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from backend.accounts import staffing
from backend.accounts.models import Account, Consent, DataClass, OutsideConsent, Session, Staff
from backend.aftercare.appointments.booking import etag
from backend.aftercare.models import Appointment
from backend.aftercare.summaries.preparing import prepare_summaries
from backend.care_team.broadcasts.opening import open_due
from backend.care_team.models import Alert, ExpectedRule
from backend.console.demo_links import make_link
from backend.console.sign_in.sessions import begin
from backend.coping.models import ExerciseSession
from meetings.models import Meeting, MeetingChange, OrganizerServiceBody, PossibleDuplicate, ServiceBody
from notifications import reminders
from notifications.models import Notification, Reminder
from tests.accounts.audit.rows import outside_consent
from tests.consenting import signed
from tests.meetings import factories
from tests.times import next_year

# Each request is undone, so that one id does for all forms.
FORM_ID = "0c3ac3cf-1c9f-4ea0-9e7c-6a1d3f0f1a11"
DTSTART = next_year("05-01T09:00:00")
RESTORE = "v1/organizer/meetings/<int:meeting_id>/restore"
# Nobody starts further ahead than a year.
START = {"start_on": (timezone.now() + timedelta(days=2)).date().isoformat(), "time": "09:00"}
STANDARD = "v1/staff/people/<uuid:person_id>/check-in-schedules/standard"
TEAM = "v1/staff/people/<uuid:person_id>/team"
APPOINTMENTS = "v1/staff/people/<uuid:person_id>/appointments"
APPOINTMENT = {"starts_at": DTSTART, "duration_minutes": 30, "kind": "phone"}
BOOKING = {"id": FORM_ID, "day": DTSTART[:10], "time": "09:00", "duration_minutes": "30", "kind": "phone"}
OUTSIDE = {"data_classes": ["plan"], "purposes": ["care"], "recipient": {"name": "Dr. Lee"}}
REMINDER = {"text": "Bring your card.", "dtstart": DTSTART}
EXTRA = {"kind": "extra", "starts_at": DTSTART}
PLAIN = {
    "base": "",
    "data_format": "json",
    "code": "phq-9",
    "country": "US",
    "pk": "1",
    "factor_id": "1",
    "slug": "urge-surfing",
    "channel": "email",
    "kind": "paused_by_staff",
    "day": DTSTART[:10],
    "installation_id": "phone-1",
    "rest": "nowhere",
    "language": "en",
    "line_id": "us-988-suicide-crisis-lifeline",
    "mark_id": "5f0f6a3e-53a8-4f2c-9a53-0d7f3d0e3a11",
    "problems/code": "invalid-request",
    "name": "hours",
}
# A request that gets past the shape, where the guard stands behind it.
BODIES: dict[str, dict[str, Any]] = {
    "v1/staff/colleagues": {"role": "counsellor"},
    "v1/staff/colleagues/<uuid:colleague_id>": {"role": "counsellor"},
    "v1/check-ins/<uuid:check_in_id>/response": {"answers": {"q1": 1}, "final": False},
    "v1/check-ins/<uuid:check_in_id>/steps": {"step": "i_am_safe"},
    "v1/counters": {"label": "My days", "started_on": "2020-05-01"},
    "v1/counters/<uuid:counter_id>": {"label": "My year"},
    "v1/counters/<uuid:counter_id>/slips/<uuid:slip_id>/affected": {"affected_now": 0},
    "v1/exercise-sessions/<uuid:session_id>/outcome": {"intensity_after": 3, "completed": True},
    "v1/staff/alerts/<uuid:alert_id>/outcome": {"outcome": "reached", "note": "We talked."},
    APPOINTMENTS: APPOINTMENT,
    f"{APPOINTMENTS}/<uuid:appointment_id>": {"place": "Room 4"},
    "v1/staff/people/<uuid:person_id>/contacts": {"how": "phone", "outcome": "reached"},
    "v1/staff/people/<uuid:person_id>/reminders": REMINDER,
    "v1/staff/people/<uuid:person_id>/reminders/<uuid:reminder_id>": {"text": "Bring your cards."},
    "v1/staff/people/<uuid:person_id>/check-ins": {"instrument": "phq-9"},
    "v1/staff/people/<uuid:person_id>/check-in-schedules": {
        "instrument": "phq-9",
        "dtstart": DTSTART,
        "zone": {"policy": "floating"},
        "window_minutes": 60,
    },
    "v1/staff/people/<uuid:person_id>/life-events": {"kind": "paused_by_staff"},
    STANDARD: START,
    f"{STANDARD}/preview": START,
    "v1/help-requests": {"when": "today"},
    "v1/safety-plan": {"steps": [{"code": "alone", "entries": ["Feed the cat"]}]},
    "v1/supporters": {"label": "Auntie"},
    "v1/if-then-plans": {"when": {"line": "offered"}, "then": {"line": "drink-water"}},
    "v1/practice-reminders": {"target": {"type": "exercise", "id": "urge-surfing"}, "dtstart": DTSTART},
    "v1/staff/help-requests/<uuid:request_id>/reply": {"text": "I will call at three."},
    "v1/check-ins/<uuid:check_in_id>/snooze": {"until": f"{DTSTART}Z"},
    "v1/notifications/<uuid:notification_id>/snooze": {"until": f"{DTSTART}Z"},
    "v1/organizer/meetings/<int:meeting_id>/conflicts": {"field": "name", "take": "ours"},
    "v1/staff/break-glass/<uuid:glass_id>/bar": {"reason": "It would endanger her."},
    "v1/staff/broadcasts": {"words": "The group room moves upstairs."},
    "v1/staff/broadcasts/preview": {},
    "v1/staff/questionnaires/<slug:code>": {"enabled": True},
    "v1/staff/people/<uuid:person_id>/expected-rules": {
        "rule": "daily-check-in:slip",
        "until": f"{DTSTART}Z",
        "reason": "A hard week.",
    },
    "v1/staff/site/on-call": {"staff_ids": []},
    "v1/staff/people/<uuid:person_id>/disclosures/record": {
        "basis": "court-order",
        "recipient": "Clerk of the court",
        "text": "Dates of care.",
        "data_classes": ["plan"],
    },
    "v1/staff/restrictions/<uuid:restriction_id>/answer": {"decision": "granted", "words": "We will not."},
    "v1/staff/second-paths/email": {"address": "sam@clinic.example"},
    "v1/staff/second-paths/webhook": {"url": "https://pager.example/hook"},
    "v1/organizer/meetings/<int:meeting_id>/exceptions": EXTRA,
    "console/exercises/<slug:language>/<slug:slug>/read/": {"etag": "0", "read_by": "Dr Ada Ruiz"},
    "console/exercises/<slug:language>/<slug:slug>/publish/": {"etag": "0"},
    "console/help-lines/<slug:line_id>/right/": {"etag": "0", "page": "https://988lifeline.org"},
    "console/invitations/new/": {"id": "8a4cb8a2-0a45-4d5e-9a2f-2f7f4f1c0b03"},
    "console/help-requests/<uuid:request_id>/": {"text": "I will call at three."},
    "console/people/<uuid:person_id>/plan/new/": {
        "version": "another",
        "goals-TOTAL_FORMS": "0",
        "goals-INITIAL_FORMS": "0",
    },
    "console/people/<uuid:person_id>/life-events/<slug:kind>/new/": {"id": FORM_ID},
    "console/people/<uuid:person_id>/disclosures/record/": {
        "id": FORM_ID,
        "basis": "court-order",
        "recipient": "Clerk of the court",
        "text": "Dates of care.",
        "data_classes": "plan",
    },
    "console/people/<uuid:person_id>/reminders/new/": {
        "id": FORM_ID,
        "text": "Bring your card.",
        "first_day": DTSTART[:10],
        "time_of_day": "09:00",
        "repeat": "once",
        "zone": "floating",
    },
    "console/people/<uuid:person_id>/expected-rules/": {
        "id": FORM_ID,
        "rule": "daily-check-in:slip",
        "days": "7",
        "reason": "A hard week.",
    },
    "console/people/<uuid:person_id>/contacts/": {"id": FORM_ID, "how": "phone", "outcome": "reached"},
    "console/people/<uuid:person_id>/appointments/new/": BOOKING,
    "console/people/<uuid:person_id>/appointments/<uuid:appointment_id>/": BOOKING,
    "console/people/<uuid:person_id>/schedules/standard/": START | {"id": FORM_ID, "zone": "floating"},
    "console/people/<uuid:person_id>/check-ins/new/": {
        "id": FORM_ID,
        "instrument": "phq-9",
    },
}


def build_world(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return the account of each role, `fill`, which puts ids into a route, and the bodies by route."""
    api = request.getfixturevalue("api")
    people = {name: request.getfixturevalue(name) for name in ("dana", "nora", "sam", "theo", "olive", "otto")}
    ids = _ids(api, **people)
    return {
        "anonymous": None,
        "person": people["dana"].account,
        "other_person": people["nora"].account,
        "organizer": people["olive"].account,
        "other_organizer": people["otto"].account,
        "staff": people["sam"].account,
        "other_staff": people["theo"].account,
        "supervisor": request.getfixturevalue("sue").account,
        "superuser": Account.objects.create_superuser("root", "a long enough password"),
        "fill": lambda route: "/" + _filled(route, ids),
        "bodies": BODIES | _bodies_with(ids, **people),
    }


def _ids(api: Any, *, dana: Any, sam: Any, olive: Any, **_others: Any) -> dict[str, str]:
    phone, desk = api(dana), api(sam)
    body = ServiceBody.objects.create(name="Harbour Area", type="AS", is_ours=True)
    OrganizerServiceBody.objects.create(organizer=olive, service_body=body)
    check_in = _made(phone.post("/v1/check-ins", {"instrument": "phq-9"}))
    phone.post(f"/v1/check-ins/{check_in}/response", {"answers": {"q9": 2}, "final": False})
    craving = _made(phone.post("/v1/cravings", {"intensity": 5, "triggers": []}))
    counter = _made(phone.post("/v1/counters", BODIES["v1/counters"]))
    schedule = BODIES["v1/staff/people/<uuid:person_id>/check-in-schedules"]
    _made(desk.post(f"/v1/staff/people/{dana.pk}/check-ins", {"instrument": "gad-7"}))
    return PLAIN | {
        "person_id": str(dana.pk),
        "member_id": str(sam.pk),
        "colleague_id": str(sam.pk),
        "check_in_id": check_in,
        "counter_id": counter,
        "slip_id": _made(phone.post(f"/v1/counters/{counter}/slips", {})),
        "schedule_id": _made(desk.post(f"/v1/staff/people/{dana.pk}/check-in-schedules", schedule)),
        "event_id": _made(desk.post(f"/v1/staff/people/{dana.pk}/life-events", {"kind": "in_hospital"})),
        "request_id": _made(phone.post("/v1/help-requests", {"when": "when_you_can"})),
        "correction_id": _correction(phone, desk, dana),
        "appointment_id": _made(desk.post(f"/v1/staff/people/{dana.pk}/appointments", APPOINTMENT)),
        "broadcast_id": _broadcast(desk),
        "cover_id": _cover(desk, sam),
        "summary_id": _summary(desk, dana, sam),
        "restriction_id": _made(phone.post("/v1/me/restrictions", _restriction(sam))),
        "glass_id": _broken_glass(api, dana, sam),
        **_own_plans(phone),
        "reminder_id": _made(phone.post("/v1/reminders", {"text": "x", "dtstart": DTSTART})),
        **dict.fromkeys(
            ("staff/people/<uuid:person_id>/reminders/reminder_id", "people/<uuid:person_id>/reminders/reminder_id"),
            _made(desk.post(f"/v1/staff/people/{dana.pk}/reminders", REMINDER)),
        ),
        "craving_id": craving,
        "exercise-sessions/session_id": _rated_session(phone),
        "me/sessions/session_id": str(Session.objects.filter(user=dana.account).earliest("created").public_id),
        "signed-in/browsers/session_id": str(begin(sam.account, "", now=timezone.now()).pk),
        "signed-in/tokens/session_id": str(Session.objects.filter(user=sam.account).earliest("created").public_id),
        "consent_id": str(Consent.objects.filter(person=dana).earliest("id").pk),
        "site_id": str(sam.site_id),
        "notice_id": str(phone.get(f"/v1/sites/{sam.site_id}/notice").json()["id"]),
        "outside-consents/consent_id": _outside_consent(phone, str(sam.site_id)),
        "invitation_id": _made(desk.post("/v1/staff/invitations")),
        "alert_id": str(Alert.objects.get().pk),
        "notification_id": str(Notification.objects.get(account=dana.account, target_type="check-in").pk),
        "meeting_id": str(_meeting(api(olive), body).pk),
        "change_id": str(MeetingChange.objects.get().pk),
        "duplicate_id": str(_duplicate(Meeting.objects.get()).pk),
        "demo-sign-in/code": make_link(sam.account).rsplit("/", 1)[1],
        "first-admin/code": staffing.open_setup("Lake Clinic", "UTC", now=dana.account.created_at),
    }


def _rated_session(phone: Any) -> str:
    session = str(ExerciseSession.objects.get().pk)
    told = BODIES["v1/exercise-sessions/<uuid:session_id>/outcome"]
    assert phone.post(f"/v1/exercise-sessions/{session}/outcome", told).status_code == 200
    return session


def _own_plans(phone: Any) -> dict[str, str]:
    """What Dana plans for herself."""
    assert phone.put("/v1/safety-plan", BODIES["v1/safety-plan"]).status_code == 200
    return {
        "number": "1",
        "supporter_id": _made(phone.post("/v1/supporters", BODIES["v1/supporters"])),
        "plan_id": _made(phone.post("/v1/if-then-plans", BODIES["v1/if-then-plans"])),
        "practice-reminders/reminder_id": _made(phone.post("/v1/practice-reminders", BODIES["v1/practice-reminders"])),
    }


def _correction(phone: Any, desk: Any, dana: Any) -> str:
    desk.put(f"/v1/staff/people/{dana.pk}/plan", {"substances": ["alcohol"]})
    return _made(phone.post("/v1/plan/corrections", {"text": "Not alcohol."}))


def _summary(desk: Any, dana: Any, sam: Any) -> str:
    """What Dana lets Sam's site tell Dr. Grey, prepared."""
    outside_consent(dana, sam, DataClass.PLAN, at=dana.account.created_at)
    made = _made(desk.post(f"/v1/staff/people/{dana.pk}/disclosures", _asked_summary(dana)))
    prepare_summaries(now=timezone.now())
    return made


def _asked_summary(dana: Any) -> dict[str, Any]:
    consent = OutsideConsent.objects.filter(person=dana).earliest("granted_at")
    return {"consent_id": str(consent.pk), "data_classes": ["plan"], "purpose": "care"}


def _broken_glass(api: Any, dana: Any, sam: Any) -> str:
    """A colleague's: whoever breaks the glass looks for nothing else that hour."""
    cleo = staffing.add_staff(sam.site, Staff.Role.COUNSELLOR, "cleo", None)
    return _made(api(cleo).post("/v1/staff/break-glass", _emergency(dana)))


def _restriction(sam: Any) -> dict[str, str]:
    return {"site_id": str(sam.site_id), "text": "Nothing to my employer."}


def _emergency(person: Any) -> dict[str, str]:
    return {
        "person_id": str(person.pk),
        "reason_code": "overdose",
        "text": "Found unconscious.",
        "nature": "Overdose",
    }


def _bodies_with(ids: dict[str, str], *, dana: Any, sam: Any, **_others: Any) -> dict[str, dict[str, Any]]:
    """Bodies that name something made here."""
    return {
        RESTORE: {"change_id": int(ids["change_id"])},
        TEAM: {"staff_id": ids["member_id"]},
        "console/people/<uuid:person_id>/disclosures/": _asked_summary(dana) | {"id": FORM_ID, "data_classes": "plan"},
        **_forms_of(Appointment.objects.get()),
        **_forms_of_reminder(Reminder.objects.get(set_by=sam)),
        "console/people/<uuid:person_id>/team/members/": {"staff_id": ids["member_id"]},
        "v1/consent-forms": OUTSIDE | {"site_id": ids["site_id"]},
        "v1/outside-consents": OUTSIDE | {"site_id": ids["site_id"]},
        "v1/staff/people/<uuid:person_id>/disclosures": _asked_summary(dana),
        "v1/me/restrictions": _restriction(sam),
        "v1/staff/break-glass": _emergency(dana),
        "console/break-glass/new/": _emergency(dana) | {"id": "3b0dc1ad-4e1e-4ae8-92d2-1a3a0e5c5d11"},
        "v1/staff/people/<uuid:person_id>/expected-rules": _expected(dana, sam),
    }


def _forms_of(appointment: Appointment) -> dict[str, dict[str, str]]:
    """What the buttons beside an appointment send."""
    page, version = "console/people/<uuid:person_id>/appointments/<uuid:appointment_id>/", etag(appointment)
    return {f"{page}outcome/": {"version": version, "outcome": "cancelled"}, f"{page}delete/": {"version": version}}


def _forms_of_reminder(reminder: Reminder) -> dict[str, dict[str, str]]:
    page = "console/people/<uuid:person_id>/reminders/<uuid:reminder_id>/"
    version = reminders.etag(reminder)
    return {page: {"version": version, "text": "Bring your cards."}, f"{page}delete/": {"version": version}}


def _expected(dana: Any, sam: Any) -> dict[str, str]:
    """Expect one rule, and return how to expect it again."""
    now = timezone.now()
    rule, until = "daily-check-in:slip", now + timedelta(days=7)
    ExpectedRule.objects.create(
        pk=PLAIN["mark_id"],
        person=dana,
        site=sam.site,
        rule=rule,
        reason="A hard week.",
        marked_by=sam,
        marked_at=now,
        until=until,
    )
    return {"rule": rule, "until": until.isoformat(), "reason": "A hard week."}


def _outside_consent(phone: Any, site_id: str) -> str:
    terms = OUTSIDE | {"site_id": site_id}
    form = phone.post("/v1/consent-forms", terms).json()
    response = phone.post("/v1/outside-consents", terms | signed(form))
    assert response.status_code == 201, response.content
    return str(response.json()[0]["id"])


def _broadcast(desk: Any) -> str:
    """Write to everybody, and let the scan reach them."""
    made = _made(desk.post("/v1/staff/broadcasts", BODIES["v1/staff/broadcasts"]))
    open_due(now=timezone.now() + timedelta(seconds=1))
    return made


def _cover(desk: Any, sam: Any) -> str:
    """An absence to come, so that today is as it was."""
    tess = staffing.add_staff(sam.site, sam.role, "tess", None)
    when = {"starts_at": next_year("05-01T09:00:00Z"), "ends_at": next_year("05-08T09:00:00Z")}
    return _made(desk.post("/v1/staff/covers", {"cover_id": str(tess.pk), **when}))


def _meeting(desk: Any, body: ServiceBody) -> Meeting:
    wish = {
        "name": "Tuesday Lights",
        "weekday": 2,
        "start_time": "19:30",
        "duration_minutes": 90,
        "tzid": "America/New_York",
        "venue_type": "virtual",
        "online": {"url": "https://meet.example/lights"},
        "service_body_id": body.pk,
        "exceptions": [EXTRA],
    }
    _made(desk.post("/v1/organizer/meetings", wish))
    return Meeting.objects.get()


def _duplicate(meeting: Meeting) -> PossibleDuplicate:
    """A second listing that may be the same, in nobody's service body."""
    other = factories.meeting(meeting.pk + 1)
    return PossibleDuplicate.objects.create(
        meeting=meeting, other=other, reason="same link and time", found_at=meeting.updated_at
    )


def _made(response: Any) -> str:
    assert response.status_code == 201, response.content
    return str(response.json()["id"])


def _filled(route: str, ids: dict[str, str]) -> str:
    """Put ids into `<uuid:person_id>`; a name that means different things is looked up with its path."""

    def id_for(match: re.Match[str]) -> str:
        place = f"{route[: match.start()].removeprefix('v1/').removeprefix('console/')}{match['name']}"
        return ids.get(place) or ids[match["name"]]

    return re.sub(r"<(?:\w+:)?(?P<name>\w+)>", id_for, route)
