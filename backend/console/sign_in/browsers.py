"""What kind of browser somebody uses: enough to know one's own again, and no more."""

# Most browsers claim to be others too, so the rarer names come first.
FAMILIES = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def family_of(user_agent: str) -> str:
    """`Firefox`, `Chrome on a phone`, `Another browser`."""
    family = next((name for mark, name in FAMILIES if mark in user_agent), "Another browser")
    return f"{family} on a phone" if "Mobi" in user_agent else family
