"""A milestone rings once, on its day, where the person is, and not at all when what it counted has changed."""

import threading
from datetime import date, time, timedelta

import pytest
from django.db import connections, transaction

from backend.config.management.commands.deliver import SCANS
from backend.coping.counters import keeping, ringing, slips
from backend.coping.counters.keeping import CounterChange
from backend.coping.counters.slips import ToldSlip
from backend.coping.erasure import erase_person
from backend.coping.models import Counter, Slip
from notifications import devices, silencing
from notifications.agenda import agenda_of
from notifications.delivery import deliver_due
from notifications.models import DeliveryLog, Notification, OpenDelivery, Outcome, Schedule
from notifications.notices import stopping
from tests.coping.counters.counting import begun, kept
from tests.coping.factories import NOON
from tests.notifications.factories import give_device
from tests.times import utc
from tests.waiting import wait_until_somebody_waits

pytestmark = pytest.mark.django_db

# Thirty days from 27 October: Thursday the 26th of November.
START = date(2026, 10, 27)
NINE = time(9)
IT_RINGS = utc("2026-11-26T14:00")  # nine in New York


def anything(_etag: str) -> None:
    """Whatever was read before."""


def change(person, counter, *, now=NOON, **changes):
    return keeping.change_counter(person, counter.pk, CounterChange(**changes), check=anything, now=now)


def erase_all_of(person, *, now):
    with transaction.atomic():
        erase_person(person, now=now)


def tell(person, counter, on, *, now=NOON):
    with transaction.atomic():
        return slips.record_slip(person, counter.pk, ToldSlip(on=on), body={}, now=now)[0]


def coming(person, *, days=14, now=NOON):
    return [entry.rings_at for entry in agenda_of(person.pk, days, now=now).entries]


def rung(person):
    notices = Notification.objects.filter(account=person.account, withdrawn_at=None).order_by("deliver_at")
    return [each.deliver_at for each in notices]


def fly(person, tzid, *, now):
    device = person.account.device_set.get()
    report = devices.DeviceReport("android", "en", tzid, "1.0", "allowed", devices.Address("token", "danas-phone"))
    devices.register(person.account, device.session, device.installation_id, report, now=now)
    person.refresh_from_db()


def test_none_rings_for_who_has_not_asked(dana):
    kept(dana, started_on=START)

    ringing.open_milestones(now=IT_RINGS)

    assert (Schedule.objects.count(), rung(dana)) == (0, [])


def test_the_agenda_knows_it_ahead_under_the_id_that_will_ring(dana):
    kept(dana, started_on=START, milestone_push_at=NINE)
    [entry] = agenda_of(dana.pk, 7, now=NOON).entries

    ringing.open_milestones(now=IT_RINGS)

    assert (entry.rings_at, entry.notice.target[0]) == (IT_RINGS, "counter")
    assert Notification.objects.get().pk == entry.notice.id
    assert entry.notice.expires_at == utc("2026-11-27T05:00")  # midnight in New York


def test_run_twice_it_rings_once(dana):
    give_device(dana)
    kept(dana, started_on=START, milestone_push_at=NINE)

    opened = [ringing.open_milestones(now=IT_RINGS) for _ in range(2)]

    assert (opened, OpenDelivery.objects.count()) == ([1, 0], 1)


def test_after_an_outage_none_rings_after_its_day(dana):
    give_device(dana)
    kept(dana, started_on=START, milestone_push_at=NINE)
    the_day_after = utc("2026-11-27T05:00")

    ringing.open_milestones(now=the_day_after)
    deliver_due(now=the_day_after)

    assert (OpenDelivery.objects.count(), DeliveryLog.objects.get().outcome) == (0, Outcome.EXPIRED)


def test_a_day_that_the_clocks_make_shorter_ends_when_it_ends(dana):
    # In New York, 8 March 2026 has 23 hours; half past midnight came before they were put forward.
    started, now = date(2026, 2, 6), utc("2026-02-07T17:00")
    keeping.start_counter(
        dana, keeping.CounterWish("My days", started, milestone_push_at=time(0, 30)), body={}, now=now
    )

    ringing.open_milestones(now=utc("2026-03-08T05:30"))

    assert Notification.objects.get().expires_at == utc("2026-03-09T04:00")


@pytest.mark.parametrize(
    ("on", "next_at"),
    [
        (date(2026, 11, 24), utc("2026-11-26T14:00")),  # one day
        (date(2026, 11, 10), utc("2026-12-11T14:00")),  # thirty days
        (START, utc("2026-11-27T14:00")),
        (date(2026, 10, 1), IT_RINGS),  # before the start
    ],
)
def test_a_slip_moves_the_milestones_to_come(dana, on, next_at):
    counter = kept(dana, started_on=START, milestone_push_at=NINE)

    tell(dana, counter, on)

    assert coming(dana, days=30)[0] == next_at


def test_the_run_after_a_slip_has_its_own_first_day(dana):
    counter = kept(dana, started_on=START, milestone_push_at=NINE)

    tell(dana, counter, date(2026, 11, 23))

    # 24 November is its first day without use; it is over on the 25th.
    assert coming(dana) == [utc("2026-11-25T14:00")]


def test_a_slip_told_on_the_morning_of_a_milestone_keeps_it_from_ringing(dana):
    counter = kept(dana, started_on=START, milestone_push_at=NINE)
    earlier = IT_RINGS - timedelta(seconds=1)

    tell(dana, counter, date(2026, 11, 25), now=earlier)
    ringing.open_milestones(now=IT_RINGS)

    assert rung(dana) == []


def test_a_slip_takes_back_what_was_opened_and_not_sent(dana):
    give_device(dana)
    counter = kept(dana, started_on=START, milestone_push_at=NINE)
    ringing.open_milestones(now=IT_RINGS)

    tell(dana, counter, date(2026, 11, 26), now=IT_RINGS)

    assert (rung(dana), OpenDelivery.objects.count()) == ([], 0)


def test_a_slip_that_was_a_mistake_lets_it_ring_again(dana):
    counter = kept(dana, started_on=START, milestone_push_at=NINE)
    told = tell(dana, counter, date(2026, 11, 23))

    slips.delete_slip(dana, counter.pk, told.pk, now=NOON)

    assert coming(dana) == [IT_RINGS]


def test_another_start_moves_it(dana):
    counter = kept(dana, started_on=START, milestone_push_at=NINE)

    change(dana, counter, started_on=date(2026, 10, 28))

    assert coming(dana) == [IT_RINGS + timedelta(days=1)]


def test_another_time_of_day_moves_it(dana):
    counter = kept(dana, started_on=START, milestone_push_at=NINE)

    change(dana, counter, milestone_push_at=time(18, 30))

    assert coming(dana) == [utc("2026-11-26T23:30")]


def test_words_alone_move_nothing_and_leave_what_has_rung(dana):
    counter = kept(dana, started_on=START, milestone_push_at=NINE)
    ringing.open_milestones(now=IT_RINGS)

    change(dana, counter, label="Another name", now=IT_RINGS)

    assert rung(dana) == [IT_RINGS]


@pytest.mark.parametrize("ended", ["opted out", "deleted", "erased"])
def test_what_is_ended_rings_no_more_and_leaves_the_phones(dana, ended):
    give_device(dana)
    counter = kept(dana, started_on=START, milestone_push_at=NINE)
    ringing.open_milestones(now=IT_RINGS)

    match ended:
        case "opted out":
            change(dana, counter, milestone_push_at=None, now=IT_RINGS)
        case "deleted":
            keeping.delete_counter(dana, counter.pk, check=anything, now=IT_RINGS)
        case "erased":
            erase_all_of(dana, now=IT_RINGS)

    assert (rung(dana), OpenDelivery.objects.count(), Schedule.objects.count()) == ([], 0, 0)
    assert coming(dana, days=60) == []


def test_an_erasure_leaves_no_counter_and_no_slip(dana, nora):
    for person in (dana, nora):
        tell(person, kept(person, started_on=START), START)

    erase_all_of(dana, now=NOON)

    assert (Counter.objects.get().person, Slip.objects.get().person) == (nora, nora)


def test_nothing_rings_for_who_is_silenced(dana):
    give_device(dana)
    kept(dana, started_on=START, milestone_push_at=NINE)
    silencing.silence(dana, now=NOON)

    ringing.open_milestones(now=IT_RINGS)

    assert (rung(dana), OpenDelivery.objects.count()) == ([], 0)


def test_a_milestone_of_another_counter_stays(dana):
    counter = kept(dana, started_on=START, milestone_push_at=NINE)
    kept(dana, started_on=START, milestone_push_at=time(10))

    tell(dana, counter, date(2026, 11, 24))

    assert IT_RINGS + timedelta(hours=1) in coming(dana)


def test_it_follows_the_person_to_another_zone(dana):
    give_device(dana)
    kept(dana, started_on=START, milestone_push_at=NINE)

    fly(dana, "Asia/Kathmandu", now=NOON)

    assert coming(dana) == [utc("2026-11-26T03:15")]


def test_the_same_date_twice_rings_once(dana):
    """Nine in Auckland, then a flight to Honolulu, where the day before has just begun."""
    give_device(dana, tzid="Pacific/Auckland")
    dana.refresh_from_db()
    counter = kept(dana, started_on=START, milestone_push_at=NINE)
    in_auckland, in_honolulu = utc("2026-11-25T20:00"), utc("2026-11-26T19:00")
    ringing.open_milestones(now=in_auckland)

    fly(dana, "Pacific/Honolulu", now=utc("2026-11-26T05:00"))
    ringing.open_milestones(now=in_honolulu)

    assert rung(dana) == [in_auckland]
    assert keeping.today_of(dana, utc("2026-11-26T05:00")) == date(2026, 11, 25)
    assert keeping.counted([counter], person=dana, now=utc("2026-11-26T05:00"))[0].count.days_now == 29


@pytest.mark.parametrize("change_of_mind", ["another time", "off and on", "a slip by mistake"])
def test_nor_does_it_ring_twice_when_something_is_changed_in_between(dana, change_of_mind):
    give_device(dana, tzid="Pacific/Auckland")
    dana.refresh_from_db()
    counter = kept(dana, started_on=START, milestone_push_at=NINE)
    ringing.open_milestones(now=utc("2026-11-25T20:00"))
    landed = utc("2026-11-26T05:00")
    fly(dana, "Pacific/Honolulu", now=landed)

    match change_of_mind:
        case "another time":
            change(dana, counter, milestone_push_at=time(18), now=landed)
        case "off and on":
            change(dana, counter, milestone_push_at=None, now=landed)
            change(dana, counter, milestone_push_at=NINE, now=landed)
        case "a slip by mistake":
            told = tell(dana, counter, date(2026, 11, 20), now=landed)
            slips.delete_slip(dana, counter.pk, told.pk, now=landed)

    assert coming(dana, days=20, now=landed) == []


def test_a_milestone_whose_date_was_skipped_on_the_way_does_not_ring(dana):
    """From Honolulu on the 25th straight into the 27th of Auckland."""
    give_device(dana, tzid="Pacific/Honolulu")
    dana.refresh_from_db()
    kept(dana, started_on=START, milestone_push_at=NINE)

    fly(dana, "Pacific/Auckland", now=utc("2026-11-26T11:30"))
    ringing.open_milestones(now=utc("2026-11-28T00:00"))

    assert rung(dana) == []


def test_stop_these_is_heard_and_asking_anew_rings_again(dana, api, clock):
    phone = api(dana)
    counter = begun(phone, started_on="2026-10-27", milestone_push_at="09:00")
    clock.move_to(IT_RINGS)
    ringing.open_milestones(now=IT_RINGS)
    stopping.stop(dana.account, Notification.objects.get().pk, now=IT_RINGS)
    stopped = phone.get(counter).data["milestone_push_at"]

    phone.patch(counter, {"milestone_push_at": "09:00"})

    assert (stopped, phone.get(counter).data["milestone_push_at"]) == (None, "09:00")
    assert Schedule.objects.get().stopped_at is None


def test_who_counts_for_a_lifetime_has_each_year_planned(dana):
    kept(dana, started_on=date(1990, 2, 28), milestone_push_at=NINE)

    schedule = Schedule.objects.get()

    assert (schedule.next_local.year, len(schedule.rdates)) == (2027, 59)


def test_the_beats_and_the_loop_beside_them_ring_the_scan():
    assert "backend.coping.tasks.open_milestones" in {beat.task for beat in SCANS}


@pytest.mark.django_db(transaction=True)
def test_a_slip_told_while_the_scan_opens_the_notice_waits_for_it_and_takes_it_back(dana):
    counter = kept(dana, started_on=START, milestone_push_at=NINE)

    def tell_of_it() -> None:
        try:
            with transaction.atomic():
                tell(dana, counter, date(2026, 11, 25), now=IT_RINGS)
        finally:
            connections.close_all()

    with transaction.atomic():
        ringing.open_milestones(now=IT_RINGS)
        phone = threading.Thread(target=tell_of_it)
        phone.start()
        phone.join(timeout=1)
        is_waiting = phone.is_alive()
    phone.join(timeout=20)

    assert (is_waiting, phone.is_alive(), rung(dana)) == (True, False, [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "delete",
    [
        lambda dana, counter: keeping.delete_counter(dana, counter.pk, check=anything, now=IT_RINGS),
        lambda dana, _counter: erase_all_of(dana, now=IT_RINGS),
    ],
    ids=["a counter", "all"],
)
def test_what_is_deleted_while_the_scan_opens_its_notice_waits_for_it_and_takes_it_back(dana, delete):
    counter = kept(dana, started_on=START, milestone_push_at=NINE)

    def delete_it() -> None:
        try:
            delete(dana, counter)
        finally:
            connections.close_all()

    phone = threading.Thread(target=delete_it)
    with transaction.atomic():
        ringing.open_milestones(now=IT_RINGS)
        phone.start()
        wait_until_somebody_waits()
    phone.join(timeout=20)

    assert (Counter.objects.count(), Schedule.objects.count(), rung(dana)) == (0, 0, [])
    assert Notification.objects.count() == 1
