"""Why the new server may answer otherwise. Each reason is shown by the two answers and the query alone.

docs/moving-from-bmlt.md says the same at more length, and which rule shows it.
"""

from enum import StrEnum


class Reason(StrEnum):
    """The value is the code that is printed; `SENTENCES` says it in words."""

    OWN_ADDRESS = "own-address"
    VERSION = "version"
    DISCLOSES_NOTHING = "discloses-nothing"
    EXTRA_INFO = "extra-info"
    HISTORY_KEPT = "history-kept"
    ID_REMAPPED = "id-remapped"
    FIELD_ADDED = "field-added"
    EMPTY_FIELD = "empty-field"
    ZONE_FILLED = "zone-filled"
    VENUE_TYPE_FILLED = "venue-type-filled"
    VENUE_FORMAT = "venue-format"
    NAME_FILLED = "name-filled"
    WHOLE_TIMES = "whole-times"
    NUMBER_FORMAT = "number-format"
    ZERO_COORDINATES = "zero-coordinates"
    DISTANCE_ROUNDING = "distance-rounding"
    VIRTUAL_NO_PLACE = "virtual-no-place"
    TEXT_CLEANED = "text-cleaned"
    EMAIL_REMOVED = "email-removed"
    LINK_CHECKED = "link-checked"
    FORMULA_GUARDED = "formula-guarded"
    FORMAT_FALLBACK = "format-fallback"
    FORMAT_ORDER = "format-order"
    FORMAT_CODE_FILLED = "format-code-filled"
    RESERVED_FORMATS = "reserved-formats"
    FOLLOWS_MEETINGS = "follows-meetings"
    TIES_BY_ID = "ties-by-id"
    PAGE_SORTED = "page-sorted"
    NO_FIXED_ORDER = "no-fixed-order"
    UNPUBLISHED_HIDDEN = "unpublished-hidden"
    CONTACTS_PRIVATE = "contacts-private"
    EDITORS_NOT_NAMED = "editors-not-named"
    OWN_HISTORY = "own-history"
    LIST_NOT_OBJECT = "list-not-object"
    ENDS_BEFORE = "ends-before"
    VENUE_TYPE_KNOWN = "venue-type-known"
    TEXT_SEARCH = "text-search"
    BARE_HOUR = "bare-hour"
    COMMA_LISTS = "comma-lists"
    NO_GEOCODER = "no-geocoder"
    AUTO_RADIUS = "auto-radius"
    TSML_UPDATED = "tsml-updated"
    TSML_ONLINE = "tsml-online"


SENTENCES: dict[Reason, str] = {
    Reason.OWN_ADDRESS: "each server gives its own address as root_server_uri",
    Reason.VERSION: "each server tells its own version",
    Reason.DISCLOSES_NOTHING: "the new server leaves empty what only tells how it is built",
    Reason.EXTRA_INFO: "the new server tells more of itself, under names of its own",
    Reason.HISTORY_KEPT: "the new server keeps every change of a meeting",
    Reason.ID_REMAPPED: "the id was taken on the new server; it is the same by name, day, time and place",
    Reason.FIELD_ADDED: "the old server does not know this field yet",
    Reason.EMPTY_FIELD: "a field of the old server's own, empty in every row",
    Reason.ZONE_FILLED: "the old server has no time zone; the new one inferred it",
    Reason.VENUE_TYPE_FILLED: "the old server has no venue type; the new one inferred it",
    Reason.VENUE_FORMAT: "VM or HY was added, as the venue type calls for",
    Reason.NAME_FILLED: "a meeting without a name is called NA meeting",
    Reason.WHOLE_TIMES: "the same time, written with seconds",
    Reason.NUMBER_FORMAT: "the same number, written otherwise",
    Reason.ZERO_COORDINATES: "coordinates 0, 0 are missing ones",
    Reason.DISTANCE_ROUNDING: "the same distance to a millionth",
    Reason.VIRTUAL_NO_PLACE: "a virtual meeting has no place",
    Reason.TEXT_CLEANED: "markup, labels and control characters are taken out of texts",
    Reason.EMAIL_REMOVED: "e-mail addresses are taken out of texts",
    Reason.LINK_CHECKED: "of a link field only one http or https address is kept",
    Reason.FORMULA_GUARDED: "a cell that a spreadsheet would run is marked as text",
    Reason.FORMAT_FALLBACK: "a format without this translation falls back to the server's language",
    Reason.FORMAT_ORDER: "the same formats, in one order and without repeats",
    Reason.FORMAT_CODE_FILLED: "a format has one NAWS code and one type in all languages",
    Reason.RESERVED_FORMATS: "VM, HY and TC exist on every new server",
    Reason.FOLLOWS_MEETINGS: "the format is used only by meetings that differ for a known reason",
    Reason.TIES_BY_ID: "what sorts equal stands in order of id",
    Reason.PAGE_SORTED: "the new server sorts before it cuts into pages",
    Reason.NO_FIXED_ORDER: "this list has no agreed order",
    Reason.UNPUBLISHED_HIDDEN: "the new server shows unpublished meetings to nobody without authority",
    Reason.CONTACTS_PRIVATE: "the new server shows private fields to nobody without authority",
    Reason.EDITORS_NOT_NAMED: "the new server does not name who edited a listing",
    Reason.OWN_HISTORY: "each server tells the history of what was changed on it",
    Reason.LIST_NOT_OBJECT: "the same list, which the old server encodes as an object",
    Reason.ENDS_BEFORE: "the new server adds start and duration in minutes",
    Reason.VENUE_TYPE_KNOWN: "the old server loses meetings without a venue type when one is asked for or excluded",
    Reason.TEXT_SEARCH: "text search differs: the old server loses meetings, the new one forgives",
    Reason.BARE_HOUR: "the new server takes a bare hour as a time",
    Reason.COMMA_LISTS: "the new server splits this list at commas",
    Reason.NO_GEOCODER: "the new server looks up no addresses",
    Reason.AUTO_RADIUS: "with other meetings gone, the automatic radius is wider",
    Reason.TSML_UPDATED: "the old server gives no time of the last change",
    Reason.TSML_ONLINE: "the old server forgets to call it an online meeting",
}
