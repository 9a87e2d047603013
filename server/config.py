"""Settings: frozen, read from the environment once, described by one table.

The table drives parsing, docs/settings.md and the test that compares the two.
"""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from server.model import setting_values

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
ENGINE = "unabridged/0.1.0"


def _data_folder() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "unabridged"


# The largest value of a setting whose name ends so, and of all others.
_MOST = {"_seconds": 86_400, "_hours": 87_600, "_days": 36_500, "_megabytes": 100_000_000}
_MOST_OF_OTHERS = 100_000_000  # far beyond any sensible setting
_YES, _NO = {"1", "true", "yes"}, {"0", "false", "no"}


def _setting(
    default: Any,
    doc: str,
    least: int | None = None,
    *,
    most: int | None = None,
    form: setting_values.Form | None = None,
) -> Any:
    """Define a setting; numbers are positive or at least `least`, texts have a `form`."""
    return field(
        default_factory=default if callable(default) else lambda: default,
        metadata={"doc": doc, "least": least, "most": most, "form": form},
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

    bind: str = _setting(
        "127.0.0.1:8750", "Address and port the server listens on.", form=setting_values.listening
    )
    data: Path = _setting(_data_folder, "Folder for the server's own files.")
    database: str = _setting(
        "",
        "SQLite file, or `postgresql://…` (with the extra `team`); empty: `unabridged.sqlite3` in "
        "the data folder.",
        form=setting_values.database,
    )
    allow_hosts: tuple[str, ...] = _setting(
        (),
        "Comma-separated `host:port`, `host` or CIDR that the fetcher may reach beyond public "
        "addresses on ports 80 and 443.",
        form=setting_values.opening,
    )
    origins: tuple[str, ...] = _setting(
        (),
        "Comma-separated web origins that may call the API beside browser extensions.",
        form=setting_values.origin,
    )
    fetch_seconds: float = _setting(
        15.0, "Total time for one page: name, connection, TLS, headers, body and redirects."
    )
    page_bytes: int = _setting(5_000_000, "Largest decoded page, in bytes.", most=100_000_000)
    document_bytes: int = _setting(
        20_000_000, "Largest document (PDF), in bytes.", most=200_000_000
    )
    redirects: int = _setting(5, "Most redirects that are followed.", most=100)
    respect_robots: bool = _setting(True, "Whether robots.txt is honoured (1 or 0).")
    user_agent: str = _setting(
        "Unabridged/0.1 (self-hosted reader's tool; compares one page with its source)",
        "User agent of the server's requests; add an address where you can be reached.",
        form=setting_values.header,
    )
    workers: int = _setting(
        lambda: max(2, min(8, os.cpu_count() or 2)),
        "Processes that read pages, at most; the second starts when one is not enough.",
        most=1_024,
    )
    worker_seconds: float = _setting(
        10.0, "Wall time after which a worker that does no work on a page is replaced."
    )
    worker_cpu_seconds: float = _setting(
        2.8, "Processor time for reading one page; the largest known need a tenth of it."
    )
    align_seconds: float = _setting(60.0, "Processor time for comparing two texts.")
    worker_megabytes: int = _setting(1024, "Address space of a worker, in megabytes.", least=256)
    threads: int = _setting(96, "Requests answered at a time.", most=10_000)
    header_seconds: float = _setting(
        10.0, "Time for a connection to send the headers of a request."
    )
    body_seconds: float = _setting(60.0, "Time for a connection to send the body of a request.")
    admitted: int = _setting(
        80,
        "Most comparisons at work at a time, and no more than keep the workers busy. Others are "
        "told to come back, first those of callers who have many.",
        most=10_000,
    )

    address: str = _setting(
        "",
        "Address by which others reach the server (`https://…`), for pairing links; empty: as the "
        "request came. Once it is set, everybody needs a token.",
        form=setting_values.web_address,
    )
    contact: str = _setting(
        "",
        "Where weaknesses of this server are reported (`mailto:…` or `https://…`), for "
        "`/.well-known/security.txt`.",
        form=setting_values.contact,
    )
    local: bool = _setting(
        False,
        "Whether programs on this machine need no token even when tokens exist or "
        "`UNABRIDGED_ADDRESS` is set (1 or 0).",
    )
    proxies: tuple[str, ...] = _setting(
        (),
        "Comma-separated addresses or CIDR of the reverse proxies whose forwarding headers are "
        "trusted; from any other address these headers are refused.",
        form=setting_values.network,
    )
    user_header: str = _setting(
        "",
        "Header in which the proxies of `UNABRIDGED_PROXIES` name the person whom they signed in "
        "(such as `Remote-User`); empty: nobody is signed in by a proxy.",
        form=setting_values.word,
    )
    oidc_issuer: str = _setting(
        "",
        "Address (issuer) of the OpenID Connect provider that signs people in (with the extra "
        "`team`); empty: none does.",
        form=setting_values.web_address,
    )
    oidc_client: str = _setting("", "This server's client id at that provider.")
    oidc_secret: str = _setting(
        "", "The client's secret there; empty: a public client, which PKCE protects."
    )
    oidc_scopes: str = _setting(
        "openid profile email", "What the provider is asked for, with spaces between."
    )
    oidc_name: str = _setting(
        "preferred_username",
        "Claim of the provider that names a person; `email` counts only where the provider says "
        "that it is verified.",
        form=setting_values.word,
    )
    oidc_groups: str = _setting(
        "groups", "Claim of the provider that lists a person's groups.", form=setting_values.word
    )
    session_hours: float = _setting(
        12.0, "Hours after which whoever signed in with that provider has to do so again."
    )
    readers: tuple[str, ...] = _setting(
        (),
        "Comma-separated names of people who may be signed in, or `group:NAME`; empty: everybody "
        "whom the proxy or the provider knows.",
    )
    editors: tuple[str, ...] = _setting(
        (), "Likewise, signed-in people who may also change feeds and the index."
    )
    admins: tuple[str, ...] = _setting((), "Likewise, signed-in people who may do everything.")
    log_requests: bool = _setting(
        True,
        "Whether each request is logged: call, status and time; never its words (1 or 0). "
        "`serve --show` logs none unless this is set.",
    )
    saved_days: int = _setting(365, "Days that saved comparisons are kept.")
    link_days: int = _setting(30, "Days that a link to a saved comparison opens it.")
    link_whole_sources: bool = _setting(
        False,
        "Whether links show the original's whole text (1), or what the page tells of it and the "
        "most important of what it leaves out (0).",
    )

    feeds_poll: bool = _setting(True, "Whether the server polls its feeds (1 or 0).")
    feeds_pages: int = _setting(
        30, "Most pages of new items that are read of one host in one round of polling."
    )
    feeds_full_text: bool = _setting(
        True, "Whether pages of new items are read (1), or titles and leads are enough (0)."
    )
    feeds_pause_seconds: float = _setting(
        1.0, "Seconds between two pages of new items from one host."
    )
    feeds_lease_seconds: float = _setting(
        60.0,
        "Seconds after which other pollers go on with the feeds of one that was ended (with "
        "PostgreSQL and OpenSearch).",
    )
    index: str = _setting(
        "",
        "Address of an OpenSearch cluster (`https://…`) that holds the article index of all "
        "servers; empty: an SQLite file in the data folder.",
        form=setting_values.web_address,
    )
    index_name: str = _setting(
        "unabridged", "What the names of the cluster's indexes begin with: a-z, 0-9, - and _."
    )
    index_user: str = _setting("", "Name to sign in to the cluster with.")
    index_password: str = _setting("", "Its password.")
    index_key: str = _setting(
        "",
        "API key to send to the cluster, in place of name and password.",
        form=setting_values.header,
    )
    index_shards: int = _setting(
        1,
        "Shards of a new index of sixteen days; one for each 15 million articles or so.",
        most=1_024,
    )
    index_replicas: int = _setting(
        1,
        "Copies of each shard of a new index on other machines; 0 for a single machine.",
        0,
        most=1_024,
    )
    index_seconds: float = _setting(10.0, "Time for one call to the cluster.")
    hook_hosts: tuple[str, ...] = _setting(
        (),
        "Comma-separated `host`, `host:port` or CIDR that webhooks may be sent to, private ones "
        "too; empty: no webhook is sent.",
        form=setting_values.opening,
    )
    hook_seconds: float = _setting(10.0, "Time for a webhook's receiver to answer.")
    watch_hours: float = _setting(
        12.0, "Hours between two looks at a saved page that a webhook asks about."
    )
    index_days: int = _setting(90, "Days that articles are kept in the index.")
    index_megabytes: int = _setting(
        20_000,
        "Largest article index, in megabytes, replicas not counted; the oldest articles go first "
        "(of a cluster sixteen days at a time).",
    )

    search_peers: tuple[str, ...] = _setting(
        (),
        "Comma-separated addresses (`https://…`) of other Unabridged servers whose indexes are "
        "asked for sources.",
        form=setting_values.web_address,
    )
    search_peer_tokens: tuple[str, ...] = _setting(
        (),
        "Comma-separated tokens to send there (scope `compare`), one for each, in that order.",
        form=setting_values.word,
    )
    search_searxng: str = _setting(
        "",
        "Address of a SearXNG instance of your own (with JSON switched on) to look for sources.",
        form=setting_values.web_address,
    )
    search_brave: str = _setting(
        "", "Key of the Brave Search API, to look for sources there.", form=setting_values.header
    )
    search_guardian: str = _setting(
        "", "Key of the Guardian's Open Platform, likewise.", form=setting_values.header
    )
    search_gdelt: bool = _setting(False, "Whether GDELT is asked for sources (1 or 0).")
    search_archive: bool = _setting(
        False, "Whether the Wayback Machine is asked for linked pages that are gone (1 or 0)."
    )
    search_per_hour: int = _setting(60, "Most questions to one search service in an hour.")
    search_per_day: int = _setting(500, "Most questions to one search service in a day.")
    search_seconds: float = _setting(6.0, "Time for one question to a search service.")
    find_seconds: float = _setting(
        40.0, "Time for looking for one page's source, all fetches included."
    )

    opinion_model: Path | None = _setting(
        None,
        "Folder of a cross-encoder (`model.onnx`, `tokenizer.json`, `config.json`) that gives a "
        "second opinion on this machine.",
    )
    opinion_url: str = _setting(
        "",
        "Address of a server that speaks OpenAI's chat completions, up to `/v1`, to ask for a "
        "second opinion.",
        form=setting_values.web_address,
    )
    opinion_url_model: str = _setting("", "Name of the model to ask there.")
    opinion_key: str = _setting(
        "", "Key to send there, if it wants one.", form=setting_values.header
    )
    opinion_tokens: int = _setting(
        100, "Most tokens of an answer from there; a model that reasons first needs some 2000."
    )
    opinion_sentences: int = _setting(12, "Most sentences of one comparison that are asked about.")
    opinion_seconds: float = _setting(20.0, "Time for the second opinion on one comparison.")
    opinion_per_hour: int = _setting(600, "Most questions to that address in an hour.")

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
        settings.proxy_networks  # noqa: B018 - a wrong address is refused at start
        if settings.user_header and not settings.proxies:
            raise ValueError(
                "UNABRIDGED_USER_HEADER needs UNABRIDGED_PROXIES, the proxies that may set it."
            )
        if settings.index:
            settings._check_index()
        settings._check_peers()
        settings._check_provider()
        return settings

    def _check_peers(self) -> None:
        tokens, peers = len(self.search_peer_tokens), len(self.search_peers)
        if tokens not in (0, peers):
            raise ValueError(
                f"UNABRIDGED_SEARCH_PEER_TOKENS holds {tokens} tokens for {peers} addresses in "
                "UNABRIDGED_SEARCH_PEERS."
            )

    def _check_index(self) -> None:
        if not self.index.startswith(("http://", "https://")) or "@" in self.index:
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

    @property
    def host(self) -> str:
        """Host part of `bind`."""
        return self.bind.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """Port part of `bind`."""
        return int(self.bind.rpartition(":")[2])

    @property
    def request_bytes(self) -> int:
        """Largest body of a request: page and source, with JSON's overhead."""
        return 4 * self.page_bytes + 1_000_000

    @property
    def proxy_networks(self) -> list[Network]:
        """Networks of `proxies`; raises ValueError with the variable's name."""
        try:
            return [ipaddress.ip_network(entry) for entry in self.proxies]
        except ValueError as error:
            raise ValueError(f"UNABRIDGED_PROXIES: {error}. Use 10.0.0.5 or 10.0.0.0/8.") from error

    @property
    def postgres(self) -> bool:
        """Whether the database is PostgreSQL."""
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
        raise ValueError(f"{name}_FILE: {path} can't be read ({error}).") from error


def variable(name: str) -> str:
    """Return the name of the environment variable of setting `name`."""
    return f"UNABRIDGED_{name.upper()}"


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
        if (form := entry.metadata["form"]) and (asked := form(value)):
            # A header's value may be a secret.
            shown = "the value" if form is setting_values.header else repr(value)
            raise ValueError(f"{name}: {shown} can't be read. Use {asked}.")
    return raw if kind is str else values


def _number(entry: Field[Any], raw: str) -> float:
    least, most = entry.metadata["least"], entry.metadata["most"]
    unit = next((suffix for suffix in _MOST if entry.name.endswith(suffix)), "")
    most = most or _MOST.get(unit, _MOST_OF_OTHERS)
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
