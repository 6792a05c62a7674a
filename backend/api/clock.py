from datetime import datetime
from typing import cast

from django.db import connection


def database_now() -> datetime:
    """Return the database's clock: scans on several machines must agree on what is due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cast(datetime, cursor.fetchone()[0])
