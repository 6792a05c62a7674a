"""The canonical form is for ever: these bytes and digests were worked out by hand and by `sha256sum`."""

import hashlib
from datetime import datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts.audit.chain import FIRST, Place, canonical, digest_of
from tests.times import utc

PERSON = UUID("0B8E9F2C-6A0C-4C1E-9C57-111111111111")
ROW_ID = UUID("5b0a7d0e-0f0c-4c55-8a39-2f1a7c2a1d11")
SITE = UUID("7d3f1f1e-2f8b-4a53-9a3b-222222222222")
PLACE = Place(PERSON, 7, "restrictionrequest", sealed_at=utc("2026-11-24T12:01"))
ROW = {
    "id": ROW_ID,
    "person_id": PERSON,
    "site_id": SITE,
    "text": b"\x00\xff",
    "at": datetime(2026, 11, 24, 7, 0, 0, 5, tzinfo=timezone(timedelta(hours=-5))),
    "sealed_at": utc("2026-11-24T12:01"),
}
BYTES = (
    b'{"form":1,"number":7,"person":"0b8e9f2c-6a0c-4c1e-9c57-111111111111","record":"restrictionrequest","row":'
    b'{"at":"2026-11-24T12:00:00.000005Z","id":"5b0a7d0e-0f0c-4c55-8a39-2f1a7c2a1d11",'
    b'"person_id":"0b8e9f2c-6a0c-4c1e-9c57-111111111111","site_id":"7d3f1f1e-2f8b-4a53-9a3b-222222222222",'
    b'"text":"00ff"},"sealed_at":"2026-11-24T12:01:00.000000Z"}'
)


def test_the_canonical_form_is_these_bytes():
    assert canonical(PLACE, ROW) == BYTES


def test_a_digest_is_over_the_one_before_and_the_canonical_form():
    assert digest_of(FIRST, PLACE, ROW) == hashlib.sha256(b"\x00" * 32 + BYTES).digest()


def test_text_beyond_ascii_lists_and_nothing_are_json():
    place = Place(PERSON, 1, "disclosure", sealed_at=utc("2026-11-24T12:01"))
    row = {
        "id": ROW_ID,
        "person_id": PERSON,
        "site_id": SITE,
        "staff_id": None,
        "basis": "consent",
        "consent_id": None,
        "data_classes": ["plan", "answers"],
        "purpose": "é",
        "content": b"",
        "notice_version": "",
        "at": utc("2026-11-24T12:00"),
    }

    found = canonical(place, row)

    assert b'"data_classes":["plan","answers"]' in found
    assert rb'"purpose":"\u00e9"' in found
    assert b'"staff_id":null' in found


@pytest.mark.parametrize(
    "other",
    [
        Place(SITE, 7, "restrictionrequest", PLACE.sealed_at),
        Place(PERSON, 8, "restrictionrequest", PLACE.sealed_at),
        Place(PERSON, 7, "restrictionrequest", utc("2026-11-24T12:02")),
    ],
)
def test_the_place_is_under_the_seal(other):
    assert digest_of(FIRST, other, ROW) != digest_of(FIRST, PLACE, ROW)


@given(st.binary(max_size=40), st.binary(max_size=40), st.datetimes(timezones=st.just(utc("2026-01-01T00:00").tzinfo)))
def test_rows_that_differ_have_other_digests(one, other, at):
    digests = {digest_of(FIRST, PLACE, ROW | {"text": text, "at": at}) for text in (one, other)}

    assert len(digests) == len({one, other})


def test_a_value_without_a_canonical_form_is_refused():
    with pytest.raises(TypeError):
        canonical(PLACE, ROW | {"text": 1.5j})
