"""The few lines that leave the app, in the languages of texts.json.

Strangers read them on a lock screen or over a shoulder: they name no programme, person, substance, answer or
check-in, and are the same for every kind of a group.
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

TextKey = Literal["reminder", "reminders", "staff", "mail_subject", "mail_body"]
KEYS: tuple[TextKey, ...] = get_args(TextKey)
FALLBACK = "en"
# What phones say for a language that is written here under another name.
SAME_AS = {"no": "nb", "nn": "nb", "zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant"}
# The line for several notices that ring as one.
PLURALS: Mapping[TextKey, TextKey] = {"reminder": "reminders"}

TEXTS: Mapping[str, Mapping[TextKey, str]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))


@lru_cache(maxsize=4096)
def text_of(key: TextKey, *locales: str) -> str:
    """Return the line in the first of these languages that we have: es-MX, then es; at last English.

    A locale is a language tag (RFC 5646); empty ones are passed over.
    """
    tag = next((tag for locale in locales for tag in _tags(locale) if tag in TEXTS), FALLBACK)
    return TEXTS[tag][key]


def plural_of(key: TextKey) -> TextKey:
    return PLURALS.get(key, key)


def _tags(locale: str) -> Iterator[str]:
    """Yield the tag and those left when it loses its last parts, one after the other (RFC 4647, lookup)."""
    parts = locale.replace("_", "-").lower().split("-")
    for length in range(len(parts), 0, -1):
        tag = "-".join(parts[:length])
        yield SAME_AS.get(tag, tag)
