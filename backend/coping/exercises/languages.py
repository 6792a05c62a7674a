"""Language tags (RFC 5646) as people, phones and files name them. Pure."""

import re

LONGEST = 35
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def tag_of(text: str) -> str | None:
    """Return the tag in its usual spelling (RFC 5646, section 2.1.1): pt-BR, zh-Hant; None for what is no tag."""
    if len(text) > LONGEST or not TAG.fullmatch(text):
        return None
    first, *others = text.lower().split("-")
    return "-".join([first, *map(_spelled, others)])


def lookups(tag: str) -> tuple[str, ...]:
    """Return what to look for, in order (RFC 4647, section 3.4): zh-Hant-TW, zh-Hant, zh."""
    parts = tag.split("-")
    return tuple("-".join(parts[:count]) for count in range(len(parts), 0, -1))


def _spelled(subtag: str) -> str:
    if not subtag.isalpha():
        return subtag
    return {2: subtag.upper(), 4: subtag.title()}.get(len(subtag), subtag)
