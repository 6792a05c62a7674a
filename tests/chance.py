"""Chance that falls the same in every run: ids, tokens and seeds hang on the name of the test alone.

What rings how much later, and which exercise is drawn, hangs on ids and seeds. A test that fails for one id in six
hundred would fail for somebody who has changed something else.
"""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def chance_from(name: str) -> Iterator[None]:
    """Draw the bytes behind `uuid4`, `secrets` and `SystemRandom` from this name, in this process."""
    drawn = random.Random(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "urandom", drawn.randbytes)
        patch.setattr(random, "_urandom", drawn.randbytes)  # SystemRandom, and by it `secrets`
        yield
