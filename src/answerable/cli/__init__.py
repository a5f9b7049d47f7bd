"""The command line: one module for each command, nothing but words in and out.

Every command prints what it did, what needs a person and the next command; `--json` gives the same to machines.
Exit status: 0 done, 1 done and something is wrong with the material (a check failed), 2 the command could not be done.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import click
from rich.console import Console

from answerable import __version__
from answerable.errors import AnswerableError, CommandWrong, ProgramFault, StorageFailed

_COMMANDS = {
    # the main job
    "init": "Make a new investigation's folder.",
    "new": "Make a letter, log, press, recipe, finding or story file from a template.",
    "run": "Run all stages on an investigation, or some of them.",
    "ask": "The letters: look at them, write them out, send them, mark them.",
    "track": "Take the answers in, from inbox/ or by mail, and match them.",
    "status": "The board: who was asked, who answered, what is due.",
    "problems": "What is broken, unclear or contradictory in what came, and what to do.",
    "holidays": "Keep a newer list of public holidays; tell which open due dates it moves.",
    "draft": "The letter that follows: chaser, request for review, complaint.",
    "review": "Accept, amend or reject what the machine read.",
    "coding": "Two people code the same cases blind; how far they agree.",
    "codebook": "What the codebook asks, and what a change of it puts in question.",
    "learn": "Learn from the rulings how to code the rest, and say how well it goes.",
    "prompt": "Ask a language model about the answers, if answerable.toml names one.",
    "pairs": "Rule on cases that may be one person's matter.",
    "coverage": "How far answers and logs tell of the same people, and whom neither shows.",
    "search": "Find words in messages, documents, cases and notes.",
    "explain": "Show a finding's chain, down to the words.",
    "changes": "What moved: old value, new value, the rows that did it, the sentences.",
    "check": "Try every number of the story; exit 1 where one does not hold.",
    "replies": "Right of reply: who is spoken of, what they answered.",
    "listen": "Have the story read aloud by a program on this machine.",
    "readers": "What readers sent: errors they saw, addresses for the newsletter.",
    "publish": "Build the site, say what blocks it, send it out.",
    "collect": "Visit the published logs that are due.",
    "press": "Press reports: keep them, see what only they tell, rule on it.",
    "verify-archive": "Check that nothing was altered that was kept of them.",
    "export-archive": "Pack the kept visits as one WACZ file, for any web-archive player.",
    "export": "Write cases, tallies, findings or decisions to a file.",
    "snapshot": "Write the views that findings are asked of, as Parquet.",
    "import": "Take human decisions in from files.",
    "backup": "Write everything of an investigation to one file.",
    "restore": "Make an investigation again from its back-up.",
    "verify-record": "Check received files, judgements and the audit trail.",
    "serve": "Open the newsroom app on an investigation.",
    "team": "People who share a record: invite them, give them roles.",
    # single tools
    "due": "When an answer is due, and why.",
    "authorities": "A register, or a list you keep, as authorities.csv.",
    "known-logs": "Where police forces publish hearings and replies, as far as known.",
    "tracker": "What a tracker that you kept by hand says, and what changed.",
    "inspect": "What files hold: pages, tables, attachments, what is hidden.",
    "classify": "What a letter is and what it decides.",
    "audit": "Try every number of any text against any tables.",
    "verify": "Try a published site with nothing but itself.",
    "tabulate": "The tables of any files as one clean table.",
    "link": "Find the rows of two tables that are the same matter.",
    "worker": "Lend this machine to a cluster that does an investigation's heavy work.",
}


class _LazyGroup(click.Group):
    """Loads a command's module when it is asked for, so that `answerable due` does not wait for OCR engines."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        name = {"import": "take"}.get(cmd_name, cmd_name).replace("-", "_")
        module = importlib.import_module(f"answerable.cli.{name}")
        command: click.Command = getattr(module, name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        names = list(_COMMANDS)
        single = names.index("due")
        for title, group in (("An investigation", names[:single]), ("Single tools", names[single:])):
            with formatter.section(title):
                formatter.write_dl([(name, _COMMANDS[name]) for name in group])


@click.command(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="answerable")
def answerable() -> None:
    """Freedom-of-information investigations in which every published figure answers to its source.

    Start with `answerable init DIR`; `make demo` shows the whole job on a bundled example.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; errors are printed with what to do, and exit with status 2.

    A person never sees a traceback; with ANSWERABLE_TRACEBACK set, whoever looks for a fault of the program does.
    """
    words = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in words
    try:
        status = answerable.main(args=words, prog_name="answerable", standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except AnswerableError as error:
        _print_error(error, as_json=as_json)
        sys.exit(2)
    except click.ClickException as error:
        if as_json:
            _print_error(_make_usage_error(error, words), as_json=True)
        else:
            error.show()
            click.echo(f"What to do: {_make_usage_error(error, words).remedy}", err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        Console(stderr=True).print("\nStopped. What was done is kept; run the same command to go on.")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if os.environ.get("ANSWERABLE_TRACEBACK"):
            raise
        _print_error(_make_last_error(error), as_json=as_json)
        sys.exit(2)


def _make_usage_error(error: click.ClickException, words: Sequence[str]) -> CommandWrong:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "answerable"
    return CommandWrong(error.format_message(), where=command, remedy=_find_remedy(error, command, words))


def _find_remedy(error: click.ClickException, command: str, words: Sequence[str]) -> str:
    """What helps: the folder that a file lies in where a folder is wanted, else the command's own words."""
    kind = error.param.type if isinstance(error, click.BadParameter) and error.param is not None else None
    if isinstance(kind, click.Path) and kind.dir_okay and not kind.file_okay:
        word = next((word for word in reversed(words) if os.path.isfile(word)), "")
        near = os.path.dirname(word) or "."
        above = near
        while os.path.dirname(above) != above and not os.path.isfile(os.path.join(above, "answerable.toml")):
            above = os.path.dirname(above)
        near = above if os.path.isfile(os.path.join(above or ".", "answerable.toml")) else near
        return f"name the investigation's folder, the one with answerable.toml, and no file in it: {command} {near}"
    return f"see: {command} --help"


def _make_last_error(error: Exception) -> AnswerableError:
    """An error that no command foresaw, told like the others."""
    if isinstance(error, OSError) and error.strerror:
        return StorageFailed(
            "the machine could not read or write this",
            where=str(error.filename or ""),
            found=error.strerror,
            remedy="look whether the folder exists, may be written to and has space left; then run the command again",
        )
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "answerable" in frame.filename]
    place = f"{frames[-1].name}, line {frames[-1].lineno} of {os.path.basename(frames[-1].filename)}" if frames else ""
    return ProgramFault(
        "answerable itself is broken here; what was received and ruled is kept",
        where=place,
        found=f"{type(error).__name__}: {error}"[:300],
        remedy="please report it, with what ANSWERABLE_TRACEBACK=1 before the command prints",
    )


def _print_error(error: AnswerableError, *, as_json: bool) -> None:
    if as_json:
        plain: dict[str, Any] = {
            "error": error.code,
            "message": error.message,
            "where": error.where,
            "found": error.found,
            "allowed": error.allowed,
            "remedy": error.remedy,
        }
        click.echo(json.dumps(plain, ensure_ascii=False), err=True)
        return
    console = Console(stderr=True, highlight=False)
    console.print(f"[bold red]Error[/] ({error.code})", soft_wrap=True)
    console.print(str(error), markup=False, soft_wrap=True)
