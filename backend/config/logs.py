"""Structured logs: one JSON object a line, and only keys from a list get through."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Ids, counts, codes and route patterns. Free text, paths, queries, tokens and answers have no key here,
# so a careless call cannot leak them.
ALLOWED_KEYS = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "logger",
        "method",
        "route",
        "status",
        "ms",
        "count",
        "code",
        "scan",
        "opened",
        "claimed",
        "accepted",
        "settled",
        "fenced",
        "put_off",
        "expired",
        "delivery_id",
        "schedule_id",
        "reminder_id",
        "attempt",
        "outcome",
        "worker",
        "channel",
        "source_id",
        "import_id",
        "error_type",
        "error_at",
    }
)


def keep_allowed_keys(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every key that is not on the list; an exception keeps its type and place, never its text."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple) and error[0] is not None:
        event["error_type"] = error[0].__name__
        event["error_at"] = _innermost_line(error[2])
    return {key: value for key, value in event.items() if key in ALLOWED_KEYS}


def configure() -> None:
    """Send structlog and the standard library's loggers through the same filter to stderr."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _silence_foreign_text],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                keep_allowed_keys,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("aiohttp.access").disabled = True
    logging.getLogger("gunicorn.error").addFilter(hide_requests)
    # Whoever turns its access log on gets our own lines.
    logging.getLogger("gunicorn.access").addFilter(lambda _: False)


def hide_requests(record: logging.LogRecord) -> bool:
    """Take what was in a request out of a line of gunicorn's, which has handlers of its own.

    It writes down whatever it cannot read: addresses with a place or a search in them, headers, bodies.
    """
    text = _safe_text(record)
    # The one line that comes without arguments, made up already.
    record.msg = "A request could not be read." if text.startswith("Invalid request") else text
    record.args = ()
    if record.exc_info and record.exc_info[0] is not None:
        record.msg += f" ({record.exc_info[0].__name__} in {_innermost_line(record.exc_info[2])})"
    record.exc_info = None
    return True


def _silence_foreign_text(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["event"] = _safe_text(record)
    return event


def _safe_text(record: logging.LogRecord) -> str:
    # Libraries put paths, SQL parameters and tokens into their messages; the format string alone is safe.
    return record.msg if isinstance(record.msg, str) else type(record.msg).__name__


def _innermost_line(traceback: Any) -> str:
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return ""
    code = traceback.tb_frame.f_code
    return f"{code.co_name}:{traceback.tb_lineno}"
