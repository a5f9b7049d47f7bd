"""What every reading promises, whatever the file: checked after each test that reads something."""

from __future__ import annotations

from answerable.model.document import Reading


def check_promises(reading: Reading) -> Reading:
    """Fail where a place is wrong; return the reading."""
    document = reading.document
    pages = {page.number: page for page in reading.pages}
    assert list(pages) == list(range(1, len(reading.pages) + 1))
    assert document.n_pages == len(reading.pages)
    assert document.n_tables == len(reading.tables)
    for page in reading.pages:
        assert page.document == document.id
        assert page.id == f"{document.id}:{page.number}"
        assert "\r" not in page.text
        assert "\x00" not in page.text
        for word in page.words:
            exact = page.text[word.start : word.end]
            assert exact
            assert exact == exact.strip()
            assert not any(letter.isspace() for letter in exact)
            assert word.box.x0 <= word.box.x1
            assert word.box.y0 <= word.box.y1
        for block in page.blocks:
            exact = page.text[block.start : block.end]
            assert exact.strip(), block
        for start, end in page.unconfirmed:
            assert any(letter.isdigit() for letter in page.text[start:end])
    for table in reading.tables:
        page = pages[table.page]
        assert table.document == document.id
        seen = set()
        for cell in table.cells:
            assert page.text[cell.start : cell.end] == cell.text, cell
            assert 0 <= cell.row < table.n_rows, cell
            assert 0 <= cell.column < table.n_columns, cell
            assert (cell.row, cell.column) not in seen
            seen.add((cell.row, cell.column))
        assert len(table.rows()) == table.n_rows
    assert len({problem.id for problem in reading.problems}) == len(reading.problems)
    assert len({table.id for table in reading.tables}) == len(reading.tables)
    assert all(hidden.count > 0 for hidden in document.hidden)
    return reading


def hidden_counts(reading: Reading) -> dict[str, int]:
    """Counts of hidden content by kind."""
    counts: dict[str, int] = {}
    for item in reading.document.hidden:
        counts[item.kind] = counts.get(item.kind, 0) + item.count
    return counts


def all_text(reading: Reading) -> str:
    """Everything that would be shown."""
    return "\n".join(page.text for page in reading.pages)
