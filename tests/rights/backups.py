"""A backup of the test's main database, put back beside it by PostgreSQL's own tools."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection

from backend.accounts.sealed import SealedField
from backend.embedded.postgres import find_installation


def dump(file: Path) -> Path:
    """Write down the main database as it is now."""
    _run("pg_dump", "--format=custom", "--file", str(file), *_server(), connection.settings_dict["NAME"])
    return file


@contextmanager
def put_back(file: Path) -> Iterator[None]:
    """Work on a database made of a dump, here and in every program that is started for this test."""
    own = connection.settings_dict["NAME"]
    name = f"{own}_put_back"
    _execute(f'CREATE DATABASE "{name}"')
    _run("pg_restore", "--no-owner", *_server(), "--dbname", name, str(file))
    _work_on(name)
    try:
        yield
    finally:
        _work_on(own)
        _execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def readable_of(account_id: Any) -> set[str]:
    """Try to open everything that is sealed for an account; return the columns of which something opened."""
    return {
        f"{model._meta.db_table}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, SealedField)
        for row in model._base_manager.select_related()
        if getattr(row, field.owner) == account_id and getattr(row, field.attname) is not None
    }


def _work_on(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _server() -> tuple[str, ...]:
    return ("--host", connection.settings_dict["HOST"], "--username", connection.settings_dict["USER"])


def _run(program: str, *arguments: str) -> None:
    subprocess.run([find_installation().program(program), *arguments], check=True, capture_output=True)
