"""Logs: one JSON object per line, without the words of pages, query strings or tokens.

On a terminal they are lines for people. An exception is logged with its type and places, without
its message, which may quote a page.
"""

import logging
import sys
import threading
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.types import EventDict, Processor

from server.errors import places

requests = structlog.stdlib.get_logger("unabridged.requests")


def configure(*, each_request: bool) -> None:
    """Send all logs of this process to standard error; requests if `each_request`."""
    structlog.configure(
        processors=[*_HEAD, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h.formatter, ProcessorFormatter)]:
        root.removeHandler(handler)
    handler = logging.StreamHandler()
    handler.setFormatter(formatter())
    root.addHandler(handler)
    logging.getLogger("unabridged").setLevel(logging.INFO if each_request else logging.WARNING)
    threading.excepthook = lambda failed: logging.getLogger("unabridged").error(
        "A thread failed.", exc_info=failed.exc_value
    )


def formatter() -> ProcessorFormatter:
    """Return the formatter for records of structlog, logging and gunicorn."""
    last: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if sys.stderr.isatty():
        last = structlog.dev.ConsoleRenderer(colors=False)
    return ProcessorFormatter(
        foreign_pre_chain=_HEAD,
        processors=[_without_content, ProcessorFormatter.remove_processors_meta, last],
    )


_HEAD: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _without_content(_: Any, __: str, event: EventDict) -> EventDict:
    """Log an exception's places without its message or gunicorn's quote of the request."""
    failed = event.pop("exc_info", None)
    error = failed[1] if isinstance(failed, tuple) else failed
    if isinstance(error, BaseException):
        event["error"], event["places"] = type(error).__name__, places(error)
    if str(event.get("logger", "")).startswith("gunicorn"):
        text = str(event["_record"].msg if failed else event["event"])
        event["event"] = text.partition(" %")[0] if failed else text.partition(" from ip=")[0]
    return event
