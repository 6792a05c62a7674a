"""`manage.py bench push`: from due rows to settled rows, beside what a Django team would pick.

Ours claims, sends and settles with Celery workers as in production; peers send only. All take turns on one emulator.
CPU is that of the workers and of the database, for peers that of their process; the emulator's is left out.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from backend.api.clock import database_now
from tests.benchmarks import lateness, wave
from tests.benchmarks.emulator import Emulator, emulator
from tests.benchmarks.end_to_end import Figures, hot_share, run, warm_up
from tests.benchmarks.peers import PEERS
from tests.benchmarks.population import Phone, make_phones
from tests.benchmarks.report import result, say
from tests.benchmarks.workers import celery_worker
from tests.push import address_of


def main(argv: Sequence[str]) -> None:
    options = _parse(argv)
    with tempfile.TemporaryDirectory() as name, emulator(options.fcm_url, Path(name)) as fcm:
        folder = Path(name)
        if options.wave:
            wave.measure(options.wave, options.workers, fcm, folder)
            return
        phones = make_phones(options.messages, now=database_now())
        rounds = [_round(options, phones, fcm, folder) for _ in range(options.runs)]
        say("share of updates of open_delivery that touched no index", round(hot_share(), 3))
        if options.lateness:
            lateness.measure(phones, fcm, folder)
        result(_medians(rounds))


def _round(options: argparse.Namespace, phones: Sequence[Phone], fcm: Emulator, folder: Path) -> dict[str, Figures]:
    """Run every contestant once."""
    figures = {"handrail": _ours(options, phones, fcm, folder)}
    for name in PEERS if options.peers else ():
        fcm.prepare(latency_ms=options.latency_ms)
        figures[name] = _peer(name, phones, fcm, folder)
    for name, found in figures.items():
        say(name, asdict(found))
    return figures


def _ours(options: argparse.Namespace, phones: Sequence[Phone], fcm: Emulator, folder: Path) -> Figures:
    with celery_worker(fcm, options.workers, folder) as worker:
        warm_up(phones, options.workers)
        fcm.prepare(latency_ms=options.latency_ms)
        return run(phones, fcm, worker.pid, options.workers)


def _peer(name: str, phones: Sequence[Phone], fcm: Emulator, folder: Path) -> Figures:
    addresses = folder / "addresses.json"
    addresses.write_text(json.dumps([phone.address for phone in phones]))
    where = ("--url", fcm.url, "--credentials", str(fcm.credentials), "--addresses", str(addresses))
    command = (sys.executable, "-W", "ignore", "-m", "tests.benchmarks.peers", name, *where, "--folder", str(folder))
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    spent = json.loads(done.stdout.splitlines()[-1])
    handed_over = fcm.handed_over()
    rung = {address for address, _ in handed_over}
    return Figures(
        messages_per_s=round(len(phones) / spent["seconds"]),
        cpu_s_per_1000=round(spent["cpu_s"] / len(phones) * 1000, 3),
        lost=len({address_of(phone.address) for phone in phones} - rung),
        repeated=handed_over.total() - len(phones) if handed_over.total() > len(phones) else 0,
    )


def _medians(rounds: Sequence[dict[str, Figures]]) -> dict[str, object]:
    medians = {name: _median([figures[name] for figures in rounds]) for name in rounds[0]}
    ours = medians.pop("handrail")
    return {"handrail": ours, "peers": medians}


def _median(figures: Sequence[Figures]) -> dict[str, float]:
    """The worst of what must not happen, and the middle of the rest."""
    return {
        "messages_per_s": statistics.median(each.messages_per_s for each in figures),
        "cpu_s_per_1000": statistics.median(each.cpu_s_per_1000 for each in figures),
        "lost": max(each.lost for each in figures),
        "repeated": max(each.repeated for each in figures),
    }


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py bench push", description=__doc__)
    parser.add_argument("--messages", type=int, default=20_000, help="(default %(default)s)")
    parser.add_argument("--latency-ms", type=int, default=50, help="of the emulator's answers (default %(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="(default %(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="(default %(default)s)")
    parser.add_argument("--peers", action="store_true", help="let firebase-admin and fcm-django send beside us")
    parser.add_argument("--fcm-url", help="an emulator that offers /journal, /behaviour and /reset, not ours")
    parser.add_argument("--lateness", action="store_true", help="and how late an idle system rings, for a minute")
    parser.add_argument("--wave", type=int, metavar="N", help="instead: N schedules due at one instant")
    return parser.parse_args(argv)
