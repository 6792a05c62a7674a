"""How near a typed word is to one that exists: the slips that fingers make, also in the beginning of a word."""

# As search engines do: short words are too alike, long ones forgive two slips.
ONE_SLIP_FROM, TWO_SLIPS_FROM = 4, 8


def trigrams_of(word: str) -> list[str]:
    """Return each three letters that stand together, a blank marking the ends; and the first letter with the last.

    The ends are what is left of a word of four letters when the two in its middle have changed places.
    """
    marked = f" {word} "
    return list(dict.fromkeys([*(marked[at : at + 3] for at in range(len(marked) - 2)), f"{word[0]}_{word[-1]}"]))


def slips_allowed(typed: str) -> int:
    """None in numbers: another house or postal code is another place."""
    if len(typed) < ONE_SLIP_FROM or any(letter.isdigit() for letter in typed):
        return 0
    return 1 if len(typed) < TWO_SLIPS_FROM else 2


def slips_between(typed: str, word: str) -> int:
    """Count letters that are missing, too many, wrong, or changed places with a neighbour (optimal string alignment).

    What follows in `word` after the typed beginning costs nothing.
    """
    before: list[int] = []
    above = list(range(len(word) + 1))
    for row, letter in enumerate(typed, 1):
        line = [row]
        for column, other in enumerate(word, 1):
            cost = min(above[column] + 1, line[column - 1] + 1, above[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == word[column - 2] and typed[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, above = above, line
    return min(above)
