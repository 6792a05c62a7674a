import os
import signal

import pytest

from backend.embedded.process import run_to_end
from backend.embedded.refusal import Refusal
from backend.embedded.supervisor import Service, Supervisor, restart_delay
from tests.embedded.programs import lives, noting_pid, pids_in, python, within


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def supervisor(told):
    supervisor = Supervisor(told.append)
    yield supervisor
    supervisor.stop()


def test_a_killed_worker_is_back_within_seconds(state, supervisor, told):
    pids = state.root / "pids"
    supervisor.start(Service(python(state, noting_pid(pids), name="worker"), lambda: bool(pids_in(pids))))

    os.kill(pids_in(pids)[0], signal.SIGKILL)

    assert within(20, lambda: supervisor.look() or len(pids_in(pids)) == 2)
    assert lives(pids_in(pids)[1])
    assert told == [f"worker ended (exit code 137); starting it again in 0.5 s. See {state.log('worker')}"]


def test_a_signal_reaches_a_program_that_runs_and_no_other(state, supervisor):
    pids = state.root / "pids"
    supervisor.start(Service(python(state, noting_pid(pids), name="worker"), lambda: bool(pids_in(pids))))
    [pid] = pids_in(pids)

    assert supervisor.send_signal("worker", signal.SIGKILL)

    assert within(20, lambda: not lives(pid))
    assert within(20, lambda: not supervisor.send_signal("worker", signal.SIGKILL))


def test_what_keeps_dying_is_started_again_later_each_time(state, supervisor, told):
    pids = state.root / "pids"
    dying = python(state, noting_pid(pids, "import time; time.sleep(0.3)"), name="beat")
    supervisor.start(Service(dying, pids.exists))

    assert within(40, lambda: supervisor.look() or len(told) == 3)

    assert [text.split("again in ")[1].split(".", 2)[0] for text in told] == ["0", "1 s", "2 s"]


def test_the_wait_between_restarts_grows_to_half_a_minute():
    waits = [restart_delay(deaths) for deaths in range(1, 10)]

    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (0.5, 30)


def test_all_stop_in_reverse_order(state):
    order = state.root / "order"
    note = f"import signal, sys, time\ndef end(*_):\n open({str(order)!r}, 'a').write(sys.argv[1]); sys.exit()\n"
    supervisor = Supervisor(print)
    for name in ("1", "2", "3"):
        ready = state.root / f"ready-{name}"
        code = note.replace("sys.argv[1]", repr(name)) + "signal.signal(signal.SIGTERM, end)\n"
        code += f"open({str(ready)!r}, 'w').close(); time.sleep(600)"
        supervisor.start(Service(python(state, code, name=name), ready.exists))

    supervisor.stop()

    assert order.read_text() == "321"


def test_a_service_that_dies_before_it_is_ready_shows_the_end_of_its_log(state, supervisor):
    program = python(state, "print('no such table'); raise SystemExit(4)", name="web")

    with pytest.raises(Refusal, match=r"web ended with exit code 4(?s:.*)no such table"):
        supervisor.start(Service(program, lambda: False))


def test_a_service_that_never_gets_ready_is_given_up(state, supervisor):
    program = python(state, "import time; time.sleep(600)", name="web")

    with pytest.raises(Refusal, match="web was not ready within 0 seconds"):
        supervisor.start(Service(program, lambda: False, ready_seconds=0.3))


def test_a_step_that_fails_stops_the_start(state):
    with pytest.raises(Refusal, match="migrate ended with exit code 1"):
        run_to_end(python(state, "raise SystemExit('broken migration')", name="migrate"))
