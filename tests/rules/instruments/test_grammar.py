import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.instruments.grammar import (
    MAX_NESTING,
    RESERVED,
    And,
    Comparison,
    HasAny,
    HasAtLeast,
    Named,
    Not,
    Or,
    PlanIs,
    Values,
    WhenError,
    evaluate,
    leaves,
    parse,
)

Q1, Q2, Q3 = Comparison("q1", "==", 1), Comparison("q2", ">=", 2), Comparison("q3", "<=", 3)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("q1 == 1", Q1),
        ("q1==1", Q1),
        ("  q1   ==  1 ", Q1),
        ("not q1 == 1", Not(Q1)),
        ("not not q1 == 1", Not(Not(Q1))),
        ("q1 == 1 or q2 >= 2 and q3 <= 3", Or((Q1, And((Q2, Q3))))),
        ("(q1 == 1 or q2 >= 2) and q3 <= 3", And((Or((Q1, Q2)), Q3))),
        ("not q1 == 1 and q2 >= 2", And((Not(Q1), Q2))),
        ("not (q1 == 1 and q2 >= 2)", Not(And((Q1, Q2)))),
        ("signs has a", HasAny("signs", ("a",))),
        ("signs has a|b | c", HasAny("signs", ("a", "b", "c"))),
        ("signs has 2 or more", HasAtLeast("signs", 2)),
        ("signs has 2 or more or q1 == 1", Or((HasAtLeast("signs", 2), Q1))),
        ("plan is benzodiazepine", PlanIs("benzodiazepine")),
        ("not plan is benzodiazepine", Not(PlanIs("benzodiazepine"))),
        ("tapering()", Named("tapering")),
        ("tapering() and q1 == 1", And((Named("tapering"), Q1))),
        ("planned >= 2", Comparison("planned", ">=", 2)),
        ("nothing has none", HasAny("nothing", ("none",))),
    ],
)
def test_a_text_of_the_grammar_parses(text, expression):
    assert parse(text) == expression


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "q1",
        "q1 ==",
        "== 1",
        "1 == q1",
        "q1 = 1",
        "q1 != 1",
        "q1 > 1",
        "q1 < 1",
        "q1 == -1",
        "q1 == 1.5",
        "q1 == one",
        "q1 == 1 q2",
        "q1 == 1 and",
        "q1 == 1 and or q2 == 2",
        "and q1 == 1",
        "q1 == 1 AND q2 == 2",
        "q1 == 1 && q2 == 2",
        "q1 == 1;",
        "q1 == 1)",
        "(q1 == 1",
        "()",
        "( )",
        "not",
        "not()",
        "and == 1",
        "plan == 1",
        "plan has x",
        "plan is",
        "plan is and",
        "plan benzodiazepine",
        "more >= 1",
        "is()",
        "signs has",
        "signs has |a",
        "signs has a|",
        "signs has a|or",
        "signs has 2",
        "signs has 2 or",
        "signs has 2 or fewer",
        "signs has 2or more",
        "signs has not",
        "q1 == 1or q2 == 2",
        "1q == 1",
        "_q == 1",
        "q1() == 1",
        "fact(1)",
        "fact( )",
        "q1\t== 1",
        "q1 == 1\n",
        "frü == 1",
        "q1 == ١",
        "'q1' == 1",
        "True",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(WhenError):
        parse(text)


def test_the_error_names_text_and_position():
    with pytest.raises(WhenError, match=r"'q1 == 1 and or', position 12: expected a name") as refused:
        parse("q1 == 1 and or")

    assert refused.value.position == 12


def test_the_error_at_the_end_points_behind_the_last_word():
    with pytest.raises(WhenError) as refused:
        parse("q1 ==  ")

    assert refused.value.position == 5


@pytest.mark.parametrize("text", ["(" * 400, "not " * 200 + "q1 == 1", "(" * 40 + "q1 == 1" + ")" * 40])
def test_deep_nesting_is_refused_before_it_exhausts_the_stack(text):
    with pytest.raises(WhenError, match=f"nested more than {MAX_NESTING}"):
        parse(text)


def test_nesting_is_counted_by_depth_not_by_number():
    text = " or ".join(["(q1 == 1)"] * (MAX_NESTING + 5))

    assert len(list(leaves(parse(text)))) == MAX_NESTING + 5


def test_an_endless_text_is_refused():
    with pytest.raises(WhenError, match="longer than"):
        parse("q1 == " + "1" * 5000)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("q1 == 2", True),
        ("q1 == 3", False),
        ("q1 >= 2", True),
        ("q1 >= 3", False),
        ("q1 <= 2", True),
        ("q1 <= 1", False),
        ("missing == 0", False),
        ("missing >= 0", False),
        ("missing <= 9", False),
        ("not missing >= 0", True),
        ("signs has a", True),
        ("signs has x", False),
        ("signs has x|b", True),
        ("signs has none", True),
        ("signs has 2 or more", True),
        ("signs has 3 or more", False),
        ("missing has a", False),
        ("not missing has a", True),
        ("missing has 0 or more", False),
        ("plan is benzodiazepine", True),
        ("plan is opioid", False),
        ("not plan is opioid", True),
        ("tapering()", True),
        ("travelling()", False),
        ("not travelling() and q1 == 2", True),
        ("q1 == 3 or signs has a and not plan is opioid", True),
    ],
)
def test_an_expression_is_read_against_answers_and_facts(text, holds):
    values = Values(
        numbers={"q1": 2},
        choices={"signs": frozenset({"a", "b", "none"})},
        substances=frozenset({"benzodiazepine"}),
        named=frozenset({"tapering"}),
    )

    assert evaluate(parse(text), values) is holds


def test_without_a_plan_no_substance_is_on_it():
    assert not evaluate(parse("plan is benzodiazepine"), Values())
    assert evaluate(parse("not plan is benzodiazepine"), Values())


names = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True).filter(lambda name: name not in RESERVED)
counts = st.integers(min_value=0, max_value=99)
leaf = st.one_of(
    st.builds(Comparison, names, st.sampled_from(["==", ">=", "<="]), counts),
    st.builds(HasAny, names, st.lists(names, min_size=1, max_size=3).map(tuple)),
    st.builds(HasAtLeast, names, counts),
    st.builds(PlanIs, names),
    st.builds(Named, names),
)
expressions = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)


def shown(expression):
    match expression:
        case Comparison(name, sign, value):
            return f"{name} {sign} {value}"
        case HasAny(name, choices):
            return f"{name} has {'|'.join(choices)}"
        case HasAtLeast(name, count):
            return f"{name} has {count} or more"
        case PlanIs(substance):
            return f"plan is {substance}"
        case Named(name):
            return f"{name}()"
        case Not(part):
            return f"not {bracketed(part)}"
        case And(parts):
            return " and ".join(bracketed(part) for part in parts)
        case Or(parts):
            return " or ".join(bracketed(part) for part in parts)


def bracketed(expression):
    return f"({shown(expression)})" if isinstance(expression, And | Or) else shown(expression)


@given(expressions)
def test_what_is_printed_parses_back_to_the_same(expression):
    assert parse(shown(expression)) == expression


@given(expressions, st.sampled_from([" )", " q1", " 1", " ()", " and", " or", " has", "|x |", " not q1 == 1"]))
def test_nothing_may_trail_behind_an_expression(expression, trailing):
    with pytest.raises(WhenError):
        parse(shown(expression) + trailing)


@given(st.text(alphabet="q1 =<>()|andorthsplim2é\n", max_size=40) | st.text(max_size=40))
def test_garbage_is_refused_or_means_what_it_prints(text):
    try:
        expression = parse(text)
    except WhenError:
        return
    assert parse(shown(expression)) == expression


@given(expressions, st.dictionaries(names, counts), st.frozensets(names))
def test_not_turns_every_expression_round(expression, numbers, named):
    values = Values(numbers=numbers, named=named)

    assert evaluate(Not(expression), values) is not evaluate(expression, values)
