"""Claims that cite a source: whether it says them, where, and whether it is quoted rightly.

Pure, as server.align is: no network, no files but the package's own table.
"""

from server.cite.claims.check import (
    CheckedClaim,
    CheckedSentence,
    CitedClaim,
    check_claim,
    check_claims,
)

__all__ = ["CheckedClaim", "CheckedSentence", "CitedClaim", "check_claim", "check_claims"]
