"""A feature is asked again when its notice is about to be sent: what it does not let ring by then is taken back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts import people
from backend.accounts.keys.store import key_scope
from backend.care_team.holds import raise_hold, release
from backend.coping.practice.opening import open_practice
from backend.instruments.levels import Level
from notifications.agenda import agenda_of
from notifications.delivery import deliver_due
from notifications.delivery.facts import look_up
from notifications.ledger import statements
from notifications.models import DeliveryLog, Notification, NotificationWishes, OpenDelivery
from notifications.notices import snoozing
from tests.coping.exercise_texts import take_back
from tests.coping.factories import answer_profile
from tests.coping.plan_factories import make_plan, remind
from tests.notifications.factories import give_device, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db

BEFORE = utc("2099-03-01T13:00")
NINE = utc("2099-03-01T14:00")
HALF_PAST = utc("2099-03-01T14:30")
TEN = utc("2099-03-01T15:00")


@pytest.fixture
def careful_dana(dana):
    answer_profile(dana)
    return dana


def practise_at_nine(api, person, target=("exercise", "urge-surfing"), **more) -> None:
    remind(api(person), *target, dtstart="2099-03-01T09:00:00", rrule="FREQ=YEARLY", **more)


def with_words(inbox) -> list[str]:
    """The ids of the notices that phones showed."""
    return [push.notification_id for push in inbox.pushes if push.body]


def without_words(inbox) -> list[str]:
    """The ids that phones were asked to keep still about, or to take away."""
    return [push.notification_id for push in inbox.pushes if not push.body]


def the_notice() -> Notification:
    return Notification.objects.get(target_type="practice")


def test_what_its_feature_lets_ring_rings(inbox, api, careful_dana):
    give_device(careful_dana)
    practise_at_nine(api, careful_dana)
    open_practice(now=NINE)

    deliver_due(now=NINE)

    assert with_words(inbox) == [str(the_notice().pk)]
    assert without_words(inbox) == []


def test_what_was_opened_just_before_a_hold_is_taken_back_and_the_phone_is_asked_to_keep_still(
    inbox, api, careful_dana
):
    give_device(careful_dana)
    practise_at_nine(api, careful_dana)
    open_practice(now=NINE)
    raise_hold(careful_dana, Level.L3, only_contact=False, now=NINE)

    deliver_due(now=NINE)
    deliver_due(now=NINE)

    notice = the_notice()
    assert (with_words(inbox), without_words(inbox)) == ([], [str(notice.pk)])
    assert notice.withdrawn_at == NINE
    assert set(DeliveryLog.objects.values_list("outcome", "code")) == {("withdrawn", "untimely"), ("accepted", "")}


def test_what_a_scan_opened_while_the_exercise_was_taken_back_does_not_ring(inbox, api, careful_dana):
    """The scan had read the shelf before, and its notice was not there yet when notices were taken back."""
    give_device(careful_dana)
    phone = api(careful_dana)
    plan = make_plan(phone, then={"exercise": "urge-surfing"}).data["id"]
    practise_at_nine(api, careful_dana, ("if-then-plan", plan))
    open_practice(now=NINE)
    take_back("urge-surfing")

    deliver_due(now=NINE)

    assert with_words(inbox) == []
    assert the_notice().withdrawn_at == NINE


def test_a_phone_with_an_older_agenda_is_told_under_the_id_that_it_knows(inbox, api, careful_dana):
    give_device(careful_dana)
    practise_at_nine(api, careful_dana)
    [known] = agenda_of(careful_dana.pk, 1, now=BEFORE).entries
    raise_hold(careful_dana, Level.L3, only_contact=False, now=BEFORE)

    open_practice(now=NINE)
    deliver_due(now=NINE)

    assert (with_words(inbox), without_words(inbox)) == ([], [str(known.notice.id)])
    assert agenda_of(careful_dana.pk, 1, now=BEFORE).entries == []


def test_a_repeat_is_asked_about_when_its_own_time_comes(inbox, api, careful_dana):
    give_device(careful_dana)
    practise_at_nine(api, careful_dana, remind_again_after_minutes=[30, 60])
    open_practice(now=NINE)
    deliver_due(now=NINE)
    raise_hold(careful_dana, Level.L2, only_contact=False, now=NINE)

    deliver_due(now=HALF_PAST)
    deliver_due(now=HALF_PAST)
    release(careful_dana, seen=Level.L3)
    deliver_due(now=TEN)

    notice = str(the_notice().pk)
    assert (with_words(inbox), without_words(inbox)) == ([notice], [notice])
    assert not OpenDelivery.objects.exists()


def test_what_was_put_off_is_asked_about_when_it_rings_again(inbox, api, careful_dana):
    give_device(careful_dana)
    practise_at_nine(api, careful_dana)
    open_practice(now=NINE)
    deliver_due(now=NINE)
    snoozing.snooze(careful_dana.pk, the_notice().pk, HALF_PAST, now=NINE)
    raise_hold(careful_dana, Level.L3, only_contact=False, now=NINE)

    deliver_due(now=HALF_PAST)

    assert len(with_words(inbox)) == 1
    assert the_notice().withdrawn_at == HALF_PAST


def test_other_notices_of_the_same_claim_ring(inbox, api, careful_dana):
    give_device(careful_dana)
    practise_at_nine(api, careful_dana)
    open_practice(now=NINE)
    plain = open_notice(careful_dana, deliver_at=NINE)
    raise_hold(careful_dana, Level.L3, only_contact=False, now=NINE)

    deliver_due(now=NINE)

    assert with_words(inbox) == [str(plain)]


def test_the_agenda_forgets_what_stands_open_and_may_not_ring(api, careful_dana):
    give_device(careful_dana)
    NotificationWishes.objects.create(account=careful_dana.account, daily_cap=1)
    practise_at_nine(api, careful_dana)
    open_practice(now=NINE)
    plain = open_notice(careful_dana, deliver_at=TEN)
    raise_hold(careful_dana, Level.L3, only_contact=False, now=NINE)

    entries = agenda_of(careful_dana.pk, 1, now=NINE).entries

    assert [each.notice.id for each in entries] == [plain]


def test_a_batch_of_many_people_takes_no_more_queries(api, django_assert_num_queries):
    def practise_as(name: str) -> None:
        person = people.sign_up(people.Profile(handle=name, tzid="America/New_York"), now=BEFORE).person
        answer_profile(person)
        give_device(person, f"phone of {name}")
        plan = make_plan(api(person), then={"exercise": "urge-surfing"}).data["id"]
        practise_at_nine(api, person, ("if-then-plan", plan))
        open_practice(now=NINE)
        raise_hold(person, Level.L2, only_contact=False, now=NINE)

    practise_as("first")
    one = statements.claim(now=NINE)
    with CaptureQueriesContext(connection) as early, key_scope():
        look_up(one, now=NINE)
    few = len(early)
    for number in range(5):
        practise_as(f"person {number}")
    others = statements.claim(now=NINE)

    with django_assert_num_queries(few), key_scope():
        facts = look_up(others, now=NINE)

    assert len(facts.untimely) == len(others) == 5
