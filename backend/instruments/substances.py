"""The classes of substances that plans, rules and counters speak of. Never an amount."""

BENZODIAZEPINE = "benzodiazepine"
# The classes that rules of instruments name (`plan is …`), and those that the BAM asks about in item 7.
SUBSTANCES = (
    "alcohol",
    BENZODIAZEPINE,
    "cannabis",
    "cocaine",
    "inhalant",
    "nicotine",
    "opioid",
    "stimulant",
    "other",
)
