"""Random people and moments for laws, and the plain ones that examples start from."""

from hypothesis import strategies as st

from backend.coping.exercises.library import library
from backend.coping.recommending.filtering import Safety, Situation
from backend.instruments.levels import Level

TRIGGERS = library().triggers
CODES = tuple(library().contraindications)
# The reference asks for exercises even where everything but these holds.
RED_FLAGS = frozenset({"severe_withdrawal", "driving", "suicidal_now"})
ALL_NO = dict.fromkeys(CODES, "no")

profiles = st.dictionaries(st.sampled_from(CODES), st.sampled_from(["yes", "no", "unknown"]))
situations = st.builds(
    Situation,
    intensity=st.integers(0, 10),
    triggers=st.lists(st.sampled_from(TRIGGERS), max_size=4, unique=True).map(tuple),
    setting=st.none() | st.sampled_from(library().settings),
    minutes_available=st.none() | st.integers(1, 30),
)
safeties = st.builds(
    Safety,
    profile=profiles,
    hold=st.sampled_from([Level.L0, Level.L2, Level.L3]),
    needs_person=st.booleans(),
    exercises_failed=st.booleans(),
)
orders = st.permutations(sorted(library().exercises))


def in_editors_order(situation=None):
    """The slugs as the editor would rank them: meant for a trigger first, then by effect."""

    def merit(exercise):
        meant = situation is not None and not set(exercise.triggers).isdisjoint(situation.triggers)
        return not meant, -exercise.prior_effect, exercise.slug

    return [exercise.slug for exercise in sorted(library().exercises.values(), key=merit)]


def with_answers(**answers):
    """Everything answered "no" but these."""
    return Safety(profile=ALL_NO | answers)
