"""Words as people type them: accents, case and punctuation make no difference."""

import re
import unicodedata
from collections.abc import Iterable

WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Return the words of a text in one spelling, separated by single spaces."""
    # Some letters fold to a letter and a mark, others decompose to a capital: each step is needed twice.
    decomposed = _decomposed_lower(_decomposed_lower(text))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(WORD.findall(letters))


def words_of(text: str) -> tuple[str, ...]:
    """Return the different words of a text, folded."""
    return tuple(dict.fromkeys(folded(text).split()))


def prefix_query(words: Iterable[str]) -> str:
    """Return a tsquery (`simple`) that asks for a word beginning with each of these, in any order."""
    return " & ".join(f"{word}:*" for word in words)


def _decomposed_lower(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold())
