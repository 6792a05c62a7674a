import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory

from backend.api import versions
from tests.at_once import at_once

PLAIN = RequestFactory().get("/")


def making(content: bytes, version: str = "1") -> Callable[[], tuple[str, Iterable[bytes]]]:
    return lambda: (version, [content])


def never() -> tuple[str, Iterable[bytes]]:
    raise AssertionError("It was made already.")


def body_of(response: Any) -> bytes:
    return bytes(response.getvalue())


def test_a_version_is_made_once():
    first = versions.respond(PLAIN, "list", "1", making(b"one"))
    again = versions.respond(PLAIN, "list", "1", never)

    assert (body_of(first), body_of(again)) == (b"one", b"one")


def test_another_version_takes_its_place_and_the_tag_tells_whether_it_says_something_else():
    first, same, other = (
        versions.respond(PLAIN, "list", version, making(content, version))
        for version, content in (("1", b"one"), ("2", b"one"), ("3", b"three"))
    )

    assert [body_of(each) for each in (first, same, other)] == [b"one", b"one", b"three"]
    assert first["ETag"] == same["ETag"] != other["ETag"]
    assert len(list((settings.ANSWERS_DIR / "list").iterdir())) == 1


def test_who_is_reading_an_older_version_reads_it_to_its_end():
    older = versions.respond(PLAIN, "list", "1", making(b"one"))
    body_of(versions.respond(PLAIN, "list", "2", making(b"two", "2")))

    assert body_of(older) == b"one"


def test_one_makes_it_while_others_get_the_version_before():
    body_of(versions.respond(PLAIN, "list", "1", making(b"one")))
    is_making, may_end = threading.Event(), threading.Event()

    def slowly() -> tuple[str, Iterable[bytes]]:
        is_making.set()
        may_end.wait(timeout=10)
        return "2", [b"two"]

    maker = threading.Thread(target=lambda: body_of(versions.respond(PLAIN, "list", "2", slowly)))
    maker.start()
    is_making.wait(timeout=10)
    meanwhile = versions.respond(PLAIN, "list", "2", never)
    may_end.set()
    maker.join()

    assert body_of(meanwhile) == b"one"
    assert body_of(versions.respond(PLAIN, "list", "2", never)) == b"two"


def test_the_first_version_is_made_by_one_and_awaited_by_the_others():
    made = []

    def make() -> tuple[str, Iterable[bytes]]:
        made.append(1)
        return "1", [b"one"]

    bodies = at_once(lambda: body_of(versions.respond(PLAIN, "list", "1", make)), threads=4)

    assert bodies == [b"one"] * 4
    assert len(made) == 1


def test_what_broke_while_it_was_made_leaves_nothing():
    def half() -> Iterable[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        versions.respond(PLAIN, "list", "1", lambda: ("1", half()))

    assert list((settings.ANSWERS_DIR / "list").iterdir()) == []
    assert body_of(versions.respond(PLAIN, "list", "1", making(b"one"))) == b"one"


def test_answers_nobody_asks_for_give_way():
    for number in range(versions.MOST_ANSWERS + 3):
        body_of(versions.respond(PLAIN, f"list-{number}", "1", making(b"one")))

    folders = [each for each in settings.ANSWERS_DIR.iterdir() if each.is_dir()]
    assert len(folders) == versions.MOST_ANSWERS
    assert (settings.ANSWERS_DIR / f"list-{versions.MOST_ANSWERS + 2}").is_dir()
