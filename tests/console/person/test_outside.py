"""Summaries leave under the person's consent; what was told without one is put on record by a supervisor."""

import pytest

from backend.accounts.models import AccessLog, Assignment, DataClass, Disclosure
from backend.aftercare.models import QueuedSummary
from backend.aftercare.summaries.preparing import prepare_summaries
from tests.accounts.audit.rows import outside_consent
from tests.aftercare.factories import revoke
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOW = utc("2026-11-23T17:00")
ORDER = {
    "id": "0b1c2d3e-0000-4000-8000-000000000081",
    "basis": "court-order",
    "recipient": "Clerk of the court",
    "affiliation": "Kings County",
    "text": "Order 17/26: dates of care.",
    "data_classes": ["plan"],
    "day": "2026-11-20",
    "time": "10:00",
}


@pytest.fixture
def path(dana):
    return f"/console/people/{dana.pk}/disclosures/"


@pytest.fixture
def agreed(dana, sam):
    """Dana lets Sam's site tell Dr. Grey her plan and scores."""
    return outside_consent(dana, sam, DataClass.PLAN, DataClass.ANSWERS, at=utc("2026-11-02T12:00"))


@pytest.fixture
def asked(agreed):
    return {
        "id": "0b1c2d3e-0000-4000-8000-000000000082",
        "consent_id": str(agreed.pk),
        "data_classes": ["plan", "answers"],
    }


def test_a_summary_is_asked_for_once_prepared_and_handed_over(sam, path, asked, console):
    client = console(sam)
    for _ in range(2):
        waiting = text_of(client.post(path, asked, follow=True))
    prepare_summaries(now=NOW)
    ready = text_of(client.get(path))

    document = client.post(f"{path}{QueuedSummary.objects.get().pk}/document/").content.decode()

    assert "Dr. Grey Asked for Mon 23 Nov 2026, 12:00 EST" in waiting
    assert "being prepared" in waiting
    assert "Hand it over to Dr. Grey" in ready
    assert "42 CFR part 2 prohibits unauthorized use or disclosure of these records." in document
    assert Disclosure.objects.get().basis == Disclosure.Basis.CONSENT


def test_the_page_names_whom_the_person_lets_be_told_what_and_notes_the_look(sam, dana, path, agreed, console):
    page = text_of(console(sam).get(path))

    assert "Dr. Grey, Bay Hospital May be told for their care, as long as Harbour Clinic follows the person." in page
    assert "Answers and scores" in page
    assert AccessLog.objects.filter(person=dana, staff=sam, purpose="disclosure").exists()


def test_what_this_staff_member_may_not_see_cannot_be_told(sam, dana, path, asked, console):
    revoke(dana, DataClass.ANSWERS)

    response = console(sam).post(path, asked)

    assert response.status_code == 422
    assert not QueuedSummary.objects.exists()


def test_without_a_tick_nothing_is_asked_for(sam, path, asked, console):
    response = console(sam).post(path, asked | {"data_classes": []})

    assert response.status_code == 422
    assert "This field is required." in text_of(response)


def test_a_consent_that_was_taken_back_is_not_there(sam, dana, path, agreed, asked, console, api):
    api(dana).post(f"/v1/outside-consents/{agreed.pk}/revoke")
    client = console(sam)

    assert "Nobody may be told" in text_of(client.get(path))
    assert client.post(path, asked).status_code == 404


@pytest.mark.parametrize("who", ["theo", "sue"])
def test_nobody_else_reads_or_asks(path, asked, console, request, who):
    client = console(request.getfixturevalue(who))

    assert (client.get(path).status_code, client.post(path, asked).status_code) == (404, 404)


def test_without_consent_to_the_plan_there_is_no_page(sam, dana, path, agreed, console):
    revoke(dana, DataClass.PLAN)

    assert console(sam).get(path).status_code == 404


def test_a_supervisor_puts_on_record_once_what_was_told_without_a_consent(sue, path, console):
    client = console(sue)

    for _ in range(2):
        page = text_of(client.post(f"{path}record/", ORDER, follow=True))

    told = Disclosure.objects.get()
    assert "On record." in page
    assert (told.at, told.basis) == (utc("2026-11-20T15:00"), Disclosure.Basis.COURT_ORDER)


def test_an_order_can_come_after_the_care_has_ended(sue, path, console):
    Assignment.objects.update(ended_at=utc("2020-01-01T00:00"))

    assert console(sue).post(f"{path}record/", ORDER).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"basis": "consent"}, "basis"), ({"text": ""}, "text"), ({"day": "2026-12-20"}, "day"), ({"time": ""}, "time")],
)
def test_what_cannot_be_is_told_beside_its_field(sue, path, console, wrong, field):
    response = console(sue).post(f"{path}record/", ORDER | wrong)

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert not Disclosure.objects.exists()


def test_only_supervisors_of_a_site_that_followed_the_person_record(sam, sue, theo, nora, path, console):
    theo.role = "supervisor"
    theo.save()
    record = f"{path}record/"

    assert (console(sam).get(record).status_code, console(sam).post(record, ORDER).status_code) == (403, 403)
    assert (console(theo).get(record).status_code, console(theo).post(record, ORDER).status_code) == (404, 404)
    assert console(sue).get(f"/console/people/{nora.pk}/disclosures/record/").status_code == 404
