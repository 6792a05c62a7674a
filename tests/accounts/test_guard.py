import pytest

from backend.accounts.guard import may, people_visible_to
from backend.accounts.models import AlertAccess, Assignment, BreakGlass, Consent, Cover, DataClass, Staff
from tests.rewriting import expire, never_granted
from tests.times import utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-11-22T12:00")


def test_assigned_staff_with_consent_may_see_each_class_but_meetings_and_pooled_figures(dana, sam):
    hidden = [each for each in DataClass if not may(sam.account, dana, each, now=NOW)]

    assert hidden == [DataClass.MEETINGS, DataClass.IMPROVE]


@pytest.mark.parametrize("data_class", DataClass)
def test_staff_of_another_site_may_see_nothing(dana, theo, data_class):
    assert not may(theo.account, dana, data_class, now=NOW)


def test_a_consent_holds_for_its_own_class_only(dana, sam):
    never_granted(dana, *(each for each in DataClass if each != DataClass.PLAN))

    assert may(sam.account, dana, DataClass.PLAN, now=NOW)
    assert not may(sam.account, dana, DataClass.ANSWERS, now=NOW)


def test_a_consent_ends_at_its_instant(dana, sam):
    expire(dana, at=NOW)

    assert may(sam.account, dana, DataClass.ANSWERS, now=utc("2026-11-22T11:59:59"))
    assert not may(sam.account, dana, DataClass.ANSWERS, now=NOW)


def test_a_consent_taken_back_holds_from_that_instant(dana, sam):
    Consent.objects.update(revoked_at=NOW)

    assert not may(sam.account, dana, DataClass.ANSWERS, now=NOW)


def test_staff_without_assignment_see_nothing_though_consent_stands(dana, sam):
    Assignment.objects.update(ended_at=NOW)

    assert not may(sam.account, dana, DataClass.PLAN, now=NOW)


def test_a_supervisor_sees_alerts_of_the_site_and_nothing_else(dana, sue):
    visible = [c for c in DataClass if may(sue.account, dana, c, now=NOW)]

    assert visible == [DataClass.ALERTS]


def test_a_supervisor_sees_what_an_open_alert_of_that_level_calls_for(dana, sue):
    seen = {}
    for level in ("L1", "L2", "L3"):
        AlertAccess.objects.update_or_create(person=dana, site=sue.site, defaults={"level": level, "since": NOW})
        seen[level] = {each.value for each in DataClass if may(sue.account, dana, each, now=NOW)}

    assert seen["L1"] == {"alerts", "plan", "answers"}
    assert seen["L2"] - seen["L1"] == {"safety-plan"}
    assert seen["L3"] - seen["L2"] == {"contact", "legal-name", "phone", "email", "address", "in-emergency"}


def test_an_open_alert_opens_nothing_without_consent_and_nothing_elsewhere(dana, sue, theo):
    AlertAccess.objects.create(person=dana, site=sue.site, level="L3", since=NOW)
    Consent.objects.filter(data_class=DataClass.ANSWERS).update(revoked_at=NOW)

    assert not may(sue.account, dana, DataClass.ANSWERS, now=NOW)
    assert not may(theo.account, dana, DataClass.PLAN, now=NOW)


def test_a_site_admin_sees_nobody_though_assigned(dana, sam):
    sam.role = Staff.Role.SITE_ADMIN
    sam.save()
    AlertAccess.objects.create(person=dana, site=sam.site, level="L3", since=NOW)

    assert [each for each in DataClass if may(sam.account, dana, each, now=NOW)] == []


def test_whoever_covers_for_an_absent_colleague_follows_their_people_for_that_time(dana, sam, sue):
    Cover.objects.create(
        site=sam.site,
        absent=sam,
        cover=sue,
        starts_at=utc("2026-11-22T13:00"),
        ends_at=utc("2026-11-23T13:00"),
        created_by=sue,
        created_at=NOW,
    )

    assert not may(sue.account, dana, DataClass.CRAVINGS, now=utc("2026-11-22T12:59"))
    assert may(sue.account, dana, DataClass.CRAVINGS, now=utc("2026-11-22T13:00"))
    assert not may(sue.account, dana, DataClass.CRAVINGS, now=utc("2026-11-23T13:00"))


def test_break_glass_opens_one_person_to_one_staff_member_without_consent(dana, nora, sue, theo):
    Consent.objects.update(revoked_at=NOW)
    BreakGlass.objects.create(
        person=dana,
        staff=sue,
        site=sue.site,
        reason_code=BreakGlass.Reason.OVERDOSE,
        content={"text": "Found unconscious."},
        started_at=NOW,
        ends_at=utc("2026-11-22T13:00"),
    )

    assert may(sue.account, dana, DataClass.PHONE, now=NOW)
    assert not may(sue.account, dana, DataClass.CRAVINGS, now=NOW)
    assert not may(sue.account, nora, DataClass.PHONE, now=NOW)
    assert not may(theo.account, dana, DataClass.PHONE, now=NOW)
    assert not may(sue.account, dana, DataClass.PHONE, now=utc("2026-11-22T13:00"))


@pytest.mark.parametrize("granted", [DataClass.PHONE, DataClass.CONTACT])
def test_contact_is_shown_field_by_field(dana, sam, granted):
    never_granted(dana, *(each for each in DataClass if each != granted))

    assert may(sam.account, dana, DataClass.PHONE, now=NOW)
    assert may(sam.account, dana, DataClass.LEGAL_NAME, now=NOW) == (granted == DataClass.CONTACT)


def test_organizers_and_other_people_see_nobody(dana, olive, nora):
    assert not people_visible_to(olive.account, DataClass.PLAN, now=NOW).exists()
    assert list(people_visible_to(nora.account, DataClass.PLAN, now=NOW)) == [nora]
