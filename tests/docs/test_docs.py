"""The documentation leads somewhere, names only what exists, and misses nothing that the code can say."""

from __future__ import annotations

import importlib.util
import re
import shlex
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

from answerable import errors
from answerable.cli import answerable as command_line
from answerable.model.case import Standing
from answerable.model.message import MessageKind
from answerable.model.response import Decision
from answerable.project import authorities, settings
from answerable.project.scaffold import NEW_FILES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
STAGES = ("ask", "track", "collect", "read", "extract", "reconcile", "analyze", "check", "publish")


def load_module(name: str) -> ModuleType:
    """A module of docs/, which is no package."""
    if str(DOCS) not in sys.path:
        sys.path.insert(0, str(DOCS))
    found = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    found.loader.exec_module(module)
    return module


def make_anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def without_code(text: str) -> str:
    """The prose of a page: code blocks and code spans blanked out."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    text = re.sub(r"^(?: {4}|\t| {7}).*$", "", text, flags=re.M)
    return re.sub(r"`[^`\n]*`", "", text)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        if not path.exists():
            broken.append(target)
        elif anchor and path.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
            if anchor not in map(make_anchor, headings):
                broken.append(target)
    assert broken == []


def iter_command_lines(text: str) -> list[str]:
    """Lines of code blocks, and code spans, that call answerable."""
    lines = []
    for line in text.splitlines():
        words = line.strip().removeprefix("$ ")
        if line.startswith((" ", "\t")) and re.match(r"(\.venv/bin/)?answerable |.*\| answerable ", words):
            lines.append(words.split("| answerable ")[-1] if "| answerable" in words else words)
    lines += [span for span in re.findall(r"`(answerable [^`]+)`", text) if "DIR" not in span or span.count(" ") > 1]
    return [re.sub(r"^(\.venv/bin/)?answerable ", "", line) for line in lines]


COMMANDS = [
    (name, line)
    for page, name in zip(PAGES, NAMES, strict=True)
    for line in iter_command_lines(page.read_text(encoding="utf-8"))
]


def test_there_are_commands_to_check() -> None:
    assert len(COMMANDS) > 80


@pytest.mark.parametrize(("page", "line"), COMMANDS, ids=[f"{page}: {line}" for page, line in COMMANDS])
def test_every_command_line_names_what_exists(page: str, line: str) -> None:
    words = shlex.split(re.split(r"\s[|<>]\s?", line)[0], comments=True)
    if page.endswith("reference/cli.md"):
        words = words[:1]  # the page is generated; its usage lines hold placeholders
    root = click.Context(command_line, info_name="answerable")
    if words[0].startswith("-"):
        return
    command = command_line.get_command(root, words[0])
    assert command is not None, f"no command {words[0]}"
    while isinstance(command, click.Group) and len(words) > 1:  # `coding assign`: what follows is the inner one's
        inner = command.get_command(root, words[1])
        assert inner is not None or words[1].startswith("-"), f"no command {words[0]} {words[1]}"
        if inner is None:
            break
        command, words = inner, words[1:]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    known |= {"--help"}
    for word in words[1:]:
        if word.startswith("--"):
            for option in word.split("|"):
                assert option.partition("=")[0] in known, f"{words[0]} has no {option}"
    n_most = sum(parameter.nargs for parameter in command.params if isinstance(parameter, click.Argument))
    if all(parameter.nargs > 0 for parameter in command.params if isinstance(parameter, click.Argument)):
        assert count_arguments(command, words[1:]) <= n_most, f"{words[0]} takes at most {n_most} arguments"
    if words[0] == "new" and len(words) > 1 and words[1].islower():
        assert set(words[1].split("|")) <= set(NEW_FILES)


def count_arguments(command: click.Command, words: list[str]) -> int:
    """How many of a command's words are neither options nor their values."""
    takes_value = {
        option
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.is_flag
        for option in parameter.opts
    }
    n_found, skip = 0, False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("--"):
            skip = word in takes_value
        elif word != "...":
            n_found += 1
    return n_found


@pytest.mark.slow
def test_the_generated_reference_is_as_the_code_says() -> None:
    generate = load_module("generate")
    for name, make in generate.PAGES.items():
        assert (DOCS / "reference" / name).read_text(encoding="utf-8") == make(), f"{name}: run make format"


def test_every_error_code_is_in_the_reference_and_none_is_used_twice() -> None:
    text = (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    kinds = [kind for kind in kinds if issubclass(kind, errors.AnswerableError)]
    codes = [kind.code for kind in kinds]
    assert len(codes) == len(set(codes))
    assert all(f"`{code}`" in text for code in codes)
    drawn = errors.__doc__ or ""
    assert all(kind.__name__ in drawn for kind in kinds), "the tree in errors.py names every class"


def test_problem_codes_are_followed_through_functions(tmp_path: Path) -> None:
    codes = load_module("problem_codes")
    source = tmp_path / "package"
    source.mkdir()
    (source / "one.py").write_text(
        "KINDS = {'x': 1}\n"
        "LATE = 'late-one'\n"
        "class Draft:\n"
        "    def note(self, code, place, remedy=''):\n"
        "        self.problems.append(Problem(make_id(code), code, place, remedy=remedy or 'look'))\n"
        "    def add_problem(self, code, *, found):\n"
        "        self.note(code, found, 'ask')\n"
        "def wrap(where, which):\n"
        "    return Problem('id', which, where)\n"
        "def go(draft, bad):\n"
        "    draft.add_problem('by-method', found='x')\n"
        "    wrap('here', 'by-position')\n"
        "    wrap('here', LATE)\n"
        "    wrap(where='here', which='first-one' if bad else 'second-one')\n"
        "    for word, why in (('looped-one', 1), ('looped-two', 2)):\n"
        "        wrap(why, word)\n",
        encoding="utf-8",
    )
    found = codes.find_problem_codes(source)
    assert [one.code for one in found] == [
        "by-method", "by-position", "first-one", "late-one", "looped-one", "looped-two", "second-one",
    ]  # fmt: skip
    assert found[0].remedy == "ask"
    (source / "two.py").write_text("def lost(row):\n    return Problem('id', row.words(), 'here')\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"two\.py:2"):
        codes.find_problem_codes(source)


@pytest.mark.slow
def test_every_problem_of_a_run_is_in_the_reference(tmp_path: Path, example_folder: Path) -> None:
    from answerable.cli import main
    from answerable.investigation import Investigation
    from answerable.model.problem import Problem

    folder = tmp_path / "libraries"
    for words in (["init", str(folder), "--json"], ["run", str(folder), "--workers", "0", "--json"]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0
        inbox = folder / "inbox"
        for mail in sorted((example_folder / "inbox").glob("*.eml"))[60:110]:
            (inbox / mail.name).write_bytes(mail.read_bytes())
        (inbox / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
        (inbox / "empty.xlsx").write_bytes(b"")
    with pytest.raises(SystemExit):
        main(["run", str(folder), "--workers", "0", "--json"])
    text = (DOCS / "reference" / "problems.md").read_text(encoding="utf-8")
    with Investigation.open(folder, n_workers=0).record as record:
        left = {problem.code for problem in record.all(Problem)}
    assert len(left) >= 3
    assert {code for code in left if f"| `{code}` |" not in text} == set()


def test_every_stage_has_its_how_to_and_every_page_is_reachable() -> None:
    assert {f"{stage}.md" for stage in STAGES} <= {path.name for path in (DOCS / "how-to").iterdir()}
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    for page in [
        *(DOCS / "how-to").glob("*.md"),
        *(DOCS / "reference").glob("*.md"),
        *(DOCS / "tutorial").glob("*.md"),
    ]:
        assert str(page.relative_to(DOCS)) in index, f"docs/README.md does not lead to {page.name}"


def test_every_page_that_the_code_names_exists() -> None:
    missing = []
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix not in (".py", ".toml", ".md", ".sql", ".html"):
            continue
        for name in re.findall(r"docs/[a-z-]+/[\w-]+\.md", path.read_text(encoding="utf-8")):
            if not (ROOT / name).is_file():
                missing.append(f"{path.relative_to(ROOT)}: {name}")
    assert missing == []


def test_decisions_are_numbered_and_listed() -> None:
    index = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    pages = sorted(path for path in (DOCS / "adr").glob("*.md") if path.name != "README.md")
    assert [path.name[:4] for path in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for path in pages:
        head = path.read_text(encoding="utf-8").splitlines()[0]
        assert re.fullmatch(rf"# {path.name[:4]} .+", head), f"{path.name}: its title begins with its number"
        assert f"[{path.name[:4]}]({path.name})" in index


WORDS = ("TO" + "DO", "FIX" + "ME", "T" + "BD", "lorem ipsum", "/wo" + "rk/", "/ro" + "ot/", "/tmp/")


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_no_page_is_unfinished_or_names_a_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [word for word in WORDS if word in text] == []


OTHER_WORDS = {
    r"\bagenc(?:y|ies)\b": "authority",
    r"\bpublic bod(?:y|ies)\b(?! with a duty)": "authority",
    r"\bjudgment": "judgement",
    r"\bannotators?\b": "person",
}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_the_words_are_those_of_the_glossary(page: Path) -> None:
    prose = without_code(page.read_text(encoding="utf-8"))
    used = {word: better for word, better in OTHER_WORDS.items() if re.search(word, prose, re.I)}
    assert used == {}, "the glossary has one word for it"


def test_the_folder_page_names_every_key_and_column() -> None:
    text = (DOCS / "reference" / "folder.md").read_text(encoding="utf-8")
    keys = [field.alias or name for name, field in settings._File.model_fields.items()]
    assert {key for key in keys if not re.search(rf"`{key}`|\[{key}\]", text)} == set()
    columns = (*authorities._REQUIRED, *authorities._OPTIONAL)
    assert {column for column in columns if f"`{column}`" not in text} == set()


def test_the_glossary_has_every_word_of_the_code() -> None:
    text = (DOCS / "reference" / "glossary.md").read_text(encoding="utf-8")
    for decision in Decision:
        assert decision.value in text, decision
    for standing in Standing:
        assert standing.value in text, standing
    reference = (DOCS / "reference" / "json.md").read_text(encoding="utf-8")
    for kind in MessageKind:
        assert f"`{kind.value}`" in reference, kind
