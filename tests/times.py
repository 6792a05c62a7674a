from datetime import UTC, datetime


def utc(text: str) -> datetime:
    """Read `2026-11-24T05:30` as an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
