"""Start the peers that this machine can run."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from backend.embedded import folders, postgres, servers
from backend.embedded.postgres import Cluster, Installation
from tests.benchmarks import cpu
from tests.benchmarks.report import say
from tests.benchmarks.web.client import Contender
from tests.benchmarks.web.servers import PROJECT, web

SYSTEM = Path("/usr/lib/postgresql")
HERE = "tests.benchmarks.search.peers"


@contextmanager
def peers(folder: Path) -> Iterator[list[Contender]]:
    """Both of them, filled with what is in our database; without PostGIS only the first."""
    with ExitStack() as stack:
        running = [stack.enter_context(_haversine(folder))]
        installation = _postgis()
        if installation is None:
            say("peer geodjango", "SKIPPED: no PostgreSQL with PostGIS under /usr/lib/postgresql, or no GDAL")
        else:
            running.append(stack.enter_context(_geodjango(installation, folder)))
        yield running


@contextmanager
def _haversine(folder: Path) -> Iterator[Contender]:
    """On our own server, in tables of its own."""
    environment = _environment(
        "haversine", os.environ["DATABASE_URL"], "django.db.backends.postgresql", f"{HERE}.haversine"
    )
    _prepare(environment)
    with web(f"{HERE}.wsgi:application", folder, ready="/meetings?page_size=1", **environment) as (port, gunicorn):
        yield Contender("drf-haversine", port, (gunicorn, cpu.postgres_server()))


@contextmanager
def _geodjango(installation: Installation, folder: Path) -> Iterator[Contender]:
    with folders.throw_away_state() as state:
        cluster = replace(postgres.open_cluster(state, is_thrown_away=True), installation=installation)
        with servers.running(postgres.start(cluster)):
            apps = f"django.contrib.gis,{HERE}.geodjango"
            url = cluster.url(postgres.DATABASE)
            environment = _environment("geodjango", url, "django.contrib.gis.db.backends.postgis", apps)
            _prepare(environment)
            with web(f"{HERE}.wsgi:application", folder, ready="/meetings?page_size=1", **environment) as served:
                yield Contender("geodjango", served[0], (served[1], _postmaster(cluster)))


def _environment(peer: str, database: str, engine: str, apps: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": f"{HERE}.settings",
        "BENCH_PEER": peer,
        "BENCH_DATABASE_URL": database,
        "BENCH_ENGINE": engine,
        "BENCH_APPS": apps,
    }


def _prepare(environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-m", f"{HERE}.prepare"], cwd=PROJECT, env=os.environ | environment, check=True)


def _postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def _postgis() -> Installation | None:
    """The newest PostgreSQL of the system that has the extension, if GeoDjango finds GDAL too."""
    found = [
        Installation(folder, int(folder.name))
        for folder in SYSTEM.glob("*")
        if Path(f"/usr/share/postgresql/{folder.name}/extension/postgis.control").exists()
    ]
    command = (sys.executable, "-c", "import django.contrib.gis.gdal.libgdal")
    has_gdal = subprocess.run(command, capture_output=True).returncode == 0
    return max(found, key=lambda each: each.major, default=None) if has_gdal else None
