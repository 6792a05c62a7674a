"""Fields that hold several dates or several numbers in one text."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django import forms


class DatesField(forms.CharField):
    """Dates, one a line; the value is a list, in order and each once."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{day:%Y-%m-%d}" for day in value) if _is_list(value) else value

    def to_python(self, value: Any) -> Any:
        lines = enumerate(str(value or "").splitlines(), 1)
        return sorted({_date(line.strip(), number) for number, line in lines if line.strip()})


class NumbersField(forms.CharField):
    """Whole numbers with commas between them; the value is a tuple, in the order in which it was typed."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(number) for number in value) if _is_list(value) else value

    def to_python(self, value: Any) -> Any:
        return tuple(_numbers(str(value or "")))


def _is_list(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str)


def _date(line: str, number: int) -> date:
    try:
        return date.fromisoformat(line)
    except ValueError as error:
        raise forms.ValidationError(f"Line {number} is no date. Write it as in 2026-12-25.") from error


def _numbers(text: str) -> Iterator[int]:
    for part in text.replace(",", " ").split():
        if not (part.isascii() and part.isdigit() and len(part) < 9):
            raise forms.ValidationError("Write whole numbers with commas between them.")
        yield int(part)
