"""A kept state turned back into a meeting says the same again."""

from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.dates.dated import DatedException, ExceptionKind, in_order
from meetings.dates.occurrences import WEEK_ZERO, first_on, weekly_rule
from meetings.history.refilling import refill
from meetings.models import Format, Meeting
from meetings.stored import documents, places
from meetings.stored.documents import Listing
from meetings.venues import OnlineFacts, PlaceFacts
from tests.meetings import factories

pytestmark = pytest.mark.django_db
TEXTS = st.sampled_from(["", "Lights", 'Ælfrēd\'s "quoted" <b>room</b>', "日曜 🙂\nsecond line"])
DAYS = st.dates(date(1970, 1, 1), date(2199, 12, 31))
TIMES = st.times().map(lambda each: time(each.hour, each.minute))
PLACES = st.builds(
    PlaceFacts,
    name=TEXTS,
    street=TEXTS,
    region=TEXTS,
    bus_lines=TEXTS,
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
)
ONLINE = st.builds(OnlineFacts, url=st.sampled_from(["", "https://meet.example/x"]), phone=TEXTS, notes=TEXTS)
EXCEPTIONS = st.builds(
    DatedException,
    kind=st.sampled_from(list(ExceptionKind)),
    recurrence_id=DAYS,
    starts_at=st.none() | st.builds(datetime.combine, DAYS, TIMES),
    duration_minutes=st.none() | st.integers(1, 1440),
    place=st.none() | PLACES,
    online=st.none() | ONLINE,
    reason=TEXTS,
)


@st.composite
def meetings(draw):
    start, weekday = draw(TIMES), draw(st.none() | st.integers(0, 6))
    online = draw(ONLINE)
    facts = draw(st.none() | PLACES)
    return Meeting(
        id=1,
        slug="meeting-1",
        name=draw(TEXTS),
        world_id=draw(st.sampled_from(["", "G00012345"])),
        weekday=weekday,
        start_time=start,
        starts_on=draw(DAYS) if weekday is None else first_on(weekday, WEEK_ZERO),
        rrule=draw(st.sampled_from(["", "FREQ=DAILY"])) if weekday is None else weekly_rule(weekday),
        duration_minutes=draw(st.integers(1, 1440)),
        tzid=draw(st.sampled_from(["America/New_York", "Asia/Kathmandu"])),
        tzid_inferred=draw(st.booleans()),
        exdates=draw(st.lists(DAYS, max_size=3)),
        exceptions=[each.as_json() for each in in_order(draw(st.lists(EXCEPTIONS, max_size=3)))],
        valid_from=draw(st.none() | DAYS),
        state_until=draw(st.none() | DAYS),
        state=draw(st.sampled_from(["active", "place_closed", "paused"])),
        venue_type="hybrid",
        place=places.find_or_make([facts])[facts] if facts else None,
        online_url=online.url,
        online_phone=online.phone,
        online_notes=online.notes,
        languages=draw(st.lists(st.sampled_from(["en", "es"]), unique=True)),
        text_language=draw(st.sampled_from(["en", "es"])),
        accessibility=draw(st.dictionaries(st.sampled_from(["wheelchair", "parking"]), st.booleans())),
        custom_fields=draw(st.dictionaries(st.sampled_from(["zone", "x"]), TEXTS)),
        notes=draw(TEXTS),
        last_confirmed_on=draw(st.none() | DAYS),
        is_published=draw(st.booleans()),
        updated_at=factories.SAVED_AT,
        seq=1,
    )


@pytest.fixture
def known():
    return [factories.meeting_format(key) for key in ("BEG", "O", "SP")]


@pytest.fixture
def body():
    return factories.service_body()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(meeting=meetings(), chosen=st.sets(st.integers(0, 2)), in_body=st.booleans())
def test_a_refilled_meeting_says_what_the_state_says(known, body, meeting, chosen, in_body):
    meeting.service_body = body if in_body else None
    documents.publish(meeting, is_published=meeting.is_published, now=factories.SAVED_AT)
    state = documents.state_of(Listing(meeting, [known[number] for number in chosen]))
    other = factories.unsaved(1, updated_at=factories.SAVED_AT, seq=1, name="Something else", notes="Else")
    other.slug, other.withdrawn_at = meeting.slug, meeting.withdrawn_at

    refilled = refill(other, state, now=factories.SAVED_AT)

    assert documents.state_of(refilled) == state


def test_formats_that_are_gone_are_left_out(known):
    meeting = factories.meeting(1, *known)
    state = documents.state_of(documents.listings_of(Meeting.objects.all())[0])
    meeting.formats.clear()
    Format.objects.filter(pk=known[1].pk).delete()

    refilled = refill(Meeting.objects.get(), state, now=factories.SAVED_AT)

    assert {each.pk for each in refilled.formats} == {known[0].pk, known[2].pk}
