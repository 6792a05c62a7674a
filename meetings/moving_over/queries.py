"""A BMLT query as some website or app sent it: the data format and the parameters, nothing of who asked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isfinite
from urllib.parse import parse_qsl, urlencode

# The name of a JavaScript function and a number against caches: new with every call, they ask for nothing.
NOT_ASKED_FOR = frozenset({"callback", "_"})

_TARGET = re.compile(r"(?:[^?#]*/)?client_interface/(json|jsonp|csv|tsml)/*(?:\?([^#]*))?(?:#.*)?", re.DOTALL)
_QUERY_STRING = re.compile(r"\??((?:[^/?#\s]*&)?switcher=[^#\s]*)")


@dataclass(frozen=True)
class Query:
    """Equal when it asks the same. Bytes that are no UTF-8 are kept as lone surrogates."""

    data_format: str
    parameters: tuple[tuple[str, str], ...]

    @property
    def switcher(self) -> str:
        return self.value("switcher")

    def __str__(self) -> str:
        """Return what stands behind `client_interface/`, in plain ASCII."""
        return f"{self.data_format}/?{self.query_string}"

    @property
    def query_string(self) -> str:
        return urlencode(self.parameters, errors="surrogateescape", safe="[],-")

    def has(self, name: str) -> bool:
        return any(_base(each) == name for each, _ in self.parameters)

    def value(self, name: str) -> str:
        """Return the last value of this name, as a root server takes it; "" without one."""
        return next((value.strip() for each, value in reversed(self.parameters) if each == name), "")

    def values(self, name: str) -> list[str]:
        """Return the members of a list, whether sent as `a=1,2` or as `a[]=1&a[]=2`."""
        return [member for member in self._members(name) if member]

    def number(self, name: str) -> float | None:
        try:
            number = float(self.value(name))
        except ValueError:
            return None
        return number if isfinite(number) else None

    def with_fields(self, names: Iterable[str]) -> "Query":
        """Return the query that asks for these fields too; meaningful where it names the fields it wants."""
        named = ",".join(dict.fromkeys([*self.values("data_field_key"), *names]))
        others = tuple(pair for pair in self.parameters if _base(pair[0]) != "data_field_key")
        return Query(
            self.data_format, tuple(sorted((*others, ("data_field_key", named)), key=lambda pair: _base(pair[0])))
        )

    def _members(self, name: str) -> Iterator[str]:
        for each, value in self.parameters:
            if _base(each) == name:
                yield from (member.strip() for member in value.split(","))


def read_target(target: str) -> Query | None:
    """Read a path, an address or a bare query string; None unless it asks a root server for data."""
    if found := _TARGET.fullmatch(target):
        return _query(found[1], found[2] or "")
    if found := _QUERY_STRING.fullmatch(target):
        return _query("json", found[1])
    return None


def _query(data_format: str, query_string: str) -> Query:
    pairs = parse_qsl(query_string, keep_blank_values=True, errors="surrogateescape")
    asked = [pair for pair in pairs if pair[0] not in NOT_ASKED_FOR]
    # The order of values of one name can matter, that of names cannot.
    return Query(data_format, tuple(sorted(asked, key=lambda pair: _base(pair[0]))))


def _base(name: str) -> str:
    return name.split("[", 1)[0]
