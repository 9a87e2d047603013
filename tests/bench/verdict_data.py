"""The pages that the verdict is measured on, and intervals for what is counted."""

import gzip
import json
import math
from pathlib import Path
from typing import Any

from server.net.charset import decode

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def entries(folder: str) -> list[dict[str, Any]]:
    """The index of a data folder."""
    return [json.loads(line) for line in (DATA / folder / "index.jsonl").open(encoding="utf-8")]


def html_of(folder: str, entry: dict[str, Any]) -> str:
    """The HTML of an entry."""
    return decode(gzip.decompress((DATA / folder / entry["file"]).read_bytes()), "text/html")


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not count:
        return 0.0, 1.0
    z, share = 1.96, hits / count
    middle = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (middle - spread) / (1 + z * z / count), (middle + spread) / (1 + z * z / count)


def share(hits: int, count: int) -> str:
    """A share with its count and interval, for a table."""
    low, high = wilson(hits, count)
    return f"{hits}/{count} = {hits / max(1, count):.3f} [{low:.3f}, {high:.3f}]"
