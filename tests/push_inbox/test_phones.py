"""The simulated phones do what telephones do."""

import time

import pytest


def notice(title="You have a reminder", *, tag=None, **android):
    return {
        "notification": {"title": title, "body": "Open the app to see it."},
        "android": {"notification": {"tag": tag} if tag else {}} | android,
        "data": {"notification_id": tag or "n", "v": "1"},
    }


def withdrawal(address, notification_id):
    return {
        "token": address,
        "data": {"notification_id": notification_id, "v": "1"},
        "android": {"priority": "normal"},
        "apns": {
            "headers": {"apns-push-type": "background", "apns-priority": "5"},
            "payload": {"aps": {"content-available": 1}},
        },
    }


def titles(inbox, label):
    return [notice["title"] for notice in inbox.notices(label)]


def test_an_unknown_address_appears_as_a_phone_named_by_its_hash(inbox):
    inbox.send({"token": "stranger"} | notice())

    (label,) = inbox.phones()
    assert label == f"Phone {inbox.journal()[0]['address'][:4]}"


def test_a_registered_phone_keeps_its_name_over_a_restart(start_inbox, tmp_path):
    with start_inbox(tmp_path) as first:
        first.phone("dana", platform="ios", tzid="America/Chicago")
    with start_inbox(tmp_path) as second:
        phone = second.phones()["dana"]

        assert (phone["platform"], phone["tzid"]) == ("ios", "America/Chicago")


def test_the_token_itself_is_not_shown(inbox):
    inbox.phone("secret-registration-token")

    assert "secret-registration-token" not in inbox.phones()["secret-registration-token"]["address"]


@pytest.mark.parametrize(
    ("platform", "part"),
    [
        ("android", {"android": {"notification": {"tag": "t", "title": "x"}}}),
        (
            "ios",
            {"apns": {"headers": {"apns-collapse-id": "t"}, "payload": {"aps": {"alert": {"title": "x"}}}}},
        ),
        ("web", {"webpush": {"notification": {"tag": "t", "title": "x"}}}),
    ],
)
def test_a_repeat_with_the_same_tag_replaces_the_first(inbox, platform, part):
    inbox.phone(platform, platform=platform)

    inbox.send({"token": platform} | part)
    inbox.send({"token": platform} | part)

    assert [(n["title"], n["times_shown"]) for n in inbox.notices(platform)] == [("x", 2)]


def test_notices_without_a_tag_stack_newest_first(inbox):
    inbox.phone("dana")

    inbox.send({"token": "dana"} | notice("one"))
    inbox.send({"token": "dana"} | notice("two"))

    assert titles(inbox, "dana") == ["two", "one"]


@pytest.mark.parametrize("platform", ["android", "web"])
def test_a_data_message_withdraws_the_notice_of_its_id(inbox, platform):
    inbox.phone(platform, platform=platform)
    inbox.send({"token": platform} | notice(tag="n1"))
    inbox.send({"token": platform} | notice(tag="n2"))

    inbox.send(withdrawal(platform, "n1"))

    assert [n["notification_id"] for n in inbox.notices(platform)] == ["n2"]
    assert [line["outcome"] for line in inbox.journal()] == ["accepted"] * 3


def test_a_withdrawn_notice_leaves_an_iphone_when_its_app_is_opened(inbox):
    path = inbox.phone("iphone", platform="ios")
    for tag in ("n1", "n2", "n3"):
        inbox.send({"token": "iphone"} | notice(tag=tag))

    inbox.send(withdrawal("iphone", "n1"))
    assert [(n["notification_id"], n["withdrawn"]) for n in inbox.notices("iphone")] == [
        ("n3", False),
        ("n2", False),
        ("n1", True),
    ]

    inbox.post(f"{path}/notices/{inbox.notices('iphone')[0]['id']}", {"action": "open"})
    assert [n["notification_id"] for n in inbox.notices("iphone")] == ["n2"]


def test_a_withdrawal_is_not_shown_and_not_reported_as_shown(inbox, receipt_server, wait_until):
    inbox.phone("dana", receipts={"url": receipt_server.url, "token": "hr_dana"})

    inbox.send(withdrawal("dana", "n1"))
    inbox.send({"token": "dana"} | notice(tag="n2"))

    wait_until(lambda: receipt_server.received)
    assert [body[0]["notification_id"] for _, body in receipt_server.received] == ["n2"]
    assert len(inbox.notices("dana")) == 1


def test_what_is_sent_while_a_phone_is_offline_arrives_when_it_is_back(inbox):
    switches = inbox.phone("dana") + "/switches"
    inbox.post(switches, {"offline": True})
    inbox.send({"token": "dana"} | notice("one"))
    inbox.send({"token": "dana"} | notice("two"))
    assert (titles(inbox, "dana"), inbox.phones()["dana"]["waiting"]) == ([], 2)

    inbox.post(switches, {"offline": False})

    assert titles(inbox, "dana") == ["two", "one"]


def test_what_outlives_its_ttl_offline_is_never_shown(inbox):
    switches = inbox.phone("dana") + "/switches"
    inbox.post(switches, {"offline": True})
    inbox.send({"token": "dana"} | notice("stale", ttl="0.2s"))
    inbox.send({"token": "dana"} | notice("fresh", ttl="3600s"))

    time.sleep(0.25)
    inbox.post(switches, {"offline": False})

    assert titles(inbox, "dana") == ["fresh"]
    assert inbox.phones()["dana"]["dropped"] == 1


def test_an_ios_notice_expires_at_its_instant(inbox):
    switches = inbox.phone("sam", platform="ios") + "/switches"
    inbox.post(switches, {"offline": True})
    inbox.send(
        {"token": "sam", "apns": {"headers": {"apns-expiration": "1700000000"}}} | {"notification": {"title": "x"}}
    )

    inbox.post(switches, {"offline": False})

    assert titles(inbox, "sam") == []


def test_more_than_a_hundred_waiting_are_all_dropped(inbox):
    switches = inbox.phone("dana") + "/switches"
    inbox.post(switches, {"offline": True})

    for number in range(101):
        inbox.send({"token": "dana"} | notice(tag=f"n{number}"))

    phone = inbox.phones()["dana"]
    assert (phone["waiting"], phone["dropped"]) == (0, 101)


def test_an_uninstalled_app_answers_unregistered(inbox):
    switches = inbox.phone("dana") + "/switches"
    inbox.post(switches, {"uninstalled": True})

    assert inbox.send({"token": "dana"} | notice()).status_code == 404
    assert [line["outcome"] for line in inbox.journal()] == ["unregistered"]

    inbox.post(switches, {"uninstalled": False})
    assert inbox.send({"token": "dana"} | notice()).status_code == 200


def test_the_badge_is_what_the_push_says_or_the_number_of_notices(inbox):
    inbox.phone("sam", platform="ios")
    inbox.phone("dana")

    inbox.send({"token": "sam", "apns": {"payload": {"aps": {"alert": "x", "badge": 7}}}})
    inbox.send({"token": "dana"} | notice("one"))
    inbox.send({"token": "dana"} | notice("two"))

    assert (inbox.phones()["sam"]["badge"], inbox.phones()["dana"]["badge"]) == (7, 2)


@pytest.mark.parametrize(
    ("platform", "part"),
    [
        ("android", {"android": {"notification": {"title": "x", "notification_priority": "PRIORITY_LOW"}}}),
        ("android", {"android": {"notification": {"title": "x", "channel_id": "quiet"}}}),
        ("ios", {"apns": {"payload": {"aps": {"alert": "x", "interruption-level": "passive"}}}}),
        ("web", {"webpush": {"notification": {"title": "x", "silent": True}}}),
    ],
)
def test_a_silent_notice_is_marked_quiet(inbox, platform, part):
    inbox.phone(platform, platform=platform)

    inbox.send({"token": platform} | part)

    assert [n["quiet"] for n in inbox.notices(platform)] == [True]


def test_shown_opened_and_dismissed_are_reported_with_the_phones_own_token(inbox, receipt_server, wait_until):
    target = {"url": receipt_server.url, "token": "hr_dana", "installation_id": "i1"}
    path = inbox.phone("dana", receipts=target)
    inbox.send({"token": "dana"} | notice(tag="n1"))
    inbox.send({"token": "dana"} | notice(tag="n2"))
    second, first = inbox.notices("dana")
    inbox.post(f"{path}/notices/{first['id']}", {"action": "open"})
    inbox.post(f"{path}/notices/{second['id']}", {"action": "dismiss"})

    wait_until(lambda: len(receipt_server.received) == 4)

    assert {authorization for authorization, _ in receipt_server.received} == {"Bearer hr_dana"}
    rows = [row for _, rows in receipt_server.received for row in rows]
    assert sorted((row["event"], row["notification_id"], row["via"]) for row in rows) == [
        ("dismissed", "n2", "push"),
        ("displayed", "n1", "push"),
        ("displayed", "n2", "push"),
        ("opened", "n1", "push"),
    ]
    assert inbox.notices("dana") == []


def test_a_notice_shown_late_is_reported_when_it_is_shown(inbox, receipt_server, wait_until):
    path = inbox.phone("dana", receipts={"url": receipt_server.url, "token": "hr_dana"})
    inbox.post(f"{path}/switches", {"offline": True})
    inbox.send({"token": "dana"} | notice(tag="n1"))
    assert receipt_server.received == []

    inbox.post(f"{path}/switches", {"offline": False})

    wait_until(lambda: len(receipt_server.received) == 1)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"label": "x"}, "address must be"),
        ({"address": "x", "tzid": "Mars/Olympus"}, "no time zone"),
        ({"address": "x", "tzid": "../etc/passwd"}, "no time zone"),
        ({"address": "x", "platform": "pager"}, "platform must be"),
        ({"address": "x", "label": ""}, "label must be"),
        ({"address": "x", "colour": "red"}, "Unknown: colour"),
        ({"address": "x", "receipts": {"url": "file:///etc/passwd", "token": "t"}}, "receipts.url must be"),
        (
            {"address": "x", "receipts": {"url": "http://127.0.0.1", "token": "a\nb"}},
            "receipts.token must be",
        ),
    ],
)
def test_a_phone_that_cannot_be_is_refused_with_the_reason(inbox, body, words):
    response = inbox.post("/phones", body)

    assert response.status_code == 400
    assert words in response.json()["error"]["message"]


def test_a_notice_is_settled_once(inbox):
    path = inbox.phone("dana")
    inbox.send({"token": "dana"} | notice())
    (shown,) = inbox.notices("dana")
    settle = f"{path}/notices/{shown['id']}"

    assert inbox.post(settle, {"action": "eat"}).status_code == 400
    assert inbox.post(settle, {"action": "open"}).status_code == 200
    assert inbox.post(settle, {"action": "open"}).status_code == 404
