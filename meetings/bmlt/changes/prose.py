"""A change in words, a sentence for each field, as a root server writes them."""

from collections.abc import Iterator

from meetings.bmlt.changes.sides import Fields
from meetings.bmlt.fields import DATA_FIELDS

CREATED, DELETED, CHANGED = "The meeting was created.", "The meeting was deleted.", "The meeting was changed."
ROLLED_BACK = "The meeting was rolled back to a previous version."
# Other fields go by their own name, data fields by their description.
PROMPTS = {
    "duration_time": "The meeting duration",
    "start_time": "The meeting start time",
    "longitude": "The meeting longitude",
    "latitude": "The meeting latitude",
    "id_bigint": "The meeting ID",
    "lang_enum": "The meeting language",
    "worldid_mixed": "The World Committee Code",
    "weekday_tinyint": "The day of the week on which the meeting gathers",
    "formats": "The meeting format",
}
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def sentences(before: Fields, after: Fields, *, bodies: tuple[str, str]) -> str:
    """Return the differences; `bodies` are the names of the service bodies before and after."""
    names = dict.fromkeys([*before, *after])
    found = [sentence for name in names for sentence in _sentence(name, before.get(name), after.get(name), bodies)]
    return " ".join(found) or CHANGED


def _sentence(
    name: str, before: str | list[str] | None, after: str | list[str] | None, bodies: tuple[str, str]
) -> Iterator[str]:
    if before == after:
        return
    if name == "published":
        yield "The meeting was published." if after == "1" else "The meeting was unpublished."
    elif name == "service_body_bigint":
        yield f"The meeting changed its Service Body from {bodies[0]} to {bodies[1]}."
    elif before is None and name != "formats":
        yield f'{_prompt(name)} was added as "{_shown(name, after)}".'
    else:
        yield f'{_prompt(name)} was changed from "{_shown(name, before)}" to "{_shown(name, after)}".'


def _prompt(name: str) -> str:
    return PROMPTS.get(name) or DATA_FIELDS.get(name) or name


def _shown(name: str, value: str | list[str] | None) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(value)
    if name == "weekday_tinyint":
        return DAYS[int(value) - 1]
    if name in {"start_time", "duration_time"}:
        hours, minutes, _ = value.split(":")
        return f"{int(hours)}:{minutes}"
    return value
