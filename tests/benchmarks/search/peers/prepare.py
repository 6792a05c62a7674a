"""Make a peer's tables and copy our listing into them: `python -m tests.benchmarks.search.peers.prepare`."""

import os
from typing import Any

import django
import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection

PEER = os.environ["BENCH_PEER"]
# What a peer calls by another name or keeps in another table.
FROM = {
    "Format": "(SELECT format_id AS id, key, name FROM meetings_formattranslation WHERE language = 'en') f",
    "ServiceBody": "meetings_servicebody",
    "Place": "meetings_place",
    "Meeting": "(SELECT * FROM meetings_meeting WHERE is_published) m",
    "Meeting_formats": "(SELECT * FROM meetings_meetingformat) l",
}


def main() -> None:
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    models = {model.__name__: model for model in apps.get_app_config(PEER).get_models(include_auto_created=True)}
    with psycopg.connect(os.environ["DATABASE_URL"]) as source:
        for name, relation in FROM.items():
            _copy(source, relation, models[name])
    with connection.cursor() as cursor:
        if PEER == "geodjango":
            cursor.execute("UPDATE geodjango_meeting SET location = ST_SetSRID(ST_MakePoint(lon, lat), 4326)")
        cursor.execute("VACUUM FULL ANALYZE")


def _copy(source: "psycopg.Connection[Any]", relation: str, model: Any) -> None:
    columns = ", ".join(field.column for field in model._meta.concrete_fields if field.name != "location")
    into = f"COPY {model._meta.db_table} ({columns}) FROM STDIN"
    out_of = f"COPY (SELECT {columns} FROM {relation}) TO STDOUT"
    with (
        source.cursor() as reading,
        connection.cursor() as writing,
        reading.copy(out_of) as out,
        writing.copy(into) as copy,
    ):
        for block in out:
            copy.write(block)


if __name__ == "__main__":
    main()
