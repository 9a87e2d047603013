"""The headers that say who sent a message and that nobody changed it (standardwebhooks.com)."""

import base64
import hmac

_PREFIX = "whsec_"


def signed(secret: str, message: str, seconds: int, body: str) -> dict[str, str]:
    """Return the headers of the message `message` with `body`, sent at `seconds` (Unix time)."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    digest = hmac.digest(key, f"{message}.{seconds}.{body}".encode(), "sha256")
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
