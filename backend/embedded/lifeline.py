"""Run a program that must not outlive its supervisor.

Started by path, `python -I -S lifeline.py PIPE SIGNAL ACCOUNT PROGRAM …`, to be up at once. PIPE is the
read end of a pipe whose write end only the supervisor holds. It closes when the supervisor lets go of it
and when the supervisor dies, SIGKILL included, on every system. A stop and a lost parent are the same story.
"""

import os
import signal
import subprocess
import sys
import threading
import time

PATIENCE_SECONDS = 2
NO_ACCOUNT = -1


def main(pipe: int, stop_signal: int, account: int, *program: str) -> int:
    child = start(program, account)
    let_go = threading.Event()
    threading.Thread(target=end_with_parent, args=(pipe, child, stop_signal, let_go), daemon=True).start()
    code = child.wait()
    if let_go.is_set():
        kill_group()
    return code if code >= 0 else 128 - code


def start(program: tuple[str, ...], account: int) -> "subprocess.Popen[bytes]":
    if account == NO_ACCOUNT:
        return subprocess.Popen(program)
    return subprocess.Popen(program, user=account, group=account, extra_groups=[])


def end_with_parent(pipe: int, child: "subprocess.Popen[bytes]", stop_signal: int, let_go: threading.Event) -> None:
    os.read(pipe, 1)
    let_go.set()
    child.send_signal(stop_signal)
    time.sleep(PATIENCE_SECONDS)
    kill_group()


def kill_group() -> None:
    # The wrapper leads this group, so it ends too, and with it whatever the child left behind.
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:]))
