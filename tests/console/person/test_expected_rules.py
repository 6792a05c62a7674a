"""A supervisor marks a rule as expected on a person's pages; who follows them reads it."""

import pytest

from backend.accounts.models import DataClass
from backend.care_team.models import ExpectedRule
from tests.aftercare.factories import revoke
from tests.console.conftest import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SLIP = {
    "id": "0b1c2d3e-0000-4000-8000-000000000061",
    "rule": "daily-check-in:slip",
    "days": "7",
    "reason": "A hard week.",
}


@pytest.fixture
def path(dana):
    return f"/console/people/{dana.pk}/expected-rules/"


def test_a_supervisor_marks_one_once_and_ends_it(sue, path, console):
    client = console(sue)
    for _ in range(2):
        page = text_of(client.post(path, SLIP, follow=True))
    mark = ExpectedRule.objects.get()

    ended = text_of(client.post(f"{path}{mark.pk}/end/", follow=True))

    assert "Used alcohol or a drug that was not prescribed. Expected until Mon 30 Nov 2026, 12:00 EST." in page
    assert "Ended Mon 23 Nov 2026, 12:00 EST." in ended


def test_what_is_urgent_cannot_be_chosen(sue, path, console):
    client = console(sue)

    offered = {value for value, _ in client.get(path).context["form"].fields["rule"].choices}
    response = client.post(path, SLIP | {"rule": "daily-check-in:self-harm"})

    assert "daily-check-in:slip" in offered
    assert "daily-check-in:self-harm" not in offered
    assert response.context["form"].errors.keys() == {"rule"}


@pytest.mark.parametrize("wrong", [{"days": "15"}, {"reason": ""}])
def test_what_cannot_be_is_told_beside_its_field(sue, path, console, wrong):
    response = console(sue).post(path, SLIP | wrong)

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == set(wrong)


def test_who_follows_them_reads_it_and_marks_none(sam, sue, path, console):
    console(sue).post(path, SLIP)
    client = console(sam)

    page = text_of(client.get(path))

    assert "A hard week." in page
    assert "Only supervisors mark and end these." in page
    assert client.post(path, SLIP).status_code == 403


def test_nobody_elsewhere_reads_it(theo, path, console):
    assert console(theo).get(path).status_code == 404


def test_without_consent_to_alerts_there_is_no_page_and_no_way_to_it(sam, dana, path, console):
    revoke(dana, DataClass.ALERTS)
    client = console(sam)

    assert client.get(path).status_code == 404
    assert "expected-rules" not in client.get(f"/console/people/{dana.pk}/team/").content.decode()
