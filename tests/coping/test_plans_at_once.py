"""Two phones of one person at the same moment."""

import pytest

from backend.api.problems import PreconditionFailed
from backend.coping.models import SafetyPlanVersion, Supporter
from backend.coping.safety_plan.contents import SafetyPlan
from backend.coping.safety_plan.writing import safety_plan_of, write_safety_plan
from backend.coping.supporters.keeping import MOST, NewSupporter, TooManySupporters, add_supporter
from tests.at_once import at_once
from tests.coping.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_that_have_read_the_same_plan_one_writes(dana):
    read, plans = safety_plan_of(dana).etag, iter([("Swim",), ("Sleep",)])

    def write() -> str:
        def check(etag: str) -> None:
            if etag != read:
                raise PreconditionFailed

        try:
            write_safety_plan(dana, SafetyPlan({"alone": next(plans)}), check=check, now=NOON)
        except PreconditionFailed:
            return "412"
        return "written"

    assert sorted(at_once(write)) == ["412", "written"]
    assert [each.number for each in SafetyPlanVersion.objects.all()] == [1]


def test_there_is_room_for_one_more_and_two_ask_for_it(dana):
    for number in range(MOST - 1):
        add_supporter(dana, NewSupporter(f"Friend {number}"), body={}, now=NOON)

    def add() -> str:
        try:
            add_supporter(dana, NewSupporter("One more"), body={}, now=NOON)
        except TooManySupporters:
            return "full"
        return "added"

    assert sorted(at_once(add)) == ["added", "full"]
    assert sorted(Supporter.objects.values_list("position", flat=True)) == list(range(MOST))
