"""Says what is left of a caller's quota, as draft-ietf-httpapi-ratelimit-headers has it.

That draft rather than GitHub's X-RateLimit: its fields name the policy, so that another limit can
stand beside the day's, and programs that know the draft wait by themselves.
"""

from flask import Flask, Response, g

from server.store import Token, until_tomorrow

_DAY_SECONDS = 86_400


def register(app: Flask) -> None:
    """Add the headers to each answer of `app` to a caller with a quota."""

    @app.after_request
    def say(answer: Response) -> Response:
        token: Token | None = g.get("token")
        if token is not None and token.per_day is not None:
            left = max(0, token.per_day - token.used - g.get("charges", 0))
            answer.headers["RateLimit-Policy"] = f'"day";q={token.per_day};w={_DAY_SECONDS}'
            answer.headers["RateLimit"] = f'"day";r={left};t={until_tomorrow()}'
        return answer
