"""Who follows a person, once somebody is away or has left."""

import pytest

from backend.accounts import staffing
from backend.accounts.models import Assignment, DataClass, Staff
from backend.care_team.duty.team import teams_of
from backend.care_team.monitoring import Status, monitoring_of, seen_by
from tests.care_team.factories import MONDAY_TEN, away, open_alert, revoke
from tests.times import utc

pytestmark = pytest.mark.django_db

TODAY = ("2026-11-23T12:00", "2026-11-24T12:00")


def _leave(staff):
    staff.account.is_active = False
    staff.account.save()


def _team(person):
    [team] = teams_of(person, now=MONDAY_TEN)
    return team


def test_who_covers_owns_the_alerts_and_is_named_before_each_question(dana, sam, tess):
    away(sam, tess, *TODAY)

    alert = open_alert(dana)

    assert alert.owner == tess
    assert [page.staff for page in alert.pages.all()] == [tess]
    assert "tess" in [each["handle"] for each in seen_by(dana, now=MONDAY_TEN)["always"]]


@pytest.mark.parametrize("at", ["2026-11-23T11:59", "2026-11-24T12:00"])
def test_before_and_after_the_absence_nothing_is_different(dana, sam, tess, at):
    away(sam, tess, *TODAY)

    assert open_alert(dana, now=utc(at)).owner == sam


def test_one_who_covers_and_follows_is_there_once(dana, sam, tess):
    staffing.assign(dana, tess, now=utc("2026-11-02T12:00"))
    away(sam, tess, *TODAY)

    assert _team(dana).assigned == (tess,)


def test_a_closed_account_owns_nothing_and_supervisors_do(dana, sam, sue, nick):
    _leave(sam)

    alert = open_alert(dana)

    assert alert.owner == sue


def test_a_closed_account_that_somebody_covers_for_is_covered(dana, sam, tess, sue):
    away(sam, tess, *TODAY)
    _leave(sam)

    assert open_alert(dana).owner == tess


def test_without_supervisors_who_is_on_call_owns_it(dana, sam, nick):
    _leave(sam)

    assert open_alert(dana).owner == nick


def test_where_nobody_is_left_there_is_no_alert_and_the_person_is_told(api, dana, sam, ada):
    _leave(sam)

    assert teams_of(dana, now=MONDAY_TEN) == []
    body = api(dana).get("/v1/monitoring").json()
    assert body["status"] == "nobody"
    assert body["text"].startswith("No one at a clinic sees this")


def test_a_site_admin_follows_nobody_though_assigned(dana, sam):
    sam.role = Staff.Role.SITE_ADMIN
    sam.save()

    assert teams_of(dana, now=MONDAY_TEN) == []


def test_while_only_supervisors_are_left_alerts_are_read_and_answers_are_not(dana, sam, sue):
    _leave(sam)

    assert monitoring_of(dana, DataClass.ALERTS, now=MONDAY_TEN).status == Status.WILL_BE_READ
    assert monitoring_of(dana, DataClass.ANSWERS, now=MONDAY_TEN).status == Status.NOBODY


def test_without_an_assignment_nobody_watches_whoever_works_there(dana, sam, sue, nick):
    Assignment.objects.update(ended_at=MONDAY_TEN)

    assert monitoring_of(dana, DataClass.ALERTS, now=MONDAY_TEN).status == Status.NOBODY


def test_a_supervisor_who_is_away_is_replaced_by_one_who_may_answer_for_the_site(dana, sam, sue, nick, tess):
    away(sue, tess, *TODAY)
    by_a_counsellor = _team(dana).supervisors
    sue.absences.update(cover=nick)

    assert by_a_counsellor == ()
    assert _team(dana).supervisors == (nick,)


def test_a_withdrawn_consent_is_the_same_for_who_covers(dana, sam, tess):
    away(sam, tess, *TODAY)
    revoke(dana, DataClass.ANSWERS, at=MONDAY_TEN)

    assert monitoring_of(dana, DataClass.ANSWERS, now=MONDAY_TEN).status == Status.NOBODY


def test_a_team_costs_the_same_queries_however_large(dana, sam, tess, sue, nick, django_assert_num_queries):
    away(sam, tess, *TODAY)
    staffing.assign(dana, sue, now=utc("2026-11-02T12:00"))

    with django_assert_num_queries(5):
        assert _team(dana).everybody == (tess, sue, nick)
