from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tests.meetings import factories
from tests.meetings.sync.follower import Follower
from tests.meetings.two_writers import two_writers


@pytest.mark.django_db(transaction=True)
def test_who_polls_while_two_write_misses_neither():
    phone = Follower()

    with two_writers() as writers:
        meanwhile = [set(phone.catch_up(limit=1)) for _ in range(20)]
        writers.may_commit.set()
        while not (writers.first.done() and writers.second.done()):
            meanwhile.append(set(phone.catch_up(limit=1)))
        writers.finish()

    assert meanwhile[0] == set()
    assert sorted(phone.catch_up(limit=1)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_lose_nothing_for_who_follows():
    writers, each_writes = 4, 6
    phones = [Follower(), Follower(near="40.7,-74.0", radius_km=10)]

    def write(first: int) -> None:
        for number in range(first, first + each_writes):
            with transaction.atomic():
                meeting = factories.meeting(number, at=(40.7, -74.0))
            if number % 3 == 0:
                meeting.is_published, meeting.withdrawn_at = False, factories.SAVED_AT
                with transaction.atomic():
                    factories.save([meeting])
        connection.close()

    with ThreadPoolExecutor(writers) as pool:
        running = [pool.submit(write, 1 + 100 * number) for number in range(writers)]
        while not all(each.done() for each in running):
            for phone in phones:
                phone.pull(limit=2)
        for each in running:
            each.result()

    stay = {100 * w + n for w in range(writers) for n in range(1, 1 + each_writes) if (100 * w + n) % 3}
    assert [set(phone.catch_up(limit=2)) for phone in phones] == [stay, stay]
