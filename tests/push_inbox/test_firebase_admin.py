"""The real firebase-admin against the inbox: for each answer it raises what it raises for that of Google."""

import firebase_admin
import google.auth.credentials
import pytest
from firebase_admin import credentials, exceptions, messaging
from requests.adapters import HTTPAdapter


class PlainCredentials(google.auth.credentials.Credentials):
    """The JWT grant and nothing else: google-auth's own class also asks iamcredentials.googleapis.com."""

    def __init__(self, account):
        super().__init__()
        self._account = account

    def refresh(self, request):
        self._account.refresh(request)
        self.token, self.expiry = self._account.token, self._account.expiry


class InboxCertificate(credentials.Certificate):  # type: ignore[misc]  # publishes no types
    def get_credential(self):
        return PlainCredentials(super().get_credential())


@pytest.fixture
def app(inbox):
    class Service(messaging._MessagingService):  # type: ignore[misc]  # as above
        """firebase-admin knows no emulator for messaging; its address is a private attribute."""

        def __init__(self, app):
            super().__init__(app)
            self._fcm_url = f"{inbox.url}/v1/projects/{app.project_id}/messages:send"

    certificate = InboxCertificate(str(inbox.credentials))
    app = firebase_admin.initialize_app(certificate, {"httpTimeout": 1}, name="inbox")
    app._get_service(messaging._MESSAGING_ATTRIBUTE, Service)
    yield app
    firebase_admin.delete_app(app)


@pytest.fixture
def single_try_app(app):
    """Without firebase-admin's own retries, which take seconds: one request, one answer."""
    service = app._get_service(messaging._MESSAGING_ATTRIBUTE, None)
    service._client.session.mount("http://", HTTPAdapter())
    return app


def reminder(**fields):
    return messaging.Message(
        fid="dana-phone",
        notification=messaging.Notification(title="You have a reminder", body="Open the app to see it."),
        data={"notification_id": "n1", "v": "1"},
        android=messaging.AndroidConfig(
            priority="high",
            ttl=3600,
            notification=messaging.AndroidNotification(
                tag="n1", visibility="private", priority="high", vibrate_timings_millis=[100, 50]
            ),
        ),
        apns=messaging.APNSConfig(
            headers={"apns-collapse-id": "n1", "apns-expiration": "1800000000", "apns-priority": "10"},
            payload=messaging.APNSPayload(messaging.Aps(sound="default", badge=1)),
        ),
        webpush=messaging.WebpushConfig(
            headers={"TTL": "3600", "Urgency": "high"},
            notification=messaging.WebpushNotification(tag="n1"),
            fcm_options=messaging.WebpushFCMOptions(link="https://example.org/"),
        ),
        fcm_options=messaging.FCMOptions(analytics_label="r"),
        **fields,
    )


def test_a_full_message_is_accepted_and_rings(inbox, app):
    name = messaging.send(reminder(), app=app)

    assert name.startswith("projects/handrail-demo/messages/")
    assert [line["outcome"] for line in inbox.journal()] == ["accepted"]
    (phone,) = inbox.phones().values()
    assert [notice["title"] for notice in phone["notices"]] == ["You have a reminder"]


def test_a_dry_run_reaches_neither_phone_nor_journal(inbox, app):
    messaging.send(reminder(), dry_run=True, app=app)

    assert inbox.journal() == []
    assert inbox.phones() == {}


@pytest.mark.parametrize(
    ("outcome", "error"),
    [
        ("unregistered", messaging.UnregisteredError),
        ("sender_mismatch", messaging.SenderIdMismatchError),
        ("quota", messaging.QuotaExceededError),
        ("invalid", exceptions.InvalidArgumentError),
        ("r503", exceptions.UnavailableError),
        ("e500", exceptions.InternalError),
        ("drop_before", exceptions.UnavailableError),
        ("drop_after", exceptions.UnavailableError),
        ("hang", exceptions.DeadlineExceededError),
    ],
)
def test_each_outcome_is_raised_as_its_own_class(inbox, single_try_app, outcome, error):
    inbox.behave(mix={outcome: 1}, retry_after_s=0)

    with pytest.raises(error) as raised:
        messaging.send(reminder(), app=single_try_app)

    assert type(raised.value) is error
    assert [line["outcome"] for line in inbox.journal()] == [outcome]


def test_a_connection_cut_after_taking_makes_firebase_admin_send_twice(inbox, app):
    """Why Handrail does not send through it: a duplicate is reported as one success."""
    inbox.behave(addresses={"dana-phone": ["drop_after"]})

    messaging.send(reminder(), app=app)

    assert [line["outcome"] for line in inbox.journal()] == ["drop_after", "accepted"]
    (phone,) = inbox.phones().values()
    assert [notice["times_shown"] for notice in phone["notices"]] == [2]
