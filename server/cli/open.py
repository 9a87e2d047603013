"""The command `open`: signs a browser in as the owner of the server on this machine."""

import click

from server.cli.options import examples
from server.cli.serve import (
    LINK_MINUTES,
    bind_option,
    port_option,
    readiness,
    settings_for,
    sign_in_link,
)
from server.model import counted


@click.command("open", epilog=examples("unabridged open", "unabridged open --port 9000"))
@port_option
@bind_option
def open_page(*, port: int | None, bind: str | None) -> None:
    """Print a link that signs a browser in, once."""
    settings = settings_for(port, bind)
    if settings.serves_others:
        where = settings.address or f"http://{settings.bind}"
        raise ValueError(
            f"The server at {where} is for others too: sign in at {where.rstrip('/')}/sign-in, "
            "with a token of `unabridged tokens create NAME`."
        )
    if readiness(f"http://{settings.bind}") is None:
        raise ValueError(
            f"No server answers at http://{settings.bind}. Start it with `unabridged serve`, or "
            "say where it listens: --port, --bind."
        )
    print(f"Valid once, for {counted(LINK_MINUTES, 'minute')}:\n{sign_in_link(settings)}")
