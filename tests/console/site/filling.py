"""Filling in a form as a browser would: with what it holds, and what somebody changes in it."""

import re
from html import unescape
from typing import Any

from django.http import HttpResponse


def filled(response: HttpResponse, **changes: Any) -> dict[str, Any]:
    """Return the fields of the form on a page; None takes one out."""
    html = response.content.decode()
    found = _inputs(html) | _areas(html) | _selects(html)
    return {name: value for name, value in (found | changes).items() if value is not None}


def _inputs(html: str) -> dict[str, str]:
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", html):
        if 'type="radio"' not in tag or " checked" in tag:
            found[_attribute(tag, "name")] = _attribute(tag, "value")
    return found


def _areas(html: str) -> dict[str, str]:
    found = re.findall(r"<textarea\b([^>]*)>(.*?)</textarea>", html, re.DOTALL)
    return {_attribute(tag, "name"): unescape(text).lstrip("\n") for tag, text in found}


def _selects(html: str) -> dict[str, str]:
    found = {}
    for tag, options in re.findall(r"<select\b([^>]*)>(.*?)</select>", html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[_attribute(tag, "name")] = unescape(chosen[1]) if chosen else ""
    return found


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(match[1]) if match else ""
