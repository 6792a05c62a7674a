"""The parameters of GetChanges."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from meetings.bmlt.asking import Refused
from meetings.bmlt.parameters import Parameters, is_number, whole


@dataclass(frozen=True)
class Wanted:
    """`since` is included, `until` is not. Days are those of UTC."""

    since: datetime | None
    until: datetime | None
    meeting_id: int | None
    service_body_id: int | None


def read_wanted(given: Parameters) -> Wanted:
    """Raises Refused with every field that is wrong."""
    errors = {
        **{name: _not_a_day(name) for name in ("start_date", "end_date") if not _is_day(given.text(name))},
        **{name: _not_a_number(name) for name in ("meeting_id", "service_body_id") if not _is_id(given.text(name))},
    }
    if errors:
        raise Refused(422, next(iter(errors.values()))[0], errors)
    first, last = _day(given.text("start_date")), _day(given.text("end_date"))
    # The end day belongs to it. The last day there is has no day after it.
    until = last + timedelta(days=1) if last and last.date() < date.max else None
    return Wanted(first, until, _id(given.text("meeting_id")), _id(given.text("service_body_id")))


def _is_day(text: str) -> bool:
    try:
        _day(text)
    except ValueError:
        return False
    return True


def _day(text: str) -> datetime | None:
    if not text:
        return None
    if len(text) != len("2026-11-25") or not text.isascii():
        raise ValueError(text)
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)


def _is_id(text: str) -> bool:
    return not text or is_number(text)


def _id(text: str) -> int | None:
    return whole(text) if text else None


def _not_a_day(name: str) -> list[str]:
    return [f"The {name.replace('_', ' ')} field must match the format Y-m-d."]


def _not_a_number(name: str) -> list[str]:
    return [f"The {name.replace('_', ' ')} field must be a number."]
