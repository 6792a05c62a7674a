"""One of everything that a route can name, all of it dana's, sam's or olive's, made over HTTP as they would."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from backend.accounts import staffing
from backend.accounts.models import Account, Consent, Session
from backend.care_team.broadcasts.opening import open_due
from backend.care_team.models import Alert
from backend.console.demo_links import make_link
from backend.console.sign_in.sessions import begin
from backend.coping.models import ExerciseSession
from meetings.models import Meeting, MeetingChange, OrganizerServiceBody, PossibleDuplicate, ServiceBody
from notifications.models import Notification
from tests.meetings import factories

DTSTART = "2030-05-01T09:00:00"
RESTORE = "v1/organizer/meetings/<int:meeting_id>/restore"
# Nobody starts further ahead than a year.
START = {"start_on": (timezone.now() + timedelta(days=2)).date().isoformat(), "time": "09:00"}
STANDARD = "v1/staff/people/<uuid:person_id>/check-in-schedules/standard"
TEAM = "v1/staff/people/<uuid:person_id>/team"
APPOINTMENTS = "v1/staff/people/<uuid:person_id>/appointments"
APPOINTMENT = {"starts_at": DTSTART, "duration_minutes": 30, "kind": "phone"}
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
    "day": DTSTART[:10],
    "installation_id": "phone-1",
    "rest": "nowhere",
    "problems/code": "invalid-request",
}
# A request that gets past the shape, where the guard stands behind it.
BODIES: dict[str, dict[str, Any]] = {
    "v1/check-ins/<uuid:check_in_id>/response": {"answers": {"q1": 1}, "final": False},
    "v1/check-ins/<uuid:check_in_id>/steps": {"step": "i_am_safe"},
    "v1/exercise-sessions/<uuid:session_id>/outcome": {"intensity_after": 3, "completed": True},
    "v1/staff/alerts/<uuid:alert_id>/outcome": {"outcome": "reached", "note": "We talked."},
    APPOINTMENTS: APPOINTMENT,
    f"{APPOINTMENTS}/<uuid:appointment_id>": {"place": "Room 4"},
    "v1/staff/people/<uuid:person_id>/contacts": {"how": "phone", "outcome": "reached"},
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
    "v1/staff/help-requests/<uuid:request_id>/reply": {"text": "I will call at three."},
    "v1/check-ins/<uuid:check_in_id>/snooze": {"until": "2030-05-01T09:00:00Z"},
    "v1/notifications/<uuid:notification_id>/snooze": {"until": "2030-05-01T09:00:00Z"},
    "v1/organizer/meetings/<int:meeting_id>/conflicts": {"field": "name", "take": "ours"},
    "v1/staff/broadcasts": {"words": "The group room moves upstairs."},
    "v1/staff/broadcasts/preview": {},
    "v1/staff/questionnaires/<slug:code>": {"enabled": True},
    "v1/staff/second-paths/email": {"address": "sam@clinic.example"},
    "v1/staff/second-paths/webhook": {"url": "https://pager.example/hook"},
    "v1/organizer/meetings/<int:meeting_id>/exceptions": EXTRA,
    "console/people/<uuid:person_id>/check-ins/new/": {
        "id": "0c3ac3cf-1c9f-4ea0-9e7c-6a1d3f0f1a11",
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
        "superuser": Account.objects.create_superuser("root", "a long enough password"),
        "fill": lambda route: "/" + _filled(route, ids),
        "bodies": BODIES | {RESTORE: {"change_id": int(ids["change_id"])}, TEAM: {"staff_id": ids["member_id"]}},
    }


def _ids(api: Any, *, dana: Any, sam: Any, olive: Any, **_others: Any) -> dict[str, str]:
    phone, desk = api(dana), api(sam)
    body = ServiceBody.objects.create(name="Harbour Area", type="AS", is_ours=True)
    OrganizerServiceBody.objects.create(organizer=olive, service_body=body)
    check_in = _made(phone.post("/v1/check-ins", {"instrument": "phq-9"}))
    phone.post(f"/v1/check-ins/{check_in}/response", {"answers": {"q9": 2}, "final": False})
    _made(phone.post("/v1/cravings", {"intensity": 5, "triggers": []}))
    schedule = BODIES["v1/staff/people/<uuid:person_id>/check-in-schedules"]
    _made(desk.post(f"/v1/staff/people/{dana.pk}/check-ins", {"instrument": "gad-7"}))
    return PLAIN | {
        "person_id": str(dana.pk),
        "member_id": str(sam.pk),
        "colleague_id": str(sam.pk),
        "check_in_id": check_in,
        "schedule_id": _made(desk.post(f"/v1/staff/people/{dana.pk}/check-in-schedules", schedule)),
        "event_id": _made(desk.post(f"/v1/staff/people/{dana.pk}/life-events", {"kind": "in_hospital"})),
        "request_id": _made(phone.post("/v1/help-requests", {"when": "when_you_can"})),
        "correction_id": _correction(phone, desk, dana),
        "appointment_id": _made(desk.post(f"/v1/staff/people/{dana.pk}/appointments", APPOINTMENT)),
        "broadcast_id": _broadcast(desk),
        "reminder_id": _made(phone.post("/v1/reminders", {"text": "x", "dtstart": DTSTART})),
        "exercise-sessions/session_id": str(ExerciseSession.objects.get().pk),
        "me/sessions/session_id": str(Session.objects.filter(user=dana.account).earliest("created").public_id),
        "signed-in/browsers/session_id": str(begin(sam.account, "", now=timezone.now()).pk),
        "signed-in/tokens/session_id": str(Session.objects.filter(user=sam.account).earliest("created").public_id),
        "consent_id": str(Consent.objects.filter(person=dana).earliest("id").pk),
        "alert_id": str(Alert.objects.get().pk),
        "notification_id": str(Notification.objects.get(account=dana.account, target_type="check-in").pk),
        "meeting_id": str(_meeting(api(olive), body).pk),
        "change_id": str(MeetingChange.objects.get().pk),
        "duplicate_id": str(_duplicate(Meeting.objects.get()).pk),
        "demo-sign-in/code": make_link(sam.account).rsplit("/", 1)[1],
        "first-admin/code": staffing.open_setup("Lake Clinic", "UTC", now=dana.account.created_at),
    }


def _correction(phone: Any, desk: Any, dana: Any) -> str:
    desk.put(f"/v1/staff/people/{dana.pk}/plan", {"substances": ["alcohol"]})
    return _made(phone.post("/v1/plan/corrections", {"text": "Not alcohol."}))


def _broadcast(desk: Any) -> str:
    """Write to everybody, and let the scan reach them."""
    made = _made(desk.post("/v1/staff/broadcasts", BODIES["v1/staff/broadcasts"]))
    open_due(now=timezone.now() + timedelta(seconds=1))
    return made


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
