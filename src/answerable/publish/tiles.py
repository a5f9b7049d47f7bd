"""A map of equal tiles: one for each authority, laid out by nation, drawn by us.

What comes in: authorities with their state. What goes out: SVG with a link on each tile. Where a tile stands says which
nation it belongs to and nothing more; the page says so. Never here: geography, decisions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count

_SIZE, _GAP = 44, 4
_STEP = _SIZE + _GAP
_HEAD = 20
_BLOCKS = {
    # nation: first column, first row, columns. Scotland above England, Northern Ireland across the water.
    "scotland": (4, 0, 5),
    "northern_ireland": (0, 3, 3),
    "wales": (0, 6, 3),
    "england": (4, 2, 6),
}
_LEFT_OVER = (0, 0, 3)
"""For authorities that work in several nations: in the free corner, top left."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One authority on the map.

    Args:
        name: in full.
        nation: whose block it stands in; empty for one that works in several.
        state: class of the style sheet: `gave`, `part`, `refused`, `silent`.
        says: the state in words.
        href: its page.
    """

    name: str
    nation: str
    state: str
    says: str
    href: str


def make_codes(names: Sequence[str]) -> tuple[str, ...]:
    """A short unique code for each name, in order.

    >>> make_codes(["Avonmoor Police", "Avonmere Police", "East March Constabulary"])
    ('AVO', 'AVM', 'EMA')
    """
    codes: list[str] = []
    for name in names:
        words = [word for word in name.replace("-", " ").split() if word[0].isupper()]
        main = [
            w for w in words if w.lower() not in ("police", "constabulary", "service", "metropolitan", "of")
        ] or words
        first = main[0].upper()
        if len(main) > 1:
            candidates = [main[0][0] + main[1][:2], main[0][:2] + main[1][0]]
        else:
            candidates = [first[:3], *(first[:2] + letter for letter in first[3:])]
        candidates += [first[:2] + str(n) for n in range(2, 10)]
        codes.append(next(code.upper() for code in candidates if code.upper() not in codes))
    return tuple(codes)


def draw_map(tiles: Sequence[Tile], title: str, description: str, nations: Mapping[str, str]) -> str:
    """The map; tiles are laid in the order given within each nation, under the nation's name.

    Args:
        tiles: one for each authority.
        title: of the picture.
        description: of the picture, in words.
        nations: names of the nations; the empty key names the block of those that work in several.
    """
    codes = make_codes([tile.name for tile in tiles])
    places = _place(tiles)
    rows = max((row for _, row in places), default=0) + 1
    columns = max((column for column, _ in places), default=0) + 1
    width, height = columns * _STEP - _GAP, _y(rows) - _GAP
    drawn = [
        f'<svg class="map" role="group" aria-labelledby="mt md" viewBox="0 0 {width} {height}" '
        'xmlns="http://www.w3.org/2000/svg">'
        f'<title id="mt">{escape(title)}</title><desc id="md">{escape(description)}</desc>'
    ]
    for nation, (left, top, _) in {**_BLOCKS, "": _LEFT_OVER}.items():
        if any((tile.nation if tile.nation in _BLOCKS else "") == nation for tile in tiles):
            name = escape(nations.get(nation, nation))
            drawn.append(f'<text class="nation" x="{left * _STEP}" y="{_y(top) - 7}">{name}</text>')
    for tile, code, (column, row) in zip(tiles, codes, places, strict=True):
        x, y = column * _STEP, _y(row)
        label = escape(f"{tile.name}: {tile.says}", quote=True)
        drawn.append(
            f'<a href="{escape(tile.href, quote=True)}" class="t-{tile.state}">'
            f'<title>{label}</title><path d="M{x} {y}h{_SIZE}v{_SIZE}H{x}z"/>'
            f'<text x="{x + _SIZE // 2}" y="{y + _SIZE // 2 + 4}">{code}</text></a>'
        )
    return "".join([*drawn, "</svg>"])


def _y(row: int) -> int:
    """Where a row begins; the first rows leave room for the names above them."""
    return row * _STEP + _HEAD


def _place(tiles: Sequence[Tile]) -> list[tuple[int, int]]:
    numbers = {nation: count() for nation in (*_BLOCKS, "")}
    places = []
    for tile in tiles:
        nation = tile.nation if tile.nation in _BLOCKS else ""
        left, top, columns = _BLOCKS.get(nation, _LEFT_OVER)
        number = next(numbers[nation])
        places.append((left + number % columns, top + number // columns))
    return places
