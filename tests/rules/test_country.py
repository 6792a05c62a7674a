"""The country whose numbers somebody is shown: their own choice, then what their phone is set to."""

from zoneinfo import available_timezones

import pytest

from backend.crisis.country import country_of


@pytest.mark.parametrize(
    ("choice", "locale", "tzid", "country"),
    [
        ("DE", "en-US", "America/New_York", "DE"),
        ("UK", "en", "UTC", "GB"),
        ("", "en-US", "Europe/Berlin", "US"),
        ("", "en", "Europe/Berlin", "DE"),
        ("", "zh-Hant-TW", "UTC", "TW"),
        ("", "en-gb", "UTC", "GB"),
        ("", "en-u-ca-gregory", "UTC", None),
        ("", "es-419", "America/Bogota", "CO"),
        ("", "en", "Asia/Calcutta", "IN"),
        ("", "en", "US/Pacific", "US"),
        ("", "ne", "Asia/Kathmandu", "NP"),
        ("", "en", "UTC", None),
        ("", "en", "Etc/GMT+5", None),
        ("", "en", "EST", None),
    ],
)
def test_ones_choice_goes_first_then_the_region_of_the_phone_then_its_zone(choice, locale, tzid, country):
    assert country_of(choice, locale=locale, tzid=tzid) == country


def test_every_zone_of_a_place_that_people_live_in_is_known():
    places = {
        tzid
        for tzid in available_timezones()
        if "/" in tzid and not tzid.startswith(("Etc/", "SystemV/", "posix/", "right/"))
    }

    unknown = {tzid for tzid in places if country_of("", locale="en", tzid=tzid) is None}

    assert unknown == set()
