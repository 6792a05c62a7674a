"""What rules need to know beside the answers; the caller reads it from plan and history."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Facts:
    """Each boolean answers the named rule of the same name; `when_syntax.named_rules` defines them."""

    substances: frozenset[str] = frozenset()  # classes the care plan names, such as "benzodiazepine"
    has_prescribed_plan: bool = False
    benzodiazepine_taper: bool = False
    craving_high_twice_24h: bool = False
    craving_high_after_twice: bool = False

    @property
    def named(self) -> frozenset[str]:
        """The named rules that hold."""
        return frozenset(name for name in NAMED_RULES if getattr(self, name))


NAMED_RULES = frozenset(field.name for field in fields(Facts)) - {"substances"}
# These two speak of "this rating", so they only mean something where the answers hold one.
RATING_RULES = frozenset({"craving_high_twice_24h", "craving_high_after_twice"})
