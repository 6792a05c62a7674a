"""What can be wrong with a rule or a zone."""

from typing import Literal

ErrorCode = Literal["unknown-zone", "rule-never-fires", "invalid-rule"]


class RecurrenceError(ValueError):
    """A rule or zone that cannot be used. `detail` repeats nothing of the input: safe to show and log."""

    def __init__(self, code: ErrorCode, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.pointer = pointer
        self.detail = detail
