import pytest

from backend.accounts import access
from backend.accounts.guard import may, people_visible_to
from backend.accounts.models import AccessLog, Assignment, Consent, DataClass
from tests.times import utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-11-22T12:00")


@pytest.mark.parametrize("data_class", DataClass)
def test_assigned_staff_with_consent_may_see_each_class(dana, sam, data_class):
    assert may(sam.account, dana, data_class, now=NOW)


@pytest.mark.parametrize("data_class", DataClass)
def test_staff_of_another_site_may_see_nothing(dana, theo, data_class):
    assert not may(theo.account, dana, data_class, now=NOW)


def test_a_consent_holds_for_its_own_class_only(dana, sam):
    Consent.objects.exclude(data_class=DataClass.PLAN).delete()

    assert may(sam.account, dana, DataClass.PLAN, now=NOW)
    assert not may(sam.account, dana, DataClass.ANSWERS, now=NOW)


def test_a_consent_ends_at_its_instant(dana, sam):
    Consent.objects.update(expires_at=NOW)

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


def test_organizers_and_other_people_see_nobody(dana, olive, nora):
    assert not people_visible_to(olive.account, DataClass.PLAN, now=NOW).exists()
    assert list(people_visible_to(nora.account, DataClass.PLAN, now=NOW)) == [nora]


def test_looks_within_a_quarter_of_an_hour_are_one_row_with_a_count(dana, sam):
    for minute in ("12:01", "12:14", "12:15"):
        access.record_look(sam.account, [dana], DataClass.ANSWERS, purpose="care", now=utc(f"2026-11-22T{minute}"))

    assert list(AccessLog.objects.order_by("started_at").values_list("started_at", "looks")) == [
        (utc("2026-11-22T12:00"), 2),
        (utc("2026-11-22T12:15"), 1),
    ]


def test_a_person_reads_who_looked(api, dana, sam):
    access.record_look(sam.account, [dana], DataClass.ANSWERS, purpose="care", now=NOW)

    rows = api(dana).get("/v1/me/access-log").json()["results"]

    assert [(row["site"], row["data_class"], row["looks"]) for row in rows] == [("Harbour Clinic", "answers", 1)]
