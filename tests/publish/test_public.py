"""The published site as a small server gives it: headers, no way out of its folder, nothing but its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from answerable.cli.serve import serve
from answerable.web.public import make_public_app


@pytest.fixture
def client(published: Any) -> TestClient:
    return TestClient(make_public_app(Path(published.out)))


def test_every_answer_carries_the_policy(client: TestClient) -> None:
    for path in ("/", "/cases.html", "/data/invented.db", "/nothing.html", "/search/en/keys.json"):
        policy = client.get(path).headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in policy
    assert client.get("/").headers["x-content-type-options"] == "nosniff"
    assert client.get("/data/invented.db").headers["content-disposition"].endswith('"invented.db"')
    assert client.get("/data/cases.parquet").headers["content-type"] == "application/vnd.apache.parquet"


def test_nothing_outside_the_site_is_given(client: TestClient, published: Any) -> None:
    (Path(published.out).parent / "secret.txt").write_text("secret", encoding="utf-8")
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/cases/../../secret.txt", "//etc/passwd", "/%2fetc%2fpasswd"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "secret" not in answer.text
    assert client.post("/").status_code == 405


def test_unchanged_files_are_not_sent_again_and_text_is_packed(client: TestClient) -> None:
    first = client.get("/cases.html", headers={"accept-encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    assert "<h1>" in first.text
    again = client.get("/cases.html", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert client.get("/authorities/").status_code == 404


def test_the_newsroom_never_listens_elsewhere(tmp_path: Path) -> None:
    refused = CliRunner().invoke(serve, [str(tmp_path), "--host", "0.0.0.0"])
    assert refused.exit_code != 0
    assert "for this machine alone" in str(refused.exception)
