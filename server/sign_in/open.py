"""Opens the provider of the settings, if they name one; checks names of people."""

import re
import unicodedata
from typing import TYPE_CHECKING

from server.config import Settings
from server.installed import command_for

if TYPE_CHECKING:
    from server.sign_in.oidc import SignInProvider


_NAME = re.compile(r"[\w.@+-]{1,100}")


def open_provider(settings: Settings) -> "SignInProvider | None":
    """Return the OpenID provider of `settings`; raise SystemExit without the extra."""
    if not settings.oidc_issuer:
        return None
    try:
        from server.sign_in.oidc import SignInProvider  # noqa: PLC0415 - only such a server needs Authlib
    except ImportError as error:
        raise SystemExit(
            "UNABRIDGED_OIDC_ISSUER names an OpenID provider, for which this installation lacks "
            f"Authlib. Add it: {command_for('team')}"
        ) from error
    return SignInProvider(settings)


def is_name(given: str) -> bool:
    """Return whether `given` can be a person's name.

    One that NFKC changes may look like another's: the Kelvin sign is a K.
    """
    return bool(_NAME.fullmatch(given)) and unicodedata.normalize("NFKC", given) == given
