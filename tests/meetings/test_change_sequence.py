import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from meetings.models import Meeting
from tests.meetings import factories


@pytest.mark.django_db(transaction=True)
def test_a_reader_sees_no_later_number_before_an_earlier_one():
    """Writer 1 takes its number and waits; writer 2 comes later. A reader that follows misses neither."""
    has_number, may_commit = threading.Event(), threading.Event()

    def writer_1() -> None:
        with transaction.atomic():
            factories.meeting(1)
            has_number.set()
            may_commit.wait(timeout=10)
        connection.close()

    def writer_2() -> None:
        with transaction.atomic():
            factories.meeting(2)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(writer_1)
        has_number.wait(timeout=10)
        second = pool.submit(writer_2)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.5)
        seen = list(Meeting.objects.values_list("pk", flat=True))
        may_commit.set()
        first.result(timeout=10)
        second.result(timeout=10)

    assert seen == []
    assert list(Meeting.objects.order_by("seq").values_list("pk", flat=True)) == [1, 2]


@pytest.mark.django_db
def test_a_draft_takes_no_number_until_it_is_published():
    draft = factories.meeting(1, is_published=False)
    factories.meeting(2)
    draft.is_published = True

    factories.save([draft])

    assert list(Meeting.objects.order_by("seq").values_list("pk", flat=True)) == [2, 1]
