"""Connects readers: adds a bridge once its token was tried, and takes signed webhooks."""

import time
from collections.abc import Mapping

from server.bridge.miniflux import Miniflux, read_webhook
from server.config import Settings
from server.errors import InvalidRequest, Problem
from server.language.messages import languages
from server.model import BridgeRequest
from server.store import FEEDS_BRIDGE, Bridge, Bridges
from server.urls import parse


def add_bridge(bridges: Bridges, settings: Settings, wanted: BridgeRequest) -> Bridge:
    """Add a bridge, or give the one that is there its new token and secret.

    Raises InvalidAddress, InvalidRequest, and ReaderProblem where the reader can't be asked.
    """
    parse(wanted.url)
    if not wanted.token:
        raise InvalidRequest("`token` is empty; make an API key in the reader.")
    url = wanted.url.rstrip("/")
    language = wanted.language if wanted.language in languages() else "en"
    tried = Bridge("", "miniflux", url, "", wanted.token, wanted.secret, language, "")
    reader = Miniflux(tried, settings)
    name = reader.user()
    bridge = bridges.add("miniflux", url, name, language)
    values = {"token": wanted.token, "language": language, "failures": 0, "last_error": None}
    if wanted.secret or not bridge.secret:
        values |= {"secret": wanted.secret, "refused": 0}
    if not bridge.token:
        values["last_entry"] = reader.last_number(wanted.last)
    bridges.change(bridge.id, due=time.time(), resting=0.0, **values)
    return bridges.named(bridge.id)


def check_reader(bridge: Bridge, settings: Settings) -> None:
    """Ask the reader of a bridge whose token it has; raise Problem where it does not say."""
    if bridge.kind == "miniflux":
        Miniflux(bridge, settings).user()


def server_address(settings: Settings) -> str:
    """Return the address of this server in lines: as others reach it, else on this machine."""
    return (settings.address or f"http://{settings.bind}").rstrip("/")


def webhook_address(settings: Settings, bridge: Bridge) -> str:
    """Return where the reader of a bridge sends its webhooks."""
    return f"{server_address(settings)}/v1/bridges/{bridge.id}/entries"


def feeds_bridge(bridges: Bridges) -> Bridge:
    """Return the bridge of annotated feeds, which the first of their readers makes."""
    return bridges.add("feeds", "", "annotated feeds", "en", key=FEEDS_BRIDGE)


def take_webhook(bridges: Bridges, bridge: Bridge, headers: Mapping[str, str], body: bytes) -> int:
    """Queue the entries of a reader's webhook; return how many are new.

    One that is refused is counted, and raises what `read_webhook` does.
    """
    try:
        entries = read_webhook(bridge, headers, body)
    except Problem:
        bridges.refuse(bridge.id)
        raise
    return bridges.put((entry.queued(bridge) for entry in entries), time.time())
