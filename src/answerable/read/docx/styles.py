"""What the styles of a DOCX say of its paragraphs and runs: headings, lists, hidden text."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Style:
    """The part of a style that changes how words are read."""

    is_heading: bool = False
    is_hidden: bool = False
    list_id: str = ""
    level: int = 0


_PLAIN = Style()


def parse_styles(tree: etree._Element | None) -> dict[str, Style]:
    """Read ``word/styles.xml``: styles by id, each with what it inherits."""
    if tree is None:
        return {}
    items = {item.get(W + "styleId") or "": item for item in tree.iter(W + "style")}
    found: dict[str, Style] = {}

    def _resolve(style_id: str, depth: int) -> Style:
        if style_id in found:
            return found[style_id]
        item = items.get(style_id)
        if item is None or depth > 12:
            return _PLAIN
        based = item.find(W + "basedOn")
        parent = _resolve(based.get(W + "val") or "", depth + 1) if based is not None else _PLAIN
        name = item.find(W + "name")
        label = (name.get(W + "val") or "").lower() if name is not None else ""
        heading = label.startswith(("heading", "title", "subtitle")) or item.find(f"{W}pPr/{W}outlineLvl") is not None
        number, level = item.find(f"{W}pPr/{W}numPr/{W}numId"), item.find(f"{W}pPr/{W}numPr/{W}ilvl")
        level_text = level.get(W + "val") or "0" if level is not None else "0"
        found[style_id] = Style(
            heading or parent.is_heading,
            is_on(item.find(f"{W}rPr/{W}vanish")) or parent.is_hidden,
            number.get(W + "val") or "" if number is not None else parent.list_id,
            int(level_text) if level is not None and level_text.isdigit() else parent.level,
        )
        return found[style_id]

    for style_id in items:
        _resolve(style_id, 0)
    return found


def is_on(switch: etree._Element | None) -> bool:
    """True where a property is there and not switched off."""
    return switch is not None and switch.get(W + "val") not in ("0", "false", "off", "none")
