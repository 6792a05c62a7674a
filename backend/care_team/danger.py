"""What a yes to a question of the safety profile leads to at once. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

# exercises.json, `routes`: the cards that are shown whatever else is asked for.
CARDS_IN_DANGER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"severe_withdrawal": ("medical-emergency", "bzd-withdrawal-severe"), "suicidal_now": ("suicide",)}
)
