"""Staff choose how else an alert reaches them."""

import base64
import hashlib
import hmac

import pytest

from notifications.kinds import Kind
from notifications.models import SecondPath
from notifications.second_paths import deliver_due
from tests.notifications.factories import NOON, open_notice
from tests.notifications.pagers import running_pager

pytestmark = pytest.mark.django_db

EMAIL, WEBHOOK = "/v1/staff/second-paths/email", "/v1/staff/second-paths/webhook"


@pytest.fixture
def mail_is_on(settings):
    settings.EMAIL_HOST = "mail.clinic.example"


def listed(client):
    return {each["channel"]: each["address"] for each in client.get("/v1/staff/second-paths").json()["results"]}


def test_an_email_is_set_changed_and_removed(api, sam, mail_is_on):
    client = api(sam)

    assert client.put(EMAIL, {"address": "sam@clinic.example"}).status_code == 200
    assert client.put(EMAIL, {"address": "s.reed@clinic.example"}).json()["address"] == "s.reed@clinic.example"
    assert listed(client) == {"email": "s.reed@clinic.example"}

    assert client.delete(EMAIL).status_code == 204
    assert client.delete(EMAIL).status_code == 204
    assert listed(client) == {}


@pytest.mark.parametrize(
    "address", ["sam", "sam@", "a@b\nBcc: x@y.example", "Sam <sam@clinic.example>", "a" * 250 + "@b.example", 5]
)
def test_what_is_no_email_is_an_invalid_request(api, sam, mail_is_on, address):
    response = api(sam).put(EMAIL, {"address": address})

    assert (response.status_code, response.json()["code"]) == (400, "invalid-request")
    assert response.json()["errors"][0]["pointer"] == "/address"


def test_without_a_mail_server_nobody_is_promised_mail(api, sam, settings):
    settings.EMAIL_HOST = ""

    response = api(sam).put(EMAIL, {"address": "sam@clinic.example"})

    assert (response.status_code, response.json()["code"]) == (409, "email-off")


def test_the_secret_is_shown_once_and_of_the_url_the_host_alone(api, sam, settings):
    settings.WEBHOOK_PRIVATE_HOSTS = ["pager.internal"]
    client = api(sam)

    answer = client.put(WEBHOOK, {"url": "https://pager.internal:8443/hooks/key-in-the-path"}).json()
    later = client.get("/v1/staff/second-paths").content.decode()

    assert answer["secret"].startswith("whsec_")
    assert len(base64.b64decode(answer["secret"].removeprefix("whsec_"))) == 32
    assert "key-in-the-path" not in later
    assert "whsec_" not in later
    assert listed(client) == {"webhook": "pager.internal:8443"}


def test_what_a_pager_is_sent_verifies_with_the_secret(api, sam, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    settings.WEBHOOK_PRIVATE_HOSTS = ["localhost"]
    with running_pager(tmp_path) as pager:
        secret = api(sam).put(WEBHOOK, {"url": pager.url}).json()["secret"]
        notification_id = open_notice(sam, kind=Kind.ALERT)

        deliver_due(now=NOON)

    [call] = pager.calls
    assert call.headers["webhook-id"] == str(notification_id)
    assert call.headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    # As a pager does it: "Standard Webhooks", verifying.
    content = f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}.".encode() + call.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert call.headers["webhook-signature"] == f"v1,{expected}"


@pytest.mark.parametrize(
    "url",
    [
        "http://pager.example/hook",
        "ftp://pager.example/hook",
        "https://user:password@1.1.1.1/hook",
        "https://localhost/hook",
        "https://127.0.0.1/hook",
        "https://127.1/hook",
        "https://2130706433/hook",
        "https://0x7f000001/hook",
        "https://0/hook",
        "https://10.0.0.8/hook",
        "https://192.168.1.1/hook",
        "https://100.64.0.1/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/hook",
        "https://[::ffff:127.0.0.1]/hook",
        "https://[fe80::1]/hook",
        "https://[fd00::1]/hook",
        "https:///hook",
        "https://1.1.1.1:0/hook",
        "https://1.1.1.1:99999/hook",
        "https://1.1.1.1/ho ok",
        "https://1.1.1.1\\@127.0.0.1/",
        "not a url",
    ],
)
def test_a_webhook_that_leads_inside_is_refused(api, sam, url):
    response = api(sam).put(WEBHOOK, {"url": url})

    assert (response.status_code, response.json()["code"]) == (422, "unsafe-webhook")
    assert not SecondPath.objects.exists()


def test_a_host_that_does_not_exist_is_an_invalid_request(api, sam):
    response = api(sam).put(WEBHOOK, {"url": "https://pager.invalid/hook"})

    assert (response.status_code, response.json()["code"]) == (400, "invalid-request")


def test_a_public_address_is_taken(api, sam):
    assert api(sam).put(WEBHOOK, {"url": "https://1.1.1.1/hook"}).status_code == 200


def test_a_new_webhook_has_a_new_secret(api, sam, settings):
    settings.WEBHOOK_PRIVATE_HOSTS = ["pager.internal"]
    url = {"url": "https://pager.internal/hook"}

    secrets = {api(sam).put(WEBHOOK, url).json()["secret"] for _ in range(2)}

    assert len(secrets) == 2
    assert SecondPath.objects.count() == 1


def test_everybody_has_paths_of_their_own(api, sam, sue, mail_is_on):
    api(sam).put(EMAIL, {"address": "sam@clinic.example"})

    api(sue).delete(EMAIL)

    assert listed(api(sue)) == {}
    assert listed(api(sam)) == {"email": "sam@clinic.example"}


def test_second_paths_are_for_staff_alone(api, dana, olive, mail_is_on):
    for client, status in ((api(dana), 403), (api(olive), 403), (api(None), 401)):
        assert client.get("/v1/staff/second-paths").status_code == status
        assert client.put(EMAIL, {"address": "x@clinic.example"}).status_code == status
        assert client.put(WEBHOOK, {"url": "https://1.1.1.1/"}).status_code == status
        assert client.delete(EMAIL).status_code == status
    assert not SecondPath.objects.exists()
