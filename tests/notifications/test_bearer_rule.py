"""A token of Google's goes to Google only; an emulator gets its own."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from notifications.fcm.credentials import check_bearer_rule, configured_channel

GOOGLE, GOOGLE_TOKENS = "https://fcm.googleapis.com", "https://oauth2.googleapis.com/token"
INBOX, INBOX_TOKENS = "http://127.0.0.1:8025", "http://127.0.0.1:8025/token"


@pytest.mark.parametrize(("base_url", "token_uri"), [(GOOGLE, GOOGLE_TOKENS), (INBOX, INBOX_TOKENS)])
def test_credentials_of_the_same_server_are_taken(base_url, token_uri):
    check_bearer_rule(base_url, token_uri)


@pytest.mark.parametrize(
    ("base_url", "token_uri"),
    [
        (INBOX, GOOGLE_TOKENS),
        (GOOGLE, INBOX_TOKENS),
        ("http://fcm.googleapis.com", GOOGLE_TOKENS),
        ("https://fcm.googleapis.com.example.org", GOOGLE_TOKENS),
        ("https://example.org", "https://example.com/token"),
        ("nonsense", "nonsense"),
    ],
)
def test_credentials_of_another_server_stop_the_start(base_url, token_uri):
    with pytest.raises(ImproperlyConfigured, match="FCM_BASE_URL"):
        check_bearer_rule(base_url, token_uri)


def test_the_operators_credentials_go_before_the_inboxs(settings, tmp_path):
    for name, project in (("operator", "clinic-app"), ("inbox", "handrail-demo")):
        (tmp_path / name).write_text(json.dumps({"project_id": project, "token_uri": GOOGLE_TOKENS}))
    settings.FCM_BASE_URL = GOOGLE
    settings.FIREBASE_CREDENTIALS = str(tmp_path / "operator")
    settings.PUSH_INBOX_CREDENTIALS = str(tmp_path / "inbox")

    channel = configured_channel()

    assert channel is not None
    assert channel.send_url == "https://fcm.googleapis.com/v1/projects/clinic-app/messages:send"


@pytest.mark.parametrize("content", [None, "no json", "[]", "{}"])
def test_a_file_that_is_no_service_account_is_named(settings, tmp_path, content):
    path = tmp_path / "credentials.json"
    if content is not None:
        path.write_text(content)
    settings.FIREBASE_CREDENTIALS = str(path)

    with pytest.raises(ImproperlyConfigured, match=r"credentials\.json"):
        configured_channel()
