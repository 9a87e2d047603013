"""Signs people in with an OpenID Connect provider.

`open_provider` opens the provider of the settings; `is_name` checks a person's name. Authlib is
needed only where a provider is named.
"""

from typing import TYPE_CHECKING

from server.sign_in.open import is_name, open_provider

if TYPE_CHECKING:
    from server.sign_in.oidc import SignInProvider as SignInProvider
