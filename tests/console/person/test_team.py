"""Who follows a person is changed on their pages, whatever the person shares."""

import pytest

from backend.accounts import staffing
from backend.accounts.models import Assignment, DataClass, Staff
from notifications.models import Notification
from tests.aftercare.factories import revoke
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOW = utc("2026-11-23T17:00")


@pytest.fixture
def path(dana):
    return f"/console/people/{dana.pk}/team/"


def followers(dana):
    return set(Assignment.objects.active(NOW).filter(person=dana).values_list("staff__account__login", flat=True))


def test_a_colleague_is_added_and_the_person_told(sam, dana, tess, path, console):
    page = text_of(console(sam).post(f"{path}members/", {"staff_id": tess.pk}, follow=True))

    assert "They follow the person too. The person is told." in page
    assert "sam , counsellor" in page
    assert "tess , counsellor" in page
    assert followers(dana) == {"sam", "tess"}
    assert Notification.objects.filter(account=dana.account).exists()


def test_adding_twice_adds_once(sam, dana, tess, path, console):
    client = console(sam)

    statuses = [client.post(f"{path}members/", {"staff_id": tess.pk}).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert Assignment.objects.active(NOW).filter(person=dana).count() == 2


def test_only_colleagues_who_follow_people_can_be_chosen(sam, theo, clinic, tess, path, console):
    staffing.add_staff(clinic, Staff.Role.SITE_ADMIN, "adam", None)
    client = console(sam)

    names = [label for _, label in client.get(path).context["form"].fields["staff_id"].choices]
    refused = client.post(f"{path}members/", {"staff_id": theo.pk})

    assert names == ["Choose a colleague", "tess, counsellor"]
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"staff_id"}


def test_who_takes_themselves_off_sees_the_person_no_more(sam, dana, tess, path, console):
    client = console(sam)
    client.post(f"{path}members/", {"staff_id": tess.pk})

    page = text_of(client.post(f"{path}{sam.pk}/remove/", follow=True))

    assert "Done." in page
    assert "dana" not in page
    assert followers(dana) == {"tess"}


def test_the_last_one_cannot_go_and_the_page_says_so(sam, dana, path, console):
    client = console(sam)

    refused = client.post(f"{path}{sam.pk}/remove/")

    assert "The last one cannot go" in text_of(client.get(path))
    assert refused.status_code == 422
    assert followers(dana) == {"sam"}


def test_a_supervisor_changes_the_team_without_seeing_who_it_is(sue, dana, tess, path, console):
    client = console(sue)

    page = text_of(client.get(path))
    client.post(f"{path}members/", {"staff_id": tess.pk})

    assert "dana" not in page
    assert "What is on record" not in page
    assert followers(dana) == {"sam", "tess"}
    assert not dana.accesslog_set.filter(staff=sue).exists()


def test_it_works_for_somebody_who_shares_nothing_any_more(sam, dana, tess, path, console):
    revoke(dana, *DataClass)
    client = console(sam)

    page = text_of(client.get(path))

    assert "sam , counsellor" in page
    assert "dana" not in page
    assert client.post(f"{path}members/", {"staff_id": tess.pk}).status_code == 302


@pytest.mark.parametrize("who", ["theo", "tess"])
def test_nobody_else_reads_or_changes_it(sam, path, console, request, who):
    colleague = request.getfixturevalue("tess")
    client = console(request.getfixturevalue(who))

    statuses = [
        client.get(path).status_code,
        client.post(f"{path}members/", {"staff_id": colleague.pk}).status_code,
        client.post(f"{path}{sam.pk}/remove/").status_code,
    ]

    assert statuses == [404, 404, 404]
