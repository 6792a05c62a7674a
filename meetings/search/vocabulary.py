"""The words of all listings by their trigrams, in core PostgreSQL: no extension, and small beside the listing."""

from collections.abc import Iterable, Sequence

from django.db import connection

from meetings.search.rows import rows_of
from meetings.search.spelling import slips_allowed, slips_between, trigrams_of

LONGEST = 40
# Those that share most; further ones are other words.
CANDIDATES, SUGGESTIONS = 100, 10

# The trigrams as spelling.trigrams_of makes them.
LEARN = """
    WITH learned AS (
        INSERT INTO meetings_searchword (word) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING RETURNING word)
    INSERT INTO meetings_wordtrigram (word, trigram)
    SELECT word, substr(' ' || word || ' ', at, 3) FROM learned, generate_series(1, length(word)) at
    UNION SELECT word, left(word, 1) || '_' || right(word, 1) FROM learned"""
ALIKE = """
    SELECT word FROM meetings_wordtrigram WHERE trigram = ANY(%s)
    GROUP BY word HAVING count(*) >= %s ORDER BY count(*) DESC, word LIMIT %s"""


def learn(texts: Iterable[str]) -> None:
    """Take in the words of folded texts. Call it where the change sequence is locked: two writers wait in one order."""
    words = sorted({word for text in texts for word in text.split() if _is_worth_it(word)})
    if words:
        with connection.cursor() as cursor:
            cursor.execute(LEARN, [words])


def loosened(words: Sequence[str]) -> str:
    """Return a tsquery for these words, each one or what it may have meant; empty where there is nothing to forgive."""
    meant = {word: _meant_by(word) for word in words}
    if not any(meant.values()):
        return ""
    return " & ".join(f"({' | '.join([f'{word}:*', *others])})" for word, others in meant.items())


def _meant_by(typed: str) -> list[str]:
    """The nearest come first, and of these the ones that are no longer than what was typed."""
    allowed = slips_allowed(typed)
    if not allowed:
        return []
    trigrams = trigrams_of(typed)
    # A slip spoils up to four of them, and the end is missing where a beginning was typed.
    shared = max(1, len(trigrams) - 4 * allowed - 1)
    found = [word for (word,) in rows_of(ALIKE, [trigrams, shared, CANDIDATES]) if not word.startswith(typed)]
    near = sorted((slips_between(typed, word), abs(len(word) - len(typed)), word) for word in found)
    return [word for slips, _, word in near if slips <= allowed][:SUGGESTIONS]


def _is_worth_it(word: str) -> bool:
    """Numbers are never taken for one another, and longer words are addresses of web sites."""
    return 3 <= len(word) <= LONGEST and not any(letter.isdigit() for letter in word)
