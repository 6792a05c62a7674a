import json
import shutil

import pytest

from backend.instruments.catalogue import DATA, CatalogueError, catalogue, load_catalogue
from backend.instruments.facts import NAMED_RULES
from backend.instruments.levels import Level
from backend.instruments.loading import Fault


@pytest.fixture
def changed(tmp_path):
    """Load the catalogue after a change to one of its files."""

    def load(change, file="instruments.json"):
        for name in ("instruments.json", "warning_signs.json"):
            shutil.copy(DATA / name, tmp_path / name)
        document = json.loads((tmp_path / file).read_text(encoding="utf-8"))
        change(document)
        (tmp_path / file).write_text(json.dumps(document), encoding="utf-8")
        return load_catalogue(tmp_path)

    return load


def instrument(document, code):
    return next(raw for raw in document["instruments"] if raw["code"] == code)


def test_every_published_instrument_is_there():
    assert list(catalogue().instruments) == [
        "phq-2",
        "phq-9",
        "gad-7",
        "bam",
        "asq",
        "sds-bzd",
        "craving-nrs",
        "daily-check-in",
    ]


def test_only_the_scale_without_a_clear_licence_is_off():
    off = [code for code, entry in catalogue().instruments.items() if not entry.enabled_by_default]

    assert off == ["sds-bzd"]


@pytest.mark.parametrize("code", ["phq-2", "phq-9", "gad-7", "sds-bzd", "craving-nrs", "bam"])
def test_a_scale_ranges_as_far_as_its_items_do(code):
    entry = catalogue().instruments[code]

    for scale in entry.scales:
        values = [[int(option.value) for option in entry.items_by_id[item].options] for item in scale.items]
        assert (sum(map(min, values)), sum(map(max, values))) == (scale.minimum, scale.maximum)


def test_the_days_of_the_bam_are_in_the_published_ranges():
    labels = [option.label for option in catalogue().instruments["bam"].items_by_id["q4"].options]

    assert labels == ["0", "1-3", "4-8", "9-15", "16-30"]


def test_item_17_of_the_bam_is_scored_the_other_way_round():
    options = catalogue().instruments["bam"].items_by_id["q17"].options

    assert [(option.value, option.label) for option in options] == [
        (4, "Not at all"),
        (3, "Slightly"),
        (2, "Moderately"),
        (1, "Considerably"),
        (0, "Extremely"),
    ]


def test_the_text_that_apps_get_is_the_text_of_the_file():
    document = json.loads((DATA / "instruments.json").read_text(encoding="utf-8"))

    assert [entry.raw for entry in catalogue().instruments.values()] == document["instruments"]
    assert catalogue().instruments_document == document


def test_reliable_change_is_kept():
    changes = {code: entry.reliable_change for code, entry in catalogue().instruments.items()}

    assert (changes["phq-9"], changes["gad-7"], changes["bam"]) == (5.2, 4.6, None)


def test_a_file_that_gives_no_version_is_the_first(changed):
    newer = changed(lambda document: instrument(document, "phq-9").update(version=2))

    assert catalogue().instruments["phq-9"].version == 1
    assert newer.instruments["phq-9"].version == 2


def test_cards_keep_their_levels_and_signs():
    card = catalogue().cards["bzd-withdrawal-severe"]

    assert card.level is Level.L3
    assert [(sign.code, sign.see_card) for sign in card.signs if sign.see_card] == [("suicidal", "suicide")]


def test_the_craving_rule_is_read_where_a_check_in_brings_a_rating():
    lent = {
        code: [(rule.instrument, rule.id) for rule in entry.rating_rules]
        for code, entry in catalogue().instruments.items()
        if entry.rating_rules
    }

    assert lent == {"daily-check-in": [("craving-nrs", "high-twice")]}


def test_the_facts_answer_every_named_rule_of_the_file():
    assert catalogue().known.named_rules == NAMED_RULES


@pytest.mark.parametrize(
    ("code", "when", "detail"),
    [
        ("phq-9", "q9 > 1", "Position 2: no word, integer or sign of the grammar."),
        ("phq-9", "q9 >= 1 and q99 >= 1", "Position 12: no item with a number, and no score, has this name."),
        ("phq-9", "use >= 1", "Position 0: no item with a number, and no score, has this name."),
        ("bam", "total >= 1", "Position 0: no item with a number, and no score, has this name."),
        ("asq", "total >= 1", "Position 0: no item with a number, and no score, has this name."),
        ("daily-check-in", "redflags >= 1", "Position 0: no item with a number, and no score, has this name."),
        ("phq-9", "q9 == 4", "Position 0: no answer has such a value."),
        ("phq-9", "q9 >= 4", "Position 0: no answer has such a value."),
        ("bam", "q14 == 2", "Position 0: no answer has such a value."),
        ("phq-9", "total >= 28", "Position 0: no answer has such a value."),
        ("phq-9", "q9 has a", "Position 0: no item with a choice of many has this name."),
        ("daily-check-in", "redflag has seizure", "Position 0: no item with a choice of many has this name."),
        ("daily-check-in", "symptoms has 2 or more", "Position 0: no item with a choice of many has this name."),
        ("daily-check-in", "redflags has fever", "Position 0: the item has no such choice."),
        ("daily-check-in", "halt has 5 or more", "Position 0: the item has fewer choices."),
        ("daily-check-in", "on_holiday()", "Position 0: there is no such named rule."),
        ("daily-check-in", "not (used == 1 and on_holiday())", "Position 19: there is no such named rule."),
    ],
)
def test_a_rule_that_means_nothing_stops_the_start_and_is_named(changed, code, when, detail):
    def change(document):
        instrument(document, code).setdefault("item_rules", []).insert(
            0, {"id": "new", "when": when, "level": "L1", "actions": []}
        )

    with pytest.raises(CatalogueError) as refused:
        changed(change)

    assert refused.value.place == f"instruments.json {code}"
    assert refused.value.faults == (Fault("/item_rules/0/when", detail),)


def test_any_substance_class_may_be_named(changed):
    def change(document):
        instrument(document, "daily-check-in")["item_rules"][0]["when"] = "plan is something_new"

    assert "daily-check-in" in changed(change).instruments


@pytest.mark.parametrize(
    "action",
    [
        "call_somebody",
        "show_card:nothing",
        "offer:phq-99",
        "administer:suicide",
        "show_card",
        "record:asq",
        "",
    ],
)
def test_an_unknown_action_card_or_instrument_stops_the_start(changed, action):
    def change(document):
        instrument(document, "phq-9")["bands"][1]["actions"].append(action)

    with pytest.raises(CatalogueError, match=r"instruments\.json phq-9 /bands/1/actions/2"):
        changed(change)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda d: instrument(d, "asq")["items"][4].update(ask_if="q1 == yes"), "asq /items/4/ask_if: Position 6"),
        (
            lambda d: instrument(d, "asq")["items"][4].update(ask_if="q5 == 1"),
            "/items/4/ask_if: Position 0: this cannot",
        ),
        (lambda d: instrument(d, "bam")["skip"][0].update(when="q0 == 0"), "bam /skip/0/when: Position 0"),
        (lambda d: instrument(d, "bam")["skip"][0].update(when="use == 0"), "/skip/0/when: Position 0: this cannot"),
        (lambda d: instrument(d, "bam")["skip"][0].update(value=5), "/skip/0/value: This must be one of the values"),
        (lambda d: instrument(d, "bam")["skip"][1]["items"].append("q7h"), "/skip/1/items/7: There is no such item"),
        (lambda d: instrument(d, "bam")["skip"][1]["items"].append("q5"), "/skip/1/items/7: This is given twice"),
        (lambda d: instrument(d, "bam")["bands"][0].update(subscale="total"), "/bands/0/subscale: There is no such"),
        (lambda d: instrument(d, "bam")["bands"][0].update(min=1, max=12), "/bands/0: `min` and `max` must say"),
        (lambda d: instrument(d, "phq-9")["bands"][1].update(max=8), "/bands/1: `min` and `max` must say"),
        (lambda d: instrument(d, "phq-9")["bands"][1].pop("label"), "/bands/1: A band needs a label"),
        (
            lambda d: instrument(d, "bam")["scoring"]["subscales"]["use"]["items"].append("q4b"),
            "/use/items/3: There is",
        ),
        (
            lambda d: instrument(d, "bam")["scoring"]["subscales"]["use"]["items"].append("q4"),
            "/use/items/3: This is g",
        ),
        (
            lambda d: instrument(d, "bam")["items"][0].update(subscale="use"),
            "/items/0/subscale: This subscale does not",
        ),
        (lambda d: instrument(d, "phq-9")["scoring"].update(range=[0, 30]), "/scoring/range: The range must reach"),
        (lambda d: instrument(d, "phq-9")["scoring"].update(method="value"), "/scoring/method: Only the answer"),
        (lambda d: instrument(d, "phq-9")["extra_item"].update(scored=True), "/extra_item/scored: The extra item"),
        (lambda d: instrument(d, "asq")["refusal"]["items"].append("q6"), "asq /refusal/items/5: There is no such"),
        (lambda d: instrument(d, "asq")["refusal"].update(value=1), "/refusal/value: A refusal must differ"),
        (lambda d: instrument(d, "asq")["refusal"].update(counts_as=2), "/refusal/counts_as: This must be one of"),
        (lambda d: instrument(d, "phq-9")["item_rules"][0].update(level="L4"), "/item_rules/0/level: This must be one"),
        (lambda d: instrument(d, "phq-9")["item_rules"][0].update(id="mild"), "/item_rules/0/id: This is given twice"),
        (lambda d: instrument(d, "phq-9")["items"][0].update(id="q2"), "phq-9 /items/1/id: This is given twice"),
        (lambda d: instrument(d, "phq-9")["items"][0].update(id="total"), "phq-9 /items/0/id: This is given twice"),
        (lambda d: instrument(d, "gad-7")["items"][0].update(id="plan"), "gad-7 /items/0/id: This cannot be a name"),
        (lambda d: instrument(d, "gad-7")["items"][0].update(id="item-one"), "/items/0/id: This cannot be a name"),
        (lambda d: instrument(d, "gad-7")["items"][0]["options"][1].update(value=0), "/options/1/value: This is given"),
        (lambda d: instrument(d, "gad-7")["scoring"].update(method="mean"), "/scoring/method: This must be one of"),
        (lambda d: instrument(d, "gad-7")["items"][0].pop("options"), "/items/0/options: This field is missing"),
        (lambda d: instrument(d, "gad-7")["items"][0].update(multi=True), "gad-7 /items/0/options/0/value"),
        (lambda d: instrument(d, "gad-7").update(item_rule=[]), "gad-7 /item_rule: This field is not known here"),
        (lambda d: instrument(d, "gad-7").update(code="GAD 7"), "/code: Use small letters"),
        (lambda d: d["when_syntax"]["named_rules"].update({"on_holiday()": ""}), "no fact for .*on_holiday"),
    ],
)
def test_whatever_else_does_not_add_up_stops_the_start(changed, change, complaint):
    with pytest.raises(CatalogueError, match=complaint):
        changed(change)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda d: d["cards"][0].update(level="high"), r"warning_signs\.json medical-emergency /level"),
        (lambda d: d["cards"][4]["signs"][5].update(see_card="nothing"), "/signs/5/see_card: There is no such card"),
        (lambda d: d["cards"][0].pop("do"), "field 'do' is missing"),
        (lambda d: d["cards"].pop(0), "daily-check-in /item_rules/0/actions/0: There is no such"),
    ],
)
def test_a_card_that_does_not_add_up_stops_the_start(changed, change, complaint):
    with pytest.raises(CatalogueError, match=complaint):
        changed(change, file="warning_signs.json")


def test_a_missing_or_broken_file_is_named(tmp_path):
    with pytest.raises(CatalogueError, match=r"instruments\.json"):
        load_catalogue(tmp_path)

    (tmp_path / "instruments.json").write_text("{", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"instruments\.json"):
        load_catalogue(tmp_path)
