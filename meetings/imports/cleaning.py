"""Text, links and times as feeds have them, made fit to be shown. Nothing here raises on strange input."""

import html
import re
from datetime import time
from urllib.parse import unquote, urlsplit, urlunsplit

# Longer fields are not listings. Cut before any pattern looks at them.
MAX_RAW = 20_000
# Some root servers store "label#@-@#value" where others store the value.
LABEL = "#@-@#"

_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]{0,1000}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z!?][^<>]{0,5000}>", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# C0 and C1 controls except line feed and tab, lone halves of surrogate pairs, and noncharacters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_URL = re.compile(r"https?://[^\s<>\"'|\\^`{}]+", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def plain_text(raw: str) -> str:
    """Return the text without label, markup and control characters."""
    text = raw[:MAX_RAW].rsplit(LABEL, 1)[-1].replace("\r\n", "\n").replace("\r", "\n")
    # Twice, because markup is also found escaped.
    return printable(_without_tags(html.unescape(_without_tags(text)))).strip()


def printable(text: str) -> str:
    """Return the text without what no terminal and no database takes."""
    return _UNPRINTABLE.sub("", text)


def without_email(text: str) -> str:
    """Feeds carry addresses of private people in free text; none is published by accident."""
    without = _EMAIL.sub("", text) if "@" in text else text
    return text if without == text else re.sub(r"[ \t]{2,}", " ", without).strip()


def web_address(text: str) -> str:
    """Return the one http or https address in a text, or nothing when there is none or several.

    An e-mail address in its query is taken out; elsewhere it spoils the link.
    """
    found = [url.rstrip(".,;:!?)]") for url in _URL.findall(text)]
    return _without_people(found[0]) if len(found) == 1 and _is_web_address(found[0]) else ""


def clock_minutes(text: str) -> int | None:
    """Read `H:MM` or `HH:MM:SS` as minutes; None unless it lies within 00:00 and 24:00."""
    found = _TIME.fullmatch(text.strip())
    if found is None or int(found[2]) > 59:
        return None
    minutes = int(found[1]) * 60 + int(found[2])
    return minutes if minutes <= 24 * 60 else None


def time_of_day(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def coordinate(text: str, limit: int) -> float | None:
    """Return degrees within ±limit; None for anything else, NaN included."""
    try:
        degrees = float(text)
    except ValueError:
        return None
    return degrees if -limit <= degrees <= limit else None


def _without_tags(text: str) -> str:
    return _TAG.sub("", _BREAK.sub("\n", _HIDDEN.sub("", text)))


def _without_people(url: str) -> str:
    if not _names_somebody(url):
        return url
    parts = urlsplit(url)
    query = "&".join(part for part in parts.query.split("&") if not _names_somebody(part))
    without = urlunsplit(parts._replace(query=query))
    return "" if _names_somebody(without) else without


def _names_somebody(text: str) -> bool:
    # Twice, as links are found escaped within links.
    return _EMAIL.search(unquote(unquote(text))) is not None


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    # A user name before the host is a way to dress one address up as another.
    return bool(parts.hostname) and "." in (parts.hostname or "") and parts.username is None
