"""What will ring in the coming days, so that a phone without signal can ring by itself under the same ids."""

from notifications.agenda.coming import Agenda, agenda_of
from notifications.agenda.rings import Entry

__all__ = ["Agenda", "Entry", "agenda_of"]
