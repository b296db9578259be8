"""What the house tells its operator: one line a request and whatever goes wrong, without personal data.

JSON in production, readable lines in the demonstration; libraries speak through the same handler. Log ids, never
names: a verb that logs names the row it works on (`log.info("run drafted", run_id=run.id)`). Numbers long enough to
be a citizen's, a phone or an account are masked whatever wrote them, tracebacks included.
"""

import logging
import re
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request
from flask_security import current_user
from structlog.typing import EventDict, Processor

log = structlog.get_logger("house")

LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{11,19}[Xx]?(?![0-9A-Za-z])")
REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
# APScheduler warns of every look that a long run makes late; the next look does it all (kernel.jobs).
QUIET = {"apscheduler": logging.ERROR, "weasyprint": logging.ERROR, "fontTools": logging.ERROR}


class HouseHandler(logging.StreamHandler):
    """Ours among the root's handlers, so that a second application in the process replaces it."""


def mask_long_numbers(logger, method: str, event: EventDict) -> EventDict:
    """Keep the first and last three digits of any number of 11 to 19 digits, in every text of the line."""
    return {key: _masked(value) if isinstance(value, str) else value for key, value in event.items()}


def _masked(text: str) -> str:
    return LONG_NUMBER.sub(lambda found: f"{found[0][:3]}{'*' * (len(found[0]) - 6)}{found[0][-3:]}", text)


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def init_app(app: Flask) -> None:
    """Set up the lines of this process and the request's own: its id, who asked, how it ended, how long it took."""
    settings = app.config["SETTINGS"]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    if not settings.testing:  # tests have pytest's own handler
        _speak(formatter(readable=settings.is_demo))
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(lambda error: structlog.contextvars.clear_contextvars())


def formatter(*, readable: bool) -> logging.Formatter:
    """The last steps of every line, ours or a library's: traceback to text, mask, render."""
    renderer: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if readable:
        plain = structlog.dev.plain_traceback
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)
    last = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        mask_long_numbers,
        renderer,
    ]
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=SHARED, processors=last)


def _speak(lines: logging.Formatter) -> None:
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, HouseHandler)]:
        root.removeHandler(handler)
    handler = HouseHandler(sys.stderr)
    handler.setFormatter(lines)
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
    g.began = time.monotonic()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.endpoint != "static":
        took = round((time.monotonic() - g.began) * 1000) if "began" in g else None
        user_id = current_user.get_id() and current_user.id
        rule = str(request.url_rule or "no such page")  # the rule, not the path: paths carry numbers
        log.info("request", method=request.method, rule=rule, status=response.status_code, ms=took, user_id=user_id)
    return response
