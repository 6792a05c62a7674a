"""A query string as BMLT's clients write it: lists in three forms, numbers as PHP reads them. Nothing here raises."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Whatever is longer is no id; the database's largest one.
MAX_ID = 2**63 - 1
# Longer than any address that a server accepts: what is cut would be read as another id, or match another text.
MAX_LENGTH = 20_000
MAX_ITEMS = 10_000

_NUMBER = re.compile(r"[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,5})?", re.ASCII)
_WHOLE = re.compile(r"([+-]?)(\d+)", re.ASCII)
_INDEX = re.compile(r"\[\w{0,20}\]$", re.ASCII)


@dataclass(frozen=True)
class Parameters:
    """The parameters of one request. Empty values count as absent, except for flags."""

    # Without the brackets of a list; whether it had them.
    plain: Mapping[str, Sequence[str]]
    bracketed: Mapping[str, Sequence[str]]

    def has(self, name: str) -> bool:
        """Whether a flag is set: `name`, `name=` and `name=anything` all set it."""
        return name in self.plain or name in self.bracketed

    def text(self, name: str) -> str:
        """Return the value, trimmed; of several the last one, as PHP takes it."""
        return self.plain[name][-1] if name in self.plain else ""

    def items(self, name: str, *, split: bool = True) -> tuple[str, ...]:
        """Return the values of a list: `name=a,b`, `name[]=a&name[]=b`, or both mixed; `split` divides at commas."""
        values = [*self.plain.get(name, ())[-1:], *self.bracketed.get(name, ())]
        parts = [part for value in values for part in (value.split(",") if split else [value])]
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))[:MAX_ITEMS]

    def signed(self, name: str) -> "Signed":
        return Signed.of(whole(item) for item in self.items(name))

    def number(self, name: str) -> float | None:
        return number(self.text(name))


@dataclass(frozen=True)
class Signed:
    """Ids that must be, and ids that must not be."""

    include: tuple[int, ...] = ()
    exclude: tuple[int, ...] = ()

    @classmethod
    def of(cls, numbers: Iterable[int]) -> "Signed":
        """`5` includes, `-5` excludes, 0 (and so every word) is ignored."""
        found = sorted(set(numbers))
        return cls(tuple(n for n in found if n > 0), tuple(-n for n in found if n < 0))


NOT_ASKED = Signed()


def read(pairs: Iterable[tuple[str, str]]) -> Parameters:
    """Sort the pairs of a query string by name."""
    plain: dict[str, list[str]] = {}
    bracketed: dict[str, list[str]] = {}
    for name, value in pairs:
        trimmed = value.replace("\0", "").strip()[:MAX_LENGTH]
        target = bracketed if _INDEX.search(name) else plain
        target.setdefault(_INDEX.sub("", name), []).append(trimmed)
    return Parameters(plain, bracketed)


def whole(text: str) -> int:
    """Return the whole number a text begins with, else 0; no larger than an id can be."""
    found = _WHOLE.match(text.strip())
    if found is None:
        return 0
    digits = found[2].lstrip("0")
    size = MAX_ID if len(digits) > 18 else int(digits or "0")
    return -size if found[1] == "-" else size


def number(text: str) -> float | None:
    """Return a number as PHP's is_numeric knows them; None for everything else, and for what no float can hold."""
    if len(text) > MAX_LENGTH or not _NUMBER.fullmatch(text.strip()):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def is_number(text: str) -> bool:
    return number(text) is not None
