"""What people do in our stories, over HTTP."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils import timezone

from backend.accounts import sessions
from backend.accounts.models import DataClass, Staff
from tests.consenting import signed
from tests.stack import Stack


@dataclass(frozen=True)
class Phone:
    """A signed-in person: id and bearer token."""

    person_id: str
    token: str


def sign_up(stack: Stack, *, tzid: str = "America/New_York", country: str = "US") -> Phone:
    answer = stack.call("POST", "/v1/accounts", {"handle": "dana", "tzid": tzid, "country": country})
    assert answer.status == 201, answer
    return Phone(answer.body["person"]["id"], answer.body["token"])


def staff_phone(stack: Stack, staff: Staff, *, token: str) -> str:
    """Give staff a phone; return their bearer token, which a signed-in console page would have made."""
    bearer = sessions.start_session(staff.account, after_second_factor=True, now=timezone.now())
    register_phone(stack, Phone(str(staff.pk), bearer), token=token)
    return bearer


def join_site(stack: Stack, person: Phone, staff_token: str) -> None:
    """Accept an invitation, read what it shows, and sign that one agrees to everything."""
    code = stack.call("POST", "/v1/staff/invitations", {}, token=staff_token).body["code"]
    site = stack.call(
        "POST", "/v1/invitations/accept", {"code": code, "adult_confirmed": True}, token=person.token
    ).body
    stack.call("POST", f"/v1/notices/{site['notice']['id']}/acknowledge", {}, token=person.token)
    query = urlencode({"site_id": site["id"], "data_classes": ",".join(DataClass.values)})
    form = stack.call("GET", f"/v1/consent-forms?{query}", token=person.token).body
    wish = {"site_id": site["id"], "data_classes": list(DataClass.values), **signed(form)}
    assert stack.call("POST", "/v1/consents", wish, token=person.token).status == 201


def register_phone(stack: Stack, who: Phone, *, token: str, tzid: str = "America/New_York") -> None:
    report = {
        "platform": "android",
        "address": {"kind": "token", "value": token},
        "locale": "en",
        "tzid": tzid,
        "app_version": "1.0",
        "notifications": "allowed",
    }
    answer = stack.call("PUT", f"/v1/devices/installation-of-{token}", report, token=who.token)
    assert answer.status in {200, 201}, answer


def remind(stack: Stack, who: Phone, *, at: str) -> None:
    """Set a reminder at this local time."""
    answer = stack.call("POST", "/v1/reminders", {"text": "x", "dtstart": at}, token=who.token)
    assert answer.status == 201, answer
