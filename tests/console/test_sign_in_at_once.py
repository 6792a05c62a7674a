"""What one after the other may not do, many at the same moment may not do either."""

import itertools
from datetime import timedelta

import pytest

from backend.accounts.factors import factors_of
from backend.console.sign_in import lock_out, second_factor, sessions
from backend.console.sign_in.second_factor import LastSecondFactor
from tests.at_once import at_once
from tests.console.conftest import add_second_factor
from tests.console.test_factors import add_passkey
from tests.times import utc

pytestmark = pytest.mark.django_db(transaction=True)
NOON = utc("2026-11-23T12:00")


def test_of_ten_codes_at_once_five_are_looked_at(sam):
    waits = at_once(lambda: lock_out.count_code(sam.account, now=NOON), threads=10)

    assert sorted(waits) == [timedelta(0)] * 5 + [timedelta(minutes=15)] * 5


def test_of_two_factors_removed_at_once_one_stays(sam):
    add_second_factor(sam.account)
    add_passkey(sam.account)
    browser = sessions.begin(sam.account, "", now=NOON)
    factors = itertools.cycle(factor.pk for factor in list(factors_of(sam.account)))

    def remove_one():
        factor_id = next(factors)
        try:
            second_factor.remove(sam.account, factor_id, but=browser, now=NOON)
        except LastSecondFactor:
            return "refused"
        return "removed"

    assert sorted(at_once(remove_one)) == ["refused", "removed"]
    assert factors_of(sam.account).count() == 1
