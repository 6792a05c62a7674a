"""What people do in our stories, over HTTP."""

from dataclasses import dataclass

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
