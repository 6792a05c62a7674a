"""Fixtures every test may use: the people of our stories, a client for each, and the push inbox."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import hypothesis
import pytest
from django.conf import settings
from django.core import serializers
from rest_framework.test import APIClient

from backend.accounts import people, sessions, staffing
from backend.accounts.models import Account, Consent, DataClass, Kind, Organizer, Person, Site, Staff
from backend.coping.exercises.published import shelves
from backend.crisis.verifying.last_good import findings
from meetings.models import ChangeCounter, Format, FormatTranslation
from meetings.sync import snapshot
from tests.chance import chance_from
from tests.locking import locks_need_a_transaction_of_their_own
from tests.push import InboxClient, start_inbox
from tests.stack import Stack, start_stack
from tests.times import utc

SIGNED_UP_AT = utc("2026-11-01T12:00")

# Shared machines stall: how long one example takes says nothing about the code. The same examples each time, so that
# what fails has been broken by what was changed; `--hypothesis-profile=explore` looks for new ones.
hypothesis.settings.register_profile("handrail", deadline=None, derandomize=True)
hypothesis.settings.register_profile("explore", deadline=None, derandomize=False)
hypothesis.settings.load_profile("handrail")


# What migrations put into the database; a test that commits ends with every table emptied.
MADE_BY_MIGRATIONS = (Format, FormatTranslation, ChangeCounter)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test with a database has the key store too."""
    for item in items:
        for marker in item.iter_markers("django_db"):
            cast(dict[str, Any], marker.kwargs).setdefault("databases", ["default", "keys"])


@pytest.fixture(scope="session")
def rows_made_by_migrations(django_db_setup: None, django_db_blocker: Any) -> str:
    with django_db_blocker.unblock():
        return str(serializers.serialize("json", [row for model in MADE_BY_MIGRATIONS for row in model.objects.all()]))


@pytest.fixture(autouse=True)
def _chance(request: pytest.FixtureRequest) -> Iterator[None]:
    with chance_from(request.node.nodeid):
        yield


@pytest.fixture(autouse=True)
def _what_migrations_made(request: pytest.FixtureRequest) -> None:
    """Put back what the test before has emptied, for tests that commit."""
    if commits(request):
        rows = request.getfixturevalue("rows_made_by_migrations")
        request.getfixturevalue("transactional_db")
        for row in serializers.deserialize("json", rows):
            row.save()


@pytest.fixture(autouse=True)
def _locks_need_a_transaction(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that is rolled back has a transaction around it, which a request or a task may not have."""
    if "db" not in request.fixturenames or "transactional_db" in request.fixturenames or commits(request):
        yield
        return
    request.getfixturevalue("db")
    with locks_need_a_transaction_of_their_own():
        yield


def commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))


@pytest.fixture(autouse=True)
def _no_kept_answers() -> Iterator[None]:
    """Numbers of changes begin anew with each test: what was kept for them would be another world's."""
    yield
    shutil.rmtree(settings.ANSWERS_DIR, ignore_errors=True)
    snapshot.version_at.cache_clear()


@pytest.fixture(autouse=True)
def _no_last_good_copies() -> Iterator[None]:
    """What operators said of help lines and exercises is rolled back with each test: nobody remembers it."""
    findings.forget()
    shelves.forget()
    yield
    shutil.rmtree(settings.CRISIS_DIR, ignore_errors=True)
    shutil.rmtree(settings.COPING_DIR, ignore_errors=True)


@pytest.fixture
def api() -> Callable[[Person | Staff | Organizer | Account | None], APIClient]:
    """Make a client that carries a real bearer token, or none."""

    def client(who: Person | Staff | Organizer | Account | None = None) -> APIClient:
        made = APIClient(raise_request_exception=False)
        if who is not None:
            account = who if isinstance(who, Account) else who.account
            token = sessions.start_session(
                account, after_second_factor=account.kind != Kind.PERSON, now=SIGNED_UP_AT.replace(year=2099)
            )
            made.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return made

    return client


@pytest.fixture
def clinic(db: None) -> Site:
    return Site.objects.create(name="Harbour Clinic", tzid="America/New_York")


@pytest.fixture
def other_clinic(db: None) -> Site:
    return Site.objects.create(name="Hill Clinic", tzid="Europe/Berlin")


@pytest.fixture
def sam(clinic: Site) -> Staff:
    """Dana's counsellor."""
    return staffing.add_staff(clinic, Staff.Role.COUNSELLOR, "sam", None)


@pytest.fixture
def sue(clinic: Site) -> Staff:
    """Supervisor at Sam's clinic."""
    return staffing.add_staff(clinic, Staff.Role.SUPERVISOR, "sue", None)


@pytest.fixture
def tess(clinic: Site) -> Staff:
    """Another counsellor at Sam's clinic."""
    return staffing.add_staff(clinic, Staff.Role.COUNSELLOR, "tess", None)


@pytest.fixture
def nick(clinic: Site) -> Staff:
    """On call at Sam's clinic."""
    return staffing.add_staff(clinic, Staff.Role.ON_CALL, "nick", None)


@pytest.fixture
def ada(clinic: Site) -> Staff:
    """Runs Sam's clinic and sees nobody's health data."""
    return staffing.add_staff(clinic, Staff.Role.SITE_ADMIN, "ada", None)


@pytest.fixture
def theo(other_clinic: Site) -> Staff:
    """A counsellor elsewhere, who must see nothing of Dana."""
    return staffing.add_staff(other_clinic, Staff.Role.COUNSELLOR, "theo", None)


@pytest.fixture
def olive(db: None) -> Organizer:
    return staffing.add_organizer("olive", None)


@pytest.fixture
def otto(db: None) -> Organizer:
    """An organizer somewhere else."""
    return staffing.add_organizer("otto", None)


@pytest.fixture
def unfollowed(db: None) -> Person:
    """A person without staff."""
    profile = people.Profile(handle="una", tzid="America/New_York", country="US")
    return people.sign_up(profile, now=SIGNED_UP_AT).person


@pytest.fixture
def dana(sam: Staff) -> Person:
    """In recovery, followed by Sam, with every consent given."""
    profile = people.Profile(handle="dana", tzid="America/New_York", country="US")
    person = people.sign_up(profile, now=SIGNED_UP_AT).person
    staffing.assign(person, sam, now=SIGNED_UP_AT)
    Consent.objects.bulk_create(
        Consent(person=person, site=sam.site, data_class=data_class, granted_at=SIGNED_UP_AT)
        for data_class in DataClass
    )
    return person


@pytest.fixture
def nora(db: None) -> Person:
    """A stranger who must see nothing."""
    return people.sign_up(people.Profile(handle="nora", country="GB"), now=SIGNED_UP_AT).person


@pytest.fixture(scope="session")
def inbox_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InboxClient]:
    with start_inbox(tmp_path_factory.mktemp("push_inbox")) as client:
        yield client


@pytest.fixture
def inbox(inbox_server: InboxClient) -> Iterator[InboxClient]:
    """A push inbox that has seen nothing yet."""
    inbox_server.reset()
    yield inbox_server
    inbox_server.reset()


@pytest.fixture
def stack(transactional_db: None, inbox: InboxClient, tmp_path: Path) -> Iterator[Stack]:
    """Web server, Celery worker and beat as real processes on the test's database, sending to the push inbox."""
    with start_stack(inbox, tmp_path) as running:
        yield running
