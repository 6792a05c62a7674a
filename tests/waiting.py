"""Until another transaction waits for this one."""

import time

from django.db import connection


def wait_until_somebody_waits() -> None:
    give_up_at = time.monotonic() + 20
    while time.monotonic() < give_up_at:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("Nobody has waited.")
