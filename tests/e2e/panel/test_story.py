"""The panel shows other texts on a story, from the server's index."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.e2e.drivers.reader import Reader
from tests.servers import Server, running_server

pytestmark = pytest.mark.browser


@pytest.fixture
def own_server(pages: Any, tmp_path: Path) -> Iterator[Server]:
    """Yield a server whose index others do not search."""
    with running_server(tmp_path, UNABRIDGED_ALLOW_HOSTS=f"localhost:{pages.port}") as running:
        yield running


def test_story_opens_to_its_tree_and_the_same_as_a_list(
    browser: Any, pages: Any, own_server: Server
) -> None:
    browser.configure(own_server.base)
    reader = Reader(browser, pages)
    with httpx2.Client(trust_env=False, timeout=30) as client:
        page = client.get(reader.address("summary.html", "localhost")).text
        about = {"html": page, "published": datetime.now(UTC).isoformat(timespec="seconds")}
        articles_told = [
            {"url": f"https://{name}.example/story", "publisher": name, **about}
            for name in ("quay", "valley")
        ]
        articles = f"{own_server.base}/v1/articles"
        added = client.post(
            articles, json={"articles": articles_told}, headers=own_server.owner
        ).json()
        assert added["added"] == 2
    reader.checks("summary.html")
    reader.gets_answer()
    reader.unfolds(reader.says("story_title"))
    reader.sees("2 texts in your index")
    reader.waits_for("document.querySelectorAll('.story-tree .dot').length === 3")
    assert len(reader.texts(".story .texts > li")) == 3
    assert any("quay" in imprint for imprint in reader.texts(".story .imprint"))
