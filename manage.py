#!/usr/bin/env python3
"""Handrail's one entry point: `python3 manage.py up`, `python3 manage.py test`, and every Django command.

First a prelude: with the standard library alone it makes `.venv`, installs the pinned requirements and
starts itself again in there. Then backend/embedded, also standard library, brings the servers and hands over
to Django or pytest. This file must parse on old Pythons, so that they hear the one sentence below.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036  an older one is exactly who has to be told
    sys.exit("Handrail needs Python 3.11 or newer, and this is " + sys.version.split()[0] + ".")

import fcntl
import hashlib
import importlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.embedded import commands
from backend.embedded.refusal import Refusal

PROJECT = Path(__file__).resolve().parent
VENV = PROJECT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "handrail-stamp"
RUNTIME = PROJECT / "requirements.txt"
DEV = PROJECT / "requirements-dev.txt"
NEEDS_DEV = ("test", "bench", "prove")
# Requirements with a condition behind them are not needed everywhere.
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)\s*\\?$", re.MULTILINE)


def main() -> None:
    try:
        stand_in_an_environment(needs_dev=commands.name_in(sys.argv) in NEEDS_DEV)
        commands.run(sys.argv, PROJECT, run_django)
    except Refusal as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)  # what a shell says of a program that Ctrl-C ended


def run_django(argv: list[str]) -> None:
    # By name, because Django is there only once the prelude is through.
    importlib.import_module("django.core.management").execute_from_command_line(argv)


def stand_in_an_environment(*, needs_dev: bool) -> None:
    """Return in an environment that has the requirements; start again in `.venv` when this one lacks them."""
    if os.environ.get("HANDRAIL_NO_BOOTSTRAP") == "1":
        return
    is_ours = Path(sys.prefix).resolve() == VENV.resolve()
    if not is_ours and sys.prefix != sys.base_prefix:
        if has_requirements(needs_dev=needs_dev):
            return
        say(f"{sys.prefix} is a virtual environment without Handrail's requirements; using {VENV} instead.")
    if not stamp_fits(needs_dev=needs_dev):
        with one_at_a_time():
            if not stamp_fits(needs_dev=needs_dev):
                install(needs_dev=needs_dev, is_ours=is_ours)
    if not is_ours:
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), *sys.argv])  # noqa: S606  the interpreter that was just made


def has_requirements(*, needs_dev: bool) -> bool:
    files = (RUNTIME, DEV) if needs_dev else (RUNTIME,)
    return all(version_of(name) == version for file in files for name, version in PINNED.findall(file.read_text()))


def version_of(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def stamp_fits(*, needs_dev: bool) -> bool:
    wanted = (stamp("dev"),) if needs_dev else (stamp("dev"), stamp("runtime"))
    return VENV_PYTHON.exists() and STAMP.exists() and STAMP.read_text() in wanted


def stamp(which: str) -> str:
    """Return what a finished `.venv` says. It is written last, so a half-made one says nothing."""
    content = hashlib.sha256(RUNTIME.read_bytes() + b"\0" + DEV.read_bytes()).hexdigest()
    return f"{content} {which} for Python {python_version()}\n"


def python_version() -> str:
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one process at a time make `.venv`. The lock is on a file that is there anyway."""
    with RUNTIME.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is preparing .venv; waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def install(*, needs_dev: bool, is_ours: bool) -> None:
    can_be_kept = STAMP.exists() and STAMP.read_text().endswith(f" for Python {python_version()}\n")
    STAMP.unlink(missing_ok=True)
    if not (is_ours or can_be_kept):
        make_venv()
    which, requirements = ("dev", DEV) if needs_dev else ("runtime", RUNTIME)
    say(f"Installing {requirements.name} into {VENV}; the first time this takes about a minute.")
    if subprocess.run([*installer(), "--require-hashes", "-r", str(requirements)], check=False).returncode != 0:
        raise Refusal("The requirements were not installed; the reason stands above. Start again once it is gone.")
    STAMP.write_text(stamp(which))


def make_venv() -> None:
    say(f"Making the virtual environment {VENV}.")
    if importlib.util.find_spec("ensurepip") is None:
        raise Refusal(venv_is_missing())
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False).returncode != 0:
        raise Refusal(venv_is_missing())


def venv_is_missing() -> str:
    sudo = "" if os.geteuid() == 0 else "sudo "
    return (
        f"This Python cannot make a virtual environment. On Debian and Ubuntu:\n"
        f"    {sudo}apt install python{python_version()}-venv"
    )


def installer() -> list[str]:
    # Without a cache: nothing outside the checkout is changed.
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--no-cache", "--python", str(VENV_PYTHON)]
    return [str(VENV_PYTHON), "-m", "pip", "install", "--no-cache-dir", "--disable-pip-version-check"]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
