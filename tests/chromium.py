"""The browser of the page tests: Debian's Chromium, found on the path."""

import os
import shutil

import pytest

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Where a browser is promised, a missing one fails instead of passing for a skipped test.
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("HANDRAIL_BROWSER") != "required", reason="Chromium is not installed"
)
