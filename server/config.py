"""Settings: read from the environment once, and frozen; docs/settings.md is written from here."""

import ipaddress
import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError
from pydantic.dataclasses import dataclass
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from server.model.setting_values import (
    MOST,
    CommaSeparated,
    Contact,
    Count,
    Database,
    Days,
    Folder,
    HeaderText,
    Hours,
    ListenAddress,
    Megabytes,
    Network,
    Opening,
    Origin,
    Seconds,
    WebAddress,
    Word,
    is_plain,
)

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
ENGINE = "unabridged/0.1.0"

_PREFIX = "UNABRIDGED_"
_PRIVATE = re.compile(r"(?<=://)[^/\s]*(?=@)|(?<=\?)\S+")  # parts of an address
# Other programs' names.
_MEANT = {"PORT": "BIND", "HOST": "BIND", "LISTEN": "BIND", "DATABASE_URL": "DATABASE"}
_FEWEST_MEGABYTES_OF_WORKER = 256  # the libraries alone need nearly as much address space


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an address, can only be this machine."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _data_folder() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share", "unabridged")


def _one_worker_a_core() -> int:
    return max(2, min(8, os.cpu_count() or 2))


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of an operator; the environment variable is UNABRIDGED_<NAME>."""

    # The server itself, and what it may fetch.
    bind: ListenAddress = Field(
        default="127.0.0.1:8750", description="Address and port the server listens on."
    )
    data: Folder = Field(
        default_factory=_data_folder, description="Folder for the server's own files."
    )
    database: Database = Field(
        default="",
        description="SQLite file, or `postgresql://…` (with the extra `team`); empty: "
        "`unabridged.sqlite3` in the data folder.",
    )
    allow_hosts: CommaSeparated[Opening] = Field(
        default=(),
        description="Comma-separated `host:port`, `host` or CIDR that the fetcher may reach "
        "beyond public addresses on ports 80 and 443.",
    )
    origins: CommaSeparated[Origin] = Field(
        default=(),
        description="Comma-separated web origins that may call the API beside browser extensions.",
    )
    fetch_seconds: Seconds = Field(
        default=15.0,
        description="Total time for one page: name, connection, TLS, headers, body and redirects.",
    )
    page_bytes: Annotated[int, Field(ge=1, le=100_000_000)] = Field(
        default=5_000_000, description="Largest decoded page, in bytes."
    )
    document_bytes: Annotated[int, Field(ge=1, le=200_000_000)] = Field(
        default=20_000_000, description="Largest document (PDF), in bytes."
    )
    redirects: Annotated[int, Field(ge=1, le=100)] = Field(
        default=5, description="Most redirects that are followed."
    )
    respect_robots: bool = Field(
        default=True, description="Whether robots.txt is honoured (1 or 0)."
    )
    user_agent: HeaderText = Field(
        default="Unabridged/0.1 (self-hosted reader's tool; compares one page with its source)",
        description="User agent of the server's requests; add an address where you can be reached.",
    )

    # Processes, threads and their time.
    workers: Annotated[int, Field(ge=1, le=1_024)] = Field(
        default_factory=_one_worker_a_core,
        description="Processes that read pages, at most; the second starts when one is not enough.",
    )
    worker_seconds: Seconds = Field(
        default=10.0,
        description="Wall time after which a worker that does no work on a page is replaced.",
    )
    worker_cpu_seconds: Seconds = Field(
        default=6.0,
        description="Processor time for reading one page; the largest known need a twentieth of "
        "it, a text of 500 KB up to 2.3 seconds on a busy machine.",
    )
    align_seconds: Seconds = Field(
        default=60.0,
        description="Processor time for comparing two texts; further originals share as much "
        "among them.",
    )
    request_cpu_seconds: Seconds = Field(
        default=120.0,
        description="Processor time of one request, whatever it asks for: all pages and "
        "comparisons of a `cite` or `story` too.",
    )
    worker_megabytes: Annotated[int, Field(ge=_FEWEST_MEGABYTES_OF_WORKER, le=MOST)] = Field(
        default=1_024, description="Address space of a worker, in megabytes."
    )
    threads: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=96, description="Requests answered at a time."
    )
    header_seconds: Seconds = Field(
        default=10.0, description="Time for a connection to send the headers of a request."
    )
    body_seconds: Seconds = Field(
        default=60.0, description="Time for a connection to send the body of a request."
    )
    admitted: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=80,
        description="Most requests at work or waiting for their turn; of these as many are at work "
        "as keep the workers busy. Callers take turns. The rest is told to come back. Keep it "
        "below `UNABRIDGED_THREADS`.",
    )

    # Who may call, and how others reach the server.
    address: WebAddress = Field(
        default="",
        description="Address by which others reach the server (`https://…`), for pairing links; "
        "empty: as the request came. Once it is set to one beyond this machine, everybody needs a "
        "token.",
    )
    contact: Contact = Field(
        default="",
        description="Where weaknesses of this server are reported (`mailto:…` or `https://…`), "
        "for `/.well-known/security.txt`.",
    )
    proxies: CommaSeparated[Network] = Field(
        default=(),
        description="Comma-separated addresses or CIDR of the reverse proxies whose forwarding "
        "headers are trusted. Once it is set, everybody needs a token.",
    )
    user_header: Word = Field(
        default="",
        description="Header in which the proxies of `UNABRIDGED_PROXIES` name the person whom "
        "they signed in (such as `Remote-User`); empty: nobody is signed in by a "
        "proxy.",
    )
    oidc_issuer: WebAddress = Field(
        default="",
        description="Address (issuer) of the OpenID Connect provider that signs people in (with "
        "the extra `team`); empty: none does. Needs an `UNABRIDGED_ADDRESS` with `https://`, but "
        "on 127.0.0.1.",
    )
    oidc_client: str = Field(default="", description="This server's client id at that provider.")
    oidc_secret: str = Field(
        default="",
        repr=False,
        description="The client's secret there; empty: a public client, which PKCE protects.",
    )
    oidc_scopes: str = Field(
        default="openid profile email",
        description="What the provider is asked for, with spaces between.",
    )
    oidc_name: Word = Field(
        default="preferred_username",
        description="Claim of the provider that names a person; `email` counts only where the "
        "provider says that it is verified.",
    )
    oidc_groups: Word = Field(
        default="groups", description="Claim of the provider that lists a person's groups."
    )
    session_hours: Hours = Field(
        default=12.0,
        description="Hours after which whoever signed in on the server's pages has to do so again.",
    )
    readers: CommaSeparated[str] = Field(
        default=(),
        description="Comma-separated names of people who may be signed in, or `group:NAME`; "
        "empty: everybody whom the proxy or the provider knows.",
    )
    editors: CommaSeparated[str] = Field(
        default=(),
        description="Likewise, signed-in people who may also change feeds and the index.",
    )
    admins: CommaSeparated[str] = Field(
        default=(), description="Likewise, signed-in people who may do everything."
    )
    log_requests: bool = Field(
        default=True,
        description="Whether each request is logged: call, status and time; never its words (1 or "
        "0). `serve --show` logs none unless this is set.",
    )

    # What is kept.
    saved_days: Days = Field(default=365, description="Days that saved comparisons are kept.")
    saved_megabytes: Megabytes = Field(
        default=500,
        description="Megabytes of saved comparisons that an account (a token with those paired "
        "from it, or a person) may have; then nothing more is saved (`saved_limit`).",
    )
    link_days: Days = Field(
        default=30, description="Days that a link to a saved comparison opens it."
    )
    link_whole_sources: bool = Field(
        default=False,
        description="Whether links show the original's whole text (1), or what the page tells of "
        "it and the most important of what it leaves out (0).",
    )

    # Feeds and the index of articles.
    feeds_poll: bool = Field(
        default=True, description="Whether the server polls its feeds (1 or 0)."
    )
    feeds_pages: Count = Field(
        default=30,
        description="Most pages of new items that are read of one host in one round of polling.",
    )
    feeds_full_text: bool = Field(
        default=True,
        description="Whether pages of new items are read (1), or titles and leads are enough (0).",
    )
    feeds_pause_seconds: Seconds = Field(
        default=1.0, description="Seconds between two pages of new items from one host."
    )
    feeds_lease_seconds: Seconds = Field(
        default=60.0,
        description="Seconds after which other pollers go on with the feeds of one that was ended.",
    )
    index: WebAddress = Field(
        default="",
        description="Address of an OpenSearch cluster (`https://…`) that holds the article index "
        "of all servers; empty: an SQLite file in the data folder.",
    )
    index_name: str = Field(
        default="unabridged",
        description="What the names of the cluster's indexes begin with: a-z, 0-9, - and _.",
    )
    index_user: str = Field(default="", description="Name to sign in to the cluster with.")
    index_password: str = Field(default="", repr=False, description="Its password.")
    index_key: HeaderText = Field(
        default="",
        repr=False,
        description="API key to send to the cluster, in place of name and password.",
    )
    index_shards: Annotated[int, Field(ge=1, le=1_024)] = Field(
        default=1,
        description="Shards of a new index of sixteen days; one for each 15 million articles or "
        "so.",
    )
    index_replicas: Annotated[int, Field(ge=0, le=1_024)] = Field(
        default=1,
        description="Copies of each shard of a new index on other machines; 0 for a single "
        "machine.",
    )
    index_seconds: Seconds = Field(default=10.0, description="Time for one call to the cluster.")

    # Webhooks.
    hook_hosts: CommaSeparated[Opening] = Field(
        default=(),
        description="Comma-separated `host`, `host:port` or CIDR that webhooks may be sent to, "
        "private ones too; empty: no webhook is sent.",
    )
    hook_seconds: Seconds = Field(
        default=10.0, description="Time for a webhook's receiver to answer."
    )
    watch_hours: Hours = Field(
        default=12.0,
        description="Hours between two looks at a saved page that a webhook asks about.",
    )

    index_days: Days = Field(default=90, description="Days that articles are kept in the index.")
    index_megabytes: Megabytes = Field(
        default=20_000,
        description="Largest article index, in megabytes, replicas not counted; the oldest "
        "articles go first (of a cluster sixteen days at a time).",
    )

    # Bridges to feed readers.
    bridge_pages: Annotated[int, Field(ge=1, le=MOST)] = Field(
        default=120,
        description="Most pages that bridges ask one host for in an hour; a tenth of them at once, "
        "the others spread.",
    )
    bridge_search: bool = Field(
        default=False,
        description="Whether words of entries' pages may go to the search services that are "
        "switched on (1 or 0).",
    )

    # Other places to search for an original.
    search_searxng: WebAddress = Field(
        default="",
        description="Address of a SearXNG instance of your own (with JSON switched on) to look "
        "for sources.",
    )
    search_brave: HeaderText = Field(
        default="",
        repr=False,
        description="Key of the Brave Search API, to look for sources there.",
    )
    search_guardian: HeaderText = Field(
        default="", repr=False, description="Key of the Guardian's Open Platform, likewise."
    )
    search_gdelt: bool = Field(
        default=False, description="Whether GDELT is asked for sources (1 or 0)."
    )
    search_archive: bool = Field(
        default=False,
        description="Whether the Wayback Machine is asked for linked pages that are gone (1 or 0).",
    )
    search_per_hour: Count = Field(
        default=60, description="Most questions to one search service in an hour."
    )
    search_per_day: Count = Field(
        default=500, description="Most questions to one search service in a day."
    )
    search_seconds: Seconds = Field(
        default=6.0, description="Time for one question to a search service."
    )
    find_seconds: Seconds = Field(
        default=40.0, description="Time for looking for one page's source, all fetches included."
    )

    # A second opinion by a language model.
    opinion_url: WebAddress = Field(
        default="",
        description="Address of a server that speaks OpenAI's chat completions, up to `/v1`, to "
        "ask for a second opinion.",
    )
    opinion_url_model: str = Field(default="", description="Name of the model to ask there.")
    opinion_key: HeaderText = Field(
        default="", repr=False, description="Key to send there, if it wants one."
    )
    opinion_tokens: Count = Field(
        default=100,
        description="Most tokens of an answer from there; a model that reasons first needs some "
        "2000.",
    )
    opinion_sentences: Count = Field(
        default=12, description="Most sentences of one comparison that are asked about."
    )
    opinion_seconds: Seconds = Field(
        default=20.0, description="Time for the second opinion on one comparison."
    )
    opinion_per_hour: Count = Field(
        default=600, description="Most questions to that address in an hour."
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read settings from UNABRIDGED_* variables; raise ValueError with the name.

        UNABRIDGED_*_FILE names a file that holds the value, for secrets.
        """
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for name in names():
            value = _raw(environ, variable(name)).strip()
            if not is_plain(value):
                message = f"{variable(name)} holds a line break or another control character."
                raise ValueError(message)
            if value:
                values[name] = value
        try:
            settings = cls(**values)
        except ValidationError as error:
            raise ValueError(_sentence(error.errors(include_url=False)[0])) from None
        if settings.user_header and not settings.proxies:
            raise ValueError(
                "UNABRIDGED_USER_HEADER needs UNABRIDGED_PROXIES, the proxies that may set it."
            )
        if settings.index:
            settings._check_index()
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
        address = urlsplit(self.address)
        if address.scheme != "https" and not is_loopback(address.hostname or ""):
            # Only by https can no other host set the cookies of an attempt and of a session.
            raise ValueError(
                f"UNABRIDGED_ADDRESS={_PRIVATE.sub('…', self.address)!r} is not safe to sign in "
                "at. With UNABRIDGED_OIDC_ISSUER it must begin with https:// and be the address of "
                "a proxy that speaks TLS; http:// is for 127.0.0.1 or localhost alone."
            )

    def shown(self) -> list[tuple[str, str, bool]]:
        """Return each variable, its value without secrets, and whether it was set."""
        defaults = Settings()
        rows = []
        for name in names():
            value = getattr(self, name)
            text = ", ".join(value) if isinstance(value, tuple) else f"{value}"
            text = "…" if is_secret(name) and value else _PRIVATE.sub("…", text)
            rows.append((variable(name), text, value != getattr(defaults, name)))
        return rows

    @property
    def host(self) -> str:
        """Host part of `bind`."""
        return self.bind.rpartition(":")[0].strip("[]")

    @property
    def serves_others(self) -> bool:
        """Whether others than this machine's own programs may reach the server."""
        public = urlsplit(self.address).hostname or ""
        is_public = bool(public) and not is_loopback(public)
        signs_in = bool(self.oidc_issuer or self.user_header)
        return not is_loopback(self.host) or is_public or bool(self.proxies) or signs_in

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
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ValueError(
            f"{name}_FILE: {path} can't be read ({why}). Name a text file that this user may read."
        ) from error


# By name: its type with its bounds, default and description.
FIELDS: dict[str, FieldInfo] = Settings.__pydantic_fields__  # type: ignore[attr-defined]


def names() -> list[str]:
    """Return the names of all settings."""
    return list(FIELDS)


def variable(name: str) -> str:
    """Return the name of the environment variable of setting `name`."""
    return f"{_PREFIX}{name.upper()}"


def is_secret(name: str) -> bool:
    """Whether the value of a setting is shown to nobody."""
    return not FIELDS[name].repr


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """Return a sentence for each UNABRIDGED_* variable that is no setting.

    A wrong letter goes unnoticed otherwise.
    """
    known_names = [name.upper() for name in names()]
    words = sorted(name.removeprefix(_PREFIX) for name in environ if name.startswith(_PREFIX))
    sentences = []
    for word in words:
        name = word.removesuffix("_FILE")
        if name in known_names:
            continue
        file = word.removeprefix(name)
        near = [_MEANT[name]] if name in _MEANT else get_close_matches(name, known_names, n=1)
        hint = f"Did you mean {_PREFIX}{near[0]}{file}?" if near else "docs/settings.md lists them."
        sentences.append(f"{_PREFIX}{word} is not a setting and has no effect. {hint}")
    return sentences


def _sentence(error: ErrorDetails) -> str:
    """Say which variable has which value, and what is expected."""
    name = str(error["loc"][0])
    bounds: dict[str, Any] = {}
    for constraint in FIELDS[name].metadata:
        for bound in ("ge", "gt", "le"):
            if hasattr(constraint, bound):
                bounds[bound] = getattr(constraint, bound)
    if error["type"] == "value_error":  # of a type in setting_values
        fault = str(error["ctx"]["error"])
    elif error["type"] == "bool_parsing":
        fault = "is not a yes or no (1 or 0)"
    elif "ge" in bounds:
        fault = f"is not a whole number from {bounds['ge']} to {bounds['le']}"
    else:
        fault = f"is not a number above {bounds['gt']}, at most {bounds['le']}"
    # A key that can't be sent is a key all the same.
    value = "'…'" if is_secret(name) else repr(error["input"])
    return f"{variable(name)}={value} {fault}."
