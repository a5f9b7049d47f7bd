"""The error tree: what can be wrong with the program, the project's files or the environment.

Exceptions are for those three. An imperfection of *data* is never an exception: it is a
`answerable.model.problem.Problem`, carried in the record.

    AnswerableError
    ├── ProjectError              the investigation's folder
    │   ├── ProjectNotFound       no answerable.toml here or above
    │   ├── ProjectFileInvalid    a file of the folder says something not allowed (file, line, found, allowed)
    │   └── ProjectExists         a folder that is not empty was named for a new investigation
    ├── RecordError               the record
    │   ├── RecordVersionUnknown  written by a newer version of answerable
    │   ├── RecordBusy            another run is writing to it
    │   ├── RulingOvertaken       somebody ruled on the same since it was looked at
    │   ├── NotInRecord           what was asked for is not there
    │   └── ArchiveDamaged        bytes in sources/ no longer match their hash
    ├── UngroundedValue           a stated value without the span that shows it
    ├── InputError                a file or value given on the command line
    │   ├── InputNotFound         no such file
    │   ├── InputUnreadable       the bytes cannot be read as what they should be
    │   ├── CommandWrong          an option or argument that the command does not have
    │   ├── QueryRefused          a finding's query that cannot be run or gives no figure
    │   └── ValueNotAllowed       a value outside what is allowed
    ├── LawUnknown                no such access law
    ├── CalendarExhausted         a date beyond the bundled bank holidays
    ├── DeliveryError             a letter that was to go
    │   ├── LetterRefused         the mail server said no; the letter did not go
    │   └── DeliveryUncertain     the line broke while the letter was handed over; it may have gone
    ├── SignInRefused             what a provider of OpenID Connect or a passkey said does not hold
    ├── AdapterUnavailable        an optional part (OCR engine, browser ...) is not installed
    ├── StorageFailed             the machine could not read or write a file
    └── ProgramFault              answerable itself is broken

Every class has a stable `code`, listed in docs/reference/errors.md. The text says where, what was found, what
is allowed and what to do next. Only plain values may be kept here: no other module of the project is imported.
"""

from __future__ import annotations

from typing import ClassVar


class AnswerableError(Exception):
    """Root of every error that answerable raises on purpose.

    Args:
        message: what is wrong, in one sentence.
        where: the place, such as ``codebook.toml:41``; empty where there is none.
        found: what stood there.
        allowed: what may stand there.
        remedy: what the reader should do next.
    """

    code: ClassVar[str] = "answerable-error"

    def __init__(self, message: str, *, where: str = "", found: str = "", allowed: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.found = found
        self.allowed = allowed
        self.remedy = remedy

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.message}" if self.where else self.message]
        if self.found:
            parts.append(f"found: {self.found}")
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.remedy:
            parts.append(f"what to do: {self.remedy}")
        return "\n  ".join(parts)


class ProjectError(AnswerableError):
    """Something about the investigation's folder."""

    code = "project-error"


class ProjectNotFound(ProjectError):
    """No answerable.toml in the folder named or above it."""

    code = "project-not-found"


class ProjectFileInvalid(ProjectError):
    """A file of the folder says something that is not allowed."""

    code = "project-file-invalid"


class ProjectExists(ProjectError):
    """A new investigation was to be made where something already stands."""

    code = "project-exists"


class RecordError(AnswerableError):
    """Something about the record."""

    code = "record-error"


class RecordVersionUnknown(RecordError):
    """The record was written by a newer version of answerable."""

    code = "record-version-unknown"


class RecordBusy(RecordError):
    """Another run is writing to this record."""

    code = "record-busy"


class RulingOvertaken(RecordError):
    """Somebody ruled on the same thing after it was looked at and before this ruling came; nothing was kept."""

    code = "ruling-overtaken"


class NotInRecord(RecordError):
    """What was asked for is not in the record."""

    code = "not-in-record"


class ArchiveDamaged(RecordError):
    """Bytes in sources/ no longer match the hash they are filed under."""

    code = "archive-damaged"


class UngroundedValue(AnswerableError):
    """A value that is said to be stated by a source, without the span that shows it."""

    code = "ungrounded-value"


class InputError(AnswerableError):
    """A file or value given on the command line."""

    code = "input-error"


class InputNotFound(InputError):
    """No such file or folder."""

    code = "input-not-found"


class InputUnreadable(InputError):
    """Bytes that cannot be read as what they should be."""

    code = "input-unreadable"


class CommandWrong(InputError):
    """An option or argument that the command does not have."""

    code = "command-wrong"


class QueryRefused(InputError):
    """A finding's query that cannot be run or gives no figure."""

    code = "query-refused"


class ValueNotAllowed(InputError):
    """A value outside what is allowed."""

    code = "value-not-allowed"


class LawUnknown(AnswerableError):
    """No access law goes by this name."""

    code = "law-unknown"


class CalendarExhausted(AnswerableError):
    """A clock runs beyond the bank holidays that are known."""

    code = "calendar-exhausted"


class DeliveryError(AnswerableError):
    """Something about a letter that was to go."""

    code = "delivery-error"


class LetterRefused(DeliveryError):
    """The mail server refused the letter; it did not go."""

    code = "letter-refused"


class DeliveryUncertain(DeliveryError):
    """The line broke while the letter was handed over; nobody knows whether it went."""

    code = "delivery-uncertain"


class SignInRefused(AnswerableError):
    """What a provider of OpenID Connect or a passkey said does not hold; nobody was signed in."""

    code = "sign-in-refused"


class AdapterUnavailable(AnswerableError):
    """An optional part is not installed or cannot start."""

    code = "adapter-unavailable"


class StorageFailed(AnswerableError):
    """The machine could not read or write a file: no such folder, no permission, no space."""

    code = "storage-failed"


class ProgramFault(AnswerableError):
    """Something in answerable itself is broken; what was received and ruled is kept."""

    code = "program-fault"
