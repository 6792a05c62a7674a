"""Pages that are one file: their style stands in them, allowed by its hash, and nothing else loads or runs."""

import base64
import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe


class InlineStyle:
    """The style sheet at `path`, read once. `also` are further directives of the page's policy."""

    def __init__(self, path: Path, *, also: Sequence[str] = ()) -> None:
        self._path, self._also = path, also

    @cached_property
    def text(self) -> SafeString:
        """One line: the browser hashes exactly what stands in the page."""
        lines = self._path.read_text(encoding="utf-8").splitlines()
        return mark_safe("".join(line.strip() for line in lines))  # noqa: S308 - a file of ours

    @cached_property
    def policy(self) -> str:
        """The Content-Security-Policy: nothing loads, runs, frames it or is sent, but for this style."""
        digest = base64.b64encode(hashlib.sha256(self.text.encode()).digest()).decode()
        nothing_else = ("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'")
        return "; ".join(("default-src 'none'", f"style-src 'sha256-{digest}'", *self._also, *nothing_else))
