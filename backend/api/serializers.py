"""Shapes of requests: a serializer checks and hands back a frozen dataclass."""

from typing import Any, ClassVar

from rest_framework import serializers

from backend.api.problems import Invalid, InvalidRequest

UNKNOWN = "This field is not known here."


class Shape(serializers.Serializer[Any]):
    """Check a body and hand it back as the dataclass named by `into`; unknown keys are errors.

    A misspelt key that was silently dropped would be a wish that was silently lost.
    """

    into: ClassVar[type]

    @classmethod
    def parse(cls, data: Any, **context: Any) -> Any:
        """Raises rest_framework's ValidationError or InvalidRequest, with a pointer for each field."""
        if not isinstance(data, dict):
            raise InvalidRequest(Invalid("", "The body must be a JSON object."))
        shape = cls(data=data, context=context)
        unknown = [Invalid(f"/{key}", UNKNOWN) for key in data if key not in shape.fields]
        if unknown:
            raise InvalidRequest(*unknown)
        shape.is_valid(raise_exception=True)
        return cls.into(**shape.validated_data)


class Part(serializers.Serializer[Any]):
    """An object inside a shape; unknown keys are errors here too."""

    def to_internal_value(self, data: Any) -> Any:
        checked = super().to_internal_value(data)
        if unknown := {key: UNKNOWN for key in data if key not in self.fields}:
            raise serializers.ValidationError(unknown)
        return checked


class Instant(serializers.DateTimeField):
    """An RFC 3339 instant: a zone is required, the answer is in UTC with `Z`."""

    def to_internal_value(self, value: Any) -> Any:
        text = str(value)
        if not isinstance(value, str) or not (text.endswith(("Z", "z")) or "+" in text[10:] or "-" in text[10:]):
            raise serializers.ValidationError("Give an instant with its offset, as in 2026-11-23T14:00:00Z.")
        return super().to_internal_value(value)


class WholeNumber(serializers.IntegerField):
    """A JSON number: neither a text that looks like one, nor true, which Python takes for 1."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return int(super().to_internal_value(data))


class TrueOrFalse(serializers.BooleanField):
    """A JSON true or false: neither a number nor a word that would do for one."""

    def to_internal_value(self, data: Any) -> bool:
        if type(data) is not bool:
            self.fail("invalid")
        return data


class PlainText(serializers.CharField):
    """Text that people wrote: no number read as one, no NUL (PostgreSQL cannot hold it), bounded."""

    def __init__(self, max_length: int = 2000, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))
