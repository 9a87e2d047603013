"""Saved comparisons: kept for their owner, or opened by anyone who has the link."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

from flask import g
from pydantic_core import from_json, to_json

from server.errors import NotFound
from server.model import Comparison
from server.store.protocols import ComparisonStore

Save = bool | Literal["link"]
Keep = Callable[[Comparison, Save], Comparison]


def owner() -> str:
    """Whose request this is; nobody's for a link opened without a token."""
    return str(g.token.id) if g.token else ""


class Saver:
    """Keeps comparisons in a store under ids of 128 random bits."""

    def __init__(self, store: ComparisonStore) -> None:
        self._store = store

    def for_request(self) -> Keep:
        """A function that saves a comparison for this request's caller, where it is asked to.

        It returns the comparison with its id, and works after the request's context is gone.
        """
        whose = owner()

        def keep(comparison: Comparison, save: Save) -> Comparison:
            if not save:
                return comparison
            key = secrets.token_urlsafe(16)
            kept = replace(comparison, id=key)
            self._store.save_comparison(key, to_json(kept), owner=whose, link=save == "link")
            return kept

        return keep


def load(store: ComparisonStore, key: str, whose: str) -> bytes:
    """The saved comparison as JSON; raises NotFound, also for somebody else's.

    Whoever is not its owner and opens it by link gets the source without its whole text, which
    belongs to its publisher; the sentences that were compared stay.
    """
    saved = store.comparison(key)
    mine = saved is not None and saved.owner == whose
    if saved is None or not (mine or saved.link):
        raise NotFound("There is no comparison with this id, or it is not yours.")
    return saved.body if mine else to_json(_without_full_source(from_json(saved.body)))


def _without_full_source(comparison: dict[str, Any]) -> dict[str, Any]:
    if comparison["source"]:
        comparison["source"].update(text="", sentences=[])
    return comparison
