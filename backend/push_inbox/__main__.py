"""`python -m backend.push_inbox --port N --state DIR`: start the inbox; port 0 takes any free one."""

import argparse
import logging
import sys
from pathlib import Path

from backend.push_inbox.journal import JournalInUseError
from backend.push_inbox.server import serve

if sys.platform != "win32":  # the lock file has a loop for every platform, and a faster one where it exists
    from uvloop import run
else:
    from asyncio import run

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def main() -> int:
    options = _parse_options()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        run(serve(options.host, options.port, options.smtp_port, options.state))
    except JournalInUseError as error:
        logging.error("Another push inbox uses %s. Stop it, or give this one its own --state.", error)
        return 1
    except OSError as error:
        ports = f"port {options.port} or {options.smtp_port}" if options.smtp_port else f"port {options.port}"
        logging.error("Cannot listen on %s %s: %s. Try 0.", options.host, ports, error.strerror)
        return 1
    return 0


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m backend.push_inbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8025)
    parser.add_argument("--smtp-port", type=int, default=0, help="where mail is taken; any free one unless named")
    parser.add_argument("--state", type=Path, required=True, help="folder for journal, keys and phones")
    # It hands out credentials to whoever asks and shows every message: no other machine may reach it.
    parser.add_argument("--host", choices=_LOOPBACK, default=_LOOPBACK[0])
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
