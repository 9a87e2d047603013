"""Signature headers: sender and integrity of a message (standardwebhooks.com)."""

import base64
import hmac

_PREFIX = "whsec_"


def signed(secret: str, message: str, seconds: int, body: str) -> dict[str, str]:
    """Return the signature headers of a message sent at `seconds` (Unix time)."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    digest = hmac.digest(key, f"{message}.{seconds}.{body}".encode(), "sha256")
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
