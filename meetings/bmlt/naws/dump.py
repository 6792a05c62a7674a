"""GetNAWSDump: the meetings of a service body as the fellowship's world services read them."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Max

from meetings.bmlt import formats
from meetings.bmlt.asking import Ask, Chunks, Refused
from meetings.bmlt.format_lists import FormatWords
from meetings.bmlt.naws.columns import COLUMNS, WORLD_ID_MISSING, NawsMeeting, cells
from meetings.bmlt.naws.deleted import DeletedRow, deleted_rows
from meetings.bmlt.parameters import Parameters, Signed, is_number, whole
from meetings.bmlt.search.criteria import Criteria, Shape
from meetings.bmlt.search.find import find
from meetings.bmlt.search.shaping import parsed
from meetings.bmlt.service_bodies import bodies_below
from meetings.models import MeetingChange, ServiceBody

ORDER = ("lang_enum", "weekday_tinyint", "start_time")


@dataclass
class _Dump:
    """What every line needs, loaded once."""

    ask: Ask
    bodies: Mapping[int, ServiceBody]
    deleted: Mapping[int, DeletedRow]
    words: Mapping[int, FormatWords] = field(default_factory=lambda: formats.words_in("en"))

    def lines(self) -> Iterator[bytes]:
        """Yield the header, the meetings in order, then the deleted ones."""
        yield _line(COLUMNS)
        changed_on = _last_changes(self.bodies)
        for meeting in (*self._present(changed_on), *self._deleted(changed_on)):
            yield _line(cells(meeting, closed_by_default=settings.BMLT_DEFAULT_CLOSED))

    def _present(self, changed_on: Mapping[int, str]) -> Iterator[NawsMeeting]:
        wanted = Criteria(services=Signed(include=tuple(self.bodies)), published=None, sort_keys=ORDER)
        hits = [hit for hit in find(wanted, self.ask.authority) if hit.id not in self.deleted]
        for stored, row in parsed(hits, Shape(), self.ask.authority):
            body = self.bodies[stored.service_body_id or 0]
            yield self._meeting(row, body, changed_on, is_unpublished=not stored.is_shown)

    def _deleted(self, changed_on: Mapping[int, str]) -> Iterator[NawsMeeting]:
        for found in self.deleted.values():
            if found.is_reported and found.body_id in self.bodies:
                yield self._meeting(found.row, self.bodies[found.body_id], changed_on, is_deleted=True)

    def _meeting(
        self,
        row: Mapping[str, str],
        body: ServiceBody,
        changed_on: Mapping[int, str],
        *,
        is_deleted: bool = False,
        is_unpublished: bool = False,
    ) -> NawsMeeting:
        ids = [int(each) for each in row["format_shared_id_list"].split(",") if each]
        return NawsMeeting(
            row=row,
            formats=tuple(self.words[each] for each in ids if each in self.words),
            body_world_id=body.world_id,
            body_name=body.name,
            last_changed=changed_on.get(int(row["id_bigint"]), ""),
            is_deleted=is_deleted,
            is_unpublished=is_unpublished,
        )


def get_naws_dump(ask: Ask) -> Chunks:
    """Answer with CSV: what is listed, and with authority what is not. Raises Refused."""
    body = wanted_body(ask.parameters)
    bodies = ServiceBody.objects.in_bulk(bodies_below(body.pk))
    return _Dump(ask, bodies, deleted_rows(bodies, ask.authority)).lines()


def wanted_body(given: Parameters) -> ServiceBody:
    """Raises Refused unless `sb_id` names a service body."""
    text = given.text("sb_id")
    if not text:
        raise _refused("The sb id field is required.")
    if not is_number(text) or not text.lstrip("+").isdigit():
        raise _refused("The sb id field must be an integer.")
    body = ServiceBody.objects.filter(pk=whole(text)).first()
    if body is None:
        raise _refused("The selected sb id is invalid.")
    return body


def file_name(body: ServiceBody, *, now: datetime) -> str:
    """Return `BMLT_AR73828_harbour_area_2026_11_25_21_18_10.csv`; a part of signs alone is left out."""
    world_id = _word(body.world_id.upper() or WORLD_ID_MISSING)
    return f"BMLT_{world_id}_{_word(body.name.lower())}_{now.astimezone(UTC):%Y_%m_%d_%H_%M_%S}.csv"


def _word(text: str) -> str:
    word = re.sub(r"\W", "_", text, flags=re.ASCII)
    return "" if not word.strip("_") else word


def _refused(message: str) -> Refused:
    return Refused(422, message, {"sb_id": [message]})


def _last_changes(bodies: Mapping[int, ServiceBody]) -> dict[int, str]:
    """Return the day of the last change by meeting, as `n/j/y`, with one statement."""
    changes = MeetingChange.objects.filter(meeting__service_body__in=bodies).order_by()
    found = changes.values_list("meeting_id").annotate(Max("at"))
    return {meeting_id: f"{at.month}/{at.day}/{at:%y}" for meeting_id, at in found}


def _line(values: Iterable[str]) -> bytes:
    text = io.StringIO()
    # The writer quotes what its own line ends with: with "\r\n" both characters, as spreadsheets need it.
    csv.writer(text, lineterminator="\r\n").writerow(values)
    return text.getvalue().removesuffix("\r\n").encode() + b"\n"
