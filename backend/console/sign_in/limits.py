"""How long a console session lasts, and how long one waits after wrong one-time codes."""

from datetime import datetime, timedelta

# NIST SP 800-63B (revision 3), section 4.2.3: at assurance level 2 a session ends after 30 minutes without activity
# and after 12 hours in any case.
IDLE_LIMIT = timedelta(minutes=30)
LONGEST = timedelta(hours=12)

# A slip of the finger happens. Then waits grow up to an hour, as NIST SP 800-63B (revision 3), section 5.2.2, suggests:
# of a million codes, 24 can be tried in a day.
FREE_TRIES = 5
WAITS = tuple(timedelta(minutes=minutes) for minutes in (15, 30, 60))


def ends_at(*, began_at: datetime, last_active_at: datetime) -> datetime:
    return min(last_active_at + IDLE_LIMIT, began_at + LONGEST)


def wait_after(wrong_codes: int) -> timedelta:
    """Return how long no code is looked at after so many wrong ones in a row."""
    if wrong_codes < FREE_TRIES:
        return timedelta(0)
    return WAITS[min(wrong_codes - FREE_TRIES, len(WAITS) - 1)]
