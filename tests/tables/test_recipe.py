"""Recipes: what a person writes in minutes, followed to the letter, and a warning where it no longer fits."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tables.make import make_prose, make_reading

from answerable.errors import ProjectFileInvalid
from answerable.model.codebook import Category, Variable, VariableKind
from answerable.model.document import Reading
from answerable.model.recipe import ColumnRule, Condition, Recipe, RecipePart, Take
from answerable.project.recipes import parse_recipe, render_recipe
from answerable.tables.propose import propose_recipe
from answerable.tables.recipe import RecipeResult, apply_recipe
from answerable.tables.records import find_labels, find_records
from answerable.words.figures import CellState

ROWS = [
    ["Cases closed 2018-2021"],
    ["Ref", "Type", "Closed", "Paid", "Note"],
    ["M-1", "Assault", "14/03/2018", "£1,200", ""],
    ["M-2", "Collision", "02/11/2019", "£85.50)", "see M-1"],
    ["M-3", "False arrest", "05/06/2020", "<5", ""],
    ["M-4", "Assault", "01/02/2021", "£0", ""],
    ["Total", None, None, "£1,285.50", None],
]


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "r.toml"
    path.write_text(text, encoding="utf-8")
    return path


def follow(tmp_path: Path, text: str, *readings: Reading) -> RecipeResult:
    return apply_recipe(parse_recipe(write(tmp_path, text)), readings or (make_reading({"Answer": ROWS}),))


def values(result: RecipeResult, variable: str) -> list[object]:
    return [found.value for row in result.rows if (found := row.find(variable)) is not None]


def test_columns_become_variables_with_their_places(tmp_path: Path) -> None:
    reading = make_reading({"Answer": ROWS})
    result = follow(
        tmp_path,
        'documents = "*.xlsx"\n[columns]\nref = "ref"\npaid = "Paid"\nclosed_on = { from = "Closed", take = "date" }\n'
        'year = { from = "Closed", take = "year" }\n[constants]\nforce = "Avonmoor"\n',
        reading,
    )
    assert values(result, "ref") == ["M-1", "M-2", "M-3", "M-4"]
    assert values(result, "paid") == [1200.0, 85.5, None, 0.0]
    assert values(result, "closed_on") == ["2018-03-14", "2019-11-02", "2020-06-05", "2021-02-01"]
    assert values(result, "year") == [2018.0, 2019.0, 2020.0, 2021.0]
    assert values(result, "force") == ["Avonmoor"] * 4
    suppressed = result.rows[2].find("paid")
    assert suppressed is not None
    assert suppressed.state is CellState.SUPPRESSED
    assert str(suppressed.interval) == "1 to 4"
    for row in result.rows:
        assert (row.name, row.page, row.sheet) == ("answer.xlsx", 1, "Answer")
        for value in row.values:
            for span in value.spans:
                assert reading.pages[0].text[span.start : span.end] == span.exact
    assert (result.rows[0].row, result.rows[0].cells) == (3, ("Answer!A3", "Answer!D3", "Answer!C3"))
    assert result.problems == ()


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ('keep = [{ column = "Type", equals = ["assault", "false  ARREST"] }]', ["M-1", "M-3", "M-4"]),
        ('skip = [{ column = "Type", equals = "Collision" }]', ["M-1", "M-3", "M-4"]),
        ('skip = [{ column = "Type", contains = "arrest" }]', ["M-1", "M-2", "M-4"]),
        ('keep = [{ column = "Ref", match = "[12]$" }]', ["M-1", "M-2"]),
        ('skip = [{ column = "Paid", zero = true }]', ["M-1", "M-2", "M-3"]),
        ('keep = [{ column = "Paid", zero = false }]', ["M-1", "M-2", "M-3"]),
        ('skip = [{ column = "Note", blank = true }]', ["M-2"]),
        ('keep = [{ column = "Closed", from_year = 2019, to_year = 2020 }]', ["M-2", "M-3"]),
        ('keep = [{ column = "paid", zero = false }, { column = "Type", equals = "Assault" }]', ["M-1"]),
    ],
)
def test_conditions(tmp_path: Path, condition: str, kept: list[str]) -> None:
    result = follow(tmp_path, f'{condition}\n[columns]\nref = "Ref"\npaid = "Paid"\n')
    assert values(result, "ref") == kept
    assert result.n_left_out == 4 - len(kept)


def test_columns_are_added_up_and_alternatives_taken(tmp_path: Path) -> None:
    rows = [["Ref", "Judgment", "Settlement"], ["a", 10, None], ["b", None, 20.5], ["c", 1, 2], ["d", None, "-"]]
    text = '[columns]\nref = ["Reference", "Ref"]\nsum = { add = ["Judgment", "Settlement"] }\n'
    result = follow(tmp_path, text, make_reading({"S": rows}))
    assert values(result, "sum") == [10.0, 20.5, 3.0, None]
    third = result.rows[2].find("sum")
    assert third is not None
    assert [span.cells for span in third.spans] == [("S!B4",), ("S!C4",)]


def test_money_inside_words(tmp_path: Path) -> None:
    rows = [
        ["Ref", "Result"],
        ["a", "Settled for $95,000.00 in 2019"],
        ["b", "$22,500 - $11,250 each"],
        ["c", "pending"],
    ]
    reading = make_reading({"S": rows})
    for several, second in (("first", 22500.0), ("last", 11250.0), ("add", 33750.0)):
        text = f'[columns]\npaid = {{ from = "Result", take = "money", several = "{several}" }}\n'
        result = follow(tmp_path, text, reading)
        assert values(result, "paid") == [95000.0, second, None]
        assert [problem.code for problem in result.problems] == ["several-numbers"]
    first = result.rows[0].find("paid")
    assert first is not None
    assert first.spans[0].exact == "$95,000.00"


def test_a_pattern_takes_a_part_of_the_words(tmp_path: Path) -> None:
    rows = [["Case"], ["12-1001 Able v. Baker"], ["12-1002 Charlie v. Delta"]]
    text = "header = 1\n[columns]\ndocket = { from = \"Case\", match = '^([0-9-]+)' }\n"
    result = follow(tmp_path, text, make_reading({"S": [[*row, "x"] for row in rows]}))
    assert values(result, "docket") == ["12-1001", "12-1002"]


def test_sheets_header_and_years(tmp_path: Path) -> None:
    sheets = {
        "2018": [["Outcome", "Number"], ["Dismissed", 1], ["Warning", 2]],
        "2019": [["Outcome", "Number"], ["Dismissed", 3], ["Warning", 4]],
        "Key": [["Outcome", "Meaning"], ["Dismissed", "left"], ["Warning", "stays"]],
    }
    text = 'sheet = "20*"\n[columns]\noutcome = "Outcome"\nnumber = "Number"\n'
    result = follow(tmp_path, text, make_reading(sheets))
    assert [(row.sheet, row.find("number").value) for row in result.rows] == [  # type: ignore[union-attr]
        ("2018", 1.0), ("2018", 2.0), ("2019", 3.0), ("2019", 4.0),
    ]  # fmt: skip


def test_a_recipe_that_no_longer_fits_says_so(tmp_path: Path) -> None:
    reading = make_reading({"S": [["Ref", "Amount"], ["a", 1], ["b", 2]]})
    result = follow(tmp_path, '[columns]\nref = "Ref"\npaid = "Paid"\n', reading)
    (problem,) = result.problems
    assert (problem.code, problem.expected, problem.found) == (
        "recipe-column-missing",
        "a column Paid for paid",
        "Ref | Amount",
    )
    assert values(result, "paid") == [None, None]
    nothing = follow(tmp_path, '[columns]\npaid = "Paid"\n', reading)
    assert [problem.code for problem in nothing.problems] == ["recipe-no-longer-fits"]
    other = follow(tmp_path, 'documents = "*.pdf"\n[columns]\npaid = "Paid"\n', reading)
    assert [problem.code for problem in other.problems] == ["recipe-fits-no-document"]


def test_another_table_is_not_taken_for_the_next_version(tmp_path: Path) -> None:
    """Of three columns one has the same name: that is not the table that the recipe was written for."""
    recipe = '[columns]\nrank = "Rank"\nyear = "Year"\noutcome = "Result"\n'
    fitting = make_reading({"S": [["Result", "Rank", "Year"], ["Dismissed", "PC", 2020]]})
    assert values(follow(tmp_path, recipe, fitting), "outcome") == ["Dismissed"]
    counts = make_reading({"S": [["Year", "Dismissed"], [2020, 4], [2021, 2]]})
    result = follow(tmp_path, recipe, counts)
    assert [problem.code for problem in result.problems] == ["recipe-no-longer-fits"]
    assert result.rows == ()


def test_each_missing_column_is_named(tmp_path: Path) -> None:
    reading = make_reading({"S": [["Ref", "Kind", "Paid"], ["a", "b", 1]]})
    columns = '[columns]\nref = "Ref"\nkind = "Kind"\npaid = "Paid"\nwhen = "Date"\nwhy = "Reason"\n'
    expected = {problem.expected for problem in follow(tmp_path, columns, reading).problems}
    assert expected == {"a column Date for when", "a column Reason for why"}


FORMS = (
    "Suit No. 1 Plaintiff: Able Amount paid: $10 Reason: Settled\n\n"
    "Suit No. 2 Plaintiff: Baker Amount paid: $20.50 Reason: Settled\n\n"
    "Suit No. 3 Plaintiff: Charlie Amount paid: Reason: Dismissed"
)
COLUMNS = (
    "Suit No. 1 Plaintiff: Able Suit No. 2 Plaintiff: Baker Suit No. 3 Plaintiff: Charlie\t"
    "Amount paid: $10 Amount paid: $20.50 Amount paid:\tReason: Settled Reason: Settled Reason: Dismissed"
)


@pytest.mark.parametrize("text", [FORMS, COLUMNS], ids=["record by record", "column by column"])
def test_records_behind_labels(tmp_path: Path, text: str) -> None:
    recipe = (
        'records = "Suit No."\nskip = [{ column = "Reason:", contains = "dismissed" }]\n'
        '[columns]\nsuit = "Suit No."\npaid = { from = ["Amount awarded:", "Amount paid:"], take = "money" }\n'
    )
    result = follow(tmp_path, recipe, make_prose([text]))
    assert values(result, "suit") == ["1", "2"]
    assert values(result, "paid") == [10.0, 20.5]
    assert result.n_left_out == 1


def test_labels_that_slip_are_said(tmp_path: Path) -> None:
    text = COLUMNS.replace("Amount paid:\tReason", "\tReason")
    recipe = 'records = "Suit No."\n[columns]\npaid = { from = "Amount paid:", take = "money" }\n'
    result = follow(tmp_path, recipe, make_prose([text]))
    assert "label-not-in-every-record" in [problem.code for problem in result.problems]


def test_labels_are_found() -> None:
    assert set(find_labels(FORMS)) == {"Plaintiff:", "Amount paid:", "Reason:"}
    assert find_records("nothing here", "Suit No.", ["Reason:"]) == []


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("documents = 5\n[columns]\na = 'A'\n", 1, "5"),
        ("[columns]\na = 'A'\n\n[colums]\nb = 'B'\n", 4, ""),
        ("documents = '*'\n", 1, "no [columns]"),
        ("[columns]\nok = 'A'\na = { take = 'money' }\n", 3, "{}"),
        ("[columns]\na = { from = 'A', take = 'cash' }\n", 2, "cash"),
        ("[columns]\na = { from = 'A', match = '(' }\n", 2, "("),
        ("skip = [{ colum = 'A' }]\n[columns]\na = 'A'\n", 1, ""),
        ("[columns\na = 'A'\n", 1, ""),
    ],
)
def test_mistakes_name_their_line(tmp_path: Path, text: str, line: int, found: str) -> None:
    with pytest.raises(ProjectFileInvalid) as raised:
        parse_recipe(write(tmp_path, text))
    assert raised.value.where.endswith(f"r.toml:{line}")
    assert found in raised.value.found
    assert raised.value.remedy


_NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=12
).map(lambda text: text.strip() or "x")
_WORDS = st.lists(_NAMES, min_size=1, max_size=3).map(tuple)
_RULES = st.builds(
    ColumnRule,
    _NAMES,
    _WORDS,
    st.booleans(),
    st.sampled_from(Take),
    st.sampled_from(["", r"^(\d+)", 'a"b']),
    st.sampled_from(["first", "last", "add"]),
)
_CONDITIONS = st.builds(Condition, _NAMES, _WORDS, st.just(()), st.just(""), st.sampled_from([None, True, False]))
_PARTS = st.builds(
    RecipePart,
    _WORDS,
    st.lists(_RULES, min_size=1, max_size=3, unique_by=lambda rule: rule.variable).map(tuple),
    st.one_of(st.just(()), _WORDS),
    st.sampled_from([None, (1, 3)]),
    st.sampled_from([None, 4]),
    st.sampled_from(["", "Suit No."]),
    st.lists(_CONDITIONS, max_size=2).map(tuple),
    st.lists(_CONDITIONS, max_size=2).map(tuple),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(_PARTS, min_size=1, max_size=2).map(tuple))
def test_a_rendered_recipe_reads_back(tmp_path_factory: pytest.TempPathFactory, parts: tuple[RecipePart, ...]) -> None:
    path = tmp_path_factory.getbasetemp() / "again.toml"
    path.write_text(render_recipe(Recipe("again", parts)), encoding="utf-8")
    assert parse_recipe(path).parts == parts


def variable(name: str, kind: VariableKind, *cues: str) -> Variable:
    return Variable(name, kind, "case", (), cues=cues)


WANTED = [
    variable("amount", VariableKind.MONEY, "settlement amount", "judgment amount", "paid"),
    variable("closed_on", VariableKind.DATE, "date closed", "closed"),
    variable("reference", VariableKind.TEXT, "case number", "ref"),
]


def test_a_recipe_is_proposed_from_names_and_values() -> None:
    reading = make_reading({"Answer": ROWS})
    recipe = propose_recipe([reading], WANTED)
    rules = {rule.variable: rule for rule in recipe.parts[0].columns}
    assert {name: rule.sources for name, rule in rules.items()} == {
        "amount": ("Paid",),
        "closed_on": ("Closed",),
        "reference": ("Ref",),
    }
    assert 0.5 < recipe.share_sure <= 1
    assert values(apply_recipe(recipe, [reading]), "amount") == [1200.0, 85.5, None, 0.0]


def test_what_was_not_found_is_said_and_columns_are_told_by_what_they_hold() -> None:
    categories = tuple(Category(name, (), "", cues=(name,)) for name in ("facebook", "whatsapp"))
    wanted = [
        Variable("platform", VariableKind.CATEGORY, "case", (), categories=categories),
        Variable("year", VariableKind.NUMBER, "case", ()),
    ]
    reading = make_reading({"S": [["Service used", "Rank"], ["Facebook", "PC"], ["WhatsApp", "PS"], ["(blank)", "PC"]]})
    assert propose_recipe([reading], wanted).parts == ()
    recipe = propose_recipe([reading], wanted, lambda text, one: text.lower() in {two.name for two in one.categories})
    assert [(rule.variable, rule.sources) for rule in recipe.parts[0].columns] == [("platform", ("Service used",))]
    assert recipe.reasons == (
        "platform: column 'Service used': 67% of its cells name a category of it (77%)",
        "no column found for year; columns left: 'Rank'",
    )


def test_columns_that_take_turns_are_added_and_reserves_are_not_taken() -> None:
    rows = [
        ["Case number", "Total Reserve Paid", "Judgment Amount", "Settlement Amount"],
        *[[f"M-{n}", 900 + n, 0 if n % 3 else 50, n * 100 if n % 3 else 0] for n in range(1, 9)],
    ]
    recipe = propose_recipe([make_reading({"S": rows})], WANTED)
    rules = {rule.variable: rule for rule in recipe.parts[0].columns}
    assert (rules["amount"].add, rules["amount"].sources) == (True, ("Judgment Amount", "Settlement Amount"))


def test_records_are_proposed_where_there_is_no_table() -> None:
    recipe = propose_recipe([make_prose([FORMS])], [variable("amount", VariableKind.MONEY, "amount paid")])
    assert recipe.parts[0].records == "Plaintiff:"
    assert values(apply_recipe(recipe, [make_prose([FORMS])]), "amount") == [10.0, 20.5, None]


def test_nothing_is_proposed_where_nothing_fits() -> None:
    reading = make_reading({"S": [["Weather", "Wind"], ["fair", "west"], ["foul", "east"]]})
    recipe = propose_recipe([reading], [variable("amount", VariableKind.MONEY, "paid")])
    assert (recipe.parts, recipe.share_sure) == ((), 0.0)
