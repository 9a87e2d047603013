"""Saved comparisons: kept for their owner, or opened by anyone who has the link."""

import secrets
from dataclasses import replace
from typing import Any, Literal

from flask import g
from pydantic_core import from_json, to_json

from server.errors import NotFound
from server.model import Comparison
from server.store.protocols import ComparisonStore


class Saver:
    """Keeps comparisons in a store under ids of 128 random bits."""

    def __init__(self, store: ComparisonStore) -> None:
        self._store = store

    def owner(self) -> str:
        """Whose request this is."""
        return str(g.token.id) if g.token else ""

    def keep(
        self, comparison: Comparison, save: bool | Literal["link"], owner: str
    ) -> Comparison:
        """`comparison`, saved and with its id where `save` says so."""
        if not save:
            return comparison
        kept = replace(comparison, id=secrets.token_urlsafe(16))
        self._store.save_comparison(
            kept.id or "", to_json(kept), owner=owner, link=save == "link"
        )
        return kept

    def load(self, key: str) -> bytes:
        """The saved comparison as JSON; raises NotFound, also for somebody else's.

        Whoever is not its owner and opens it by link gets the source without its whole text,
        which belongs to its publisher; the sentences that were compared stay.
        """
        saved = self._store.comparison(key)
        mine = saved is not None and saved.owner == self.owner()
        if saved is None or not (mine or saved.link):
            raise NotFound("There is no comparison with this id, or it is not yours.")
        return saved.body if mine else to_json(_without_full_source(from_json(saved.body)))


def _without_full_source(comparison: dict[str, Any]) -> dict[str, Any]:
    if comparison["source"]:
        comparison["source"].update(text="", sentences=[])
    return comparison
