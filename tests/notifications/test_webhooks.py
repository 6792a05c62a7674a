"""What follows from the answers of a pager, and where no page goes."""

from datetime import timedelta

import pytest

from notifications.kinds import Kind
from notifications.models import OpenDelivery, SecondPath
from notifications.second_paths import deliver_due as deliver_second_paths
from notifications.second_paths.paths import set_webhook
from tests.notifications.factories import NOON, open_notice
from tests.notifications.pagers import outcomes, running_pager

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, ("accepted", "")),
        (301, ("rejected", "HTTP_301")),
        (400, ("rejected", "HTTP_400")),
        (404, ("rejected", "HTTP_404")),
        (408, ("unknown", "HTTP_408")),
        (410, ("address_gone", "HTTP_410")),
        (429, ("retry_after", "QUOTA_EXCEEDED")),
        (503, ("unknown", "HTTP_503")),
    ],
)
def test_answers_of_a_pager_are_told_apart(pager, sam, status, outcome):
    set_webhook(sam.account, pager.url, now=NOON)
    open_notice(sam, kind=Kind.ALERT)
    pager.status = status

    deliver_second_paths(now=NOON)

    assert outcomes("webhook") == [outcome]


def test_a_redirect_is_not_followed(pager, sam):
    set_webhook(sam.account, pager.url, now=NOON)
    open_notice(sam, kind=Kind.ALERT)
    pager.status, pager.headers = 302, {"Location": pager.url + "/elsewhere"}

    deliver_second_paths(now=NOON)

    assert [call.path for call in pager.calls] == ["/hook"]


def test_a_pager_that_is_gone_is_forgotten(pager, sam):
    set_webhook(sam.account, pager.url, now=NOON)
    open_notice(sam, kind=Kind.ALERT)
    pager.status = 410

    deliver_second_paths(now=NOON)

    assert not SecondPath.objects.exists()


@pytest.mark.parametrize("wait", ["120", "Tue, 24 Nov 2026 12:02:00 GMT"])
def test_a_busy_pager_names_the_time_of_the_next_attempt(pager, sam, wait):
    set_webhook(sam.account, pager.url, now=NOON)
    open_notice(sam, kind=Kind.ALERT)
    pager.status, pager.headers = 503, {"Retry-After": wait}

    deliver_second_paths(now=NOON)

    assert OpenDelivery.objects.get().deliver_at == NOON + timedelta(seconds=120)


def test_a_certificate_of_a_stranger_is_not_trusted(pager, sam, monkeypatch, tmp_path):
    (tmp_path / "other").mkdir()
    with running_pager(tmp_path / "other") as impostor:
        set_webhook(sam.account, impostor.url, now=NOON)
        open_notice(sam, kind=Kind.ALERT)

        deliver_second_paths(now=NOON)

        assert impostor.calls == []
    assert outcomes("webhook") == [("unknown", "ClientConnectorCertificateError")]


def test_a_name_that_now_leads_inside_is_not_called(pager, sam, settings):
    """DNS rebinding: public when it was registered, private when the page is sent."""
    set_webhook(sam.account, pager.url, now=NOON)
    open_notice(sam, kind=Kind.ALERT)
    settings.WEBHOOK_PRIVATE_HOSTS = []

    deliver_second_paths(now=NOON)

    assert pager.calls == []
    assert outcomes("webhook") == [("rejected", "UNSAFE_ADDRESS")]


def test_an_address_that_is_private_now_is_not_called(pager, sam, settings):
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]
    set_webhook(sam.account, pager.url.replace("localhost", "127.0.0.1"), now=NOON)
    open_notice(sam, kind=Kind.ALERT)
    settings.WEBHOOK_PRIVATE_HOSTS = []

    deliver_second_paths(now=NOON)

    assert outcomes("webhook") == [("rejected", "UNSAFE_ADDRESS")]
