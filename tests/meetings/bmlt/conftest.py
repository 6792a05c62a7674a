import pytest

from meetings.stored import sequence


@pytest.fixture(autouse=True)
def _a_history_of_its_own(db: None) -> None:
    """Tests are rolled back and count from the same number: answers that one has kept are none for the next."""
    sequence.renew_epoch()
