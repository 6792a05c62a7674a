"""How long one waits after wrong one-time codes."""

from datetime import timedelta

# A slip of the finger happens. Then waits grow up to an hour, as NIST SP 800-63B (revision 3), section 5.2.2, suggests:
# of a million codes, 24 can be tried in a day.
FREE_TRIES = 5
WAITS = tuple(timedelta(minutes=minutes) for minutes in (15, 30, 60))


def wait_after(wrong_codes: int) -> timedelta:
    """Return how long no code is looked at after so many wrong ones in a row."""
    if wrong_codes < FREE_TRIES:
        return timedelta(0)
    return WAITS[min(wrong_codes - FREE_TRIES, len(WAITS) - 1)]
