"""Whoever follows a slice ends with exactly its listing, whatever happens meanwhile, in pages of any size."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from meetings.models import Meeting, ServiceBody
from meetings.search.geometry import Point, angle_of, central_angle
from meetings.stored import places, sequence, turning
from meetings.sync import tree
from meetings.venues import PlaceFacts
from tests.meetings import factories
from tests.meetings.sync.follower import Follower
from tests.times import utc

pytestmark = pytest.mark.django_db

CENTRE, RADIUS_KM = (40.7, -74.0), 50
# In the middle, at its edge on both sides, and elsewhere; None is online.
PLACES = [(40.7, -74.0), (40.7, -74.0), (41.14, -74.0), (41.16, -74.0), (51.5, -0.1), None]
BODIES = 4
START = utc("2026-11-02T12:00")

numbers = st.integers(0, 5)
pages = st.integers(1, 4)
places_to_meet = st.sampled_from(PLACES)
bodies = st.integers(0, BODIES - 1)


class Following(RuleBasedStateMachine):
    """Bodies begin as 0 > 1 > 2, and 3 by itself; followers watch all, body 0 with those below, and an area."""

    @initialize()
    def begin(self) -> None:
        self.undone = transaction.atomic()
        self.undone.__enter__()
        # Versions are named by numbers that other examples have used for other worlds.
        sequence.take_numbers(1)
        sequence.renew_epoch()
        self.now = START
        self.bodies = [factories.service_body(f"Body {number}") for number in range(BODIES)]
        self.put_below(1, 0)
        self.put_below(2, 1)
        area = {"near": f"{CENTRE[0]},{CENTRE[1]}", "radius_km": RADIUS_KM}
        self.followers = [Follower(), Follower(service_body=self.bodies[0].pk), Follower(**area)]

    def teardown(self) -> None:
        if hasattr(self, "undone"):
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @rule(
        number=numbers, at=places_to_meet, body=bodies, is_published=st.booleans(), days=st.none() | st.integers(-1, 2)
    )
    def write(self, number: int, at: Any, body: int, is_published: bool, days: int | None) -> None:
        """Post a meeting, or change where, whose and whether it is."""
        meeting = self.meeting(number) or factories.unsaved(number + 1, is_published=False)
        meeting.place = (
            places.find_or_make([PlaceFacts(lat=at[0], lon=at[1])])[PlaceFacts(lat=at[0], lon=at[1])] if at else None
        )
        meeting.venue_type = "in_person" if at else "virtual"
        meeting.service_body = self.bodies[body]
        meeting.valid_from, meeting.valid_until = None, None if days is None else self.today() + timedelta(days=days)
        self.save(meeting, is_published)

    @rule(number=numbers, name=st.sampled_from(["Lights", "Lamps"]))
    def rename(self, number: int, name: str) -> None:
        if meeting := self.meeting(number):
            meeting.name = name
            self.save(meeting, meeting.is_published)

    @rule(number=numbers)
    def publish_or_withdraw(self, number: int) -> None:
        if meeting := self.meeting(number):
            self.save(meeting, not meeting.is_published)

    @rule(number=numbers, days=st.integers(0, 3))
    def begin_later(self, number: int, days: int) -> None:
        if meeting := self.meeting(number):
            meeting.valid_from, meeting.valid_until = self.today() + timedelta(days=days), None
            self.save(meeting, meeting.is_published)

    @rule(body=st.integers(1, BODIES - 1), parent=st.none() | bodies)
    def put_elsewhere(self, body: int, parent: int | None) -> None:
        if parent is None or not self.is_below(parent, body):
            self.put_below(body, parent)

    @rule(hours=st.integers(1, 60))
    def let_time_pass(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        turning.turn_listings(now=self.now)

    @rule(who=st.integers(0, 2), limit=pages)
    def pull(self, who: int, limit: int) -> None:
        self.followers[who].pull(limit)

    @rule(who=st.integers(0, 2))
    def take_snapshot(self, who: int) -> None:
        self.followers[who].begin()
        assert self.followers[who].held == self.listing()[who]

    @rule(limit=pages)
    def catch_up(self, limit: int) -> None:
        assert [each.catch_up(limit) for each in self.followers] == self.listing()

    def listing(self) -> list[dict[int, Any]]:
        """What each of them must end with, by reading every row."""
        whole = {m.pk: m for m in Meeting.objects.filter(is_listed=True).select_related("place")}
        wanted = [
            whole,
            {pk: m for pk, m in whole.items() if self.is_in_body(m)},
            {pk: m for pk, m in whole.items() if is_in_area(m)},
        ]
        return [{pk: json.loads(bytes(m.doc)) for pk, m in part.items()} for part in wanted]

    def meeting(self, number: int) -> Meeting | None:
        return Meeting.objects.select_related("place", "service_body").filter(pk=number + 1).first()

    def save(self, meeting: Meeting, is_published: bool) -> None:
        self.now += timedelta(minutes=1)
        was_seen = meeting.seq is not None
        meeting.is_published = is_published
        meeting.withdrawn_at = None if is_published or not was_seen else meeting.withdrawn_at or self.now
        factories.save([meeting], now=self.now)

    def put_below(self, body: int, parent: int | None) -> None:
        was = tree.parents()
        ServiceBody.objects.filter(pk=self.bodies[body].pk).update(
            parent=None if parent is None else self.bodies[parent]
        )
        tree.tell_of_moves(was, now=self.now)

    def is_below(self, body: int, other: int) -> bool:
        parent_of, here = tree.parents(), self.bodies[body].pk
        above: int | None = here
        while above is not None and above != self.bodies[other].pk:
            above = parent_of[above]
        return above is not None

    def is_in_body(self, meeting: Meeting) -> bool:
        return any(self.is_below(n, 0) for n in range(BODIES) if self.bodies[n].pk == meeting.service_body_id)

    def today(self) -> date:
        return self.now.date()


def is_in_area(meeting: Meeting) -> bool:
    if meeting.lat is None or meeting.lon is None:
        return False
    return central_angle(Point(meeting.lat, meeting.lon), Point(*CENTRE)) <= angle_of(RADIUS_KM)


def test_whoever_follows_ends_with_the_listing():
    run_state_machine_as_test(
        Following,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
