import json
from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta

from backend.accounts import joining, sessions, staffing
from backend.accounts.audit import sealing
from backend.accounts.audit.verifying import verify
from backend.accounts.models import (
    AccessLog,
    Account,
    ChainLink,
    Consent,
    DataClass,
    Invitation,
    Notice,
    Person,
    Session,
    StaffSetup,
)
from backend.accounts.requests import InvitationWish
from backend.aftercare.models import Appointment, CheckIn, Contact, Response
from backend.care_team.holds import raise_hold
from backend.care_team.models import Alert, AlertNote, SafetyHold
from backend.coping.models import Craving, CravingRating
from backend.instruments.levels import Level
from backend.rights import forgetting
from backend.rights.retention import DATA, RetentionError, retention_from
from notifications.models import Device
from tests.accounts.audit.rows import one_of_each
from tests.aftercare.factories import begin
from tests.care_team.factories import open_alert
from tests.notifications.factories import give_device
from tests.rewriting import history_rewritten
from tests.times import utc

pytestmark = pytest.mark.django_db

NOW = utc("2032-11-24T03:00")
TWO_YEARS, SIX_YEARS = relativedelta(months=24), relativedelta(months=72)
MOMENT = timedelta(seconds=1)


def check_in(person, *, closed_at, site=None):
    made = begin(person, now=closed_at - timedelta(hours=24))
    CheckIn.objects.filter(pk=made.pk).update(site=site)
    return made


def kept(model):
    forget(now=NOW)
    return model.objects.count()


def forget(*, now):
    """Our years are yet to come, and the database lets nothing of the audit go before they have passed."""
    with history_rewritten():
        forgetting.apply_retention(now=now)


@pytest.mark.parametrize(("closed_at", "left"), [(NOW - TWO_YEARS - MOMENT, 0), (NOW - TWO_YEARS, 1)])
def test_check_ins_are_kept_for_two_years(dana, closed_at, left):
    check_in(dana, closed_at=closed_at)

    assert kept(CheckIn) == left


@pytest.mark.parametrize(("months", "age", "left"), [(6, 7, 0), (6, 5, 1), (36, 30, 1)])
def test_a_site_decides_for_its_own_check_ins(dana, clinic, months, age, left):
    clinic.policies = {"check_in_months": months}
    clinic.save()
    check_in(dana, closed_at=NOW - relativedelta(months=age), site=clinic)

    assert kept(CheckIn) == left


@pytest.mark.parametrize(("months", "left"), [(6, 0), (8, 1)])
def test_appointments_and_contacts_go_by_the_same_time(dana, sam, months, left):
    sam.site.policies = {"check_in_months": months}
    sam.site.save()
    at, common = NOW - relativedelta(months=7), {"person": dana, "site": sam.site}
    Contact.objects.create(**common, staff=sam, how="phone", outcome="reached", occurred_at=at, logged_at=at)
    Appointment.objects.create(
        **common,
        created_by=sam,
        local=at.replace(tzinfo=None),
        tzid="UTC",
        starts_at=at,
        duration_minutes=30,
        kind="phone",
        words={},
        created_at=at,
        changed_at=at,
    )

    assert (kept(Contact), kept(Appointment)) == (left, left)


def test_it_decides_nothing_about_what_a_person_began_alone(dana, clinic):
    clinic.policies = {"check_in_months": 1}
    clinic.save()
    check_in(dana, closed_at=NOW - relativedelta(months=12))

    assert kept(CheckIn) == 1


def test_cravings_and_ratings_are_kept_for_two_years(dana):
    for recorded_at in (NOW - TWO_YEARS - MOMENT, NOW - TWO_YEARS):
        CravingRating.objects.create(person=dana, value=5, at=NOW, source="before", recorded_at=recorded_at)
        Craving.objects.create(person=dana, intensity=5, occurred_at=NOW, recorded_at=recorded_at)

    assert (kept(Craving), CravingRating.objects.count()) == (1, 1)


@pytest.mark.parametrize(("answered_at", "left"), [(NOW - TWO_YEARS - MOMENT, 0), (NOW - TWO_YEARS, 1)])
def test_a_hold_goes_with_the_answers_that_brought_it(unfollowed, answered_at, left):
    raise_hold(unfollowed, Level.L3, only_contact=False, now=answered_at)

    assert kept(SafetyHold) == left


def test_a_hold_stays_while_staff_are_waited_for(dana):
    raise_hold(dana, Level.L2, only_contact=False, now=utc("2026-11-23T15:00"))
    open_alert(dana, now=utc("2026-11-23T15:00"))

    assert kept(SafetyHold) == 1


def test_closed_alerts_are_kept_for_six_years_with_their_notes(dana, sam, api):
    alert = open_alert(dana)
    api(sam).post(f"/v1/staff/alerts/{alert.pk}/outcome", {"outcome": "reached", "note": "We talked."})
    Alert.objects.update(closed_at=NOW - SIX_YEARS)
    assert kept(Alert) == 1

    Alert.objects.update(closed_at=NOW - SIX_YEARS - MOMENT)

    assert (kept(Alert), AlertNote.objects.count()) == (0, 0)


def test_an_alert_that_is_open_never_goes(dana):
    open_alert(dana, now=utc("2026-11-23T15:00"))

    assert kept(Alert) == 1


def test_looks_are_kept_for_six_years(dana, sam):
    for started_at in (NOW - SIX_YEARS - timedelta(minutes=15), NOW - SIX_YEARS):
        AccessLog.objects.create(person=dana, staff=sam, data_class="plan", purpose="people", started_at=started_at)

    assert kept(AccessLog) == 1


@pytest.mark.parametrize("end", ["revoked_at", "expires_at"])
def test_consents_are_kept_for_six_years_from_their_end(dana, end):
    ended = Consent.objects.filter(data_class=DataClass.PLAN)
    granted_at = NOW - SIX_YEARS - timedelta(days=400)
    with history_rewritten():
        ended.update(granted_at=granted_at, **{end: NOW - SIX_YEARS - MOMENT})

    assert kept(Consent) == len(DataClass) - 1


def test_a_chain_stays_whole_while_anything_in_it_is_kept(dana, sam):
    sealed_at = NOW - SIX_YEARS - timedelta(days=1)
    one_of_each(dana, sam, at=sealed_at - timedelta(hours=1))
    sealing.seal(now=sealed_at)
    links = ChainLink.objects.count()

    assert (kept(ChainLink), kept(Notice)) == (links, 0)
    assert verify(dana.pk, now=NOW) is None


def test_a_chain_goes_when_nothing_in_it_is_kept(dana, sam):
    sealed_at = NOW - SIX_YEARS - timedelta(days=1)
    Consent.objects.filter(person=dana).update(revoked_at=sealed_at)
    sealing.seal(now=sealed_at)

    assert kept(ChainLink) == 0


def test_phones_are_kept_for_ninety_days_after_their_last_sign(dana):
    give_device(dana, "an-old-phone", now=NOW - timedelta(days=90) - MOMENT)
    give_device(dana, "a-phone", now=NOW - timedelta(days=90))

    forget(now=NOW)

    assert [each.installation_id for each in Device.objects.all()] == ["installation-of-a-phone"]


def test_a_phone_that_goes_stays_signed_in(dana):
    give_device(dana, now=NOW - timedelta(days=91))

    forget(now=NOW)

    assert Session.objects.filter(user=dana.account).exists()


def test_unsent_parts_of_a_form_are_kept_for_thirty_days(dana, api):
    phone = api(dana)
    begun = phone.post("/v1/check-ins", {"instrument": "daily-check-in"}).json()["id"]
    phone.post(f"/v1/check-ins/{begun}/response", {"answers": {"mood": 2}, "final": False})
    Response.objects.update(received_at=NOW - timedelta(days=30))
    CheckIn.objects.update(closes_at=NOW)
    assert kept(Response) == 1

    Response.objects.update(received_at=NOW - timedelta(days=30) - MOMENT)

    assert (kept(Response), CheckIn.objects.count()) == (0, 1)


def test_invitations_and_links_that_nobody_used_are_kept_for_thirty_days(sam):
    for asked_at in (NOW - timedelta(days=34), NOW - timedelta(days=32)):
        joining.invite(sam, InvitationWish(), now=asked_at)
        staffing.open_setup("Lake Clinic", "UTC", now=asked_at)

    assert (kept(Invitation), StaffSetup.objects.count()) == (1, 1)


def test_an_erased_account_stays_while_audit_points_at_it(lived, api):
    api(lived).delete("/v1/me")
    Person.objects.update(erased_at=NOW - relativedelta(months=70))

    forget(now=NOW - relativedelta(months=12))

    assert Person.objects.filter(pk=lived.pk).exists()


def test_it_goes_when_its_audit_has(lived, api):
    api(lived).delete("/v1/me")

    forget(now=utc("2099-01-01T03:00"))

    assert not Account.objects.filter(pk=lived.pk).exists()


def test_without_audit_it_goes_after_thirty_days(unfollowed, api):
    sessions.end_sessions(unfollowed.account, now=NOW)
    api(unfollowed).delete("/v1/me")
    Person.objects.filter(pk=unfollowed.pk).update(erased_at=NOW - timedelta(days=30) - MOMENT)

    forget(now=NOW)

    assert not Account.objects.filter(pk=unfollowed.pk).exists()


def test_more_than_one_batch_goes_in_one_turn(dana):
    old = NOW - TWO_YEARS - MOMENT
    ratings = [CravingRating(person=dana, value=5, at=old, source="before", recorded_at=old) for _ in range(1500)]
    CravingRating.objects.bulk_create(ratings)

    assert kept(CravingRating) == 0


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (("rules", 0, "months"), 0),
        (("rules", 0, "code"), "check-ins"),
        (("rules", 1, "site_policy"), "check_in_months"),
        (("kept_after_erasure", 0, "models"), ["accounts.Looks"]),
        (("kept_after_erasure", 0, "rule"), "for-ever"),
        (("schema",), "handrail-retention/2"),
    ],
)
def test_rules_that_do_not_add_up_are_refused(place, wrong):
    document = json.loads(DATA.read_text())
    *path, last = place
    inner = document
    for step in path:
        inner = inner[step]
    inner[last] = wrong

    with pytest.raises(RetentionError):
        retention_from(document)
