"""Levels and rules in plain words: what staff read instead of codes."""

from collections.abc import Mapping

from backend.aftercare.quiet.missed_policy import PREFIX, missed_policy
from backend.instruments.catalogue import catalogue
from backend.instruments.levels import Level

LEVEL_WORDS = {
    Level.L0: "L0 · all as usual",
    Level.L1: "L1 · next working day",
    Level.L2: "L2 · today",
    Level.L3: "L3 · act now",
}

# One sentence for each rule that can open an alert, by instrument and rule.
RULE_WORDS = {
    ("phq-9", "item-nine"): "Thoughts of being better off dead or of self-harm (PHQ-9, item 9).",
    ("gad-7", "anxious-in-taper"): "Anxiety is high while a benzodiazepine is being tapered.",
    ("bam", "use"): "Some use in the last 30 days.",
    ("bam", "risk"): "Risk factors are at or above the cut-off.",
    ("bam", "protective"): "Protective factors are at or below the cut-off.",
    ("bam", "sedatives-and-opioids"): "A benzodiazepine and an opioid together in the last 30 days.",
    ("bam", "sedatives-and-alcohol"): "A benzodiazepine and alcohol together in the last 30 days.",
    ("bam", "craving"): "Considerable or extreme cravings in the last 30 days.",
    ("craving-nrs", "high-twice"): "Craving of 8 or more, twice in a row or within 24 hours.",
    ("daily-check-in", "severe-signs"): "A seizure, hallucinations, confusion, or shaking with fever today.",
    ("daily-check-in", "chest"): "Chest pain or trouble breathing today.",
    ("daily-check-in", "affected-now"): "Hard to stay awake or to breathe right now, or not sure.",
    ("daily-check-in", "self-harm"): "Thoughts of ending their life or hurting themselves.",
    ("daily-check-in", "mixed"): "Opioids together with benzodiazepines or alcohol.",
    ("daily-check-in", "stopped-benzodiazepine"): "Stopped a prescribed benzodiazepine.",
    ("daily-check-in", "more-benzodiazepine"): "Took more of a prescribed benzodiazepine.",
    ("daily-check-in", "used-on-benzodiazepine"): "Used something while on a benzodiazepine plan.",
    ("daily-check-in", "contact-today"): "Asks to be contacted today.",
    ("daily-check-in", "stopped-other"): "Stopped a prescribed medicine.",
    ("daily-check-in", "more-other"): "Took more of a prescribed medicine.",
    ("daily-check-in", "missed-benzodiazepine"): "Missed some of a prescribed benzodiazepine.",
    ("daily-check-in", "early-signs"): "Two or more early signs of withdrawal.",
    ("daily-check-in", "slip"): "Used alcohol or a drug that was not prescribed.",
    ("daily-check-in", "contact"): "Asks to be contacted.",
    ("help-request", "today"): "Asks to be contacted today.",
    ("help-request", "contact"): "Asks to be contacted.",
    **{(PREFIX, rule.id): rule.words for rule in missed_policy().rules},
}


def rule_words(name: str, notes: Mapping[str, str] | None = None) -> str:
    """Say what a rule found; `name` is `instrument:rule`, `notes` are those of a site's own questionnaires.

    What has no sentence shows its codes.
    """
    instrument, _, rule_id = name.partition(":")
    if (instrument, rule_id) in RULE_WORDS:
        return RULE_WORDS[instrument, rule_id]
    known = catalogue().instruments.get(instrument)
    return f"{known.title}: {rule_id}." if known else (notes or {}).get(name, name)
