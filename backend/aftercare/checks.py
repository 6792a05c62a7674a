"""Bad instrument data stops the start, and so does a release that takes a code which a site uses already."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections

from backend.aftercare.models import SiteQuestionnaire
from backend.instruments.catalogue import CatalogueError, catalogue


def check_catalogue(**_kwargs: Any) -> list[CheckMessage]:
    try:
        catalogue()
    except CatalogueError as error:
        return [Error(str(error), id="aftercare.E001")]
    return []


def check_codes(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Asked by `migrate`. Check-ins of such a code would be read by rules that were never asked."""
    if "default" not in (databases or ()) or not _has_table():
        return []
    taken = SiteQuestionnaire.objects.filter(code__in=catalogue().instruments).values_list("code", flat=True)
    return [
        Error(
            f"This release brings an instrument {code!r}, and a site has a questionnaire of that code.",
            hint="Stay with the release before, and tell those who make it: the code of the new one must differ.",
            id="aftercare.E002",
        )
        for code in sorted(set(taken))
    ]


def _has_table() -> bool:
    # A fresh database is checked before its tables are made.
    with connections["default"].cursor() as cursor:
        return SiteQuestionnaire._meta.db_table in connections["default"].introspection.table_names(cursor)
