"""The tables of the record.

Every noun has a table of one shape: its id, the stage and unit of work that derived it, the columns that rows are
picked by, and the whole noun as JSON. The migrations in `migrations/versions` create these tables; a test holds
both against each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from answerable.model.agreement import Agreement
from answerable.model.authority import Authority
from answerable.model.case import Case, Tally
from answerable.model.claim import Claim
from answerable.model.document import Document, Page, Table
from answerable.model.finding import Finding, FindingChange
from answerable.model.link import Count, Link, Subject
from answerable.model.log import Capture, LogChange, LogItem, LogSource
from answerable.model.message import Message
from answerable.model.problem import Problem
from answerable.model.request import Batch, Request
from answerable.model.response import Classification
from answerable.model.suggestion import Score, Suggestion

metadata = sa.MetaData()


@dataclass(frozen=True, slots=True)
class NounTable:
    """Where a noun is kept and by which of its fields rows are picked."""

    name: str
    picked_by: tuple[str, ...] = ()


NOUNS: dict[type, NounTable] = {
    Authority: NounTable("authorities"),
    Batch: NounTable("batches"),
    Request: NounTable("requests", ("batch_id", "authority_id")),
    Message: NounTable("messages", ("request_id", "document", "direction")),
    Classification: NounTable("classifications", ("message_id", "request_id", "authority_id", "kind")),
    Document: NounTable("documents", ("media_type",)),
    Page: NounTable("pages", ("document",)),
    Table: NounTable("tables", ("document",)),
    Case: NounTable("cases", ("authority_id", "document", "request_id", "method")),
    Tally: NounTable("tallies", ("authority_id", "document", "request_id", "measure")),
    Suggestion: NounTable("suggestions", ("case_id", "authority_id", "document", "variable")),
    Score: NounTable("scores", ("variable",)),
    LogSource: NounTable("log_sources", ("authority_id",)),
    Capture: NounTable("captures", ("source_id", "document")),
    LogItem: NounTable("log_items", ("source_id", "authority_id", "document")),
    LogChange: NounTable("log_changes", ("source_id", "item_id")),
    Link: NounTable("links", ("left", "right")),
    Subject: NounTable("subjects", ("authority_id",)),
    Count: NounTable("counts", ("authority_id", "measure")),
    Finding: NounTable("findings"),
    FindingChange: NounTable("finding_changes"),
    Claim: NounTable("claims", ("origin", "verdict")),
    Agreement: NounTable("agreements", ("assignment",)),
    Problem: NounTable("problems", ("code", "document", "authority_id")),
}


def _noun_table(noun: NounTable) -> sa.Table:
    picked = [sa.Column(name, sa.Text, nullable=False, index=True) for name in noun.picked_by]
    return sa.Table(
        noun.name,
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        *picked,
        sa.Column("data", sa.Text, nullable=False),
        sa.Index(f"ix_{noun.name}_work", "stage", "unit"),
    )


TABLES: dict[type, sa.Table] = {kind: _noun_table(noun) for kind, noun in NOUNS.items()}

work = sa.Table(
    "work",
    metadata,
    sa.Column("stage", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("nouns", sa.Text, nullable=False),
)
"""Units of work that are done, with the key of everything that could change their rows."""

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("parent", sa.Text, nullable=False, index=True),
    sa.Column("data", sa.Text, nullable=False),
)
"""Received bytes; append-only."""

judgements = sa.Table(
    "judgements",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("noun", sa.Text, nullable=False, index=True),
    sa.Column("subject", sa.Text, nullable=False, index=True),
    sa.Column("data", sa.Text, nullable=False),
)
"""Human rulings; append-only."""

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)
"""Who did what, when, from which evidence; append-only, each row hashed over the one before."""

APPEND_ONLY = ("sources", "judgements", "audit")
