"""Published items keep their wording, and no edit of the data goes unnoticed.

Whoever changes a data file on purpose changes the sum here with it, and a reviewer sees both.
"""

import hashlib

import pytest

from backend.instruments.catalogue import DATA, catalogue

FILES = {
    "instruments.json": "02e3198ece187f7a6101dca3c51df8ad81d998ab4afc00ba74d0ba312594496d",
    "warning_signs.json": "bd43f330020abdb5594122fc0952b01353fe85e0ffbe913f3ca8b1dd1b7c6082",
}
WORDING = {
    "phq-2": "29519383564ad788120dd0b1ffd07880fd9d291d6d796df11e958a55618ba321",
    "phq-9": "d1859966781b52148dea4af94625bf1e7575bfbe64f6cc90e1df4d00c6530902",
    "gad-7": "abf905d9ac117921a11cffe3e91a89632a22542c437a31799c451afb1e5227df",
    "bam": "89fdda6e525d538ee7f4a5503db16dc7a199badf1801a34e6fa695b29c369c61",
    "asq": "be86bd7cb2a6a3ac0a159ce790219418fa64383f4cd2c190cdcc5ee20d3acd02",
    "sds-bzd": "5859357a5ad0c99a8fc89ca206179b71af3e71682cdc6cc0c06ee3ddeb8fd47b",
}


def wording_of(code):
    """Stem and recall, then each item with its choices, in order."""
    raw = catalogue().instruments[code].raw
    items = [*raw["items"], *([raw["extra_item"]] if "extra_item" in raw else [])]
    choices = [f"{option['value']}={option['label']}" for item in items for option in item["options"]]
    texts = [raw["stem"], raw["recall"], *(f"{item['id']}: {item['text']}" for item in items), *choices]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


@pytest.mark.parametrize(("file", "known"), FILES.items())
def test_the_data_is_what_a_clinician_has_signed(file, known):
    assert hashlib.sha256((DATA / file).read_bytes()).hexdigest() == known


@pytest.mark.parametrize(("code", "known"), WORDING.items())
def test_the_wording_of_a_published_instrument_is_untouched(code, known):
    assert wording_of(code) == known
