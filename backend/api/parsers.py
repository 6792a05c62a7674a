"""JSON bodies that everything behind them can hold."""

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

# Nothing of ours nests deeper than a handful; hashing and storing a body must not run out of stack.
DEEPEST = 32


class BoundedJSONParser(JSONParser):
    """Refuse JSON that nests without end, or that holds half a surrogate pair, which is no text and fits no column."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Raises ParseError."""
        try:
            body = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError from error
        if not _is_bounded(body, DEEPEST):
            raise ParseError
        return body


def _is_bounded(value: Any, levels: int) -> bool:
    match value:
        case str():
            return not any("\ud800" <= letter <= "\udfff" for letter in value)
        case dict():
            return levels > 0 and all(_is_bounded(k, levels) and _is_bounded(v, levels - 1) for k, v in value.items())
        case list():
            return levels > 0 and all(_is_bounded(each, levels - 1) for each in value)
    return True
