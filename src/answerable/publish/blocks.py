"""Figures of their own between paragraphs: charts with their tables, the map, the grid, the strip on top.

What comes in: findings, the board. What goes out: HTML from the templates. Never here: prose.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jinja2 import Environment

from answerable.model.finding import Finding, FindingRow
from answerable.publish.board import STATES, BoardRow
from answerable.publish.charts import MOST_ROWS, ChartShelf, draw_bars
from answerable.publish.edition import Material
from answerable.publish.explorer import NATIONS, Labels
from answerable.publish.language import Language
from answerable.publish.tiles import Tile, draw_map


class BlockMaker:
    """Draws blocks in one language; `root` leads from the page at hand to the language's folder."""

    def __init__(
        self,
        environment: Environment,
        material: Material,
        labels: Labels,
        language: Language,
        board: Sequence[BoardRow],
        shelf: ChartShelf | None = None,
    ) -> None:
        self._environment, self._material = environment, material
        self._labels, self._language, self._board = labels, language, board
        self._n_charts = 0
        self.shelf = shelf or ChartShelf()
        self._codebook = labels.codebook

    def start_page(self) -> None:
        """Number the charts anew: a page's own are numbered from one, whatever stands on others."""
        self._n_charts = 0

    def drawer(self, root: str) -> Callable[[str, str], str]:
        """A function that draws a named block for pages at this depth."""

        def draw(name: str, kind: str) -> str:
            if name == "answers":
                return self.map(root) if kind == "map" else self.grid(root)
            finding = self._material.findings.get(name)
            return (
                "" if finding is None or not finding.rows else self.chart(finding, root, with_picture=kind == "chart")
            )

        return draw

    def chart(self, finding: Finding, root: str, *, with_picture: bool = True, with_link: bool = True) -> str:
        """A chart with its table beneath."""
        self._n_charts += 1
        labels = [self.say_label(finding, row) for row in finding.rows]
        picture = (
            draw_bars(finding, labels, self._language, number=self._n_charts, shelf=self.shelf) if with_picture else ""
        )
        table = [
            (label, self._language.value(row.value, finding.unit), f"finding/{finding.id}/row/{row.label}")
            for label, row in zip(labels, finding.rows, strict=True)
        ]
        return self._environment.get_template("figure.html").render(
            title=finding.title,
            subtitle="" if finding.unit == "share" else self._language.say(finding.unit),
            picture=picture,
            n_left_out=max(0, len(finding.rows) - MOST_ROWS) if picture else 0,
            table=table,
            heads=(self._say_head(finding), self._language.say("Number")),
            more=f"findings/{finding.id}.html" if with_link else "",
            root=root,
        )

    def say_label(self, finding: Finding, row: FindingRow) -> str:
        """A row's label in words: an authority's name, a category's label, else as the query gives it."""
        if row.label in self._material.authorities:
            return self._material.authorities[row.label].name
        return self._labels.category(self._find_variable(finding), row.label)

    def _say_head(self, finding: Finding) -> str:
        """What the rows are of: authorities, categories of a variable, or whatever the query names."""
        if all(row.label in self._material.authorities for row in finding.rows):
            return self._language.say("Authority")
        variable = self._find_variable(finding)
        return self._labels.variable(variable) if variable else self._language.say("Of")

    def _find_variable(self, finding: Finding) -> str:
        """The variable of which most rows are categories; the same name can be a category of several."""
        names = {row.label for row in finding.rows}
        fitting = {
            variable.name: len(names & {category.name for category in variable.categories})
            for variable in self._codebook.variables
        }
        best = max(fitting, key=lambda name: fitting[name], default="")
        return best if fitting.get(best) else ""

    def map(self, root: str, *, with_table: bool = True) -> str:
        """The tile map with its key, and what each tile says as a table beneath."""
        say = self._language.say
        tiles = [
            Tile(row.name, row.nation, row.state, row.says, f"{root}authorities/{row.id}.html") for row in self._board
        ]
        key = [(state, say(says), sum(1 for row in self._board if row.state == state)) for state, says in STATES]
        said = "; ".join(f"{says}: {n}" for _, says, n in key)
        title = say("Who answered")
        return self._environment.get_template("map.html").render(
            title=title,
            picture=draw_map(tiles, title, said, {key: say(name) for key, name in NATIONS.items()}),
            key=key,
            table=[
                (says, n, ", ".join(row.name for row in self._board if row.state == state))
                for state, says, n in key
                if n and with_table
            ],
            root=root,
        )

    def grid(self, root: str) -> str:
        """Every authority in a compact grid."""
        order = [state for state, _ in STATES]
        rows = sorted(self._board, key=lambda row: (order.index(row.state), row.name))
        return self._environment.get_template("grid.html").render(
            title=self._language.say("Who answered"), rows=rows, root=root
        )

    def strip(self) -> str:
        """One small square for each authority, in order of what it did: the denominator at a glance."""
        order = [state for state, _ in STATES]
        states = sorted((row.state for row in self._board), key=order.index)
        columns, step = 24, 14
        rows = -(-len(states) // columns)
        paths = dict.fromkeys(states, "")
        for number, state in enumerate(states):
            paths[state] += f"M{number % columns * step + 1} {number // columns * step + 1}h10v10h-10z"
        squares = "".join(f'<path class="t-{state}" d="{path}"/>' for state, path in paths.items())
        return (
            f'<svg class="strip-svg" aria-hidden="true" viewBox="0 0 {columns * step - 2} {max(rows, 1) * step - 2}" '
            f'xmlns="http://www.w3.org/2000/svg">{squares}</svg>'
        )
