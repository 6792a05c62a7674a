"""The `when` grammar of instruments.json: one strict parser, one evaluator.

The grammar itself stands in the data, under `when_syntax`. An app without signal reads the same texts, so
nothing is accepted here that the published grammar does not allow.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

RESERVED = frozenset({"and", "or", "not", "has", "is", "more", "plan"})
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# The choice that says that no other fits; `has n or more` does not count it.
NO_CHOICE = "none"

# Far above anything a person would write; they keep a pasted text from exhausting the stack.
MAX_LENGTH = 1000
MAX_NESTING = 30

_COMPARE: Mapping[str, Callable[[int, int], bool]] = {"==": operator.eq, ">=": operator.ge, "<=": operator.le}
# A digit run that runs on into a word is neither an integer nor a name: blanks separate words.
_TOKEN = re.compile(
    rf" *(?:(?P<name>{NAME.pattern})|(?P<integer>[0-9]+)(?![A-Za-z0-9_])|(?P<sign>==|>=|<=|\(\)|[()|]))"
)


@dataclass(frozen=True)
class Comparison:
    name: str
    sign: str
    value: int


@dataclass(frozen=True)
class HasAny:
    name: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class HasAtLeast:
    name: str
    count: int


@dataclass(frozen=True)
class PlanIs:
    substance: str


@dataclass(frozen=True)
class Named:
    name: str


@dataclass(frozen=True)
class Not:
    part: "Expression"


@dataclass(frozen=True)
class And:
    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Or:
    parts: tuple["Expression", ...]


Leaf = Comparison | HasAny | HasAtLeast | PlanIs | Named
Expression = Leaf | Not | And | Or


@dataclass(frozen=True)
class Values:
    """What an expression is read against; a name that is absent is a missing answer or score."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    substances: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()  # the named rules that hold


class WhenError(ValueError):
    def __init__(self, text: str, position: int, detail: str) -> None:
        super().__init__(f"{text!r}, position {position}: {detail}")
        self.text, self.position, self.detail = text, position, detail


def parse(text: str) -> Expression:
    """Parse the whole of `text` or raise WhenError."""
    if len(text) > MAX_LENGTH:
        raise WhenError(text[:40] + "…", MAX_LENGTH, f"longer than {MAX_LENGTH} characters")
    return _Parser(text).whole()


def evaluate(expression: Expression, values: Values) -> bool:
    match expression:
        case Or(parts):
            return any(evaluate(part, values) for part in parts)
        case And(parts):
            return all(evaluate(part, values) for part in parts)
        case Not(part):
            return not evaluate(part, values)
        case PlanIs(substance):
            return substance in values.substances
        case Named(name):
            return name in values.named
        case _:
            return _answer_holds(expression, values)


def leaves(expression: Expression) -> Iterator[Leaf]:
    match expression:
        case Or(parts) | And(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield expression


def names(expression: Expression) -> frozenset[str]:
    """Return the items and scales that the expression reads."""
    return frozenset(leaf.name for leaf in leaves(expression) if isinstance(leaf, Comparison | HasAny | HasAtLeast))


def _answer_holds(leaf: Comparison | HasAny | HasAtLeast, values: Values) -> bool:
    """A missing answer, total or subscale makes it false, so that its `not` is true."""
    if isinstance(leaf, Comparison):
        number = values.numbers.get(leaf.name)
        return number is not None and _COMPARE[leaf.sign](number, leaf.value)
    chosen = values.choices.get(leaf.name)
    if chosen is None:
        return False
    if isinstance(leaf, HasAny):
        return not chosen.isdisjoint(leaf.choices)
    return len(chosen - {NO_CHOICE}) >= leaf.count


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


def _tokens(text: str) -> list[_Token]:
    tokens, position, end = [], 0, len(text.rstrip(" "))
    while position < end:
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            raise WhenError(text, position, "no word, integer or sign of the grammar")
        tokens.append(_Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup)))
        position = found.end()
    return [*tokens, _Token("end", "", end)]


class _Parser:
    """Recursive descent, one method for each line of the grammar."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._at = 0
        self._nesting = 0

    def whole(self) -> Expression:
        expression = self._expression()
        if self._now.kind != "end":
            raise self._expected("'and', 'or' or the end")
        return expression

    def _expression(self) -> Expression:
        terms = [self._term()]
        while self._take("or"):
            terms.append(self._term())
        return terms[0] if len(terms) == 1 else Or(tuple(terms))

    def _term(self) -> Expression:
        factors = [self._factor()]
        while self._take("and"):
            factors.append(self._factor())
        return factors[0] if len(factors) == 1 else And(tuple(factors))

    def _factor(self) -> Expression:
        if self._take("not"):
            return Not(self._nested(self._factor))
        if self._take("("):
            inner = self._nested(self._expression)
            self._expect(")")
            return inner
        if self._take("plan"):
            self._expect("is")
            return PlanIs(self._name())
        return self._about(self._name())

    def _about(self, name: str) -> Leaf:
        if self._take("()"):
            return Named(name)
        if self._take("has"):
            return self._choice(name)
        if self._now.text not in _COMPARE:
            raise self._expected("'()', 'has' or a comparison")
        return Comparison(name, self._next().text, self._integer())

    def _choice(self, name: str) -> HasAny | HasAtLeast:
        if self._now.kind == "integer":
            count = self._integer()
            self._expect("or")
            self._expect("more")
            return HasAtLeast(name, count)
        choices = [self._name()]
        while self._take("|"):
            choices.append(self._name())
        return HasAny(name, tuple(choices))

    def _name(self) -> str:
        if self._now.kind != "name" or self._now.text in RESERVED:
            raise self._expected("a name that is not reserved")
        return self._next().text

    def _integer(self) -> int:
        if self._now.kind != "integer":
            raise self._expected("an integer")
        return int(self._next().text)

    def _nested(self, rule: Callable[[], Expression]) -> Expression:
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise WhenError(self._text, self._now.position, f"nested more than {MAX_NESTING} deep")
        inner = rule()
        self._nesting -= 1
        return inner

    @property
    def _now(self) -> _Token:
        return self._tokens[self._at]

    def _next(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, text: str) -> bool:
        taken = self._now.text == text
        self._at += taken
        return taken

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._expected(repr(text))

    def _expected(self, what: str) -> WhenError:
        return WhenError(self._text, self._now.position, f"expected {what}")
