"""Who reads about a person is what the guard says, asked from the other side."""

import pytest

from backend.accounts import staffing
from backend.accounts.guard import CONTACT_FIELDS, may
from backend.accounts.models import AlertAccess, Cover, DataClass, Staff
from backend.accounts.readers import Readers, readers_of, who_stop_knowing
from tests.times import utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-11-22T12:00")
# One shows what the others show: they go together.
CONTACT = [DataClass.CONTACT, *CONTACT_FIELDS]


@pytest.fixture
def crew(sam, sue, theo):
    """Everybody who could have a say: two counsellors more, on-call staff and an admin, and somebody who has left."""
    roles = {"cleo": Staff.Role.COUNSELLOR, "omar": Staff.Role.ON_CALL, "ada": Staff.Role.SITE_ADMIN}
    made = {login: staffing.add_staff(sam.site, role, login, None) for login, role in roles.items()}
    left = staffing.add_staff(sam.site, Staff.Role.SUPERVISOR, "lou", None)
    left.account.is_active = False
    left.account.save()
    return {"sam": sam, "sue": sue, "theo": theo, "lou": left} | made


def _cover(absent, cover):
    Cover.objects.create(
        site=absent.site,
        absent=absent,
        cover=cover,
        starts_at=utc("2026-11-22T08:00"),
        ends_at=utc("2026-11-23T08:00"),
        created_by=cover,
        created_at=NOW,
    )


def _names(staff):
    return [each.account.login for each in staff]


def test_followers_read_always_and_the_rest_of_the_site_during_an_alert(dana, crew, clinic):
    readers = readers_of(dana, now=NOW)[clinic.pk]

    assert _names(readers.always) == ["sam"]
    assert sorted(_names(readers.on_alert)) == ["omar", "sue"]


def test_who_covers_reads_as_long_as_the_cover_lasts(dana, crew, clinic):
    _cover(crew["sam"], crew["cleo"])

    during = readers_of(dana, now=NOW)[clinic.pk]
    after = readers_of(dana, now=utc("2026-11-23T08:00"))[clinic.pk]

    assert _names(during.always) == ["sam", "cleo"]
    assert _names(after.always) == ["sam"]


def test_a_supervisor_who_covers_is_named_once(dana, crew, clinic):
    _cover(crew["sam"], crew["sue"])

    readers = readers_of(dana, now=NOW)[clinic.pk]

    assert _names(readers.always) == ["sam", "sue"]
    assert _names(readers.on_alert) == ["omar"]


@pytest.mark.parametrize("covered", [False, True])
@pytest.mark.parametrize("assigned", ["sam", "ada", "lou", "theo"])
@pytest.mark.parametrize("alert", [None, "L1", "L2", "L3"])
def test_they_are_those_at_the_site_whom_the_guard_lets_see_it(dana, crew, clinic, alert, assigned, covered):
    staffing.assign(dana, crew[assigned], now=utc("2026-11-10T12:00"))
    if covered:
        _cover(crew["sam"], crew["cleo"])
    if alert:
        AlertAccess.objects.create(person=dana, site=clinic, level=alert, since=NOW)
    readers = readers_of(dana, now=NOW)[clinic.pk]
    here = {login: staff for login, staff in crew.items() if staff.site_id == clinic.pk}

    for data_class in DataClass:
        taken_back = CONTACT if data_class in CONTACT else [data_class]
        losing = who_stop_knowing(readers, DataClass.values, taken_back, alert_level=alert)
        seeing = {login for login, staff in here.items() if may(staff.account, dana, data_class, now=NOW)}

        assert (data_class, set(_names(losing))) == (data_class, seeing)


def test_nobody_stops_knowing_what_another_consent_still_shows(dana, crew, clinic):
    readers = readers_of(dana, now=NOW)[clinic.pk]

    by_phone = who_stop_knowing(readers, ["phone", "contact"], [DataClass.PHONE], alert_level=None)
    by_both = who_stop_knowing(readers, ["phone", "contact"], [DataClass.PHONE, DataClass.CONTACT], alert_level=None)

    assert (by_phone, _names(by_both)) == ((), ["sam"])


def test_nobody_stops_knowing_what_was_not_granted():
    assert who_stop_knowing(Readers(), ["plan"], [DataClass.ANSWERS], alert_level="L3") == ()


def test_a_person_whom_nobody_follows_has_no_readers(unfollowed, crew):
    assert readers_of(unfollowed, now=NOW) == {}
