"""The fast encoder writes what firebase-admin writes, and no push says more than that there is one."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.fcm.messages import Push, compose, encode, encode_push
from notifications.kinds import POLICIES
from notifications.texts import KEYS, TEXTS, plural_of, text_of
from tests.notifications.factories import NOON
from tests.notifications.telling_words import TELLING_WORDS

PLATFORMS = ["android", "ios", "web"]

pushes = st.builds(
    Push,
    notification_id=st.uuids(),
    address_kind=st.sampled_from(["token", "fid"]),
    address=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    platform=st.sampled_from(PLATFORMS),
    text=st.sampled_from([*[text for texts in TEXTS.values() for text in texts.values()], '100 % "sure" %(id)s \\']),
    is_urgent=st.booleans(),
    expires_at=st.integers(-60, 3_000_000).map(lambda seconds: NOON + timedelta(seconds=seconds)),
    is_silent=st.booleans(),
    is_withdrawal=st.booleans(),
)


def a_push(**changes: Any) -> Push:
    wanted: dict[str, Any] = {
        "notification_id": UUID("0b6f8e9a-3f5c-4a57-9a8e-2f1d6f1f8a11"),
        "address_kind": "fid",
        "address": "x",
        "platform": "android",
        "text": "You have a reminder.",
        "is_urgent": False,
        "expires_at": NOON + timedelta(hours=2),
    }
    return Push(**wanted | changes)


def message(push: Push) -> Any:
    return json.loads(encode(compose(push, now=NOON)))["message"]


@given(push=pushes, late=st.timedeltas(timedelta(0), timedelta(hours=1)))
def test_the_fast_encoder_writes_the_same_bytes(push, late):
    now = NOON + late

    assert encode_push(push, now=now) == encode(compose(push, now=now))


def test_a_silent_push_makes_no_sound_on_any_phone():
    android, ios, web = (message(a_push(platform=platform, is_silent=True)) for platform in PLATFORMS)

    assert android["android"]["notification"]["channel_id"] == "quiet"
    assert android["android"]["notification"]["notification_priority"] == "PRIORITY_LOW"
    assert ios["apns"]["payload"]["aps"] == {"interruption-level": "passive"}
    assert web["webpush"]["notification"]["silent"] is True


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_withdrawal_shows_nothing_and_carries_the_same_two_keys(platform):
    written = message(a_push(platform=platform, is_withdrawal=True, is_urgent=True))

    assert written["data"] == {"notification_id": str(a_push().notification_id), "v": "1"}
    assert "body" not in json.dumps(written)
    assert "notification" not in written | written.get("android", {}) | written.get("webpush", {})


def test_a_withdrawal_wakes_the_app_on_ios_in_the_background():
    apns = message(a_push(platform="ios", is_withdrawal=True, is_urgent=True))["apns"]

    assert apns["payload"] == {"aps": {"content-available": 1}}
    assert (apns["headers"]["apns-push-type"], apns["headers"]["apns-priority"]) == ("background", "5")
    assert "apns-collapse-id" not in apns["headers"]


@pytest.mark.parametrize("locale", TEXTS)
@pytest.mark.parametrize("kind", POLICIES)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_lock_screen_learns_nothing(kind, platform, locale):
    policy = POLICIES[kind]
    for key in {policy.text, plural_of(policy.text)}:
        for is_silent, is_withdrawal in [(False, False), (True, False), (False, True)]:
            push = a_push(
                platform=platform,
                text=text_of(key, locale),
                is_urgent=policy.is_urgent,
                is_silent=is_silent,
                is_withdrawal=is_withdrawal,
            )

            written = encode_push(push, now=NOON).decode()

            assert set(json.loads(written)["message"]["data"]) == {"notification_id", "v"}
            # Once as it goes over the wire, once as it is read.
            assert not TELLING_WORDS.findall(written)
            assert not TELLING_WORDS.findall(json.dumps(json.loads(written), ensure_ascii=False))


@pytest.mark.parametrize("locale", TEXTS)
def test_no_line_names_anything(locale):
    for key in KEYS:
        assert not TELLING_WORDS.findall(text_of(key, locale))


@pytest.mark.parametrize(
    "telling",
    [
        "Your check-in is due",
        "Sam is worried",
        "Recordatorio de tu reunión",
        "Votre rendez-vous",
        "Dein Treffen in der Klinik",
        "Spotkanie grupy",
        "Напоминание о встрече",
        "药物提醒",
        "クリニック",
        "लत",
        "تذكير بالدواء",
    ],
)
def test_the_word_list_finds_what_would_tell(telling):
    assert re.search(TELLING_WORDS, telling)
