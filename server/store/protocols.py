"""What the rest of the project asks of a store; sqlite.py answers it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token without its secret; `scopes` among compare, index, admin."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created: str = ""
    expires: str | None = None
    last_used: str | None = None


@dataclass(frozen=True, slots=True)
class SavedComparison:
    """A comparison as JSON, whose it is, and whether its id alone opens it."""

    body: bytes
    owner: str
    link: bool


class TokenStore(Protocol):
    """Keeps tokens as SHA-256 of their secret."""

    def create_token(self, name: str, scopes: tuple[str, ...], days: int | None) -> tuple[str, str]:
        """A new token's id and secret; the secret is not kept."""

    def token(self, secret: str) -> Token | None:
        """The valid token with this secret; notes that it was used."""

    def tokens(self) -> list[Token]:
        """All valid tokens."""

    def revoke_token(self, key: str) -> bool:
        """Whether there was a token `key` to revoke."""


class ComparisonStore(Protocol):
    """Keeps comparisons that somebody chose to save."""

    def save_comparison(self, key: str, body: bytes, *, owner: str, link: bool) -> None:
        """Keep `body` (JSON) as comparison `key`."""

    def comparison(self, key: str) -> SavedComparison | None:
        """The comparison `key`."""

    def delete_comparison(self, key: str, owner: str) -> bool:
        """Whether `owner` had a comparison `key` to delete."""
