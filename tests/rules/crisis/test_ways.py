"""How each packaged line is reached: called at its number, and texted where texts are read."""

import pytest

from backend.crisis.lines import packaged_lines
from backend.crisis.pages.words import how_words, sms, tel, ways_to

LINES = {line["id"]: line for _, line in packaged_lines()}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_every_line_is_reached_at_the_numbers_that_the_file_gives(line):
    said = {
        "call": f"call {line['number']}",
        "text": f"text {line['text']}",
        "call_or_text": f"call {line['number']} or text {line['text']}",
    }[line["how"]]
    if line["number"] == line["text"]:
        said = f"call or text {line['number']}"

    assert how_words(line) == said


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_each_way_has_the_link_that_does_it(line):
    for way in ways_to(line):
        assert way.href == {"call": tel, "text": sms}[way.verb](way.to)


def test_four_lines_read_texts_at_another_number_than_they_are_called_at():
    apart = {name: how_words(line) for name, line in LINES.items() if len({way.to for way in ways_to(line)}) > 1}

    assert apart == {
        "nz-lifeline-aotearoa": "call 0800 543 354 or text HELP to 4357",
        "nz-alcohol-drug-helpline": "call 0800 787 797 or text 8681",
        "za-sadag-suicide-crisis-helpline": "call 0800 567 567 or text 31393",
        "za-dsd-substance-abuse-helpline-sadag": "call 0800 12 13 14 or text 32312",
    }
