"""What is said of practice: how often, and never how often not."""

ANY_TIME = "You can practise at any time you like."


def practised(times: int, days: int) -> str:
    match times:
        case 0:
            return ANY_TIME
        case 1:
            return f"You practised once in the last {days} days."
    return f"You practised {times} times in the last {days} days."
