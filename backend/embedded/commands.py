"""What manage.py does once the environment stands: bring the right servers, then hand over."""

import os
import runpy
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from backend.embedded import folders, postgres, servers, up, valkey
from backend.embedded.folders import State

DEFAULT_STATE = ".handrail"
TEST_SETTINGS = "tests.settings"
# They tell about the program, or about other servers, not about data; no server is started for them.
WITHOUT_DATA = ("help", "version", "--help", "-h", "--version", "bmlt_compare")
# It wears its servers out, so they get a state of their own.
MEASUREMENT = "bench"
# It starts its own servers on a state of its own, because it kills them.
PROOF = "prove"

RunDjango = Callable[[list[str]], None]


def run(argv: list[str], project: Path, run_django: RunDjango) -> None:
    """Run a command line of manage.py. Raises Refusal, and SystemExit with an exit code."""
    command = name_in(argv)
    if command == "test":
        run_tests(argv[argv.index("test") + 1 :], project)
    elif command == MEASUREMENT:
        run_measurement(take_state(argv, os.environ)[0], run_django)
    elif command == PROOF:
        run_proof(take_state(argv, os.environ)[0], run_django)
    else:
        argv, folder = take_state(argv, os.environ)
        run_on_state(command, argv, folders.open_state(Path(folder or project / DEFAULT_STATE)), project, run_django)


def name_in(argv: list[str]) -> str:
    """Return the name of the command on a command line; `help` when there is none."""
    rest = argv if argv[1:2] == ["test"] else take_state(argv, {})[0]
    return rest[1] if len(rest) > 1 else "help"


def take_state(argv: list[str], environment: Mapping[str, str]) -> tuple[list[str], str | None]:
    """Take `--state DIR` off a command line; return the rest and the folder, which may be unnamed."""
    rest, folder = list(argv), environment.get("HANDRAIL_STATE")
    for position, argument in enumerate(argv):
        if argument == "--state" and position + 1 < len(argv):
            return argv[:position] + argv[position + 2 :], argv[position + 1]
        if argument.startswith("--state="):
            return argv[:position] + argv[position + 1 :], argument.removeprefix("--state=")
    return rest, folder


def run_tests(arguments: list[str], project: Path) -> None:
    """Hand everything to pytest, in this process, on servers that are thrown away. Ends with SystemExit."""
    os.chdir(project)  # pytest reads its configuration and `tests/` from here
    with servers.throw_away(os.environ, settings=TEST_SETTINGS) as own:
        adopt(own.environment)
        sys.argv = ["pytest", *arguments]
        runpy.run_module("pytest", run_name="__main__", alter_sys=True)


def run_measurement(argv: list[str], run_django: RunDjango) -> None:
    with servers.throw_away(os.environ, settings=servers.SETTINGS) as own:
        adopt(own.environment)
        run_django(argv)


def run_proof(argv: list[str], run_django: RunDjango) -> None:
    """Hand over with the addresses of servers that do not run yet."""
    with folders.throw_away_state() as state, up.stopping_on_signals():
        cluster, broker = postgres.open_cluster(state), valkey.open_broker(state)
        adopt(servers.embedded_environment(state, cluster, broker, servers.without_ours(os.environ)))
        try:
            run_django(argv)
        except up.StopRequested:
            raise KeyboardInterrupt from None


def run_on_state(command: str, argv: list[str], state: State, project: Path, run_django: RunDjango) -> None:
    if command == "up":
        up.run(argv[2:], state, project)
    elif command in WITHOUT_DATA:
        adopt(servers.state_environment(state, os.environ))
        run_django(argv)
    else:
        with servers.for_command(state, os.environ, command) as environment:
            adopt(environment)
            run_django(argv)


def adopt(environment: Mapping[str, str]) -> None:
    """Make this the whole environment: what was left out of it on purpose has to go."""
    whole = dict(environment)
    os.environ.clear()
    os.environ.update(whole)
