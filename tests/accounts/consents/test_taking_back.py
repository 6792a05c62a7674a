"""What is taken back is in the journal before it ends here, so that a backup that is put back hears of it."""

import pytest

from backend.accounts.consents import revoking
from backend.accounts.keys.models import JournalEntry
from backend.accounts.models import Consent, OutsideConsent, Revocation
from tests.consenting import consent, signed
from tests.times import utc

pytestmark = pytest.mark.django_db

NOW = utc("2026-11-26T15:00")


def _tell(phone, site, name):
    terms = {"site_id": str(site.pk), "data_classes": ["plan"], "purposes": ["care"], "recipient": {"name": name}}
    form = phone.post("/v1/consent-forms", terms).json()
    made = phone.post("/v1/outside-consents", terms | signed(form)).json()
    return OutsideConsent.objects.get(pk=made[0]["id"])


def _noted():
    return list(JournalEntry.objects.order_by("number").values_list("data_class", flat=True))


def test_each_class_is_noted_once_however_often_it_is_taken_back(api, joined, clinic):
    phone = api(joined)
    made = consent(phone, clinic.pk, ["plan", "answers"]).json()

    for each in (made[0], made[0], made[1]):
        phone.post(f"/v1/consents/{each['id']}/revoke")

    assert _noted() == ["plan", "answers"]


def test_leaving_notes_everything(api, joined, clinic):
    phone = api(joined)
    consent(phone, clinic.pk, ["plan", "answers"])
    told = _tell(phone, clinic, "Dr. Lee")

    phone.post(f"/v1/sites/{clinic.pk}/leave")

    assert sorted(_noted()) == sorted(["answers", "plan", revoking.journal_name_of(told)])


def test_a_backup_hears_of_a_class_that_was_taken_back(api, joined, clinic):
    phone = api(joined)
    consent(phone, clinic.pk, ["plan", "answers"])

    for _ in range(2):
        revoking.end_noted(joined.pk, clinic.pk, "plan", now=NOW)

    assert dict(Consent.objects.filter(person=joined).values_list("data_class", "revoked_at")) == {
        "plan": NOW,
        "answers": None,
    }
    assert Revocation.objects.count() == 1


def test_a_backup_hears_which_of_those_outside_is_told_no_more(api, joined, clinic):
    phone = api(joined)
    lee, moe = _tell(phone, clinic, "Dr. Lee"), _tell(phone, clinic, "Dr. Moe")

    for _ in range(2):
        revoking.end_noted(joined.pk, clinic.pk, revoking.journal_name_of(lee), now=NOW)

    ended = dict(OutsideConsent.objects.values_list("pk", "revoked_at"))
    assert ended == {lee.pk: NOW, moe.pk: None}
    assert Revocation.objects.count() == 1


def test_what_the_journal_calls_it_fits_into_its_column(api, joined, clinic):
    told = _tell(api(joined), clinic, "Dr. Lee")

    assert len(revoking.journal_name_of(told)) == JournalEntry._meta.get_field("data_class").max_length
