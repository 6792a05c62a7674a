from datetime import timedelta

import pytest

from backend.accounts import sessions
from backend.accounts.models import Session
from tests.times import utc

pytestmark = pytest.mark.django_db


def test_a_token_nobody_issued_is_unknown(api):
    stranger = api()
    stranger.credentials(HTTP_AUTHORIZATION="Bearer hr_" + "0" * 64)

    response = stranger.get("/v1/me")

    assert response.status_code == 401
    assert response.json()["reason"] == "unknown"
    assert response["WWW-Authenticate"] == "Bearer"


def test_signing_out_a_phone_revokes_its_token_at_once(api, dana):
    phone = api(dana)
    session_id = phone.get("/v1/me/sessions").json()["results"][0]["id"]

    assert phone.delete(f"/v1/me/sessions/{session_id}").status_code == 204

    assert phone.get("/v1/me").json()["reason"] == "revoked"


def test_another_persons_session_cannot_be_ended(api, dana, nora):
    api(dana)
    session = Session.objects.filter(user=dana.account).first()

    response = api(nora).delete(f"/v1/me/sessions/{session.public_id}")

    assert response.status_code == 404
    assert Session.objects.filter(pk=session.pk).exists()


def test_a_persons_token_lives_400_idle_days_and_no_longer(dana):
    sessions.start_session(dana.account, after_second_factor=False, now=utc("2026-01-01T00:00"))
    session = Session.objects.filter(user=dana.account).latest("created")

    assert sessions.refusal_of(session, session.digest, now=utc("2027-02-05T00:00")) is None
    assert sessions.refusal_of(session, session.digest, now=utc("2027-02-06T00:00")) == "revoked"


def test_a_staff_token_ends_after_twelve_hours(sam):
    sessions.start_session(sam.account, after_second_factor=True, now=utc("2026-11-22T08:00"))
    session = Session.objects.get(user=sam.account)

    assert abs(session.expiry - session.created - sessions.WORKING_DAY) < timedelta(seconds=1)
    assert sessions.refusal_of(session, session.digest, now=session.expiry) == "revoked"


def test_the_day_of_last_use_is_kept_and_no_hour(dana):
    sessions.start_session(dana.account, after_second_factor=False, now=utc("2026-11-01T12:00"))
    session = Session.objects.filter(user=dana.account).latest("created")

    sessions.touch(session, now=utc("2026-11-05T23:00"))

    session.refresh_from_db()
    assert session.last_seen_on.isoformat() == "2026-11-05"
