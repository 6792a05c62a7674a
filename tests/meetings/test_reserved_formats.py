import pytest

from meetings.models import FormatTranslation, Meeting, ServiceBody

pytestmark = pytest.mark.django_db


def test_virtual_hybrid_and_temporarily_closed_exist_before_any_import():
    reserved = FormatTranslation.objects.filter(language="en").order_by("key")

    assert list(reserved.values_list("key", "format__world_id")) == [
        ("HY", "HYBR"),
        ("TC", "TC"),
        ("VM", "VM"),
    ]


def test_ids_of_our_own_stay_clear_of_those_that_root_servers_give():
    body = ServiceBody.objects.create(name="Harbour Area")

    assert body.pk >= 10_000_000
    assert not Meeting.objects.exists()
