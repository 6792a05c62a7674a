"""A label names somebody for the person who wrote it, and says to nobody how to reach them. Pure."""

import re
import unicodedata

STAYS_ON_PHONE = "Numbers and addresses stay on your phone. Write a name or a word here that you know them by."
# Six digits with anything but letters between them. Shorter numbers are years, rooms, and lines such as 988 or 116.
PHONE = re.compile(r"(?:\d[\W_]*){6,}")
# `ana@localhost`, `@ana`, `ana (at) work`; not `Jo @ work`, nor `Gym @7`.
ADDRESS = re.compile(r"\S@\S|@[^\W\d]|[(\[{<]\s*at\s*[)\]}>]", re.IGNORECASE)
# `t.me/ana`, `gmail.com`, `gmail dot com`, `tel:12345`; not `J. from group`, `Dr.Ruiz`, `a.m.`
LINK = re.compile(
    r"://|\b(?i:tel|sms|callto):\s*\d|\bwww\.|\w\.(?:[a-z]{2}|[A-Z]{2})\b"
    r"|(?:\w\.|\bdot\s+)(?i:com|net|org|info|biz|edu|gov|app|dev|link|live|chat|online|page|site|social|club)\b"
)
# Letters to Unicode, and nothing to the eye.
_FILLERS = "\u115f\u1160\u3164\uffa0"


def says_how_to_reach(label: str) -> bool:
    """Whether there is something like a phone number, an address, a handle or a link in it, however it is written."""
    plain = _plain(label)
    return any(pattern.search(plain) for pattern in (PHONE, ADDRESS, LINK))


def _plain(label: str) -> str:
    """Return what the eye reads: `①` is 1, `＠` is @, and what cannot be seen is gone."""
    seen = "".join(each for each in label if unicodedata.category(each) != "Cf" and each not in _FILLERS)
    return "".join(str(unicodedata.digit(each, each)) for each in unicodedata.normalize("NFKC", seen))
