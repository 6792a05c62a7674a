"""Days of a daily check-in at nine in New York: opened by the scan, closed by the scan."""

from datetime import datetime, timedelta

from backend.aftercare import opening
from backend.aftercare.models import CheckIn

DAY = timedelta(days=1)


def open_day(opens_at: datetime) -> CheckIn:
    """Open what is due at that instant and return the newest check-in."""
    opening.open_check_ins(now=opens_at)
    return CheckIn.objects.latest("opened_at")


def miss_day(opens_at: datetime) -> CheckIn:
    """Open a day's check-in and let its window of twelve hours end."""
    check_in = open_day(opens_at)
    opening.close_missed(now=check_in.closes_at)
    check_in.refresh_from_db()
    return check_in
