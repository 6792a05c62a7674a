"""The keys of an embedded installation, made at its first start."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

SECRET_KEY = "HANDRAIL_SECRET_KEY"  # noqa: S105  the name of the variable
MASTER_KEY = "HANDRAIL_MASTER_KEY"
BUNDLE_KEY = "HANDRAIL_BUNDLE_KEY"
NAMES = (SECRET_KEY, MASTER_KEY, BUNDLE_KEY)


def given_or_kept(environment: Mapping[str, str], kept_in: Path) -> dict[str, str]:
    """Return all keys: those of the environment, else those in the file, which is made on first use."""
    given = {name: environment[name] for name in NAMES if environment.get(name)}
    if len(given) == len(NAMES):
        return given
    return {**_kept(kept_in), **given}


def _kept(file: Path) -> dict[str, str]:
    keys: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    if not keys.keys() >= set(NAMES):
        # A later release may need one more; those that are there stay.
        write_private(file, json.dumps(_new_keys() | keys, indent=1))
        keys = json.loads(file.read_text())
    return keys


def _new_keys() -> dict[str, str]:
    return {
        SECRET_KEY: secrets.token_urlsafe(50),
        MASTER_KEY: _random_bytes(),
        BUNDLE_KEY: _random_bytes(),
    }


def _random_bytes() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def write_private(file: Path, text: str) -> None:
    """Write the whole file at once, readable by its owner alone."""
    half_written = file.with_name(f"{file.name}.{os.getpid()}")
    half_written.unlink(missing_ok=True)
    with os.fdopen(os.open(half_written, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as target:
        target.write(text)
    half_written.replace(file)
