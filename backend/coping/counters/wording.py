"""What somebody reads who has told of a slip: reading grade 6 or less, nothing that blames."""

TOLD = "You told us. That took courage."
NEW_DAY = "Today is a new day."


def thanks_for_telling(days_total: int) -> str:
    """Say what stays: every day without use, whatever was told."""
    if days_total == 0:
        return f"{TOLD} {NEW_DAY}"
    still = "Your 1 day still counts." if days_total == 1 else f"Your {days_total:,} days still count."
    return f"{TOLD} {still}"
