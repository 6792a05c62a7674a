"""The plan on a person's pages: written as a whole, kept in versions, corrected by the person."""

import pytest

from backend.accounts.models import AlertAccess, DataClass
from backend.aftercare.models import CarePlanVersion, PlanCorrection
from tests.aftercare.factories import revoke
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOW = utc("2026-11-23T17:00")
PLAN = {
    "care_level": "aftercare",
    "care_from": "2026-11-20",
    "substances": ["benzodiazepine", "alcohol"],
    "has_prescribed": "on",
    "taper_first": "2026-11-01",
    "components": ["individual-counselling"],
    "review_on": "2027-01-15",
    "language": "es",
    "access_needs": "Large print",
    "goals-TOTAL_FORMS": "3",
    "goals-INITIAL_FORMS": "0",
    "goals-0-text": "Sleep through the night",
    "goals-0-review_on": "2026-12-20",
    "goals-1-text": "",
    "goals-2-text": "See my sister",
}


@pytest.fixture
def path(dana):
    return f"/console/people/{dana.pk}/plan/"


def write(client, path, **different):
    """Open the form afresh, fill it in, send it."""
    version = client.get(f"{path}new/").context["form"]["version"].value()
    return client.post(f"{path}new/", PLAN | {"version": version} | different, follow=True)


def test_a_plan_is_written_and_read_in_words(sam, path, console):
    page = text_of(write(console(sam), path))

    assert "Written. The person reads it in their app." in page
    assert "Care Aftercare, from 20 Nov 2026 Substances Benzodiazepine Alcohol" in page
    assert "Benzodiazepine taper from 1 Nov 2026" in page
    assert "Goals Sleep through the night (review 20 Dec 2026) See my sister Parts of the care" in page
    assert "Version 1, written by sam, Mon 23 Nov 2026, 12:00 EST" in page


def test_the_form_begins_with_the_plan_in_force(sam, path, console):
    client = console(sam)
    write(client, path)

    again = client.get(f"{path}new/")

    assert again.context["form"]["care_level"].value() == "aftercare"
    assert [form["text"].value() for form in again.context["goals"]] == [
        "Sleep through the night",
        "See my sister",
        None,
        None,
    ]
    written = CarePlanVersion.objects.get().content
    assert again.context["form"]["substances"].value() == written["substances"]


def test_a_goal_whose_text_is_taken_out_is_gone_and_the_version_before_is_kept(sam, path, console):
    client = console(sam)
    write(client, path)

    write(client, path, **{"goals-0-text": "", "goals-0-review_on": ""})

    page = text_of(client.get(f"{path}versions/"))
    assert [len(each.content["goals"]) for each in CarePlanVersion.objects.order_by("number")] == [2, 1]
    assert page.index("Version 2") < page.index("Version 1")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"care_from": ""}, "care_from"),
        ({"care_until": "2026-11-01"}, "care_until"),
        ({"care_level": ""}, "care_level"),
        ({"substances": ["alcohol"]}, "taper_first"),
        ({"taper_last": "2026-10-01"}, "taper_last"),
        ({"language": "Spanish, please"}, "language"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(sam, path, console, wrong, field):
    response = write(console(sam), path, **wrong)

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert not CarePlanVersion.objects.exists()


def test_a_goal_with_a_day_and_no_text_is_told_beside_it(sam, path, console):
    response = write(console(sam), path, **{"goals-1-review_on": "2026-12-20"})

    assert response.status_code == 422
    assert "Say what the goal is, or leave its day empty." in text_of(response)


def test_what_a_colleague_wrote_meanwhile_is_not_written_over(sam, path, console):
    client = console(sam)
    seen = client.get(f"{path}new/").context["form"]["version"].value()
    write(client, path)

    response = client.post(f"{path}new/", PLAN | {"version": seen, "language": "en"})

    assert response.status_code == 422
    assert "Somebody has changed this since you opened it." in text_of(response)
    assert CarePlanVersion.objects.count() == 1


def test_what_the_person_says_is_not_right_is_read_and_dealt_with(sam, dana, path, console, api):
    client = console(sam)
    write(client, path)
    api(dana).post("/v1/plan/corrections", {"text": "Not alcohol."})
    waiting = text_of(client.get(path))
    correction = PlanCorrection.objects.get()

    page = text_of(client.post(f"{path}corrections/{correction.pk}/resolve/", follow=True))

    assert "Not alcohol." in waiting
    assert "Nothing waits." in page
    correction.refresh_from_db()
    assert correction.resolved_by == sam


def test_who_only_answers_an_alert_reads_the_plan_and_writes_none(dana, sam, sue, path, console):
    write(console(sam), path)
    AlertAccess.objects.create(person=dana, site=sue.site, level="L1", since=NOW)
    client = console(sue)

    page = text_of(client.get(path))

    assert "See my sister" in page
    assert "Write it anew" not in page
    assert (client.get(f"{path}new/").status_code, client.post(f"{path}new/", PLAN).status_code) == (404, 404)


@pytest.mark.parametrize("who", ["theo", "sue"])
def test_nobody_else_reads_or_writes_it(path, console, request, who):
    client = console(request.getfixturevalue(who))

    pages = [path, f"{path}new/", f"{path}versions/"]

    assert [client.get(each).status_code for each in pages] == [404, 404, 404]


def test_without_consent_to_the_plan_there_is_no_page(sam, dana, path, console):
    revoke(dana, DataClass.PLAN)
    client = console(sam)

    assert (client.get(path).status_code, client.get(f"{path}versions/").status_code) == (404, 404)


def test_the_form_has_no_field_for_an_amount_or_a_step(sam, path, console):
    form = console(sam).get(f"{path}new/").context["form"]

    assert not {name for name in form.fields if any(word in name for word in ("dose", "amount", "mg", "step"))}
