"""Levels and rules in the words of levels.py."""

from django import template

from backend.console import levels
from backend.instruments.levels import Level

register = template.Library()
register.filter("rule_words", levels.rule_words)


@register.filter
def level_words(level: str) -> str:
    return levels.LEVEL_WORDS[Level(level)]
