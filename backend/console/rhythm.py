"""Rules in words: "every day", "every 2 weeks on Monday and Thursday"."""

from backend.recurrence.rule import Frequency, Rule, parse_rule

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
UNITS = {
    Frequency.HOURLY: "hour",
    Frequency.DAILY: "day",
    Frequency.WEEKLY: "week",
    Frequency.MONTHLY: "month",
    Frequency.YEARLY: "year",
}


def rhythm_of(rrule: str) -> str:
    """Say how often. What is rarer than a plain rhythm, such as BYSETPOS, is left to the coming dates."""
    if not rrule:
        return "once"
    rule = parse_rule(rrule)
    unit = UNITS[rule.frequency]
    every = f"every {unit}" if rule.interval == 1 else f"every {rule.interval} {unit}s"
    return f"{every}{_days(rule)}"


def _days(rule: Rule) -> str:
    names = [DAYS[day] for day, position in rule.days if position is None]
    if not names or len(names) < len(rule.days):
        return ""
    return f" on {', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else f" on {names[0]}"
