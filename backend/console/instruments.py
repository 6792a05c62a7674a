"""The questionnaires that staff can choose from."""

from backend.instruments.catalogue import catalogue


def instrument_choices() -> list[tuple[str, str]]:
    """Enabled ones, in file order."""
    return [(i.code, i.title) for i in catalogue().instruments.values() if i.enabled_by_default]


def title_of(code: str) -> str:
    known = catalogue().instruments.get(code)
    return known.title if known else code
