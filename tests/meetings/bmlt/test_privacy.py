"""Nothing unpublished and no contact leaves without authority, whatever is asked in whatever format."""

from typing import Any

import pytest

from backend.accounts import sessions
from meetings.bmlt.answering.switchers import SWITCHERS
from meetings.bmlt.fields import PRIVATE_FIELDS
from meetings.history.recording import change_of
from meetings.models import Meeting, MeetingContact, OrganizerServiceBody, ServiceBody
from meetings.stored.documents import listings_of
from tests.console.conftest import signed_in
from tests.meetings import factories
from tests.meetings.bmlt.asking import answer, ask, found, search
from tests.times import utc

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar"
CONTACTS = {name: f"{SECRET} {name}" for name in PRIVATE_FIELDS}
QUERIES = (
    "",
    "advanced_published=0",
    "advanced_published=-1",
    "advanced_published=0&meeting_ids=2,3,4",
    f"SearchString={SECRET}",
    "SearchString=2,3,4",
    "meeting_key=id_bigint&meeting_key_value=2&advanced_published=0",
    f"meeting_key=contact_name_1&meeting_key_value={SECRET} contact_name_1",
    f"meeting_key=email_contact&meeting_key_value={SECRET} email_contact",
    "sort_keys=contact_name_1,email_contact&advanced_published=0",
    "data_field_key=contact_name_1,email_contact,admin_notes,meeting_name&advanced_published=0",
    "lat_val=40.7&long_val=-74&geo_width=-50&advanced_published=0",
    "lat_val=40.7&long_val=-74&geo_width=10&advanced_published=-1",
    "get_used_formats&advanced_published=0",
    "get_formats_only&advanced_published=-1",
    "show_all=0",
    "meeting_key=meeting_name",
    "meeting_key=comments",
    "meeting_key=formats",
    "meeting_id=2",
    "start_date=2026-01-01",
    "page_size=100&advanced_published=0&lang_enum=es",
)


@pytest.fixture
def harbour(db: None) -> ServiceBody:
    return factories.service_body("Harbour Area")


@pytest.fixture
def listing(harbour: ServiceBody) -> list[Meeting]:
    """1 is listed; 2 is a draft, 3 is paused, 4 is not valid yet. All have contacts."""
    hidden: dict[str, Any] = {"name": f"{SECRET} Street", "notes": SECRET, "at": (40.7, -74.0), "service_body": harbour}
    secret = factories.meeting_format(SECRET, id=77)
    shown = factories.save([factories.unsaved(1, at=(40.7, -74.0), service_body=harbour)])
    rest = [
        factories.unsaved(2, is_published=False, **hidden),
        factories.unsaved(3, state="paused", **hidden),
        factories.unsaved(4, valid_from=utc("2099-01-01T00:00").date(), **hidden),
    ]
    meetings = [*shown, *factories.save(rest, secret)]
    MeetingContact.objects.bulk_create(MeetingContact(meeting=meeting, fields=CONTACTS) for meeting in meetings)
    for each in listings_of(Meeting.objects.all()):
        change_of(each, None, at=utc("2026-11-24T12:00")).save()
    return meetings


def bearer(api: Any, who: Any) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": api(who)._credentials["HTTP_AUTHORIZATION"]}


@pytest.mark.parametrize("switcher", SWITCHERS)
@pytest.mark.parametrize("who", ["nobody", "otto"])
def test_no_answer_tells_what_is_hidden(switcher, who, listing, harbour, api, request):
    asked_as = {} if who == "nobody" else bearer(api, request.getfixturevalue(who))
    said = []

    for data_format in sorted(SWITCHERS[switcher].formats):
        for query in (*QUERIES, f"sb_id={harbour.pk}", f"services={harbour.pk}&advanced_published=0"):
            response = ask(f"{switcher}&{query}", data_format=data_format, **asked_as)
            said.append(response.getvalue().decode())

    assert [text for text in said if SECRET in text] == []
    assert max(map(len, said)) > 2


@pytest.mark.parametrize("who", ["dana", "sam", "Bearer hr_0000", "Bearer", "Basic b2xpdmU6", "é"])
def test_any_other_token_reads_as_none(who, listing, api, request):
    persons = {"dana", "sam"}
    asked_as = bearer(api, request.getfixturevalue(who)) if who in persons else {"HTTP_AUTHORIZATION": who}

    response = ask("GetSearchResults&advanced_published=0", **asked_as)

    assert response.status_code == 200
    assert SECRET not in response.getvalue().decode()


def test_a_token_without_a_second_factor_reads_as_none(listing, harbour, olive, settings):
    settings.DEMO = False
    OrganizerServiceBody.objects.create(organizer=olive, service_body=harbour)
    token = sessions.start_session(olive.account, after_second_factor=False, now=utc("2099-11-24T12:00"))

    response = ask("GetSearchResults&advanced_published=0", HTTP_AUTHORIZATION=f"Bearer {token}")

    assert response.status_code == 200
    assert SECRET not in response.getvalue().decode()


def test_without_authority_both_means_published_and_unpublished_means_nothing(listing):
    assert found("advanced_published=1") == found("advanced_published=0") == found("advanced_published=") == [1]
    assert search("advanced_published=-1") == search("advanced_published=word") == []


def test_an_organizer_sees_the_hidden_meetings_of_the_bodies_served(listing, harbour, olive, api):
    OrganizerServiceBody.objects.create(organizer=olive, service_body=harbour)
    other = factories.service_body("Hill Area")
    factories.meeting(5, is_published=False, service_body=other)
    as_olive = bearer(api, olive)

    assert found("sort_keys=id_bigint", **as_olive) == [1]
    assert found("advanced_published=0&sort_keys=id_bigint", **as_olive) == [1, 2, 3, 4]
    hidden = search("advanced_published=-1&sort_keys=id_bigint", **as_olive)
    assert [(row["id_bigint"], row["published"]) for row in hidden] == [("2", "0"), ("3", "0"), ("4", "0")]
    assert hidden[0]["contact_name_1"] == f"{SECRET} contact_name_1"
    assert hidden[0]["email_contact"] == f"{SECRET} email_contact"


def test_authority_reaches_below_and_no_further(listing, harbour, olive, api):
    region = factories.service_body("Region")
    harbour.parent = region
    harbour.save()
    OrganizerServiceBody.objects.create(organizer=olive, service_body=region)
    factories.meeting(5, service_body=factories.service_body("Hill Area"))
    MeetingContact.objects.create(meeting_id=5, fields=CONTACTS)

    rows = {row["id_bigint"]: row["contact_name_1"] for row in search("", **bearer(api, olive))}

    assert rows == {"1": f"{SECRET} contact_name_1", "5": ""}


def test_private_fields_can_be_searched_by_those_who_may_read_them(listing, harbour, olive, api):
    OrganizerServiceBody.objects.create(organizer=olive, service_body=harbour)
    query = f"meeting_key=contact_name_1&meeting_key_value={SECRET} contact_name_1"

    assert found(query, **bearer(api, olive)) == [1]
    assert found(query) == []


def test_what_authority_opens_is_kept_by_nobody(listing, harbour, olive, api):
    OrganizerServiceBody.objects.create(organizer=olive, service_body=harbour)

    private = ask("GetSearchResults&advanced_published=0", **bearer(api, olive))
    public = ask("GetSearchResults&advanced_published=0")

    assert private["Cache-Control"] == "private, no-store"
    assert "ETag" not in private
    assert SECRET in private.getvalue().decode()
    assert SECRET not in public.getvalue().decode()


def test_jsonp_never_speaks_for_somebody(listing, harbour, olive, api):
    OrganizerServiceBody.objects.create(organizer=olive, service_body=harbour)

    response = ask("GetSearchResults&advanced_published=0", data_format="jsonp", **bearer(api, olive))

    assert SECRET not in response.getvalue().decode()
    assert response["Cache-Control"] == "public, max-age=0"


def test_no_cookie_opens_anything(listing, harbour, olive):
    OrganizerServiceBody.objects.create(organizer=olive, service_body=harbour)
    response = signed_in(olive.account).get("/client_interface/json/?switcher=GetSearchResults&advanced_published=0")

    assert SECRET not in response.getvalue().decode()
    assert "sessionid" not in response.cookies


def test_what_was_withdrawn_a_moment_ago_is_gone(listing):
    before = answer("GetSearchResults")
    listing[0].is_published = False
    listing[0].withdrawn_at = utc("2026-11-25T12:00")
    factories.save([listing[0]])

    assert len(before) == 1
    assert search() == []
