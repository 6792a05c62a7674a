"""What a person signs: every element of 42 CFR 2.31(a), the text that shows them, and its hash. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Item:
    """One class of data: what it is, who reads it, what for, and what saying no to it means."""

    data_class: str
    what: str
    readers: str
    purpose: str
    without: str


@dataclass(frozen=True)
class Elements:
    """One field for each element of 2.31(a), in the order of the rule; the signature itself comes with signing.

    `redisclosure` is (4)(iii), or what the law of the site says in its place. `refusal` is no element of the rule.
    """

    person: str  # (1)
    discloser: str  # (2)
    information: tuple[Item, ...]  # (3)
    recipients: str  # (4)
    redisclosure: str  # (4)(iii)
    purpose: str  # (5)
    right_to_revoke: str  # (6)
    expiry: str  # (7)
    refusal: str
    signature: str  # (8), (9)


@dataclass(frozen=True)
class FormText:
    """Exactly what is signed.

    `expires_on` is the last day on which it holds, by the clock of the site. Both ends are None where it ends with the
    event that `elements.expiry` names.
    """

    version: str
    language: str
    elements: Elements
    text: str
    expires_at: datetime | None
    expires_on: date | None

    @property
    def sha256(self) -> str:
        return sha256_of(self.text)

    def is_what(self, *, version: str, language: str, sha256: str) -> bool:
        """Whether somebody who names these has seen this very text."""
        return (version, language, sha256) == (self.version, self.language, self.sha256)

    def as_json(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "language": self.language,
            "sha256": self.sha256,
            "expires_at": self.expires_at,
            "expires_on": self.expires_on,
            "elements": asdict(self.elements),
            "text": self.text,
        }


def render(title: str, headings: Mapping[str, str], elements: Elements) -> str:
    """Return the elements as one text, in the order of the rule, each under its heading."""
    shown = {name: getattr(elements, name) for name in headings}
    shown["information"] = "\n".join(_line(item) for item in elements.information)
    return "\n\n".join([title, *(f"{heading}\n{shown[name]}" for name, heading in headings.items())])


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def as_content(form: FormText, signature: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept, sealed, of a signed form: the elements, the signature and the text as it was shown."""
    return {**asdict(form.elements), "text": form.text, "signed": dict(signature)}


def listed(phrases: Sequence[str]) -> str:
    """Join phrases so that each stays one."""
    return "; ".join(dict.fromkeys(phrases))


def _line(item: Item) -> str:
    sentences = [f"{item.what}, {item.purpose}." if item.purpose else f"{item.what}.", item.readers]
    return "- " + " ".join(sentence for sentence in sentences if sentence)
