"""Mail that would have gone out is kept, listed and never run."""

import json
import smtplib
from email.message import EmailMessage

import pytest
import requests
from playwright.sync_api import expect

from tests.chromium import needs_chromium


def mail(subject="Please open Handrail", text="Something waits.\n", to="sam@clinic.example"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Handrail <handrail@clinic.example>", to, subject
    message["Message-ID"] = "<1@clinic.example>"
    message.set_content(text)
    return message


@pytest.fixture
def post_mail(inbox):
    def post(message, **envelope):
        place = json.loads(inbox.credentials.parent.joinpath("push_inbox.json").read_text())["smtp"]
        host, port = place.removeprefix("smtp://").split(":")
        with smtplib.SMTP(host, int(port), timeout=10) as server:
            if isinstance(message, bytes):
                server.sendmail("handrail@clinic.example", ["sam@clinic.example"], message)
            else:
                server.send_message(message, **envelope)

    return post


def mails(inbox):
    return requests.get(inbox.url + "/mails", timeout=10).json()["mails"]


def test_a_mail_is_listed_with_its_envelope_headers_and_text(inbox, post_mail):
    post_mail(mail())

    [kept] = mails(inbox)
    assert (kept["sender"], kept["recipients"]) == ("handrail@clinic.example", ["sam@clinic.example"])
    assert kept["headers"]["subject"] == "Please open Handrail"
    assert kept["headers"]["message-id"] == "<1@clinic.example>"
    assert kept["text"] == "Something waits.\n"


def test_mails_are_listed_in_the_order_they_came(inbox, post_mail):
    post_mail(mail("one"))
    post_mail(mail("two"))

    assert [each["headers"]["subject"] for each in mails(inbox)] == ["one", "two"]


def test_a_reset_forgets_mails_and_goes_on_counting(inbox, post_mail):
    post_mail(mail())
    [first] = mails(inbox)

    inbox.post("/reset")
    assert mails(inbox) == []

    post_mail(mail())
    assert mails(inbox)[0]["id"] > first["id"]


def test_mails_outlive_a_restart(start_inbox, tmp_path):
    with start_inbox(tmp_path) as first:
        place = json.loads((tmp_path / "push_inbox.json").read_text())["smtp"]
        with smtplib.SMTP("127.0.0.1", int(place.rpartition(":")[2]), timeout=10) as server:
            server.send_message(mail("kept"))
        assert len(mails(first)) == 1
    with start_inbox(tmp_path) as second:
        assert [each["headers"]["subject"] for each in mails(second)] == ["kept"]


def test_languages_are_read(inbox, post_mail):
    post_mail(mail("Bitte öffne Handrail", "Приложение ждёт.\n"))

    [kept] = mails(inbox)
    assert (kept["headers"]["subject"], kept["text"]) == ("Bitte öffne Handrail", "Приложение ждёт.\n")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00 no mail at all",
        b"Subject: =?x-unknown?B?////?=\r\nContent-Type: text/plain; charset=x-unknown\r\n\r\n\xff\xff",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
        b"Content-Type: text/html\r\n\r\n<script>alert(1)</script>",
        b"To: <<<<\r\nFrom: @\r\nMessage-ID: <\r\nDate: never\r\n\r\nx",
    ],
)
def test_a_broken_mail_is_kept_as_far_as_it_can_be_read(inbox, post_mail, content):
    post_mail(content)
    post_mail(mail("after"))

    assert mails(inbox)[-1]["headers"]["subject"] == "after"
    assert len(mails(inbox)) == 2


def test_only_this_machine_reads_mails(inbox):
    foreign = requests.get(inbox.url + "/mails", headers={"Host": "evil.example"}, timeout=10)

    assert foreign.status_code == 421


@needs_chromium
def test_a_mail_opens_on_the_page_and_its_markup_is_text(inbox, page, post_mail):
    subject, text = "<img src=x onerror=alert(1)>", "<script>document.title='run'</script>"
    post_mail(mail(subject, text))

    row = page.locator("#mails summary")
    expect(row.locator(".what")).to_have_text(subject)
    row.click()

    expect(page.locator("#mails .letter pre")).to_contain_text(text)
    assert page.title() == "Push inbox"
    assert page.locator("#mails img, #mails script, #mails a").count() == 0


@needs_chromium
def test_clearing_all_empties_the_list_of_mails(inbox, page, post_mail):
    post_mail(mail())
    expect(page.locator("#mails summary")).to_have_count(1)

    page.get_by_role("button", name="Clear all").click()

    expect(page.get_by_text("No mail yet.")).to_be_visible()
