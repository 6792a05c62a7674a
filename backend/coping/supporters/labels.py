"""A label names somebody for the person who wrote it, and says to nobody how to reach them. Pure."""

import re
import unicodedata

# Six digits with what people put between them. Shorter numbers are years, rooms, and lines such as 988 or 116.
PHONE = re.compile(r"(?:\d[\s().\-/+]*){6,}")
EMAIL = re.compile(r"\S@\S+\.\S")
STAYS_ON_PHONE = "Numbers and addresses stay on your phone. Write a name or a word here that you know them by."


def says_how_to_reach(label: str) -> bool:
    """Whether there is something like a phone number or an e-mail address in it, with unseen characters or without."""
    seen = "".join(each for each in label if unicodedata.category(each) != "Cf")
    return bool(PHONE.search(seen) or EMAIL.search(seen))
