"""Where the embedded servers keep their things, under which account, and with which modes."""

import os
import pwd
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backend.embedded.refusal import Refusal

# PostgreSQL refuses to run as root, and to be set up by a number without a name. This one is nobody on Linux.
UNPRIVILEGED = 65534

# macOS ends a socket address at 104 bytes, Linux at 108. The longest name put into such a folder is
# `.s.PGSQL.5432.lock`.
LONGEST_SOCKET_FOLDER = 84
# What stands in a connection URL without quoting.
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


@dataclass(frozen=True)
class State:
    """The state folder, `.handrail/` unless it was moved."""

    root: Path

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def demo_file(self) -> Path:
        return self.root / "demo.json"

    @property
    def inbox(self) -> Path:
        return self.root / "push_inbox"

    @property
    def inbox_file(self) -> Path:
        return self.inbox / "push_inbox.json"

    @property
    def owner_lock(self) -> Path:
        return self.root / "owner.lock"

    @property
    def use_lock(self) -> Path:
        return self.root / "use.lock"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


def open_state(root: Path) -> State:
    """Return a state folder, made on first use. Raises Refusal when it is in use by another account."""
    state = State(root.absolute())
    if state.logs.exists() and state.logs.stat().st_uid != os.geteuid():
        raise Refusal(f"{state.root} was made by another account. Run this as that account, or with --state DIR.")
    # Under root the unprivileged PostgreSQL has to pass through; every file in it has a mode of its own.
    state.root.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    state.logs.mkdir(mode=0o700, exist_ok=True)
    return state


@contextmanager
def throw_away_state() -> Iterator[State]:
    """Yield a state folder that is deleted afterwards."""
    root = Path(tempfile.mkdtemp(prefix="handrail-", dir=_temporary_parent()))
    try:
        if os.geteuid() == 0:
            root.chmod(0o711)
        yield open_state(root)
    finally:
        for record in root.glob("*.path"):
            shutil.rmtree(record.read_text().strip(), ignore_errors=True)
        shutil.rmtree(root, ignore_errors=True)


def server_account() -> int | None:
    """Return the number PostgreSQL runs under, or None for the account that runs this."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError:
        return UNPRIVILEGED


def private_folder(folder: Path, account: int | None) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    if account is not None:
        os.chown(folder, account, account)
    return folder


def postgres_home(state: State) -> Path:
    account = server_account()
    if account is None or _everyone_may_pass(state.root):
        return private_folder(state.root / "postgres", account)
    return _recorded_folder(state.root / "postgres.path", account, parent="/var/tmp")  # noqa: S108  mkdtemp, 0700


def socket_folder(home: Path, state: State, *, name: str, account: int | None) -> Path:
    folder = home / "run"
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and PLAIN_PATH.fullmatch(str(folder)):
        return private_folder(folder, account)
    return _recorded_folder(state.root / f"{name}-socket.path", account, parent="/tmp")  # noqa: S108  mkdtemp, 0700


def _recorded_folder(record: Path, account: int | None, *, parent: str) -> Path:
    """Return the folder of its own that `record` names; make one when there is none."""
    owner = os.geteuid() if account is None else account
    if record.exists():
        folder = Path(record.read_text().strip())
        # The parent is open to everybody: a folder that another account put in its place is not ours.
        if folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == owner:
            return folder
    folder = private_folder(Path(tempfile.mkdtemp(prefix="handrail-", dir=parent)), account)
    record.write_text(f"{folder}\n")
    return folder


def _everyone_may_pass(folder: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents))


def _temporary_parent() -> str:
    usual = tempfile.gettempdir()
    if server_account() is None or _everyone_may_pass(Path(usual)):
        return usual
    return "/var/tmp"  # noqa: S108  the caller makes a folder of its own with mkdtemp
