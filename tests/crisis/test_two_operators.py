"""Two operators at the same line in the same moment: a dead line never comes back unseen."""

import itertools

import pytest

from backend.accounts.models import Account
from backend.api.problems import PreconditionFailed
from backend.crisis.models import LineVerification
from backend.crisis.verifying import recording
from backend.crisis.verifying.reading import ask
from tests.at_once import at_once
from tests.times import utc

pytestmark = pytest.mark.django_db(transaction=True)
NOON = utc("2026-11-26T12:00")
LINE = "br-cvv"


@pytest.fixture
def both():
    accounts = [Account.objects.create_superuser(name, "a long enough password") for name in ("root", "rita")]
    return itertools.cycle([account.pk for account in accounts])


def verify(by) -> str:
    try:
        recording.verify_line(LINE, by=by, page="https://www.cvv.org.br/", seen=0, now=NOON)
    except PreconditionFailed:
        return "refused"
    return "verified"


def test_of_two_who_verify_at_once_one_is_told_to_look_again(both):
    said = at_once(lambda: verify(next(both)))

    assert sorted(said) == ["refused", "verified"]
    assert LineVerification.objects.count() == 1


def test_of_one_who_verifies_and_one_who_reports_the_report_stands(both):
    ways = itertools.cycle([verify, lambda by: recording.report_line(LINE, by=by, page="", now=NOON)])

    at_once(lambda: next(ways)(next(both)))

    assert ask().dead == {LINE: NOON.date()}
