"""Flesch-Kincaid grade (Kincaid et al., 1975) with a plain syllable counter."""

import re

VOWELS = re.compile(r"[aeiouy]+")


def grade(text):
    sentences = [part for part in re.split(r"[.!?:]+", text) if part.strip()]
    words = re.findall(r"[a-z']+", text.lower())
    syllables = sum(syllables_in(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def syllables_in(word):
    counted = len(VOWELS.findall(word.removesuffix("e") if len(word) > 3 else word))
    return max(counted, 1)
