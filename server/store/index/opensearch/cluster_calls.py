"""Calls to the OpenSearch engine: answers as JSON, refusals as sentences."""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from server.errors import Busy, FetchProblem, PageTooLarge, Problem, StorageFull, StoreUnavailable
from server.model import json_value

if TYPE_CHECKING:
    from server.net.named_service import NamedService

_LINES = "application/x-ndjson"
_SLOW = "it took longer than UNABRIDGED_INDEX_SECONDS."
_MISSING = "index_not_found_exception"
_FULL = ("cluster_block_exception", "FORBIDDEN/12")


class Cluster:
    """An OpenSearch cluster; raises StoreUnavailable, StorageFull and Busy."""

    def __init__(self, connection: "NamedService") -> None:
        self._connection = connection
        self.close = connection.close

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        *,
        expected: tuple[str, ...] = (),
    ) -> Any:
        """Return the answer to one call; None for an error or status in `expected`.

        A body in bytes is operations, one a line.
        """
        kind = _LINES if isinstance(body, bytes) else "application/json"
        content = json.dumps(body).encode() if isinstance(body, Mapping) else body
        place = self._connection.place
        try:
            status, answered = self._connection.call(method, path, content, kind)
        except (FetchProblem, PageTooLarge) as problem:
            why = _SLOW if problem.slug == "deadline_exceeded" else problem.detail
            raise StoreUnavailable(
                f"The article index at {place} does not answer: {why} Comparisons go on without "
                "it; its operator has to look if it stays so.",
                retry_after=5,
            ) from problem
        answer = json_value(answered or b"{}")
        if status >= 300:
            error = answer.get("error") if isinstance(answer, dict) else None
            if str(status) in expected or _type_and_reason(error)[0] in expected:
                return None
            raise self.refused(status, error)
        if answer is None:
            raise StoreUnavailable(
                f"{place} answers with something else than JSON: no OpenSearch is there. Check "
                "UNABRIDGED_INDEX."
            )
        return answer

    def bulk(self, lines: Iterable[bytes]) -> list[Mapping[str, Any]]:
        """Run the operations in `lines`; return their results, searchable at once.

        Raises for the first that failed; those before and after it may have been results.
        """
        content = b"".join(line + b"\n" for line in lines)
        answer = self.ask("POST", "/_bulk?refresh=wait_for", content)
        results: list[Mapping[str, Any]] = [next(iter(item.values())) for item in answer["items"]]
        for result in results:
            if "error" in result:  # a delete of what another server has deleted has none
                raise self.refused(result["status"], result["error"])
        return results

    def refused(self, status: int, error: Any) -> Problem:
        """Return the problem for an error status, with the engine's reason."""
        place = self._connection.place
        kind, reason = _type_and_reason(error)
        why = f"status {status}, {kind}: {reason}".removesuffix(", : ").replace(", : ", ", ")
        if any(mark in f"{kind} {reason}" for mark in _FULL):
            return StorageFull(
                f"The disks of the article index at {place} are full ({why}). Add some, lower "
                "UNABRIDGED_INDEX_DAYS, then lift the block on its indexes.",
                retry_after=60,
            )
        if status in (401, 403):
            return StoreUnavailable(
                f"The article index at {place} refuses this server ({why}). Check "
                "UNABRIDGED_INDEX_USER, UNABRIDGED_INDEX_PASSWORD and UNABRIDGED_INDEX_KEY, and "
                "that they may read, write, create and delete indexes of UNABRIDGED_INDEX_NAME."
            )
        if status == 429:
            return Busy(
                f"The article index at {place} has too much to do ({why}). Try again in a moment.",
                retry_after=5,
            )
        if kind == _MISSING:
            return StoreUnavailable(
                f"An index was dropped at {place} while it was written to. Try again.",
                retry_after=1,
            )
        return StoreUnavailable(
            f"The article index at {place} can't be used ({why}). Try again in a moment; if it "
            "stays so, its operator has to look.",
            retry_after=5,
        )


def _type_and_reason(error: Any) -> tuple[str, str]:
    """Return the engine's name for an error, and its reason."""
    if not isinstance(error, dict):  # a call that the engine lacks is answered by a sentence
        return "", str(error or "")[:200]
    return str(error.get("type", ""))[:80], str(error.get("reason", ""))[:200]
