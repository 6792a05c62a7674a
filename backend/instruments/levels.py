"""How soon somebody has to act on an answer."""

from enum import StrEnum


class Level(StrEnum):
    """The order of the names is the order of urgency, so `max` and `<` mean what they say."""

    L0 = "L0"  # record only
    L1 = "L1"  # staff review by the end of the next working day
    L2 = "L2"  # staff contact the same day
    L3 = "L3"  # act now


# As a model field names its choices.
LEVEL_CHOICES = [(level.value, level.value) for level in Level]
