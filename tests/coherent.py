"""Holds the parts of an answer that say whose report it is against each other."""

from pydantic_core import to_jsonable_python

from server.model import Comparison, Origin
from server.text.publishers import is_agency
from server.verdict import heading_of
from server.verdict.basis.own import alike_names


def _is_anywhere(origin: Origin | None) -> bool:
    """Return whether a report is its outlet's at any address: called for by name, or a wire's."""
    return origin is not None and (origin.by == "call" or is_agency(origin.name))


def check_coherent(answer: Comparison, *, is_text: bool = False) -> None:
    """Hold the parts of an answer that say whose report it is against each other."""
    verdict, search = answer.verdict, answer.search
    origin, outlets = search.origin if search else None, verdict.basis.outlets
    assert all(one.name for one in verdict.basis.credits)
    assert not (verdict.basis.kind == "own" and outlets)
    names = [one.name for one in outlets[:1]]
    as_json = to_jsonable_python(verdict)
    names += filter(None, [heading_of(as_json)[1]])
    clauses = answer.gist.clauses if answer.gist else []
    names += [clause.params["name"] for clause in clauses if clause.code == "retells"]
    if origin and (verdict.basis.kind != "own" and names):
        names.append(origin.name)
    assert len(set(names)) <= 1, names
    assert bool(verdict.grounds) == (verdict.answer != "unsure")
    if verdict.answer == "complete":
        assert not outlets
        assert not is_text
        calls = ("links_to_original", "continues_on_site", "says_summary", "more_pages")
        assert not [one for one in verdict.evidence if one.signal in calls]
    if answer.source and search and search.source and names and not _is_anywhere(origin):
        shown = answer.source.publisher or answer.source.url
        assert alike_names(names[0], shown), (names, shown)
    for one in search.candidates if search else ():
        assert one.relation != "retelling" or one.url != search.source
    if answer.source and search and search.source:
        assert origin is None or origin.read
