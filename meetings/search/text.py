"""Words as people type them: accents, case and punctuation make no difference."""

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Return the words of a text in one spelling, separated by single spaces."""
    # Some letters fold to a letter and a mark, others decompose to a capital: each step is needed twice.
    decomposed = _decomposed_lower(_decomposed_lower(text))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(WORD.findall(letters))


def prefix_query(text: str) -> str:
    """Return a tsquery (`simple`) that asks for a word beginning with each of these. Empty without words."""
    return " & ".join(f"{word}:*" for word in folded(text).split())


def _decomposed_lower(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold())
