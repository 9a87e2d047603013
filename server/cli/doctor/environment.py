"""Checks for unknown settings, and whether a page can be read with the known ones."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches

from server.cli.doctor.finding import Finding, fault, ok
from server.config import Settings, variable
from server.errors import OpinionFailed, Problem
from server.installed import command_for
from server.model import PageInput
from server.opinion import CrossEncoder
from server.tasks import examine
from server.workers import WorkerPool

_PREFIX = "UNABRIDGED_"
_PAGE = "<html><body><article><h1>Ferry</h1><p>The ferry sank. Nobody was hurt.</p></article>"


def variables(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check for unknown variables: a wrong letter goes unnoticed otherwise."""
    known = [variable(entry.name) for entry in fields(Settings)]
    known += [f"{name}_FILE" for name in known]
    unknown = sorted(name for name in environ if name.startswith(_PREFIX) and name not in known)
    for name in unknown:
        word = name.removeprefix(_PREFIX)
        near = get_close_matches(word, [each.removeprefix(_PREFIX) for each in known], n=1)
        hint = f" Did you mean {_PREFIX}{near[0]}?" if near else " docs/settings.md lists them."
        yield fault(f"{name} is not a setting and has no effect.{hint}")
    if not unknown:
        count = sum(environ.get(name, "") != "" for name in known)
        yield ok(f"{count} settings come from the environment; all are known.")


def reading(settings: Settings) -> Iterator[Finding]:
    """Check that a worker process can read a small page."""
    pool = WorkerPool(settings, warm=("server.tasks",))
    try:
        pool.run(examine, PageInput(html=_PAGE))
    except Problem as problem:
        yield fault(
            f"A worker process can't read a page: {problem.detail} Check "
            "UNABRIDGED_WORKER_MEGABYTES and UNABRIDGED_WORKER_CPU_SECONDS.",
        )
    else:
        yield ok("A worker process reads a page.")
    finally:
        pool.close()


def opinion(settings: Settings) -> Iterator[Finding]:
    """Check that the model of UNABRIDGED_OPINION_MODEL can be loaded."""
    if settings.opinion_model is None:
        return
    try:
        CrossEncoder(settings.opinion_model).check()
    except OpinionFailed as problem:
        missing = problem.params["why"] == "not_installed"
        advice = f"Add it: {command_for('deeper')}" if missing else "Check that setting."
        yield fault(f"{problem.detail} UNABRIDGED_OPINION_MODEL={settings.opinion_model}. {advice}")
    else:
        yield ok(f"The model in {settings.opinion_model} gives second opinions.")
