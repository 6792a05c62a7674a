"""What a text for people must be: readable at grade 6, without words that wound, without doses and taper steps.

The grade is that of Flesch and Kincaid (Kincaid et al., "Derivation of new readability formulas", 1975), over what is
read at once, each line a sentence, with a plain syllable counter.
"""

import re
from collections.abc import Iterable

HIGHEST_GRADE = 6.0

# Person-first words instead (recovery reference, section 1; NIDA, "Words Matter").
STIGMA = (
    "addict",
    "abuse",
    "alcoholic",
    "clean",
    "dirty",
    "fail",
    "habit",
    "junkie",
    "patient",
    "relapse",
    "sober",
    "substance misuse",
    "user",
    "client",
    "streak",
    "reset",
    "ashamed of you",
)
# Phrases of ours that hold a listed word.
MEAN_SOMETHING_ELSE = (
    "Do not follow a taper from the internet",
    "Cool water reset",
    "Sending failed",
    "Bad sleep in a taper fades",
    "Poor sleep is common in a taper",
)
_STIGMA = re.compile(rf"\b({'|'.join(STIGMA)})", re.IGNORECASE)
# An amount of a medicine, or a step of a taper.
_DOSE = re.compile(r"\d[\d.,]*\s*(mg|mcg|µg|milligrams?|grams?|ml|pills?|tablets?|drops|units)\b", re.IGNORECASE)
_TAPER = re.compile(
    r"\b(taper|halve|half your|cut (it|them|your dose)|(reduce|lower|cut) .{0,30}\bby\b|\d+\s*(%|percent))",
    re.IGNORECASE,
)
_VOWELS = re.compile(r"[aeiouy]+")


def faults_in(lines: Iterable[str]) -> list[str]:
    """Return what is wrong with a text."""
    text = ". ".join(line.strip().rstrip(".") for line in lines if line.strip()) + "."
    looked_at = text
    for phrase in MEAN_SOMETHING_ELSE:
        looked_at = looked_at.replace(phrase, "")
    found = [f"stigma: {word}" for word in stigma_in(looked_at)]
    found += [f"dose: {match[0]}" for match in _DOSE.finditer(looked_at)]
    found += [f"taper: {match[0]}" for match in _TAPER.finditer(looked_at)]
    if (reached := grade(text)) > HIGHEST_GRADE:
        found.append(f"grade {reached:.1f}")
    return [f"{fault} in {text!r}" for fault in found]


def stigma_in(text: str) -> list[str]:
    return [match[0] for match in _STIGMA.finditer(text)]


def grade(text: str) -> float:
    sentences = [part for part in re.split(r"[.!?:;]+", text) if part.strip()]
    words = re.findall(r"[a-z']+", text.lower())
    syllables = sum(_syllables_in(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def _syllables_in(word: str) -> int:
    counted = len(_VOWELS.findall(word.removesuffix("e") if len(word) > 3 else word))
    return max(counted, 1)
