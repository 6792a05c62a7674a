"""Searches while somebody writes: ten meetings a second are saved as organizers save them."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context

from django.db import transaction

from meetings.models import Meeting
from meetings.stored import saving
from meetings.stored.documents import listings_of
from tests.benchmarks.search.loading import close_connections
from tests.benchmarks.search.world import FIRST_ID

PER_SECOND = 10


@contextmanager
def one_writer(seed: int, size: int) -> Iterator[None]:
    close_connections()
    process = get_context("fork").Process(target=_write, args=(seed, size), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _write(seed: int, size: int) -> None:
    rng = random.Random(f"{seed}:churn")
    due = time.monotonic()
    while True:
        _save(FIRST_ID + rng.randrange(size))
        due += 1 / PER_SECOND
        time.sleep(max(0.0, due - time.monotonic()))


def _save(meeting_id: int) -> None:
    now = datetime.now(UTC)
    with transaction.atomic():
        listings = listings_of(Meeting.objects.filter(pk=meeting_id))
        for listing in listings:
            listing.meeting.notes = f"Confirmed at {now}."
        saving.prepare(listings, now=now)
        saving.save(listings, now=now)
