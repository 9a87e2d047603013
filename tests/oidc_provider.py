"""A real OpenID provider for tests: discovery, keys, authorization code with PKCE, user info."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.servers import serving

CLIENT, SECRET = "unabridged", "s3cret:with/signs"


class OidcProvider:
    """Signs everybody in as `person`; `tokens` and `claims` say what is wrong with its tokens."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
        self.published = [self.key]
        self.person: dict[str, object] = {"preferred_username": "Ada", "groups": ["desk"]}
        self.told: dict[str, object] = {}  # by user info alone
        self.wrong: dict[str, object] = {}
        self.forge = ""
        self.public = False
        self.asked: dict[str, dict[str, str]] = {}
        self.answers = threading.Event()  # cleared, it hangs
        self.answers.set()
        self.hangs_up = False  # without an answer

    def document(self) -> dict[str, object]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Return where the browser is sent back to."""
        assert query["tenant"] == "1"
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(16)
        self.asked[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, object]]:
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        is_public_client = form.get("client_id") == CLIENT and not authorization
        if not (is_public_client if self.public else authorization == f"Basic {basic}"):
            return 401, {"error": "invalid_client"}
        request = self.asked.pop(form.get("code", ""), None)  # good once
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        fits = request and request["redirect_uri"] == form.get("redirect_uri")
        if not (request and fits and request["code_challenge"] == _base64(challenge)):
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": "access",
            "token_type": "Bearer",
            "id_token": self._signed(request["nonce"]),
        }

    def _signed(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": "7", "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": nonce, **self.person, **self.wrong,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.forge in ("none", "HS256"):
            header = {"alg": self.forge, "typ": "JWT", "kid": "first"}
            signed = ".".join(_base64(json.dumps(segment).encode()) for segment in (header, claims))
            # Signed with the public key as if it were a shared secret.
            public = self.key.as_pem(private=False)
            signature = b""
            if self.forge != "none":
                signature = hmac.digest(public, signed.encode(), "sha256")
            return f"{signed}.{_base64(signature)}"
        key = self.key
        if self.forge == "key":
            key = RSAKey.generate_key(2048, {"kid": "first"})
        return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class _Handler(BaseHTTPRequestHandler):
    provider: OidcProvider

    def do_GET(self) -> None:
        self.provider.answers.wait(60)
        if self.provider.hangs_up:
            return
        place = urlsplit(self.path)
        if place.path == "/.well-known/openid-configuration":
            self._answer(200, self.provider.document())
        elif place.path == "/keys":
            keys = [key.as_dict(private=False) for key in self.provider.published]
            self._answer(200, {"keys": keys})
        elif place.path == "/userinfo":
            assert self.headers["Authorization"] == "Bearer access"
            self._answer(200, {"sub": "7", **self.provider.told})
        elif place.path == "/authorize":
            self.send_response(302)
            return_address = self.provider.authorize(dict(parse_qsl(place.query)))
            self.send_header("Location", return_address)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(raw).items()}
        self._answer(*self.provider.token(form, self.headers.get("Authorization", "")))

    def _answer(self, status: int, body: dict[str, object]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def running_provider(port: int = 0) -> Iterator[OidcProvider]:
    """Run a provider for a block, at any port unless one is named."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    handler.provider = OidcProvider(server.server_port)
    with serving(server):
        yield handler.provider
