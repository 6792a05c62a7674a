import pytest
from django.utils import timezone

from backend.accounts.keys.models import DataKey, JournalEntry
from backend.accounts.models import Consent, Person
from backend.care_team.models import Alert, AlertEvidence, AlertNote
from backend.coping.models import Craving
from notifications.models import OpenDelivery
from tests.aftercare.factories import PHQ9_CALM
from tests.care_team.factories import open_alert
from tests.notifications.factories import give_device

pytestmark = pytest.mark.django_db


def test_what_is_left_of_the_account_tells_nothing(gone):
    left = Person.objects.select_related("account").get(pk=gone)

    assert (left.account.handle, left.account.is_active) == (None, False)
    assert (left.locale, left.tzid, left.country) == ("en", "UTC", "")
    assert left.erased_at is not None


def test_the_data_key_is_destroyed(gone):
    assert not DataKey.objects.filter(account_id=gone).exists()


def test_an_erasure_is_in_the_journal_with_ids_only(gone):
    entry = JournalEntry.objects.get()

    assert (entry.kind, entry.person_id, entry.site_id, entry.data_class) == ("erasure", gone, None, "")


def test_an_open_alert_is_closed_as_consent_withdrawn(gone):
    assert list(Alert.objects.filter(person=gone).values_list("state", "outcome")) == [("closed", "consent-withdrawn")]


def test_its_paging_stops(api, dana, sam):
    give_device(sam, "sams-phone")
    open_alert(dana)
    assert OpenDelivery.objects.filter(recipient_id=sam.pk, guard_person_id=dana.pk).exists()

    api(dana).delete("/v1/me")

    assert not OpenDelivery.objects.filter(guard_person_id=dana.pk).exists()


def test_of_alerts_level_times_and_outcome_are_kept_and_nothing_else(gone):
    assert Alert.objects.filter(person=gone).count() == 1
    assert not AlertEvidence.objects.exists()
    assert not AlertNote.objects.exists()


def test_every_consent_ends(gone):
    assert Consent.objects.filter(person=gone).exists()
    assert not Consent.objects.active(timezone.now()).filter(person=gone).exists()


def test_staff_see_nobody_there_any_more(gone, api, sam):
    desk = api(sam)

    assert desk.get(f"/v1/staff/people/{gone}").status_code == 404
    assert desk.get("/v1/staff/worklist").json()["results"] == []


def test_an_old_token_opens_nothing_and_answers_under_it_are_nobodys(lived, api):
    phone = api(lived)
    check_in = phone.post("/v1/check-ins", {"instrument": "phq-9"}).json()["id"]

    phone.delete("/v1/me")
    late = phone.post(f"/v1/check-ins/{check_in}/response", {"answers": PHQ9_CALM | {"q9": 3}, "final": True})

    assert (late.status_code, late.json()["reason"]) == (401, "revoked")
    assert late.json()["help"]["emergency"]["number"]
    assert not Alert.objects.open().exists()


def test_a_recovery_code_opens_no_erased_account(api):
    made = api().post("/v1/accounts", {}).json()
    phone = api()
    phone.credentials(HTTP_AUTHORIZATION=f"Bearer {made['token']}")

    assert phone.delete("/v1/me").status_code == 204
    assert api().post("/v1/accounts/recover", {"recovery_code": made["recovery_code"]}).status_code == 422


def test_somebody_without_staff_erases_themselves(api, unfollowed):
    assert api(unfollowed).delete("/v1/me").status_code == 204
    assert api(unfollowed).get("/v1/me").json()["reason"] == "revoked"


def test_an_erasure_asks_for_no_version(api, dana):
    assert api(dana).delete("/v1/me", headers={"If-Match": '"another"'}).status_code == 204


def test_nobody_elses_things_go(api, dana, nora):
    api(nora).post("/v1/cravings", {"intensity": 5, "triggers": []})

    api(dana).delete("/v1/me")

    assert Craving.objects.filter(person=nora).exists()
    assert DataKey.objects.filter(account_id=nora.pk).exists()
