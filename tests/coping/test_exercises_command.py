"""`manage.py exercises` lists how far each language is, checks a file and adds it."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from backend.coping.models import ExerciseText
from tests.coping.exercise_texts import bring_out, document, enter, reword, take_back, translated

pytestmark = pytest.mark.django_db


def said(capsys, *arguments: str) -> list[str]:
    call_command("exercises", *arguments)
    lines: list[str] = capsys.readouterr().out.splitlines()
    return lines


@pytest.fixture
def file(tmp_path) -> Path:
    found: Path = tmp_path / "es.json"
    return found


def write(file: Path, content: Any) -> str:
    file.write_text(json.dumps(content))
    return str(file)


def test_each_language_is_listed_with_how_far_it_is(capsys):
    bring_out("urge-surfing")
    enter("long-sigh")
    take_back("muscle-relax")

    lines = [" ".join(line.split()) for line in said(capsys)]

    assert lines == ["en 27 published, 1 draft", "es 1 published, 1 draft, 26 missing"]


def test_one_language_is_listed_exercise_by_exercise(capsys):
    bring_out("urge-surfing")
    reword("urge-surfing", title="Surfea")

    lines = said(capsys, "--language", "es")

    assert len(lines) == 28
    assert " ".join(lines[0].split()) == "urge-surfing version 1 published, with newer words that wait"


def test_a_file_is_checked_and_nothing_is_added(capsys, file):
    assert said(capsys, "--check", write(file, document())) == ["es: 1 exercises, in order."]

    assert not ExerciseText.objects.exists()


def test_a_file_is_added_as_drafts(capsys, file):
    path = write(file, document(translated(), translated("long-sigh")))

    assert said(capsys, "--add", path) == ["es: 2 added as drafts, 0 the very same already."]
    assert said(capsys, "--add", path) == ["es: 0 added as drafts, 2 the very same already."]
    assert ExerciseText.objects.filter(state="draft", entered_by=None).count() == 2


@pytest.mark.parametrize("option", ["--check", "--add"])
def test_each_fault_is_told_with_its_place_and_nothing_is_added(file, option):
    path = write(file, document(translated(title="", goal=7)))

    with pytest.raises(CommandError) as refused:
        call_command("exercises", option, path)

    assert str(refused.value).splitlines() == [
        "/exercises/0/title: This may not be empty.",
        "/exercises/0/goal: This must be text.",
    ]
    assert not ExerciseText.objects.exists()


def test_a_file_that_cannot_be_read_is_told(file):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("exercises", "--check", str(file))
    file.write_text("{")
    with pytest.raises(CommandError, match="is not JSON"):
        call_command("exercises", "--check", str(file))


@pytest.mark.django_db(transaction=True)
def test_without_a_database_it_says_so(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    connection.close()

    with pytest.raises(CommandError) as refused:
        call_command("exercises")

    assert (refused.value.returncode, str(refused.value)) == (2, "The database gives no answer.")
