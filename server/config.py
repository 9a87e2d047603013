"""Settings: frozen, read from the environment once; docs/settings.md says what each is for."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from server.model import counted, setting_values

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
ENGINE = "unabridged/0.1.0"


# The largest value of a setting whose name ends so, and of all others.
_MOST = {"_seconds": 86_400, "_hours": 87_600, "_days": 36_500, "_megabytes": 100_000_000}
_PREFIX = "UNABRIDGED_"
_PRIVATE = re.compile(r"(?<=://)[^/\s]*(?=@)|(?<=\?)\S+")  # parts of an address
_MEANT = {"PORT": "BIND", "HOST": "BIND", "LISTEN": "BIND"}  # other programs' names
_YES, _NO = {"1", "true", "yes"}, {"0", "false", "no"}


def _setting(
    default: Any,
    *,
    least: int | None = None,
    most: int | None = None,
    form: setting_values.Form | None = None,
    secret: bool = False,
) -> Any:
    """Define a setting; numbers are positive or at least `least`, texts have a `form`."""
    return field(
        default_factory=default if callable(default) else lambda: default,
        metadata={"least": least, "most": most, "form": form, "secret": secret},
    )


def is_loopback(host: str) -> bool:
    """Return whether `host`, a name or an address, can only be this machine."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of an operator; the environment variable is UNABRIDGED_<NAME>."""

    bind: str = _setting("127.0.0.1:8750", form=setting_values.listening)
    data: Path = _setting(
        lambda: Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share", "unabridged")
    )
    database: str = _setting("", form=setting_values.database)
    allow_hosts: tuple[str, ...] = _setting((), form=setting_values.opening)
    origins: tuple[str, ...] = _setting((), form=setting_values.origin)
    fetch_seconds: float = _setting(15.0)
    page_bytes: int = _setting(5_000_000, most=100_000_000)
    document_bytes: int = _setting(20_000_000, most=200_000_000)
    redirects: int = _setting(5, most=100)
    respect_robots: bool = _setting(True)
    user_agent: str = _setting(
        "Unabridged/0.1 (self-hosted reader's tool; compares one page with its source)",
        form=setting_values.header,
    )
    workers: int = _setting(lambda: max(2, min(8, os.cpu_count() or 2)), most=1_024)
    worker_seconds: float = _setting(10.0)
    worker_cpu_seconds: float = _setting(2.8)
    align_seconds: float = _setting(60.0)
    request_cpu_seconds: float = _setting(120.0)
    worker_megabytes: int = _setting(1024, least=256)
    threads: int = _setting(96, most=10_000)
    header_seconds: float = _setting(10.0)
    body_seconds: float = _setting(60.0)
    admitted: int = _setting(80, most=10_000)

    address: str = _setting("", form=setting_values.web_address)
    contact: str = _setting("", form=setting_values.contact)
    local: bool = _setting(False)
    proxies: tuple[str, ...] = _setting((), form=setting_values.network)
    user_header: str = _setting("", form=setting_values.word)
    oidc_issuer: str = _setting("", form=setting_values.web_address)
    oidc_client: str = _setting("")
    oidc_secret: str = _setting("", secret=True)
    oidc_scopes: str = _setting("openid profile email")
    oidc_name: str = _setting("preferred_username", form=setting_values.word)
    oidc_groups: str = _setting("groups", form=setting_values.word)
    session_hours: float = _setting(12.0)
    readers: tuple[str, ...] = _setting(())
    editors: tuple[str, ...] = _setting(())
    admins: tuple[str, ...] = _setting(())
    log_requests: bool = _setting(True)
    saved_days: int = _setting(365)
    saved_megabytes: int = _setting(500)
    link_days: int = _setting(30)
    link_whole_sources: bool = _setting(False)

    feeds_poll: bool = _setting(True)
    feeds_pages: int = _setting(30)
    feeds_full_text: bool = _setting(True)
    feeds_pause_seconds: float = _setting(1.0)
    feeds_lease_seconds: float = _setting(60.0)
    index: str = _setting("", form=setting_values.web_address)
    index_name: str = _setting("unabridged")
    index_user: str = _setting("")
    index_password: str = _setting("", secret=True)
    index_key: str = _setting("", form=setting_values.header, secret=True)
    index_shards: int = _setting(1, most=1_024)
    index_replicas: int = _setting(1, least=0, most=1_024)
    index_seconds: float = _setting(10.0)
    hook_hosts: tuple[str, ...] = _setting((), form=setting_values.opening)
    hook_seconds: float = _setting(10.0)
    watch_hours: float = _setting(12.0)
    index_days: int = _setting(90)
    index_megabytes: int = _setting(20_000)

    search_peers: tuple[str, ...] = _setting((), form=setting_values.web_address)
    search_peer_tokens: tuple[str, ...] = _setting((), form=setting_values.word, secret=True)
    search_searxng: str = _setting("", form=setting_values.web_address)
    search_brave: str = _setting("", form=setting_values.header, secret=True)
    search_guardian: str = _setting("", form=setting_values.header, secret=True)
    search_gdelt: bool = _setting(False)
    search_archive: bool = _setting(False)
    search_per_hour: int = _setting(60)
    search_per_day: int = _setting(500)
    search_seconds: float = _setting(6.0)
    find_seconds: float = _setting(40.0)

    opinion_url: str = _setting("", form=setting_values.web_address)
    opinion_url_model: str = _setting("")
    opinion_key: str = _setting("", form=setting_values.header, secret=True)
    opinion_tokens: int = _setting(100)
    opinion_sentences: int = _setting(12)
    opinion_seconds: float = _setting(20.0)
    opinion_per_hour: int = _setting(600)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read settings from UNABRIDGED_* variables; raise ValueError with the name.

        UNABRIDGED_*_FILE names a file that holds the value, for secrets.
        """
        environ = os.environ if environ is None else environ
        given = {
            entry.name: _parse(entry, raw)
            for entry in fields(cls)
            if (raw := _raw(environ, variable(entry.name))).strip()
        }
        settings = cls(**given)
        if settings.user_header and not settings.proxies:
            raise ValueError(
                "UNABRIDGED_USER_HEADER needs UNABRIDGED_PROXIES, the proxies that may set it."
            )
        if settings.index:
            settings._check_index()
        tokens, peers = len(settings.search_peer_tokens), len(settings.search_peers)
        if tokens not in (0, peers):
            raise ValueError(
                f"UNABRIDGED_SEARCH_PEER_TOKENS holds {counted(tokens, 'token')} for "
                f"{counted(peers, 'address')} in UNABRIDGED_SEARCH_PEERS."
            )
        settings._check_provider()
        return settings

    def _check_index(self) -> None:
        if "@" in self.index:
            raise ValueError(
                "UNABRIDGED_INDEX is not https://host:port of an OpenSearch cluster; name and "
                "password go into UNABRIDGED_INDEX_USER and UNABRIDGED_INDEX_PASSWORD."
            )
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}", self.index_name):
            raise ValueError("UNABRIDGED_INDEX_NAME takes 1 to 61 of a-z, 0-9, - and _ only.")
        if bool(self.index_user) != bool(self.index_password):
            raise ValueError("UNABRIDGED_INDEX_USER and UNABRIDGED_INDEX_PASSWORD go together.")

    def _check_provider(self) -> None:
        if not self.oidc_issuer:
            return
        issuer = urlsplit(self.oidc_issuer)
        if issuer.scheme != "https" and not is_loopback(issuer.hostname or ""):
            raise ValueError("UNABRIDGED_OIDC_ISSUER must be an address with https://.")
        if not (self.oidc_client and self.address):
            raise ValueError(
                "UNABRIDGED_OIDC_ISSUER needs UNABRIDGED_OIDC_CLIENT, and UNABRIDGED_ADDRESS, to "
                "which the provider sends people back."
            )

    def shown(self) -> list[tuple[str, str, bool]]:
        """Return each variable, its value without secrets, and whether it was set."""
        made = Settings()
        rows = []
        for entry in fields(self):
            value = getattr(self, entry.name)
            text = ", ".join(value) if isinstance(value, tuple) else f"{value}"
            text = "…" if entry.metadata["secret"] and value else _PRIVATE.sub("…", text)
            rows.append((variable(entry.name), text, value != getattr(made, entry.name)))
        return rows

    @property
    def host(self) -> str:
        """Host part of `bind`."""
        return self.bind.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """Port part of `bind`."""
        return int(self.bind.rpartition(":")[2])

    @property
    def subpath(self) -> str:
        """Path of `address`, without the last slash."""
        return urlsplit(self.address).path.rstrip("/")

    @property
    def request_bytes(self) -> int:
        """Largest body of a request: page and source, with JSON's overhead."""
        return 4 * self.page_bytes + 1_000_000

    @property
    def postgres(self) -> bool:
        """Return whether the database is PostgreSQL."""
        return self.database.startswith(("postgresql://", "postgres://"))

    @property
    def database_path(self) -> Path:
        """Path of the SQLite file."""
        return Path(self.database) if self.database else self.data / "unabridged.sqlite3"

    @property
    def articles_path(self) -> Path:
        """Path of the article index."""
        return self.data / "articles.db"


def _raw(environ: Mapping[str, str], name: str) -> str:
    """Return the value of a variable, or of the file that NAME_FILE names."""
    path, value = environ.get(f"{name}_FILE", ""), environ.get(name, "")
    if not path:
        return value
    if value:
        raise ValueError(f"{name} and {name}_FILE are both set; unset one.")
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ValueError(
            f"{name}_FILE: {path} can't be read ({why}). Name a text file that this user may read."
        ) from error


def variable(name: str) -> str:
    """Return the name of the environment variable of setting `name`."""
    return f"{_PREFIX}{name.upper()}"


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """Return a sentence for each UNABRIDGED_* variable that is no setting.

    A wrong letter goes unnoticed otherwise.
    """
    names = [entry.name.upper() for entry in fields(Settings)]
    names += [f"{name}_FILE" for name in names]
    given = sorted(name.removeprefix(_PREFIX) for name in environ if name.startswith(_PREFIX))
    said = []
    for word in [name for name in given if name not in names]:
        near = [_MEANT[word]] if word in _MEANT else get_close_matches(word, names, n=1)
        hint = f"Did you mean {_PREFIX}{near[0]}?" if near else "docs/settings.md lists them."
        said.append(f"{_PREFIX}{word} is not a setting and has no effect. {hint}")
    return said


def _parse(entry: Field[Any], raw: str) -> Any:
    """Convert the value of the setting `entry`; raise ValueError with a sentence."""
    name, raw, kind = variable(entry.name), raw.strip(), entry.type
    if not setting_values.is_plain(raw):
        raise ValueError(f"{name} holds a line break or another control character.")
    if kind in (int, float):
        return _number(entry, raw)
    if kind is bool:
        if raw.lower() not in _YES | _NO:
            raise ValueError(f"{name}={raw!r} is not a yes or no (1 or 0).")
        return raw.lower() in _YES
    if kind in (Path, Path | None):
        return Path(raw).expanduser()
    values = (raw,) if kind is str else tuple(filter(None, map(str.strip, raw.split(","))))
    for value in values:
        if (form := entry.metadata["form"]) and not form.fits(value):
            # A header's value may be a secret.
            shown = "the value" if form is setting_values.header else repr(value)
            raise ValueError(f"{name}: {shown} can't be read. Use {form.asked}.")
    return raw if kind is str else values


def _number(entry: Field[Any], raw: str) -> float:
    least, most = entry.metadata["least"], entry.metadata["most"]
    unit = next((suffix for suffix in _MOST if entry.name.endswith(suffix)), "")
    most = most or _MOST.get(unit, 100_000_000)  # far beyond any sensible setting
    kind, word = (int, "whole number") if entry.type is int else (float, "number")
    asked = f"{word} {'above 0' if least is None else f'from {least}'}, at most {most}"
    try:
        value: float = kind(raw)
    except ValueError as error:
        raise ValueError(f"{variable(entry.name)}={raw!r} is not a {asked}.") from error
    is_low = not value > 0 if least is None else not value >= least
    if is_low or value > most:
        raise ValueError(f"{variable(entry.name)}={raw!r} is not a {asked}.")
    return value
