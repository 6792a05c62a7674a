"""The last good copy of the findings, in this process and in a file that outlives it.

Crisis routes write nothing into the database. This file is written all the same, because without it a web process that
starts while the database is gone would show lines that were found dead. It holds line ids and days: nothing of
whoever asks, nor of the operator.
"""

from pathlib import Path

from django.conf import settings

from backend.api.last_good import LastGood
from backend.crisis.verifying.findings import Findings, from_json

NAME = "findings.json"


def _file() -> Path:
    return Path(settings.CRISIS_DIR) / NAME


findings = LastGood(_file, blank=Findings(), from_json=from_json)
