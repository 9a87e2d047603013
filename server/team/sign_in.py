"""Sign-in with an OpenID Connect provider: the code flow with PKCE, state and nonce.

Authlib builds and checks the messages; the server's own fetcher carries them, so that an answer
has a size, a deadline and a checked certificate.
"""

import logging
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636.challenge import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ValidationError

from server.config import Settings
from server.errors import Busy, Problem, Unauthorized
from server.model import ExpiringCache, json_value, setting_values
from server.net.budget import Budget
from server.net.fetch import Fetcher
from server.store import Visitor
from server.urls import parse

log = logging.getLogger(__name__)
# Only signatures by a key pair: anybody with a shared secret could sign.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "Ed25519",
               "EdDSA"]  # fmt: skip
_MOST_BYTES = 1_000_000  # of an answer
_SECONDS = 10.0  # for an answer
_REMEMBERED = 3_600.0  # seconds that the provider's addresses and keys are cached


class Attempt(BaseModel):
    """A browser's record of a sign-in that it began: nobody else can end it."""

    state: str
    nonce: str
    verifier: str
    following: str


class SignInProvider:
    """The provider that `settings` name; safe for many threads."""

    def __init__(self, settings: Settings) -> None:
        self._fetcher = Fetcher.of_services(settings, [settings.oidc_issuer])
        self._settings = settings
        self.host = parse(settings.oidc_issuer).host
        self._back = f"{settings.address.rstrip('/')}/sign-in/back"
        self._places = threading.BoundedSemaphore(4)  # sign-ins that may wait for the provider
        self._lock = threading.Lock()
        self._known = ExpiringCache[Any]()  # facts about the provider, by name

    def begin(self, following: str) -> tuple[str, Attempt]:
        """Return the address to sign in at, and the attempt to keep; raise Problem."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        attempt = Attempt(state=state, nonce=nonce, verifier=verifier, following=following)
        with self._turn():
            endpoint = self._place("authorization_endpoint")
        address = prepare_grant_uri(
            endpoint,
            client_id=self._settings.oidc_client,
            response_type="code",
            redirect_uri=self._back,
            scope=self._settings.oidc_scopes,
            state=attempt.state,
            nonce=attempt.nonce,
            code_challenge=create_s256_code_challenge(attempt.verifier),
            code_challenge_method="S256",
        )
        return address, attempt

    def attempt_of(self, cookie: str) -> Attempt | None:
        """Return the attempt in a cookie's text; None where that is something else."""
        try:
            return Attempt.model_validate_json(cookie)
        except ValidationError:
            return None

    def end(self, attempt: Attempt | None, answer: Mapping[str, str]) -> Visitor:
        """Return the visitor, from the provider's `answer` to `attempt`; raise Problem."""
        if attempt is None or not secrets.compare_digest(
            answer.get("state", "").encode(), attempt.state.encode()
        ):
            raise Unauthorized(
                "This sign-in began in another browser, or more than ten minutes ago. Begin again."
            )
        if "iss" in answer and answer["iss"] != self._settings.oidc_issuer:  # RFC 9207
            raise Unauthorized("The answer came from another provider. Begin again.")
        if "code" not in answer:
            raise Unauthorized(
                "The provider did not sign you in. Begin again, or ask its operator."
            )
        with self._turn():
            tokens = self._tokens(answer["code"], attempt.verifier)
            claims = self._verify(tokens, attempt.nonce)
            return self._visitor(claims | self._userinfo(tokens, claims))

    def check(self) -> None:
        """Raise Problem unless the provider answers and names its pages and keys."""
        self.begin("/")
        self._key_set()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Take one of the few places that wait for the provider; raise Busy."""
        if not self._places.acquire(timeout=0.2):  # for one of these places
            raise Busy(
                f"{self.host} is slow, and others are signing in there. Try again in a minute."
            )
        try:
            yield
        finally:
            self._places.release()

    def _tokens(self, code: str, verifier: str) -> dict[str, Any]:
        """Exchange the code for the provider's tokens; it works once."""
        settings = self._settings
        body = prepare_token_request(
            "authorization_code", code=code, redirect_uri=self._back, code_verifier=verifier
        )
        methods = self._discover().get("token_endpoint_auth_methods_supported")
        if not settings.oidc_secret:
            method = "none"
        elif methods is None or "client_secret_basic" in methods:
            method = "client_secret_basic"
        else:
            method = "client_secret_post"
        client = ClientAuth(settings.oidc_client, settings.oidc_secret, method)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        place, headers, body = client.prepare("POST", self._place("token_endpoint"), headers, body)
        try:
            answer = self._fetcher.post(
                place, headers, body.encode(), _MOST_BYTES, Budget(_SECONDS)
            )
            return _object(answer.body)
        except Problem as problem:
            log.warning("The sign-in provider gave no token: %s", problem.slug)
            raise Unauthorized(
                "The provider did not confirm this sign-in; it may have been used already. Begin "
                "again. If it stays so, the operator has to check UNABRIDGED_OIDC_CLIENT and "
                "UNABRIDGED_OIDC_SECRET."
            ) from problem

    def _verify(self, tokens: dict[str, Any], nonce: str) -> dict[str, Any]:
        """Verify the ID token's signature and claims; return the claims."""
        token, client = tokens.get("id_token"), self._settings.oidc_client
        try:
            decoded = self._decode(token if isinstance(token, str) else "")
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {
                    "iss": {"essential": True, "value": self._settings.oidc_issuer},
                    "aud": {"essential": True, "value": client},
                },
                {"nonce": nonce, "client_id": client, "access_token": tokens.get("access_token")},
            )
            claims.validate(leeway=60)  # seconds that the provider's clock may differ
            if not claims.get("sub"):
                raise ValueError("it names nobody")
        except (JoseError, ValueError, TypeError) as error:
            log.warning("The sign-in provider's token is refused: %s", type(error).__name__)
            raise Unauthorized(
                f"The provider's token does not hold ({getattr(error, 'description', error)}). "
                "Begin again; if it stays so, the operator has to look at both clocks and at "
                "UNABRIDGED_OIDC_ISSUER."
            ) from error
        return dict(claims)

    def _decode(self, token: str) -> jwt.Token:
        try:
            return jwt.decode(token, self._key_set(), algorithms=_ALGORITHMS)
        except (InvalidKeyIdError, JoseError):
            # The provider may sign with a new key.
            with self._lock:
                if self._known.get("keys are new"):
                    raise
                self._known.keep("keys", None, 0, 0)  # they are loaded with the next call
        return jwt.decode(token, self._key_set(), algorithms=_ALGORITHMS)

    def _userinfo(self, tokens: dict[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
        """Return userinfo claims where the token names nobody or no group."""
        claims_needed = (self._settings.oidc_name, self._settings.oidc_groups)
        place = self._discover().get("userinfo_endpoint")
        access = tokens.get("access_token")
        if all(name in claims for name in claims_needed) or not (place and isinstance(access, str)):
            return {}
        userinfo = self._get(place, {"Authorization": f"Bearer {access}"})
        if userinfo.get("sub") != claims["sub"]:
            raise Unauthorized("The provider speaks of two different people. Begin again.")
        return {name: value for name, value in userinfo.items() if name not in claims}

    def _visitor(self, claims: dict[str, Any]) -> Visitor:
        claim = self._settings.oidc_name
        name = claims.get(claim)
        if not isinstance(name, str) or not setting_values.is_name(name):
            raise Unauthorized(
                f"The provider's claim `{claim}` is not one name: 1 to 100 letters, digits, or "
                ". @ + - _. The operator can name another one in UNABRIDGED_OIDC_NAME."
            )
        if claim == "email" and claims.get("email_verified") is not True:
            raise Unauthorized("The provider does not say that your e-mail address is verified.")
        groups = claims.get(self._settings.oidc_groups)
        listed = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
        group_names = tuple(group for group in listed if isinstance(group, str))
        return Visitor(name.lower(), group_names[:500])  # of a person

    def _place(self, name: str) -> str:
        place = self._discover().get(name)
        secure = self._settings.oidc_issuer.startswith("https:")
        if not isinstance(place, str) or not place.startswith("https:" if secure else "http"):
            raise Unauthorized(f"The provider names no `{name}` that can be used.")
        return place

    def _discover(self) -> dict[str, Any]:
        """Return the provider's discovery document; cache a failure for a while."""
        with self._lock:
            if failed := self._known.get("failure"):
                raise failed
            if about := self._known.get("about"):
                return dict(about)
            issuer = self._settings.oidc_issuer
            try:
                about = self._get(get_well_known_url(issuer, external=True))
            except Problem as problem:
                self._known.keep("failure", problem, 10.0, 0)  # seconds
                raise
            if about.get("issuer") != issuer:
                raise Unauthorized(
                    f"The provider calls itself {about.get('issuer')}, which is not what "
                    "UNABRIDGED_OIDC_ISSUER says. They must be the same, to the last slash."
                )
            self._known.keep("about", about, _REMEMBERED, 0)
            return about

    def _key_set(self) -> KeySet:
        place = self._place("jwks_uri")
        with self._lock:
            keys: Any = self._known.get("keys")
            if keys is None:
                keys = self._get(place)
                self._known.keep("keys", keys, _REMEMBERED, 0)
                # Seconds between two lookups of an unknown key.
                self._known.keep("keys are new", True, 60.0, 0)
            return KeySet.import_key_set(keys)

    def _get(self, place: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        asked = {"Accept": "application/json", **(headers or {})}
        return _object(self._fetcher.get(place, asked, _MOST_BYTES, seconds=_SECONDS).body)


def _object(body: bytes) -> dict[str, Any]:
    answer = json_value(body)
    if not isinstance(answer, dict):
        raise Unauthorized("The provider's answer can't be read: it is not JSON.")
    return answer
