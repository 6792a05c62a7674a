"""What a form was filled in from: a change that somebody else made in between is told, and not written over."""

from collections.abc import Callable

from backend.api.problems import PreconditionFailed


def unchanged_since(seen: str) -> Callable[[str], None]:
    """Return the check that use cases call with the ETag of today; `seen` is the one that the form carries."""

    def check(etag: str) -> None:
        if etag != seen:
            raise PreconditionFailed

    return check
