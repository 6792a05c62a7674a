"""When watching ends, and when it is told: fourteen days before and on the last day, at a decent hour."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from backend.accounts.consents.ending import end_of_day
from backend.accounts.models import DataClass
from backend.care_team.ends.rules import Grant, Ring, Stage, ends_of, rings_of
from tests.times import utc

NEW_YORK, AUCKLAND = "America/New_York", "Pacific/Auckland"
ZONES = [NEW_YORK, AUCKLAND, "Europe/Berlin", "Asia/Kolkata", "Pacific/Honolulu"]
SIGNED = utc("2026-01-05T12:00")
DAYS = st.dates(date(2026, 2, 1), date(2030, 1, 1))


def grant(day, data_class="alerts", *, granted_at=SIGNED, site=NEW_YORK, **more):
    return Grant(data_class, granted_at, None if day is None else end_of_day(day, site), **more)


def test_it_is_told_at_ten_where_the_person_is_on_dates_of_the_site():
    rings = rings_of([grant(date(2026, 12, 3))], site_tzid=NEW_YORK, person_tzid="Europe/Berlin")

    assert rings == {
        Ring(date(2026, 12, 3), Stage.SOON, utc("2026-11-19T09:00")),
        Ring(date(2026, 12, 3), Stage.LAST_DAY, utc("2026-12-03T09:00")),
    }


def test_ten_stays_ten_when_the_clocks_change_in_between():
    rings = rings_of([grant(date(2027, 3, 20))], site_tzid=NEW_YORK, person_tzid=NEW_YORK)

    assert {ring.at for ring in rings} == {utc("2027-03-06T15:00"), utc("2027-03-20T14:00")}


def test_classes_that_end_on_one_day_ring_once():
    together = [grant(date(2026, 12, 3), each) for each in ("plan", "answers", "alerts")]

    assert len(rings_of(together, site_tzid=NEW_YORK, person_tzid=NEW_YORK)) == 2


def test_what_was_agreed_to_later_than_fourteen_days_before_is_told_on_its_day_alone():
    late = grant(date(2026, 12, 3), granted_at=utc("2026-11-19T15:01"))

    rings = rings_of([late], site_tzid=NEW_YORK, person_tzid=NEW_YORK)

    assert [ring.stage for ring in rings] == [Stage.LAST_DAY]


def test_what_lasts_for_good_is_never_told():
    assert rings_of([grant(None)], site_tzid=NEW_YORK, person_tzid=NEW_YORK) == set()


def test_of_consents_that_renew_one_another_the_last_end_counts():
    first, renewed = grant(date(2026, 12, 3)), grant(date(2027, 12, 3))

    assert ends_of([renewed, first]) == {DataClass.ALERTS: renewed}
    assert ends_of([first, grant(None)]) == {}


def test_what_was_taken_back_ends_nothing():
    revoked = grant(date(2027, 12, 3), is_revoked=True)
    standing = grant(date(2026, 12, 3))

    assert ends_of([revoked, standing]) == {DataClass.ALERTS: standing}
    assert ends_of([revoked]) == {}


@given(day=DAYS, site=st.sampled_from(ZONES), person=st.sampled_from(ZONES))
def test_wherever_somebody_lives_it_rings_at_ten_on_those_dates(day, site, person):
    rings = rings_of([grant(day, site=site)], site_tzid=site, person_tzid=person)

    told = {ring.at.astimezone(ZoneInfo(person)) for ring in rings}
    assert {(local.date(), local.hour, local.minute) for local in told} == {
        (day - timedelta(days=14), 10, 0),
        (day, 10, 0),
    }
