"""How each kind of page looks, beside pictures that a person looked at and kept.

A page may differ a little (fonts are drawn otherwise elsewhere); it may not look otherwise. After a change that is
meant: ``ANSWERABLE_GOLDEN=write pytest tests/publish/test_golden.py``, then look at what git shows.
"""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GOLDEN = Path(__file__).parent / "golden"
MOST_BYTES = 40_000
WIDE, NARROW = 960, 360
SHOTS: dict[str, tuple[str, int, str, str]] = {
    "article": ("index.html", WIDE, "light", "screen"),
    "article-dark": ("index.html", WIDE, "dark", "screen"),
    "article-narrow": ("index.html", NARROW, "light", "screen"),
    "article-print": ("index.html", WIDE, "light", "print"),
    "article-note": ("index.html#n1", WIDE, "light", "screen"),
    "article-welsh": ("cy/index.html", WIDE, "light", "screen"),
    "answers": ("answers.html", WIDE, "light", "screen"),
    "authority": ("authorities/avon-fell.html", WIDE, "light", "screen"),
    "cases": ("cases.html", WIDE, "light", "screen"),
    "case": ("case", WIDE, "light", "screen"),
    "findings": ("findings.html", WIDE, "light", "screen"),
    "finding": ("findings/disciplined.html", WIDE, "light", "screen"),
    "method": ("method.html", WIDE, "light", "screen"),
    "data": ("data.html", WIDE, "light", "screen"),
    "corrections": ("corrections.html", WIDE, "light", "screen"),
    "privacy": ("privacy.html", WIDE, "light", "screen"),
    "error": ("error.html", WIDE, "light", "screen"),
}


@pytest.fixture(scope="module", autouse=True)
def fonts() -> None:
    """The letters that the pictures were kept with."""
    listed = subprocess.run(["fc-list"], capture_output=True, text=True, check=False).stdout
    if "Liberation Serif" not in listed or "DejaVu Sans" not in listed:
        pytest.skip("the pictures were kept with Liberation Serif and DejaVu Sans; this machine lacks them")


def take(browser: Browser, out: Path, name: str) -> Image.Image:
    """The upper part of a page at half size, in sixteen shades."""
    route, width, scheme, media = SHOTS[name]
    if route == "case":
        route = f"cases/{sorted(path.name for path in (out / 'cases').glob('case-*.html'))[0]}"
    context = browser.new_context(
        viewport={"width": width, "height": 1300}, color_scheme=scheme, reduced_motion="reduce", device_scale_factor=1
    )
    page = context.new_page()
    page.goto(f"file://{out}/{route}")
    page.emulate_media(media=media, color_scheme=scheme)  # type: ignore[arg-type]
    data = page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": 1300})
    context.close()
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    small = 480 if width == WIDE else 280
    return picture.resize((small, round(small * picture.height / picture.width)), Image.Resampling.LANCZOS)


def differ(one: Image.Image, other: Image.Image) -> float:
    """The share of places, as a squinting eye sees them, that look otherwise."""
    soft = [picture.convert("L").filter(ImageFilter.GaussianBlur(3)) for picture in (one, other)]
    histogram = ImageChops.difference(*soft).histogram()
    return sum(histogram[24:]) / sum(histogram)


@pytest.mark.parametrize("name", SHOTS)
def test_it_looks_as_it_was_kept(published: Any, browser: Browser, name: str) -> None:
    picture = take(browser, published.out, name)
    file = GOLDEN / f"{name}.png"
    if os.environ.get("ANSWERABLE_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        picture.quantize(16, dither=Image.Dither.NONE).save(file, optimize=True)
    assert file.stat().st_size <= MOST_BYTES
    with Image.open(file) as kept:
        assert kept.size == picture.size
        assert differ(kept.convert("RGB"), picture) < 0.02


def test_the_comparison_can_fail(published: Any, browser: Browser) -> None:
    one, other = take(browser, published.out, "article"), take(browser, published.out, "answers")
    assert differ(one, other) > 0.05
    shifted = Image.new("RGB", one.size, "white")
    shifted.paste(one, (0, 24))
    assert differ(one, shifted) > 0.05, "a line that slipped down is seen"
