import json
import shutil

import pytest

from backend.instruments.catalogue import DATA, CatalogueError, catalogue, load_catalogue
from backend.instruments.facts import NAMED_RULES
from backend.instruments.levels import Level


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
    ("code", "when", "complaint"),
    [
        ("phq-9", "q9 > 1", "expected '\\(\\)', 'has' or a comparison|no word"),
        ("phq-9", "q99 >= 1", "q99"),
        ("phq-9", "use >= 1", "use"),
        ("bam", "total >= 1", "total"),
        ("asq", "total >= 1", "total"),
        ("phq-9", "q9 == 4", "no choice 4"),
        ("phq-9", "q9 has a", "q9"),
        ("daily-check-in", "redflags >= 1", "redflags"),
        ("daily-check-in", "redflags has fever", "fever"),
        ("daily-check-in", "redflag has seizure", "redflag"),
        ("daily-check-in", "symptoms has 2 or more", "symptoms"),
        ("daily-check-in", "on_holiday()", "on_holiday"),
        ("daily-check-in", "not (used == 1 and on_holiday())", "on_holiday"),
    ],
)
def test_a_rule_that_means_nothing_stops_the_start_and_is_named(changed, code, when, complaint):
    def change(document):
        instrument(document, code).setdefault("item_rules", []).insert(
            0, {"id": "new", "when": when, "level": "L1", "actions": []}
        )

    with pytest.raises(CatalogueError, match=complaint) as refused:
        changed(change)

    assert refused.value.place == f"instruments.json {code} item_rules[0]"


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

    with pytest.raises(CatalogueError, match=r"instruments\.json phq-9 bands\[1\]"):
        changed(change)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda d: instrument(d, "asq")["items"][4].update(ask_if="q1 == yes"), "asq item q5"),
        (lambda d: instrument(d, "bam")["skip"][0].update(when="q0 == 0"), r"bam skip\[0\]"),
        (
            lambda d: instrument(d, "bam")["skip"][1]["items"].append("q7h"),
            r"bam skip\[1\]: unknown item 'q7h'",
        ),
        (lambda d: instrument(d, "bam")["bands"][0].update(subscale="total"), "unknown scale 'total'"),
        (lambda d: instrument(d, "bam")["scoring"]["subscales"]["use"]["items"].append("q4b"), "scale use"),
        (lambda d: instrument(d, "asq")["refusal"]["items"].append("q6"), "asq refusal: unknown item 'q6'"),
        (lambda d: instrument(d, "phq-9")["item_rules"][0].update(level="L4"), "unknown level 'L4'"),
        (lambda d: instrument(d, "phq-9")["item_rules"][0].update(id="mild"), "given twice: mild"),
        (lambda d: instrument(d, "phq-9")["items"][0].update(id="q2"), "given twice: q2"),
        (lambda d: instrument(d, "phq-9")["items"][0].update(id="total"), "given twice: total"),
        (lambda d: instrument(d, "gad-7")["items"][0].update(id="plan"), "'plan' cannot be a name"),
        (lambda d: instrument(d, "gad-7")["items"][0].update(id="item-one"), "'item-one' cannot be a name"),
        (lambda d: instrument(d, "gad-7")["scoring"].update(method="mean"), "unknown scoring method 'mean'"),
        (lambda d: instrument(d, "gad-7")["items"][0].pop("options"), "field 'options' is missing"),
        (lambda d: instrument(d, "gad-7")["items"][0].update(multi=True), "gad-7 item q1"),
        (lambda d: d["when_syntax"]["named_rules"].update({"on_holiday()": ""}), "no fact for on_holiday"),
    ],
)
def test_whatever_else_does_not_add_up_stops_the_start(changed, change, complaint):
    with pytest.raises(CatalogueError, match=complaint):
        changed(change)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            lambda d: d["cards"][0].update(level="high"),
            r"warning_signs\.json medical-emergency: unknown level",
        ),
        (lambda d: d["cards"][4]["signs"][5].update(see_card="nothing"), "unknown card 'nothing'"),
        (lambda d: d["cards"][0].pop("do"), "field 'do' is missing"),
        (lambda d: d["cards"].pop(0), "medical-emergency"),
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
