"""Plain words for what REST framework says of a field that is not what it must be.

Its own are hard to read, and some repeat what was sent, which may be about somebody's health.
"""

import re
from collections.abc import Mapping
from functools import cache
from string import Formatter

from django.core.validators import ProhibitNullCharactersValidator
from django.utils import translation
from rest_framework import serializers
from rest_framework.validators import ProhibitSurrogateCharactersValidator

NO_CHOICE = "This is not one of the choices."
EMPTY = "This may not be empty."
NO_OBJECT = "This must be a JSON object."
NO_NUMBER = "Give a number."
NO_SIGN = "This holds a sign that cannot be kept."
NO_INSTANT = "Give a day and a time, as in 2026-11-23T14:00:00Z."
LONG_NUMBER = "This number is too long."
_BOUNDS = {"max_value": "Give {max_value} or less.", "min_value": "Give {min_value} or more."}
_LIST = {
    "not_a_list": "This must be a list.",
    "empty": "This list may not be empty.",
    "max_length": "This list is too long. It may hold {max_length} at most.",
    "min_length": "This list is too short. It must hold {min_length} or more.",
}
# By class and code, as REST framework keeps its own; limits may stand in ours, nothing that was sent.
PLAIN: Mapping[type[serializers.Field], Mapping[str, str]] = {  # type: ignore[type-arg]  # whatever it gives back
    serializers.Field: {"required": "This is missing.", "null": EMPTY},
    serializers.BooleanField: {"invalid": "Give true or false."},
    serializers.CharField: {
        "invalid": "This must be a text.",
        "blank": EMPTY,
        "max_length": "This is too long. It may hold {max_length} letters and signs at most.",
        "min_length": "This is too short. It must hold {min_length} letters and signs or more.",
    },
    serializers.EmailField: {"invalid": "This is not an e-mail address."},
    serializers.RegexField: {"invalid": "This is not written as it must be."},
    serializers.UUIDField: {"invalid": "This must be a UUID."},
    serializers.IntegerField: {"invalid": "Give a whole number.", "max_string_length": LONG_NUMBER, **_BOUNDS},
    serializers.FloatField: {
        "invalid": NO_NUMBER,
        "max_string_length": LONG_NUMBER,
        "overflow": LONG_NUMBER,
        **_BOUNDS,
    },
    serializers.DateTimeField: {
        "invalid": NO_INSTANT,
        "date": NO_INSTANT,
        "make_aware": "There is no such time in this zone.",
        "overflow": "This is too far from today.",
    },
    serializers.DateField: {
        "invalid": "Give a day, as in 2026-11-23.",
        "datetime": "Give a day with no time, as in 2026-11-23.",
    },
    serializers.TimeField: {"invalid": "Give a time, as in 09:30."},
    serializers.ChoiceField: {"invalid_choice": NO_CHOICE},
    serializers.ListField: _LIST,
    serializers.ListSerializer: _LIST,
    serializers.DictField: {"not_a_dict": NO_OBJECT, "empty": EMPTY},
    serializers.JSONField: {"invalid": "This must be JSON."},
    serializers.Serializer: {"invalid": NO_OBJECT},
}


def plain(said: str) -> str:
    """Return our words for a message of REST framework's. What is not one of these stays as it is."""
    for pattern, words in _patterns():
        if found := pattern.fullmatch(said):
            return words.format_map(found.groupdict())
    return said


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    # The API speaks English; whoever asks first may be a page in another language.
    with translation.override("en"):
        theirs = [
            (str(each.default_error_messages[code]), words)
            for each, plainly in PLAIN.items()
            for code, words in plainly.items()
        ]
        theirs.append((str(ProhibitNullCharactersValidator.message), NO_SIGN))
        theirs.append((str(ProhibitSurrogateCharactersValidator.message), NO_SIGN))
    return [(_pattern(template), words) for template, words in theirs]


def _pattern(template: str) -> re.Pattern[str]:
    parts = Formatter().parse(template)
    regex = "".join(re.escape(text) + (f"(?P<{name}>.*)" if name else "") for text, name, _, _ in parts)
    return re.compile(regex, re.DOTALL)
