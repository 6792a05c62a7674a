import threading
import uuid

import pytest
from django.db import connection, transaction

from backend.accounts.models import Person
from backend.api import idempotency
from backend.api.models import IdempotencyRecord
from backend.api.secrets import keyed_hash
from tests.times import utc

KEY = "0c7a8f1e-6f57-4b0c-9b53-3f6f0e8d1c11"


@pytest.mark.django_db
def test_the_same_request_twice_opens_one_account(api):
    client = api()

    first = client.post("/v1/accounts", {"handle": "dana"}, headers={"Idempotency-Key": KEY})
    second = client.post("/v1/accounts", {"handle": "dana"}, headers={"Idempotency-Key": KEY})

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_a_key_used_for_another_body_is_refused(api):
    client = api()
    client.post("/v1/accounts", {"handle": "dana"}, headers={"Idempotency-Key": KEY})

    response = client.post("/v1/accounts", {"handle": "nora"}, headers={"Idempotency-Key": KEY})

    assert response.status_code == 422
    assert response.json()["code"] == "idempotency-key-reused"


@pytest.mark.django_db
def test_a_strangers_key_must_be_a_uuid(api):
    response = api().post("/v1/accounts", {}, headers={"Idempotency-Key": "1"})

    assert response.status_code == 400
    assert Person.objects.count() == 0


@pytest.mark.django_db
def test_two_accounts_may_use_the_same_key(api, dana, nora):
    first = api(dana).post("/v1/me/recovery-code", headers={"Idempotency-Key": "1"})
    second = api(nora).post("/v1/me/recovery-code", headers={"Idempotency-Key": "1"})

    assert first.json() != second.json()


@pytest.mark.django_db
def test_the_table_alone_reads_as_nothing(api):
    body = api().post("/v1/accounts", {"handle": "dana"}, headers={"Idempotency-Key": KEY}).json()

    record = IdempotencyRecord.objects.get()
    stored = b"".join(bytes(part) for part in (record.request_hash, record.body_hash, record.response))
    assert body["token"].encode() not in stored
    assert body["recovery_code"].encode() not in stored
    assert KEY.encode() not in stored


@pytest.mark.django_db
def test_a_refusal_is_kept_too(api):
    client = api()
    bad = {"tzid": "Mars/Olympus"}

    first = client.post("/v1/accounts", bad, headers={"Idempotency-Key": KEY})
    second = client.post("/v1/accounts", bad, headers={"Idempotency-Key": KEY})

    assert first.json() == second.json()
    assert second["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_keys_are_forgotten_after_seven_days(api):
    api().post("/v1/accounts", {}, headers={"Idempotency-Key": KEY})
    IdempotencyRecord.objects.update(created_at=utc("2026-11-01T00:00"))

    assert idempotency.forget_old_keys(now=utc("2026-11-07T23:59")) == 0
    assert idempotency.forget_old_keys(now=utc("2026-11-08T00:00")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_second_request_while_the_first_runs_is_told_to_wait(api):
    request_hash = keyed_hash("idempotency-request", b"anonymous", b"POST", b"/v1/accounts", KEY.encode())
    number = int.from_bytes(request_hash[:8], "big", signed=True)
    answers = []

    def second_request() -> None:
        try:
            answers.append(api().post("/v1/accounts", {}, headers={"Idempotency-Key": KEY}))
        finally:
            connection.close()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
        thread = threading.Thread(target=second_request)
        thread.start()
        thread.join()

    assert answers[0].status_code == 409
    assert answers[0].json()["code"] == "request-in-progress"
    assert Person.objects.count() == 0


@pytest.mark.django_db
def test_a_key_of_a_question_that_stores_nothing_leaves_no_record(api):
    api().post("/v1/crisis/check", {"answers": {"mood": 3}}, headers={"Idempotency-Key": str(uuid.uuid4())})

    assert IdempotencyRecord.objects.count() == 0
