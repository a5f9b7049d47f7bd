"""The first step of track: archive what lies in the inbox, parse the mails, match them to requests.

What comes in: the record, the inbox folder, requests, authorities. What goes out: sources, one `Message` per letter
(in or out), problems. Bytes are archived before anything parses them. What must never be here: what a letter decides
(that is `run`, after reading).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from answerable.mail.media import sniff_media_type
from answerable.mail.sources import Received, iter_received
from answerable.model.authority import Authority
from answerable.model.document import Source
from answerable.model.ids import hash_bytes, make_id, make_key
from answerable.model.judgement import Judgement, Ruling
from answerable.model.message import Match, Message
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, counted, no_progress
from answerable.model.request import Request
from answerable.ports import Runner
from answerable.store.record import Record
from answerable.track.folders import CODE, find_unknown_folders
from answerable.track.matching import IN_FOLDER, Index, match_message
from answerable.track.parsing import DIED, EXTENSIONS, Letter, Part, parse_letter, read_dead, read_loose
from answerable.track.shelf import Shelf

STAGE = "track.intake"
VERSION = "1"
"""Part of every letter's key."""
_ALL = "letters"
"""The unit whose key holds all that was given: while it is the same, no letter is parsed again."""
_UNPLACED = "inbox"
_MODULES = ("intake", "parsing", "matching", "folders", "particulars", "references")

_MAIL_TYPES = ("message/rfc822", "application/vnd.ms-outlook")


class _Here:
    """Parses in this process: for tests and for mail that one trusts."""

    def map(self, work: Callable[[Any], Any], pieces: Iterable[Any]) -> Iterator[Any]:
        """Each in turn."""
        return map(work, pieces)


def run_intake(
    record: Record,
    inbox: Path,
    requests: Sequence[Request],
    authorities: Sequence[Authority],
    progress: Progress = no_progress,
    *,
    own_addresses: Sequence[str] = (),
    runner: Runner | None = None,
) -> StageReport:
    """Take in what lies in the inbox, and match every letter ever taken in to its request.

    Letters taken in before stay, though their file has left the inbox: the archive holds them. A person's ruling
    (judgement `match` on a message) stands above every evidence.

    Args:
        record: where it goes.
        inbox: folder of the investigation; may be absent.
        requests: that were made.
        authorities: of the investigation.
        progress: told of each file.
        own_addresses: ours, so that our own letters are known; concluded from the letters where none are given.
        runner: parses mails that were never parsed before, apart from this process; None does it here.
    """
    places: dict[str, str] = {}
    problems = _archive_inbox(record, inbox, progress, places) if inbox.is_dir() else []
    given = [[repr(row) for row in requests], [repr(row) for row in authorities], list(own_addresses)]
    told = [problem.id for problem in problems]
    basis = make_key(STAGE, code_version(), _list_given(record), given, told, sorted(places.items()))
    died = next(record.iter(Problem, code=DIED, stage=STAGE), None) is not None
    if not died and record.keys(STAGE).get(_ALL) == basis:
        return _report(record, 0, problems)  # a mail that ended its parser is tried again, apart
    letters = Shelf[Letter]()
    for letter in _iter_letters(record, runner or _Here()):
        letters.put(f"{letter.message.sent_at or '9999'} {letter.message.document}", _put(letter, places))
    index = Index(requests, {row.id: row for row in authorities})
    ours = _find_own(letters, index, own_addresses)
    done = _match_all(record, letters, index, ours, places)
    unplaced = [*problems, *find_unknown_folders(done.held, requests, authorities)]
    key = make_key(STAGE, VERSION, [problem.id for problem in unplaced])
    if record.keys(STAGE).get(_UNPLACED) != key:
        record.replace(STAGE, _UNPLACED, key, unplaced)
    record.keep_only(STAGE, {_ALL, _UNPLACED, *done.kept})
    record.replace(STAGE, _ALL, basis, [])
    return _report(record, done.n_done, problems)


@dataclass(slots=True)
class _Done:
    """What matching did: letters whose rows changed, all letters, where those lie that wait in the pen."""

    n_done: int = 0
    kept: set[str] = field(default_factory=set)
    held: list[str] = field(default_factory=list)


def _match_all(
    record: Record, letters: Shelf[Letter], index: Index, ours: frozenset[str], places: Mapping[str, str]
) -> _Done:
    """Match every letter and write the rows of those that changed."""
    rulings = _find_rulings(record.judgements(noun="message"))
    for letter in letters:
        # First pass: learn. A letter may be matched by a reference that only a later one explains.
        _make_rows(letter, index, ours, rulings)
    known, done = record.keys(STAGE), _Done()
    asked = {request.id for request in index.requests}
    left = {row.document: row for row in record.iter(Message) if row.document not in places and _is_by_folder(row)}
    for letter in letters:
        rows = _make_rows(letter, index, ours, rulings)
        name = letter.message.document
        before = left.get(name)
        if before is not None and not rows[0].request_id and before.request_id in asked and rows[0].id not in rulings:
            # Its file lay in the folder of an authority when it left the inbox.
            rows = [replace(rows[0], request_id=before.request_id, matches=before.matches)]
        done.held += [letter.envelope.origin] if not rows[0].request_id and name in places else []
        done.kept.add(name)
        key = make_key(STAGE, VERSION, [repr(row) for row in rows], [problem.id for problem in letter.problems])
        if known.get(name) != key:
            record.replace(STAGE, name, key, [*rows, *letter.problems])
            done.n_done += 1
    return done


@cache
def code_version() -> str:
    """Hash of what parses and matches, so that after any change of a rule every letter is looked at anew."""
    home = Path(__file__).resolve().parents[1]
    files = sorted((home / "mail").rglob("*.py")) + [home / "track" / f"{name}.py" for name in _MODULES]
    return make_key([hash_bytes(file.read_bytes()) for file in files])


def _list_given(record: Record) -> list[list[str]]:
    """All that a letter's row hangs on in the record: the letters, and the rulings on them."""
    mails = {source.id for source in record.iter_sources() if source.media_type in _MAIL_TYPES}
    letters = [
        [source.id, source.name, source.media_type, source.origin, source.received_at]
        for source in record.iter_sources()
        if _is_letter(source, mails)
    ]
    return [*letters, [judgement.id for judgement in record.judgements(noun="message")]]


def _report(record: Record, n_done: int, problems: Sequence[Problem]) -> StageReport:
    """What stands on the record now; the first row of a letter tells whether it was matched."""
    matched: dict[str, bool] = {}
    for message in record.iter(Message):
        matched[message.document] = matched.get(message.document, False) or bool(message.request_id)
    linked = {problem.document for problem in record.iter(Problem, code="download-link", stage=STAGE)}
    n_matched = sum(matched.values())
    return StageReport(
        stage="track",
        n_done=n_done,
        n_unchanged=len(matched) - n_done,
        n_failed=len(problems),
        did=(f"{counted(len(matched), 'letter', 'letters')} taken in; {n_matched} matched to their request",),
        needs_person=(
            *_tell_needs(len(matched) - n_matched, len(linked)),
            *(f"{one.where} names nobody who was asked: {one.remedy}" for one in record.iter(Problem, code=CODE)),
        ),
        next_command="answerable run --only read",
    )


def _tell_needs(n_held: int, n_links: int) -> tuple[str, ...]:
    held = f"{counted(n_held, 'letter waits', 'letters wait')} in the holding pen: say which request each answers"
    links = f"{counted(n_links, 'letter', 'letters')} with files at a download portal: fetch them before they expire"
    return (*([held] if n_held else ()), *([links] if n_links else ()))


def _put(letter: Letter, places: Mapping[str, str]) -> Letter:
    """A letter with the place where it lies now: a file may have been moved to the folder of whoever sent it."""
    place = places.get(letter.message.document)
    return letter if place is None else replace(letter, envelope=replace(letter.envelope, origin=place))


def _is_by_folder(message: Message) -> bool:
    return bool(message.matches) and message.matches[0].evidence.startswith(IN_FOLDER)


def _archive_inbox(record: Record, inbox: Path, progress: Progress, places: dict[str, str]) -> list[Problem]:
    """File every byte of the inbox, containers before what they held; return what could not be opened.

    Args:
        places: filled with where each file lies now, by sha256; the archive knows where it came in first.
    """
    problems: list[Problem] = []
    containers: dict[str, str] = {}
    for number, item in enumerate(iter_received(inbox)):
        if isinstance(item, Problem):
            problems.append(item)
            continue
        progress(number, 0, item.origin)
        parent = containers.get(item.container, "")
        source = record.archive(
            item.data, name=item.name, media_type=_find_type(item), origin=f"inbox/{item.origin}", parent=parent
        )
        containers.setdefault(item.origin, source.id)
        places.setdefault(source.id, f"inbox/{item.origin}")
    return problems


def _find_type(item: Received) -> str:
    suffix = item.name.rpartition(".")[2].lower()
    if item.is_mail:
        return "application/vnd.ms-outlook" if item.data.startswith(b"\xd0\xcf\x11\xe0") else "message/rfc822"
    return EXTENSIONS.get(suffix) or sniff_media_type(item.data, "")


def _iter_letters(record: Record, runner: Runner) -> Iterator[Letter]:
    """Every letter of the archive: mails that came by themselves or in a box, and files put into the inbox by hand.

    A mail is parsed for the first time where the runner does it, apart; one that did no harm then is parsed here after.
    """
    mails = {source.id for source in record.iter_sources() if source.media_type in _MAIL_TYPES}
    letters = [source.id for source in record.iter_sources() if _is_letter(source, mails)]
    harmful = {problem.document for problem in record.iter(Problem, code=DIED)}
    harmless = record.keys(STAGE).keys() - harmful
    strange = [sha256 for sha256 in letters if sha256 in mails and sha256 not in harmless]
    parsed = runner.map(parse_letter, ((_get_source(record, sha256), record.get_bytes(sha256)) for sha256 in strange))
    for sha256 in letters:
        source = _get_source(record, sha256)
        if sha256 not in mails:
            yield read_loose(source)
            continue
        found = parse_letter((source, record.get_bytes(sha256))) if sha256 in harmless else next(parsed)
        if isinstance(found, BaseException):
            yield read_dead(source, found)
            continue
        letter, parts = found
        for part in parts:
            _archive_part(record, source, part)
        yield letter


def _get_source(record: Record, sha256: str) -> Source:
    source = record.find_source(sha256)
    assert source is not None
    return source


def _archive_part(record: Record, source: Source, part: Part) -> None:
    """File what a mail carries, the mail as its parent."""
    if record.find_source(hash_bytes(part.data)) is None:
        record.archive(
            part.data,
            name=part.name,
            media_type=part.media_type,
            origin=f"{source.origin}!{part.name}",
            parent=source.id,
            received_at=part.received_at,
        )


def _is_letter(source: Source, mails: Set[str]) -> bool:
    """Whether it came by itself or in a box; what came inside a mail is a part of that mail."""
    if source.media_type not in _MAIL_TYPES:
        return _is_loose_letter(source)
    return source.parent not in mails and source.origin.startswith(("inbox/", "imap:", "sent/"))


def _is_loose_letter(source: Source) -> bool:
    """A file that a person put into the inbox by itself: an answer that came by post or from a portal."""
    return (
        source.origin.startswith("inbox/")
        and not source.parent
        and "!" not in source.origin
        and source.media_type not in (*_MAIL_TYPES, "application/zip", "application/mbox", "application/json")
    )


def _find_own(letters: Iterable[Letter], index: Index, own_addresses: Sequence[str]) -> frozenset[str]:
    """Our own addresses: those given, the senders of our letters, and whoever the authorities write to most."""
    ours = {item.lower() for item in own_addresses}
    ids = {request.message_id for request in index.requests}
    theirs = {item.address.lower() for row in index.authorities.values() for item in row.emails}
    domains = {item.lower() for row in index.authorities.values() for item in row.domains}
    for letter in letters:
        sender = letter.message.sender
        to_them = any(item in theirs or item.rpartition("@")[2] in domains for item in letter.message.recipients)
        from_them = sender in theirs or sender.rpartition("@")[2] in domains
        if sender and (letter.message.message_id in ids or (to_them and not from_them)):
            ours.add(sender)
    return frozenset(ours)


def _is_outgoing(letter: Letter, index: Index, ours: frozenset[str]) -> bool:
    if letter.message.sender:
        return letter.message.sender in ours
    # A letter of a request site names people, not addresses: the one to an authority is ours.
    to_authority = any(
        name and any(name.lower() in item.lower() for item in letter.message.recipients)
        for row in index.authorities.values()
        for name in row.names
    )
    return bool(letter.message.sender_name) and to_authority


def _find_rulings(judgements: Sequence[Judgement]) -> Mapping[str, tuple[Judgement, tuple[str, ...]]]:
    """The request (or requests) that a person named for a message; the last ruling that was not taken back."""
    undone = {item.undoes for item in judgements if item.undoes}
    found: dict[str, tuple[Judgement, tuple[str, ...]]] = {}
    for item in judgements:
        if item.ruling is not Ruling.MATCH or item.id in undone or item.undoes:
            continue
        try:
            value = json.loads(item.after) if item.after[:1] in '["{' else item.after
        except ValueError:
            value = item.after
        names = [value] if isinstance(value, str) else [str(name) for name in value] if isinstance(value, list) else []
        found[item.subject] = (item, tuple(name for name in names if name))
    return found


def _make_rows(
    letter: Letter, index: Index, ours: frozenset[str], rulings: Mapping[str, tuple[Judgement, tuple[str, ...]]]
) -> list[Message]:
    """The message's rows: one, or one per request where a person said that it answers several."""
    message = replace(letter.message, direction="out" if _is_outgoing(letter, index, ours) else "in")
    matches, request_id = match_message(letter.envelope, index)
    ruled = rulings.get(message.id)
    if ruled is not None:
        judgement, wanted = ruled
        by_person = tuple(
            Match(item, "person", f"{judgement.by}: {judgement.reason}".strip(": "), 1.0) for item in wanted
        )
        rest = tuple(item for item in matches if item.request_id not in wanted)
        rows = [
            replace(
                message,
                id=message.id if number == 0 else make_id("msg", message.document, item),
                request_id=item,
                matches=(*by_person, *rest),
            )
            for number, item in enumerate(wanted)
        ]
        for item in wanted:
            index.learn(letter.envelope, item, "person")
        return rows or [replace(message, matches=matches)]
    if request_id:
        index.learn(letter.envelope, request_id, matches[0].reason)
    return [replace(message, request_id=request_id, matches=matches)]


def list_pen(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The letters that wait for a person to say which request they answer, newest last."""
    waiting = [item for item in messages if not item.request_id]
    return tuple(sorted(waiting, key=lambda item: (item.sent_at, item.id)))
