"""In hospital, paused by staff, discharged, transferred, died: what each of them stops, and how it is taken back."""

from backend.aftercare.life_events.pausing import paused_people

__all__ = ["paused_people"]
