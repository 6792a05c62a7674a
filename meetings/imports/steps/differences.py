"""What an import changes, field by field: read before a run that counts, and by whoever asks why something moved."""

from collections.abc import Sequence
from typing import Any

from meetings.imports.report import Difference, FieldDiff
from meetings.imports.steps.writing import Change
from meetings.stored import documents

# Of every change, and no statement about the meeting.
LEFT_OUT = frozenset({"updated_at"})


def of_changes(changes: Sequence[Change]) -> list[Difference]:
    return [_of_change(change) for change in changes]


def _of_change(change: Change) -> Difference:
    after = documents.state_of(change.listing)
    # Of a new meeting everything is new; its content is in the feed.
    fields = tuple(fields_between(change.before, after)) if change.before is not None else ()
    contacts = (FieldDiff("contacts", "(private)", "(private)"),) if change.contacts is not None and fields else ()
    return Difference(change.listing.meeting.pk, change.shown_identity, change.name or "follows", fields + contacts)


def fields_between(before: dict[str, Any], after: dict[str, Any]) -> list[FieldDiff]:
    """Compare two states; places and the like by their parts."""
    found = []
    for name in after:
        if name in LEFT_OUT or before.get(name) == after[name]:
            continue
        old, new = before.get(name), after[name]
        if isinstance(old, dict) and isinstance(new, dict):
            found += [
                FieldDiff(f"{name}.{part}", old.get(part), new.get(part))
                for part in new
                if old.get(part) != new.get(part)
            ]
        else:
            found.append(FieldDiff(name, old, new))
    return found
