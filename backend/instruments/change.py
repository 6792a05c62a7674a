"""Reliable change: whether a score differs from the one before by more than the scale's own noise."""

from enum import StrEnum

from backend.instruments.definitions import Instrument, Scale


class Change(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    NONE = "no_reliable_change"


def change_of(instrument: Instrument, scale: Scale, *, before: int | None, now: int | None) -> Change | None:
    """Compare a score with the one before; None where one is missing or nobody has published what is reliable.

    "Change is called better or worse only when it is larger than reliable_change" (instruments.json, `rules`).
    """
    if instrument.reliable_change is None or before is None or now is None:
        return None
    if abs(now - before) <= instrument.reliable_change:
        return Change.NONE
    rises_for_the_better = scale.higher_is == "better"
    return Change.BETTER if (now > before) is rises_for_the_better else Change.WORSE
