"""The command `serve`: runs the server under gunicorn, asks it, and shows a first comparison."""

import os
import signal
import socket
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn

import click
import httpx2

from server.cli.calls import page_input
from server.cli.console import style_of
from server.cli.extension import how_to_load
from server.cli.options import WholeNumber, examples
from server.config import Settings, unknown_variables, variable
from server.errors import FetchFailed, Problem
from server.model import DocumentInput, json_object
from server.net.sample import summary_url
from server.show.printable import printable
from server.show.report import REPORTS
from server.store import LOCAL_ACCOUNT, SignedIn, open_store


def readiness(base: str, seconds: float = 5.0) -> dict[str, Any] | None:
    """Return the answer of /readyz, ready or not; None where no server answers."""
    try:
        answer = httpx2.get(f"{base}/readyz", timeout=seconds, trust_env=False)
        return json_object(answer.content) or None
    except httpx2.HTTPError:
        return None


def compare(base: str, page: dict[str, str], seconds: float = 120.0) -> dict[str, Any]:
    """Return the server's comparison of `page`, or its problem; raise FetchFailed."""
    try:
        answer = httpx2.post(
            f"{base}/v1/compare", json={"page": page}, timeout=seconds, trust_env=False
        )
        return json_object(answer.content)
    except httpx2.HTTPError as error:
        raise FetchFailed(f"The server at {base} broke off ({error}).", url=base) from None


LINK_MINUTES = 60  # that a link to sign in is good: one looks at the terminal again later
ASKED_FIRST = "http://127.0.0.1:8750"  # by a new extension: DEFAULT_SERVER in lib/browser.js
# With this module path: gunicorn puts the current folder, perhaps with another `server`, first.
_CODE = (
    # Until gunicorn handles signals, Ctrl-C ends it without a traceback.
    "import signal; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    f"import sys; sys.path[:] = {sys.path!r}; import server.web.gunicorn_conf; "
    "from gunicorn.app.wsgiapp import run; run(prog='gunicorn')"
    "  # unabridged serve"  # the name by which `ps` and `pkill -f` know it
)
COMMAND = (
    sys.executable,
    "-c",
    _CODE,
    "-c",
    "python:server.web.gunicorn_conf",
    "server:create_app()",
)


port_option = click.option(
    "--port",
    type=WholeNumber(1, 65_535),
    help="Port of the server, in place of the one in UNABRIDGED_BIND (8750).",
)
bind_option = click.option(
    "--bind",
    metavar="HOST:PORT",
    help="Address and port of the server, in place of UNABRIDGED_BIND (127.0.0.1:8750).",
)


@click.command(
    "serve",
    epilog=examples(
        "unabridged serve --port 9000", "unabridged serve --show https://news.example/short"
    ),
)
@click.option("--show", metavar="PAGE", help="Compare this page first (“sample”: built in).")
@port_option
@bind_option
def serve(*, show: str | None, port: int | None, bind: str | None) -> None:
    """Run the server until Ctrl-C."""
    settings = settings_for(port, bind)
    _require_free(settings)
    page = page_shown(settings, show) if show is not None else None
    if page or not settings.serves_others:
        sys.stdout.flush()
        server = os.getpid()
        if os.fork() == 0:  # beside the server, a child process says what is to be said, and ends
            _speak_once_up(settings, page, show, server)
    if page:
        os.environ.setdefault("UNABRIDGED_LOG_REQUESTS", "0")  # the report must stay readable
    os.execv(COMMAND[0], COMMAND)  # noqa: S606 - our own interpreter


def settings_for(port: int | None, bind: str | None) -> Settings:
    """Read the settings; gunicorn reads them again, so the environment takes port or address."""
    if port and bind:
        raise click.UsageError("Give --port or --bind, not both.")
    settings = Settings.from_env()
    if port:
        host = settings.bind.rpartition(":")[0]
        bind = f"{host}:{port}"
    if bind is None:
        return settings
    os.environ[variable("bind")] = bind
    try:
        return Settings.from_env()
    except ValueError:
        raise click.BadParameter(
            f"{bind} is no address to listen on, such as 127.0.0.1:8750 or [::1]:8750.",
            param_hint="--bind",
        ) from None


def _speak_once_up(
    settings: Settings, page: dict[str, str] | None, show: str | None, server: int
) -> NoReturn:
    """Print the comparison of `page` and what to do next, once the process `server` answers."""
    status, base = 1, f"http://{settings.bind}"
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a word
    try:
        if _is_up_in_time(base, server):
            if page:
                _print_comparison(base, page, page.get("url") or show)
            _print_next_steps(settings, base, is_first=page is not None)
        status = 0
    except Problem as problem:
        if os.getppid() == server:  # otherwise it was ended, and has said why
            print(f"unabridged: {printable(problem.detail)}", file=sys.stderr, flush=True)
    finally:
        os._exit(status)


def _print_comparison(base: str, page: dict[str, str], name: str | None) -> None:
    print(f"\nComparing {name} …\n", flush=True)
    answer = compare(base, page)
    report = printable(f"{answer.get('title')}: {answer.get('detail')}")
    if "verdict" in answer:
        report = REPORTS["compare"](answer, style_of(sys.stdout))
    print(report, flush=True)


def _require_free(settings: Settings) -> None:
    """Raise ValueError where another program listens on the address."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            hints = "".join(f" {sentence}" for sentence in unknown_variables(os.environ))
            raise ValueError(
                f"The server can't listen on {settings.bind} ({error.strerror}). Stop what does, "
                f"or take another one with --port.{hints}"
            ) from None


def _is_up_in_time(base: str, server: int) -> bool:
    """Whether the process `server` answers before it ends, and within a minute."""
    end = time.monotonic() + 60.0
    while os.getppid() == server and time.monotonic() < end:
        if readiness(base) is not None:
            return True
        time.sleep(0.2)
    return False


def page_shown(settings: Settings, show: str) -> dict[str, str]:
    """Return the page that `show` names: the sample, an address, or a file."""
    if show == "sample":
        return {"url": summary_url(settings.port)}
    page = page_input(show)
    if isinstance(page, DocumentInput):
        raise ValueError(f"{show} is a PDF; `unabridged compare` reads it without a server.")
    return page.model_dump(include={"url", "html", "text"}, exclude_none=True)


def _print_next_steps(settings: Settings, base: str, *, is_first: bool) -> None:
    """Say where the server is, how to sign in there, and at first how to load the extension."""
    print(f"Serving on {base} until Ctrl-C. The sample is at {base}/sample/norvane-own-models.")
    if not settings.serves_others:
        print(
            "To save and share comparisons, open this link, once; `unabridged open` prints "
            f"another:\n  {sign_in_link(settings)}",
            flush=True,
        )
    if not is_first:
        return
    built = Path(__file__).parents[2] / "dist"
    steps = (
        how_to_load(built)
        if (built / "chromium").is_dir()
        else "`unabridged extension` unpacks the browser extension and says how to load it."
    )
    other = f"  In its settings, enter {base} as the address of the server.\n"
    print(f"\n{steps}\n{'' if base == ASKED_FIRST else other}", flush=True)


def sign_in_link(settings: Settings) -> str:
    """Return a link that signs one browser in as the owner.

    It has a code instead of the owner's token: terminals, browsers' histories and screenshots keep
    links. The code stands after #, which browsers send to nobody.
    """
    with closing(open_store(settings)) as store:
        code = store.sessions.offer(SignedIn(LOCAL_ACCOUNT), LINK_MINUTES)
    base = settings.address or f"http://{settings.bind}"
    return f"{base.rstrip('/')}/open#{code}"
