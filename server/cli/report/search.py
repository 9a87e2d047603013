"""The result of a search for the original, for a terminal."""

from collections.abc import Sequence

from server.cli.report.style import Json, Style, count
from server.model import FINDER_TITLES

_OUTCOMES = {
    "source": "The original was found",
    "same_story": "The original was not found; the same story elsewhere:",
    "not_found": "The original was not found",
    "not_needed": "Nothing points to a longer story",
}
_RELATIONS = {
    "source": "the original",
    "copy": "the same text",
    "same_story": "the same story elsewhere",
    "unverified": "not confirmed",
    "mismatch": "another text",
}
_ACCESS = {
    "open": "open",
    "document": "a document in pages",
    "paywalled": "for subscribers",
    "unreachable": "can't be reached",
    "not_fetched": "",
}


def search_of(search: Json, style: Style) -> str:
    """Return the result of a search: candidates, best first, and finders."""
    if search.get("items") and search.get("lead") is None:
        return _stories(search["items"], style)
    lines = [style.bold(_OUTCOMES[search["outcome"]])]
    for candidate in search["candidates"]:
        lines += _candidate(candidate, style)
    lines.append("  Searched:")
    lines += _turns(search["tried"], style)
    if search["offer"]:
        lines.append("  Could be asked with your permission, with these words:")
        for name, words in zip(search["offer"]["providers"], search["offer"]["words"], strict=True):
            lines.append(
                style.wrap("; ".join(words), f"  - {FINDER_TITLES.get(name, name)}: ", "    ")
            )
    return "\n".join(lines)


def _stories(items: Sequence[Json], style: Style) -> str:
    """Return the stories of a page of several, each with its own original."""
    lines = [style.bold(f"The page has {len(items)} stories, each with its own original")]
    for number, item in enumerate(items):
        lines.append(style.wrap(item["title"], f"  {number}  "))
        lines += [f"     {candidate['url']}" for candidate in item["candidates"]]
    return "\n".join([*lines, "  Compare one of them: unabridged compare PAGE --item 0"])


def _candidate(candidate: Json, style: Style) -> list[str]:
    about = [_RELATIONS[candidate["relation"]], _ACCESS[candidate["access"]]]
    about += [candidate["publisher"], (candidate["published"] or "")[:10]]
    says = " ".join(found["says"] for found in candidate["found_by"])
    what = style.wrap("; ".join(part for part in about if part) + ". " + says, "    ")
    if not candidate["title"]:
        return [f"  - {candidate['url']}", what]
    return [style.wrap(candidate["title"], "  - "), what, f"    {candidate['url']}"]


def _turns(tried: Sequence[Json], style: Style) -> list[str]:
    """Return the finders' turns; finders without a result share a line."""
    lines: dict[tuple[str, str], list[str]] = {}
    for index, turn in enumerate(tried):
        alone = "" if turn["outcome"] == "nothing" and not turn["candidates"] else str(index)
        lines.setdefault((alone, turn["detail"]), []).append(_turn(turn) if alone else _name(turn))
    return [
        style.wrap(f"{', '.join(names)}: {detail}", "  - ", "    ")
        for (_, detail), names in lines.items()
    ]


def _name(turn: Json) -> str:
    return FINDER_TITLES.get(turn["finder"]) or str(turn["finder"])


def _turn(turn: Json) -> str:
    found = f", {count(turn['candidates'], 'candidate')}" if turn["candidates"] else ""
    return f"{_name(turn)} ({turn['ms']} ms{found})"
