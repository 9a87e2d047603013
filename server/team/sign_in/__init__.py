"""Signs people in with an OpenID Connect provider.

`open_provider` opens the provider of the settings. Authlib is needed only where one is named.
"""

from typing import TYPE_CHECKING

from server.config import Settings
from server.installed import command_for

if TYPE_CHECKING:
    from server.team.sign_in.oidc import SignInProvider as SignInProvider


def open_provider(settings: Settings) -> "SignInProvider | None":
    """Return the OpenID provider of `settings`; raise SystemExit without the extra."""
    if not settings.oidc_issuer:
        return None
    try:
        from server.team.sign_in.oidc import SignInProvider  # noqa: PLC0415 - only such a server needs Authlib
    except ImportError as error:
        raise SystemExit(
            "UNABRIDGED_OIDC_ISSUER names an OpenID provider, for which this installation lacks "
            f"Authlib. Add it: {command_for('team')}"
        ) from error
    return SignInProvider(settings)
