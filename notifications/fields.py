from typing import Any

from django.db import models


class WallTimeField(models.DateTimeField):  # type: ignore[type-arg]  # takes no parameters at run time
    """A naive local time: what a clock on the wall shows. It becomes an instant only together with a zone."""

    def db_type(self, connection: Any) -> str:
        return "timestamp without time zone"

    def get_prep_value(self, value: Any) -> Any:
        # The parent would warn that there is no zone; here there must be none.
        return value
