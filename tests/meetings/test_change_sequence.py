import pytest

from meetings.models import Meeting
from tests.meetings import factories
from tests.meetings.two_writers import two_writers


@pytest.mark.django_db(transaction=True)
def test_a_reader_sees_no_later_number_before_an_earlier_one():
    with two_writers() as writers:
        with pytest.raises(TimeoutError):
            writers.second.result(timeout=0.5)
        seen = list(Meeting.objects.values_list("pk", flat=True))
        writers.finish()

    assert seen == []
    assert list(Meeting.objects.order_by("seq").values_list("pk", flat=True)) == [1, 2]


@pytest.mark.django_db
def test_a_draft_takes_no_number_until_it_is_published():
    draft = factories.meeting(1, is_published=False)
    factories.meeting(2)
    draft.is_published = True

    factories.save([draft])

    assert list(Meeting.objects.order_by("seq").values_list("pk", flat=True)) == [2, 1]
