"""A summary for somebody outside: asked for, prepared and handed over, each time within the person's consent."""

from datetime import timedelta

import pytest

from backend.accounts import staffing
from backend.accounts.models import AccessLog, Assignment, Consent, DataClass, Disclosure, OutsideConsent, Site, Staff
from backend.aftercare.care_plans.contents import Care, Contents, Goal
from backend.aftercare.care_plans.writing import write_plan
from backend.aftercare.models import QueuedSummary
from backend.aftercare.summaries.preparing import prepare_summaries
from tests.accounts.audit.rows import broken_glass, outside_consent
from tests.aftercare.factories import MONDAY_TEN, PHQ9_CALM, answer, begin, revoke
from tests.care_team.factories import open_alert
from tests.times import utc

pytestmark = pytest.mark.django_db

ALL = ("plan", "answers", "alerts")
GRANTED_AT = utc("2026-11-02T12:00")
LATER = MONDAY_TEN + timedelta(minutes=5)
STATEMENT = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."


@pytest.fixture
def agreed(dana, sam):
    """Dana lets Sam's site tell Dr. Grey all that a summary can hold, for her care."""
    return outside_consent(dana, sam, *(DataClass(each) for each in ALL), at=GRANTED_AT)


@pytest.fixture
def story(api, dana, sam):
    """A plan with a goal, a whole form and an alert."""
    contents = Contents(care=Care("outpatient", MONDAY_TEN.date()), goals=(Goal("Sleep <early>"),))
    write_plan(sam, dana.pk, contents, check=lambda etag: None, now=MONDAY_TEN)
    assert answer(api(dana), begin(dana, "phq-9"), PHQ9_CALM | {"q1": 3}).status_code == 201
    open_alert(dana, now=MONDAY_TEN)


def url(person, *parts) -> str:
    return "/".join((f"/v1/staff/people/{person.pk}/disclosures", *map(str, parts)))


def ask(api, staff, person, consent, classes=ALL, **more):
    body = {"consent_id": str(consent.pk), "data_classes": list(classes), "purpose": "care", **more}
    return api(staff).post(url(person), body)


def asked(api, staff, person, consent, classes=ALL) -> str:
    """Ask for a summary and let the scan prepare it; return its id."""
    response = ask(api, staff, person, consent, classes)
    assert response.status_code == 201, response.content
    prepare_summaries(now=MONDAY_TEN)
    return str(response.json()["id"])


def fetch(api, staff, person, summary_id, **query):
    return api(staff).get(url(person, summary_id, "document"), query)


def test_the_document_tells_what_was_agreed_with_statement_and_scope(api, story, dana, sam, agreed):
    document = fetch(api, sam, dana, asked(api, sam, dana, agreed)).json()

    assert document["statement"]["text"] == STATEMENT
    assert document["told_to"] == {"name": "Dr. Grey", "affiliation": "Bay Hospital"}
    assert document["told_by"] == {"site": "Harbour Clinic", "staff": "sam", "role": "counsellor"}
    assert document["scope"]["text"] == (
        "On 2026-11-02 the person agreed that Harbour Clinic tells Dr. Grey about: plan, answers, alerts. Purpose: "
        "care. The consent ends with the care at Harbour Clinic, or earlier when the person takes it back. It covers "
        "nothing else and nobody else."
    )
    assert document["data_classes"] == list(ALL)
    content = document["content"]
    assert (content["plan"]["handle"], content["plan"]["goals"][0]["text"]) == ("dana", "Sleep <early>")
    [score] = content["answers"]
    assert (score["instrument"], [point["value"] for point in score["points"]]) == (
        "PHQ-9",
        [3],
    )
    assert [(alert["level"], alert["state"]) for alert in content["alerts"]] == [("L2", "open")]


def test_only_the_classes_asked_for_stand_in_it(api, story, dana, sam, agreed):
    document = fetch(api, sam, dana, asked(api, sam, dana, agreed, ["alerts"])).json()

    assert list(document["content"]) == ["alerts"]
    assert "dana" not in str(document["content"])


def test_it_can_be_had_as_a_page_in_which_no_word_becomes_markup(api, story, dana, sam, agreed):
    response = fetch(api, sam, dana, asked(api, sam, dana, agreed), **{"as": "html"})

    assert response["Content-Type"].startswith("text/html")
    assert response["Cache-Control"] == "no-store"
    page = response.content.decode()
    assert STATEMENT in page
    assert "the person agreed that Harbour Clinic tells Dr. Grey" in page
    assert "Sleep &lt;early&gt;" in page


def test_what_is_asked_for_is_sealed_until_it_is_fetched_and_then_on_record_once(api, story, dana, sam, agreed):
    summary_id = asked(api, sam, dana, agreed)
    assert not Disclosure.objects.exists()

    for _ in range(2):
        assert fetch(api, sam, dana, summary_id).status_code == 200

    disclosure = Disclosure.objects.get()
    assert str(disclosure.pk) == summary_id
    assert disclosure.content == {
        "recipient": "Dr. Grey",
        "affiliation": "Bay Hospital",
        "summary": "plan, answers (1 scales), alerts (1 alerts)",
    }
    assert (disclosure.basis, disclosure.consent_id, disclosure.notice_version) == ("consent", agreed.pk, "short-2024")
    assert disclosure.data_classes == list(ALL)


def test_each_class_in_it_is_a_look_of_the_staff_member(api, story, dana, sam, agreed):
    fetch(api, sam, dana, asked(api, sam, dana, agreed))

    looks = AccessLog.objects.filter(purpose="disclosure").values_list("data_class", flat=True)
    assert set(looks) == set(ALL)


def test_the_person_reads_in_their_accounting_what_was_told_to_whom(api, story, dana, sam, agreed):
    fetch(api, sam, dana, asked(api, sam, dana, agreed))

    entries = api(dana).get("/v1/me/accounting", {"limit": 100}).json()["results"]
    [entry] = [each for each in entries if each["kind"] == "disclosure"]
    assert (entry["recipient"], entry["data_classes"], entry["purpose"]) == ("Dr. Grey", list(ALL), "care")


def revoked(consent) -> None:
    OutsideConsent.objects.filter(pk=consent.pk).update(revoked_at=MONDAY_TEN)


def care_ended(consent) -> None:
    Assignment.objects.filter(person=consent.person_id).update(ended_at=MONDAY_TEN)


@pytest.mark.parametrize(("end", "status"), [(revoked, 410), (care_ended, 404)])
def test_when_consent_ends_before_it_is_fetched_nothing_is_told(api, story, dana, sam, agreed, end, status):
    summary_id = asked(api, sam, dana, agreed)
    end(agreed)

    response = fetch(api, sam, dana, summary_id)

    assert response.status_code == status
    assert "content" not in response.json()
    prepare_summaries(now=MONDAY_TEN)
    assert not QueuedSummary.objects.exists()
    assert not Disclosure.objects.exists()
    assert fetch(api, sam, dana, summary_id).status_code == 404


def test_when_consent_ends_before_it_is_prepared_it_is_dropped(api, story, dana, sam, agreed):
    ask(api, sam, dana, agreed)
    revoked(agreed)

    prepare_summaries(now=MONDAY_TEN)

    assert not QueuedSummary.objects.exists()


def test_a_consent_with_a_date_ends_at_that_instant(api, dana, sam, clock):
    agreed = outside_consent(dana, sam, DataClass.PLAN, at=GRANTED_AT, expires_at=LATER)
    summary_id = asked(api, sam, dana, agreed, ["plan"])
    assert fetch(api, sam, dana, summary_id).status_code == 200

    clock.move_to(LATER)

    assert fetch(api, sam, dana, summary_id).status_code == 410
    assert ask(api, sam, dana, agreed, ["plan"]).json()["code"] == "not-consented"


def test_what_the_site_may_not_see_any_more_is_left_out_and_stays_out(api, story, dana, sam, agreed):
    summary_id = asked(api, sam, dana, agreed)
    revoke(dana, DataClass.ANSWERS, at=MONDAY_TEN)

    assert list(fetch(api, sam, dana, summary_id).json()["content"]) == ["plan", "alerts"]
    assert Disclosure.objects.get().data_classes == ["plan", "alerts"]

    Consent.objects.create(person=dana, site=sam.site, data_class=DataClass.ANSWERS, granted_at=MONDAY_TEN)
    assert list(fetch(api, sam, dana, summary_id).json()["content"]) == ["plan", "alerts"]


def test_it_waits_seven_days(api, story, dana, sam, agreed, clock):
    summary_id = asked(api, sam, dana, agreed)
    clock.move_to(MONDAY_TEN + timedelta(days=7))

    assert fetch(api, sam, dana, summary_id).status_code == 410
    prepare_summaries(now=MONDAY_TEN + timedelta(days=7))
    assert not QueuedSummary.objects.exists()


def test_until_it_is_prepared_one_is_told_to_wait(api, dana, sam, agreed):
    summary_id = ask(api, sam, dana, agreed).json()["id"]

    response = fetch(api, sam, dana, summary_id)

    assert (response.status_code, response.json()["code"]) == (409, "summary-not-ready")
    assert response["Retry-After"] == "15"


def test_what_was_not_agreed_is_refused(api, dana, sam):
    agreed = outside_consent(dana, sam, DataClass.PLAN, at=GRANTED_AT)

    for refused in (
        ask(api, sam, dana, agreed, ["plan", "answers"]),
        ask(api, sam, dana, agreed, ["plan"], purpose="payment"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (422, "not-consented")


def test_what_a_summary_cannot_hold_is_refused(api, dana, sam, agreed):
    assert ask(api, sam, dana, agreed, ["meetings"]).status_code == 400
    assert ask(api, sam, dana, agreed, []).status_code == 400


def test_a_consent_of_somebody_else_or_to_another_site_is_not_found(api, dana, nora, sam, theo):
    for consent in (outside_consent(nora, sam, DataClass.PLAN), outside_consent(dana, theo, DataClass.PLAN)):
        assert ask(api, sam, dana, consent, ["plan"]).status_code == 404


def test_staff_outside_the_persons_care_ask_and_fetch_nothing(api, clinic, story, dana, sam, sue, theo, agreed):
    colleague = staffing.add_staff(clinic, Staff.Role.COUNSELLOR, "cleo", None)
    summary_id = asked(api, sam, dana, agreed)

    for who in (theo, colleague):
        assert ask(api, who, dana, agreed).status_code == 404
    # Whoever did not ask for it does not fetch it, supervisors neither.
    for who in (theo, colleague, sue):
        assert fetch(api, who, dana, summary_id).status_code == 404
    assert not Disclosure.objects.exists()


def test_an_emergency_opens_nothing_to_be_told_outside(api, dana, sue, agreed):
    broken_glass(dana, sue, at=MONDAY_TEN)

    assert ask(api, sue, dana, agreed, ["plan"]).status_code == 404


def test_an_emergency_adds_nothing_to_what_an_open_alert_lets_be_told(api, dana, sue, agreed, clock):
    for day in ("2026-11-02", "2026-11-20"):
        clock.move_to(utc(f"{day}T15:00"))
        check_in = begin(dana, "phq-9", now=utc(f"{day}T15:00"))
        assert answer(api(dana), check_in, PHQ9_CALM).status_code == 201
    clock.move_to(MONDAY_TEN)
    open_alert(dana, now=MONDAY_TEN)
    broken_glass(dana, sue, at=MONDAY_TEN)

    document = fetch(api, sue, dana, asked(api, sue, dana, agreed, ["answers"])).json()

    [total] = document["content"]["answers"]
    assert [point["answered_at"][:10] for point in total["points"]] == ["2026-11-20"]


def test_the_same_request_again_is_the_same_summary(api, dana, sam, agreed):
    mine = "5b0a7d0e-0f0c-4c55-8a39-2f1a7c2a1d11"

    statuses = [ask(api, sam, dana, agreed, id=mine).status_code for _ in range(2)]

    assert statuses == [201, 200]
    assert QueuedSummary.objects.count() == 1
    assert ask(api, sam, dana, agreed, ["plan"], id=mine).status_code == 409


def test_a_site_under_another_law_says_nothing_of_part_2(api, story, dana, sam, agreed):
    Site.objects.update(regime=Site.Regime.GDPR)

    document = fetch(api, sam, dana, asked(api, sam, dana, agreed)).json()

    assert document["statement"] is None
    assert Disclosure.objects.get().notice_version == ""


def test_an_erasure_takes_what_waits_along(api, dana, sam, agreed):
    ask(api, sam, dana, agreed)

    api(dana).delete("/v1/me")

    assert not QueuedSummary.objects.exists()
