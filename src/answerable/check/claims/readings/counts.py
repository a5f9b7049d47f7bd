"""Readings that count rows: of a category, with a number, with at least one, above a limit, that went up or down.

What comes in: a scene. What goes out: candidates. Never here: values of columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from answerable.check.claims.data.frames import Frame, FrameColumn, Role, quote_name, quote_text
from answerable.check.claims.readings.candidates import Candidate
from answerable.check.claims.readings.holding import iter_held
from answerable.check.claims.readings.nouns import counts_rows, find_noun, may_count
from answerable.check.claims.readings.scenes import Scene
from answerable.check.claims.readings.selections import Condition, Measure, Selection, make_where, say
from answerable.check.claims.text.terms import find_terms, stem
from answerable.check.claims.text.weights import Weights
from answerable.model.dates import Period
from answerable.words.figures import FigureKind

_YES_NO = re.compile(
    r"(?i)y|n|yes|no|true|false|part|partly|partial|partially|in part|some|full|fully|in full|none"
    r"|not (?:yet|known|stated)|never|n/a"
)
_DENIED = re.compile(r"(?i)\bnot\b|n['’]t\b|\bno\b|\bnever\b|\bnone\b|\bfailed to\b|\bwithout\b|\bignored\b")


def iter_counts(scene: Scene) -> Iterator[Candidate]:
    """Every count of rows that the words allow."""
    yield from _iter_filled(scene)
    yield from _iter_categories(scene)
    yield from _iter_rows(scene)
    yield from iter_held(scene)


def _iter_filled(scene: Scene) -> Iterator[Candidate]:
    """Rows with a number, with at least one, with exactly the number that stands beside."""
    frame, statement, weights = scene.frame, scene.statement, scene.weights
    about = 0.55 if scene.names_someone else 1.0
    rows = 0.95 if counts_rows(scene) else 0.0
    if statement.figure.unit:
        return
    for measure, match, head in scene.measures:
        for period, fit in _find_periods(scene, measure):
            column = measure.column_of(period)
            if column is None:
                continue
            n = f"n{column.number}"
            plans: list[tuple[str, str, str, float]] = []
            if scene.is_share:
                share = f"100.0 * count(*) FILTER (WHERE {n} >= 1) / nullif(count({n}), 0)"
                said = 1.0 if weights.has_cue("some") else 0.45
                plans.append((share, "share of rows with at least one, of those with a number,", "WHERE {} >= 1", said))
            else:
                filled = rows if weights.has_cue("filled") else 0.5 * rows
                plans.append((f"count({n})", "rows with a number for", "", filled))
                some = f"count(*) FILTER (WHERE {n} >= 1)"
                said = rows if weights.has_cue("some") else 0.3 * rows
                plans.append((some, "rows with at least one of", "WHERE {} >= 1", said))
                for other in statement.others:
                    if other.kind is FigureKind.NUMBER and not other.in_words and rows and not other.bound:
                        value = f"{other.number:g}"
                        at = f"count(*) FILTER (WHERE {n} = {value})"
                        plans.append((at, f"rows with {value} for", f"WHERE {{}} = {value}", 0.95 * rows + 0.05))
            for expression, words, where, own in plans:
                if not own:
                    continue
                share_words = (0.12 + 0.88 * match * fit) * own * about
                if words.startswith("rows with") and "at least" not in words and "number" not in words:
                    share_words = (0.12 + 0.88 * match * fit) * own + (0.25 if _counts_rows_at(scene) else 0.0)
                yield Candidate(
                    frame=scene.index,
                    expression=expression,
                    query=_show(expression, column, frame, where),
                    reading=f"{words} {column.name}",
                    share_words=min(1.0, share_words),
                    is_percent=scene.is_share,
                    base=column.base,
                    head=head,
                    is_said=True,
                )


def _find_periods(scene: Scene, measure: Measure) -> list[tuple[Period | None, float]]:
    """Years of a measure that the text speaks of, as weights; all of them where it speaks of none."""
    if measure.first.period is None:
        return [(None, 0.95)]
    weights: dict[Period | None, float] = {}
    for selection in scene.selections:
        if selection.period is not None:
            weights.setdefault(selection.period, 1.0 if not weights else 0.5)
    return list(weights.items())


def _iter_categories(scene: Scene) -> Iterator[Candidate]:
    """Rows of one category, or of two, whose words stand in the sentence."""
    frame, weights, is_share = scene.frame, scene.weights, scene.is_share
    counts = is_share or counts_rows(scene)
    if scene.statement.figure.unit and not is_share:
        return
    if not counts and not may_count(scene):
        return
    rows = 1.0 if weights.has_cue("rows") else 0.7
    title = max((weights.find(term) for term in frame.terms), default=0.0)
    for column in frame.of_role(Role.CATEGORY):
        if len(column.values) > 12:
            continue
        header = max((weights.find(term) for term in column.terms), default=0.0)
        if weights.has_cue("filled"):
            header = max(header, 0.6)
        if _is_yes_no(column):
            yield from _iter_yes_no(scene, column, 0.15 + 0.65 * header + 0.15 * rows)
            continue
        spoken = {value: _speak(value, weights) for value in column.values}
        for value, spoke in spoken.items():
            if spoke <= 0 and not (header and weights.has_cue("filled")):
                continue
            if not counts and (spoke < 0.5 or header < 0.3):
                continue
            words = 0.15 + 0.4 * spoke + 0.25 * max(header, title) + 0.15 * rows
            words *= 0.6 if is_share and scene.measures and scene.measures[0][1] > 0.5 else 1.0
            yield _category(scene, column, (value,), words)
            for other in column.values:
                if other != value and spoke > 0 and not _is_negative(other) and (spoken[other] > 0 or header > 0.5):
                    yield _category(scene, column, tuple(sorted((value, other))), words * 0.9)
            if spoke <= 0 and not _is_negative(value):
                both = tuple(one for one in column.values if not _is_negative(one))
                if 2 <= len(both) < len(column.values):
                    yield _category(scene, column, both, 0.3 + 0.2 * max(header, title) + 0.1 * rows)


def _is_yes_no(column: FrameColumn) -> bool:
    """Whether a column says of each row that something is so, is not, or is so in part."""
    folded = {value.lower() for value in column.values}
    return bool(folded & {"y", "yes", "true"}) and all(_YES_NO.fullmatch(value) for value in folded)


def _iter_yes_no(scene: Scene, column: FrameColumn, words: float) -> Iterator[Candidate]:
    """Rows of which the header is true: "six answered", "two did not reply"."""
    clause = scene.weights.text[scene.end :].partition(";")[0]
    clause = re.split(
        r"(?i)\band\b(?=[^,]{0,20}\b(?:\d|one|two|three|four|five|six|seven|eight|nine|ten)\b)|, ", clause
    )[0]
    negative = tuple(value for value in column.values if _is_no(value))
    positive = tuple(value for value in column.values if not _is_no(value))
    yes = tuple(value for value in positive if re.fullmatch(r"(?i)y|yes|true|full\w*", value))
    chosen = [(positive, 1.0)]
    if yes and yes != positive:
        chosen.append((yes, 0.98 if re.search(r"(?i)\bfull\w*", clause) else 0.92))
    if _DENIED.search(clause):
        chosen = [(negative, 1.0)]
    rows: dict[tuple[Condition, ...], float] = {}
    for each in scene.selections:
        kept = tuple(one for one in each.conditions if one[0] != column.number)
        rows.setdefault(kept, each.weight if scene.mentions or kept else 1.0)
    for conditions, weight in list(rows.items())[:3] or [((), 1.0)]:
        for values, fit in chosen:
            if values:
                yield _category(scene, column, values, words * fit * weight, whole=True, among_of=conditions)


def _is_no(value: str) -> bool:
    return re.fullmatch(r"(?i)n|no|none|false|not .*|never", value) is not None


def _category(
    scene: Scene,
    column: FrameColumn,
    values: tuple[str, ...],
    words: float,
    *,
    whole: bool = False,
    among_of: tuple[Condition, ...] = (),
) -> Candidate:
    frame, is_share = scene.frame, scene.is_share
    listed = ", ".join(quote_text(value) for value in values)
    among_rows = shown_rows = about = ""
    if whole and among_of:
        among_rows = " AND " + make_where(frame, Selection(among_of), None)
        shown_rows = " AND " + make_where(frame, Selection(among_of), None, shown=True)
        about = f", of {say(frame, Selection(among_of))}"
    answered = [value for value in column.values if whole or not _is_negative(value)]
    count = f"count(*) FILTER (WHERE t{column.number} IN ({listed}){among_rows})"
    narrowed = len(answered) < len(column.values) and set(values) < set(answered)
    among = ", ".join(quote_text(value) for value in answered) if narrowed else ""
    every = f"count(*) FILTER (WHERE t{column.number} " + (f"IN ({among}))" if among else f"<> ''{among_rows})")
    expression = f"100.0 * {count} / nullif({every}, 0)" if is_share else count
    return Candidate(
        frame=scene.index,
        expression=expression,
        query=_show(expression, column, frame, f"WHERE {{}} IN ({listed})" + shown_rows),
        reading=f"{'share of' if is_share else ''} rows whose {column.name} is {' or '.join(values)}{about}".strip(),
        share_words=min(0.95, words),
        is_percent=is_share,
        head=1.0,
        is_said=frame.year_column is None and not is_share,
    )


def _iter_rows(scene: Scene) -> Iterator[Candidate]:
    """Rows of a selection, or distinct values of the column whose header the figure counts."""
    frame, figure = scene.frame, scene.statement.figure
    if not may_count(scene) and not scene.is_share and not counts_rows(scene):
        return
    noun = find_noun(scene)
    says_rows = counts_rows(scene)
    strong = max((match for _, match, _ in scene.measures), default=0.0)
    if scene.is_share:
        yield from _iter_row_shares(scene, strong)
        return
    for column in frame.columns:
        if column.role in (Role.CATEGORY, Role.NAME) and column.terms and noun == column.terms[-1]:
            n_distinct = len({row[column.number] for row in frame.texts})
            if n_distinct < len(frame.texts):
                yield Candidate(
                    frame=scene.index,
                    expression=f"count(DISTINCT t{column.number})",
                    query=f"SELECT count(DISTINCT {quote_name(column.name)}) FROM {quote_name(frame.name)}",
                    reading=f"different {column.name}",
                    share_words=0.7,
                    head=0.5,
                )
    for selection in scene.selections:
        where = make_where(frame, selection, None)
        if not selection.conditions and not (says_rows or figure.number == len(frame.numbers)):
            continue
        is_named = noun in frame.terms[-1:]
        fit = (0.72 if is_named else 0.62) if says_rows else (0.6 if selection.conditions else 0.3)
        fit = fit * (1.0 if says_rows else 1.0 - 0.45 * strong) + (0.2 if selection.conditions and says_rows else 0.0)
        shown = make_where(frame, selection, None, shown=True)
        about = say(frame, selection)
        weight = 1.0 if not selection.conditions and frame.year_column is None else selection.weight
        yield Candidate(
            frame=scene.index,
            expression="count(*)" + (f" FILTER (WHERE {where})" if where else ""),
            query=f"SELECT count(*) FROM {quote_name(frame.name)}" + (f" WHERE {shown}" if shown else ""),
            reading=f"rows of {frame.name}" + (f" of {about}" if about else ""),
            share_words=min(0.95, fit * weight),
            head=0.7 if selection.conditions else 0.5,
            is_said=selection.is_said and says_rows and bool(selection.conditions),
        )


def _iter_row_shares(scene: Scene, strong: float) -> Iterator[Candidate]:
    frame = scene.frame
    for selection in scene.selections[:6]:
        if not selection.conditions:
            continue
        for position, _ in selection.conditions:
            whole = selection.without(position)
            inner, outer = make_where(frame, selection, None), make_where(frame, whole, None)
            over = f" FILTER (WHERE {outer})" if outer else ""
            shown = make_where(frame, selection, None, shown=True)
            yield Candidate(
                frame=scene.index,
                expression=f"100.0 * count(*) FILTER (WHERE {inner}) / nullif(count(*){over}, 0)",
                query=f"SELECT 100.0 * count(*) / (SELECT count(*) ...) FROM {quote_name(frame.name)} WHERE {shown}",
                reading=f"share of rows of {say(frame, selection)}",
                share_words=min(0.9, 0.75 * selection.weight * (1.0 - 0.4 * strong)),
                is_percent=True,
                head=0.5,
            )


def _counts_rows_at(scene: Scene) -> bool:
    """ "0 days at four authorities": a number of rows directly after the value that they have."""
    text, offset = scene.statement.sentence.text, scene.statement.sentence.start
    return any(
        re.fullmatch(r"\s*\w*\s+(?:at|in|for|by|with)\s+", text[other.end - offset : scene.at])
        for other in scene.statement.others
        if other.end <= scene.statement.figure.start
    )


def _show(expression: str, column: FrameColumn, frame: Frame, where: str) -> str:
    """An expression as SQL over the table's own names."""
    name = quote_name(column.name)
    shown = expression.replace(f"n{column.number}", name).replace(f"t{column.number}", name)
    if where and shown.startswith("count(*) FILTER"):
        return f"SELECT count(*) FROM {quote_name(frame.name)} {where.format(name)}"
    return f"SELECT {shown} FROM {quote_name(frame.name)}"


def _speak(value: str, weights: Weights) -> float:
    """How near a category's own words stand in the sentence: exactly ("county" is no "country"), not in a name."""
    if re.search(rf"(?i)\b{re.escape(value)}\s+of\s+[A-Z]", weights.text):
        return 0.0
    terms = find_terms(value) or (stem(value),)
    return min((weights.own.get(term, 0.0) for term in terms), default=0.0)


def _is_negative(value: str) -> bool:
    return bool(re.search(r"(?i)\bno\b|\bnot\b|\brefused|\bnone\b|\bdeclin|\bnever\b", value))
