"""Every page of the bundled example's site, not one of each kind: minutes of work, so only on demand.

``pytest -m long tests/publish/test_every_page.py``. The short form, on one page of each kind, is `test_browser`; what
can be seen from the files alone is tried on every page of the invented record here.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

import site_checks
from answerable.investigation import Investigation


def test_pages_keep_their_weight_and_every_address_and_fragment_leads_somewhere(published: Any) -> None:
    assert site_checks.check_files(Path(published.out)) == []


@pytest.fixture(scope="module")
def example_site(tmp_path_factory: pytest.TempPathFactory, example_folder: Path) -> Path:
    """The example's site, made through every stage."""
    folder = tmp_path_factory.mktemp("every") / "example"
    shutil.copytree(example_folder, folder, ignore=shutil.ignore_patterns("build", "record.db*", "generator"))
    one = Investigation.open(folder, n_workers=0)
    for _ in one.run():
        pass
    return one.site


@pytest.mark.long
def test_the_files_of_the_example(example_site: Path) -> None:
    assert site_checks.check_files(example_site) == []


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("way", ["as-read", "no-script", "axe"])
def test_every_page_in_a_browser(browser: Browser, example_site: Path, language: str, way: str) -> None:
    welsh = site_checks.list_routes(example_site, "cy")
    routes = welsh if language == "cy" else sorted(set(site_checks.list_routes(example_site)) - set(welsh))
    with site_checks.serve(example_site) as origin:
        if way == "as-read":
            found = site_checks.check_as_read(browser, origin, routes)
        elif way == "no-script":
            found = site_checks.check_without_script(browser, origin, routes)
        else:
            found = site_checks.check_axe(browser, origin, routes, site_checks.LOOKS)
    assert found == [], f"{len(found)} findings on {len(routes)} pages"
