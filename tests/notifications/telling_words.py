"""What would tell a stranger, Google or Apple why somebody has this app, in the languages it speaks."""

import re
from pathlib import Path

_, STEMS, SIGNS = (
    [word for line in part.splitlines()[1:] for word in line.split()]
    for part in Path(__file__).with_suffix(".txt").read_text("utf-8").split("# ")
)

TELLING_WORDS = re.compile(
    r"(?<![^\W_])(?:" + "|".join(map(re.escape, STEMS)) + r")\w*|" + "|".join(map(re.escape, SIGNS)), re.IGNORECASE
)
