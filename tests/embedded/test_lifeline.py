import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from backend.embedded import postgres, valkey
from backend.embedded.process import Process
from tests.embedded.programs import lives, noting_pid, pids_in, postmaster_pid, python, stubborn, within

PROJECT = Path(__file__).parents[2]

# A supervisor with both servers, a program that ignores SIGTERM, and one that has a child.
SUPERVISOR = """
import sys, time
from pathlib import Path
from backend.embedded import folders, postgres, services, valkey
from backend.embedded.supervisor import Service, Supervisor
from tests.embedded.programs import noting_pid, python, stubborn

state = folders.State(Path(sys.argv[1]))
pids = state.root / "pids"
cluster, broker = postgres.open_cluster(state, is_thrown_away=True), valkey.open_broker(state)
postgres.prepare(cluster)
family = noting_pid(pids, "import os; os.fork(); " + noting_pid(pids))
supervisor = Supervisor(print)
supervisor.start(services.postgres_service(cluster), services.valkey_service(broker))
supervisor.start(
    Service(python(state, stubborn(pids), name="stubborn"), pids.exists),
    Service(python(state, family, name="family"), lambda: len(pids.read_text().split()) >= 4),
)
(state.root / "ready").touch()
supervisor.watch()
"""


def test_sigkill_of_the_supervisor_leaves_no_process(state):
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(state.root)], cwd=PROJECT)
    assert within(60, (state.root / "ready").exists)
    cluster = postgres.open_cluster(state)
    pids = [*pids_in(state.root / "pids"), postmaster_pid(cluster)]
    broker = valkey.open_broker(state)
    assert all(map(lives, pids))
    assert broker.serves()

    supervisor.kill()
    supervisor.wait()

    assert within(4, lambda: not any(map(lives, pids)) and not broker.serves())
    assert not (cluster.data / "postmaster.pid").exists()  # it was shut down, not cut off


def test_a_program_that_ignores_the_request_is_killed_within_four_seconds(state):
    pids = state.root / "pids"
    process = Process(python(state, stubborn(pids)))
    assert within(30, lambda: bool(pids_in(pids)))
    began_at = time.monotonic()

    process.stop()

    assert time.monotonic() - began_at < 4
    assert not lives(pids_in(pids)[0])


def test_a_killed_wrapper_does_not_leave_its_program_behind(state):
    pids = state.root / "pids"
    process = Process(
        python(state, noting_pid(pids, "import os, time; print(os.getppid(), flush=True); time.sleep(600)"))
    )
    assert within(30, lambda: state.log("sleeper").read_text().endswith("\n"))
    wrapper = int(state.log("sleeper").read_text())

    os.kill(wrapper, signal.SIGKILL)

    assert within(10, lambda: process.exit_code() is not None)
    assert within(10, lambda: not lives(pids_in(pids)[0]))


def test_the_exit_code_of_the_program_is_the_exit_code_of_the_process(state):
    process = Process(python(state, "raise SystemExit(3)"))

    assert process.wait() == 3
