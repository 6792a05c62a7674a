"""The form of an FCM v1 `SendMessageRequest`, field by field.

Names and types follow Google's discovery document for fcm v1; `fid`, `live_activity_token` and the two
network switches follow firebase-admin 7.7.0, which is newer. As in protobuf's JSON mapping, a name is taken
in snake_case or lowerCamelCase, and `null` means absent.
"""

import json
import re
from collections.abc import Callable

Check = Callable[[object, str], None]


class MalformedError(Exception):
    """A value that does not fit. `field` is its path as Google writes it: `message.android.ttl`."""

    def __init__(self, field: str, description: str) -> None:
        super().__init__(description)
        self.field = field
        self.description = description


def _wrong_type(field: str, expected: str, value: object) -> MalformedError:
    return MalformedError(field, f"Invalid value at '{field}' ({expected}), {json.dumps(value)[:80]}")


def string(value: object, field: str) -> None:
    if not isinstance(value, str):
        raise _wrong_type(field, "TYPE_STRING", value)


def boolean(value: object, field: str) -> None:
    if not isinstance(value, bool):
        raise _wrong_type(field, "TYPE_BOOL", value)


def integer(value: object, field: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong_type(field, "TYPE_INT32", value)


def number(value: object, field: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong_type(field, "TYPE_FLOAT", value)


def struct(value: object, field: str) -> None:
    if not isinstance(value, dict):
        raise _wrong_type(field, "type.googleapis.com/google.protobuf.Struct", value)


def string_map(value: object, field: str) -> None:
    struct(value, field)
    assert isinstance(value, dict)  # noqa: S101 - struct() has refused everything else
    for position, item in enumerate(value.values()):
        if not isinstance(item, str):
            raise _wrong_type(f"{field}[{position}].value", "TYPE_STRING", item)


def matching(pattern: str, expected: str) -> Check:
    is_match = re.compile(pattern, re.ASCII).fullmatch

    def check(value: object, field: str) -> None:
        if not isinstance(value, str) or not is_match(value):
            raise _wrong_type(field, expected, value)

    return check


def one_of(*names: str) -> Check:
    def check(value: object, field: str) -> None:
        if value not in names:
            raise _wrong_type(field, f"one of {', '.join(names)}", value)

    return check


def list_of(check_item: Check) -> Check:
    def check(value: object, field: str) -> None:
        if not isinstance(value, list):
            raise _wrong_type(field, "a list", value)
        for position, item in enumerate(value):
            check_item(item, f"{field}[{position}]")

    return check


def record(**fields: Check) -> Check:
    known = fields | {_camel(name): check for name, check in fields.items()}

    def check(value: object, field: str) -> None:
        if not isinstance(value, dict):
            raise _wrong_type(field, "an object", value)
        for name, item in value.items():
            check_item = known.get(name)
            if check_item is None:
                raise MalformedError(field, _unknown_name(name, field))
            if item is not None:
                check_item(item, f"{field}.{name}" if field else name)

    return check


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _unknown_name(name: str, field: str) -> str:
    place = f" at '{field}'" if field else ""
    return f'Invalid JSON payload received. Unknown name "{name}"{place}: Cannot find field.'


duration = matching(r"\d{1,12}(\.\d{1,9})?s", "type.googleapis.com/google.protobuf.Duration")
timestamp = matching(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)",
    "type.googleapis.com/google.protobuf.Timestamp",
)
html_color = matching(r"#[0-9a-fA-F]{6}", "a color as #rrggbb")
analytics_label = matching(r"[a-zA-Z0-9\-_.~%]{1,50}", "an analytics label")

_LIGHT_SETTINGS = record(
    color=record(red=number, green=number, blue=number, alpha=number),
    light_on_duration=duration,
    light_off_duration=duration,
)

_ANDROID_NOTIFICATION = record(
    title=string,
    body=string,
    icon=string,
    color=html_color,
    sound=string,
    tag=string,
    click_action=string,
    title_loc_key=string,
    title_loc_args=list_of(string),
    body_loc_key=string,
    body_loc_args=list_of(string),
    channel_id=string,
    ticker=string,
    image=string,
    sticky=boolean,
    local_only=boolean,
    event_time=timestamp,
    notification_priority=one_of(
        "PRIORITY_UNSPECIFIED",
        "PRIORITY_MIN",
        "PRIORITY_LOW",
        "PRIORITY_DEFAULT",
        "PRIORITY_HIGH",
        "PRIORITY_MAX",
    ),
    notification_count=integer,
    visibility=one_of("VISIBILITY_UNSPECIFIED", "PRIVATE", "PUBLIC", "SECRET"),
    proxy=one_of("PROXY_UNSPECIFIED", "ALLOW", "DENY", "IF_PRIORITY_LOWERED"),
    vibrate_timings=list_of(duration),
    default_vibrate_timings=boolean,
    default_sound=boolean,
    default_light_settings=boolean,
    light_settings=_LIGHT_SETTINGS,
    bypass_proxy_notification=boolean,
)

_ANDROID = record(
    collapse_key=string,
    # The enum is upper case; FCM takes the lower-case spelling of its own documentation as well.
    priority=one_of("normal", "high", "NORMAL", "HIGH"),
    ttl=duration,
    restricted_package_name=string,
    data=string_map,
    notification=_ANDROID_NOTIFICATION,
    fcm_options=record(analytics_label=analytics_label),
    direct_boot_ok=boolean,
    bandwidth_constrained_ok=boolean,
    restricted_satellite_ok=boolean,
)

_APNS = record(
    headers=string_map,
    payload=struct,
    fcm_options=record(analytics_label=analytics_label, image=string),
    live_activity_token=string,
)

_WEBPUSH = record(
    headers=string_map,
    data=string_map,
    notification=struct,
    fcm_options=record(link=string, analytics_label=analytics_label),
)

_MESSAGE = record(
    name=string,
    data=string_map,
    notification=record(title=string, body=string, image=string),
    android=_ANDROID,
    apns=_APNS,
    webpush=_WEBPUSH,
    fcm_options=record(analytics_label=analytics_label),
    token=string,
    fid=string,
    topic=string,
    condition=string,
)

check_send_request = record(message=_MESSAGE, validate_only=boolean)
