"""What has happened is put on record after a page that says what follows, and taken back where that can be."""

import pytest

from backend.accounts.models import Assignment, DataClass, Person
from backend.aftercare.models import LifeEvent
from backend.care_team import alerts
from backend.care_team.models import Alert
from backend.console.person.team.consequences import EVENT_WORDS
from backend.instruments.levels import Level
from tests.aftercare.factories import plan_daily, revoke
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOW = utc("2026-11-23T17:00")
EVENT = {"id": "0b1c2d3e-0000-4000-8000-000000000051"}


@pytest.fixture
def page_of(dana):
    return lambda kind: f"/console/people/{dana.pk}/life-events/{kind}/new/"


def test_every_kind_says_what_follows():
    assert set(EVENT_WORDS) == set(LifeEvent.Kind)
    assert all(words.follows for words in EVENT_WORDS.values())


def test_looking_at_what_follows_changes_nothing(sam, page_of, console):
    page = text_of(console(sam).get(page_of("died")))

    assert "Nothing rings on any phone of theirs any more" in page
    assert "Only a supervisor can take it back." in page
    assert not LifeEvent.objects.exists()


def test_a_pause_is_put_on_record_once_and_ended(sam, dana, page_of, console):
    schedule = plan_daily(dana, sam).schedule
    client = console(sam)
    stay = EVENT | {"from_on": "2026-11-23", "until_on": "2026-11-30", "reason": "Planned."}

    for _ in range(2):
        page = text_of(client.post(page_of("in_hospital"), stay, follow=True))

    assert "In hospital , 23 Nov 2026 to 30 Nov 2026 Planned." in page
    event = LifeEvent.objects.get()
    schedule.refresh_from_db()
    assert schedule.paused_until == utc("2026-12-01T05:00")
    ended = text_of(client.post(f"/console/people/{dana.pk}/life-events/{event.pk}/take-back/", follow=True))
    assert "Ended Mon 23 Nov 2026, 12:00 EST." in ended


@pytest.mark.parametrize(
    ("kind", "wrong", "field"),
    [
        ("paused_by_staff", {"until_on": "2026-11-20"}, "until_on"),
        ("discharged", {"from_on": "2026-11-30"}, "from_on"),
        ("transferred", {}, "to_staff_id"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(sam, page_of, console, kind, wrong, field):
    response = console(sam).post(page_of(kind), EVENT | wrong)

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert not LifeEvent.objects.exists()


def test_a_second_pause_is_refused(sam, page_of, console):
    client = console(sam)
    client.post(page_of("in_hospital"), EVENT)

    response = client.post(page_of("paused_by_staff"), {"id": "0b1c2d3e-0000-4000-8000-000000000052"})

    assert response.status_code == 422
    assert "This is on record already. End it first." in text_of(response)


def test_a_discharge_waits_for_the_outcome_of_an_alert_and_leads_there(sam, dana, page_of, console):
    about = ("response", dana.pk)
    alerts.open_or_raise(dana, Level.L1, about=about, rules=["daily-check-in:slip"], now=NOW)

    response = console(sam).post(page_of("discharged"), EVENT)

    assert response.status_code == 422
    assert "Record its outcome first." in text_of(response)
    assert f"/console/alerts/{Alert.objects.get().pk}/" in response.content.decode()


def test_after_a_discharge_the_person_is_not_there_any_more(sam, dana, page_of, console):
    client = console(sam)

    page = text_of(client.post(page_of("discharged"), EVENT, follow=True))

    assert "On record: discharged." in page
    assert "dana" not in page
    assert client.get(f"/console/people/{dana.pk}/").status_code == 404


def test_a_transfer_leaves_one_colleague(sam, dana, tess, page_of, console):
    console(sam).post(page_of("transferred"), EVENT | {"to_staff_id": tess.pk})

    assert [each.staff for each in Assignment.objects.active(NOW).filter(person=dana)] == [tess]


def test_a_death_is_taken_back_by_a_supervisor_alone(sam, sue, dana, page_of, console):
    client = console(sam)
    page = text_of(client.post(page_of("died"), EVENT, follow=True))
    event = LifeEvent.objects.get()
    back = f"/console/people/{dana.pk}/life-events/{event.pk}/take-back/"

    assert "It was a mistake" not in page
    assert client.post(back).status_code == 403
    assert "It was a mistake" in text_of(console(sue).get(f"/console/people/{dana.pk}/team/"))
    console(sue).post(back)
    assert Person.objects.get(pk=dana.pk).silenced_at is None


def test_a_supervisor_without_the_plan_reads_no_reason(sam, sue, dana, page_of, console):
    console(sam).post(page_of("died"), EVENT | {"reason": "Her sister called."})

    page = text_of(console(sue).get(f"/console/people/{dana.pk}/team/"))

    assert "Died , 23 Nov 2026" in page
    assert "sister" not in page


def test_it_works_for_somebody_who_shares_nothing_any_more(sam, dana, page_of, console):
    revoke(dana, *DataClass)

    assert console(sam).post(page_of("discharged"), EVENT).status_code == 302
    assert not Assignment.objects.active(NOW).filter(person=dana).exists()


@pytest.mark.parametrize("who", ["theo", "tess"])
def test_nobody_else_puts_anything_on_record(page_of, console, request, who):
    client = console(request.getfixturevalue(who))

    statuses = [client.get(page_of("died")).status_code, client.post(page_of("died"), EVENT).status_code]

    assert statuses == [404, 404]
    assert not LifeEvent.objects.exists()


def test_there_is_no_page_for_what_is_no_such_event(sam, page_of, console):
    assert console(sam).get(page_of("married")).status_code == 404
