"""An id that the service made is refused when a phone sends it as its own, whoever asks."""

import pytest

from backend.aftercare.models import SafetyStep
from backend.api.models import ClientId
from tests.aftercare.factories import begin
from tests.care_team.broadcasting import follow

pytestmark = pytest.mark.django_db

REMINDER = {"text": "Call mum", "dtstart": "2099-03-01T09:00:00", "rrule": "FREQ=DAILY"}
SCHEDULE = {
    "instrument": "daily-check-in",
    "dtstart": "2099-03-01T09:00:00",
    "rrule": "FREQ=DAILY",
    "zone": {"policy": "floating"},
    "window_minutes": 720,
    "remind_again_after_minutes": [],
    "missed_policy": "default",
}
CREATING = [
    ("dana", "nora", "/v1/reminders", REMINDER),
    ("sam", "theo", "/v1/staff/broadcasts", {"words": "The group meets in the garden."}),
    ("sam", "theo", "/v1/staff/people/{followed}/check-in-schedules", SCHEDULE),
    ("sam", "theo", "/v1/staff/people/{followed}/check-ins", {"instrument": "daily-check-in"}),
    ("sam", "theo", "/v1/staff/invitations", {}),
    ("dana", "nora", "/v1/check-ins", {"instrument": "daily-check-in"}),
    ("dana", "nora", "/v1/cravings", {"intensity": 5}),
]


@pytest.fixture
def create(api, sam, theo, dana, nora):
    """Post as one of them; staff post about somebody they follow."""
    followed = {"sam": dana, "theo": follow(theo, "tom"), "dana": dana, "nora": nora}
    callers = {"sam": sam, "theo": theo, "dana": dana, "nora": nora}

    def post(who, path, body):
        return api(callers[who]).post(path.format(followed=followed[who].pk), body)

    return post


def _assert_taken(response):
    assert (response.status_code, response.json()["code"]) == (409, "id-taken")


@pytest.mark.parametrize(("owner", "stranger", "path", "body"), CREATING)
def test_an_id_that_the_service_made_is_taken_for_its_owner_and_for_a_stranger(create, owner, stranger, path, body):
    made = create(owner, path, body)

    own = create(owner, path, body | {"id": made.json()["id"]})
    others = create(stranger, path, body | {"id": made.json()["id"]})

    assert made.status_code == 201
    _assert_taken(own)
    _assert_taken(others)
    assert {**own.json(), "help": None} == {**others.json(), "help": None}
    assert not ClientId.objects.exists()


def test_the_id_of_a_step_that_the_service_made_is_taken(api, dana):
    steps = f"/v1/check-ins/{begin(dana).pk}/steps"
    api(dana).post(steps, {"step": "i_am_safe"})

    response = api(dana).post(steps, {"step": "i_am_safe", "id": str(SafetyStep.objects.get().pk)})

    _assert_taken(response)
