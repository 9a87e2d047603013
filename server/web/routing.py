"""Makes routes of the API's calls, as a decorator at each declares them."""

import inspect
from collections.abc import Callable
from typing import Any, TypedDict, TypeVar, Unpack, overload

from flask import Blueprint, Response, request
from pydantic import BaseModel

from server.errors import validate
from server.model import Scope
from server.web import auth
from server.web.admission import Admission, caller
from server.web.bodies import parse
from server.web.operations import OPERATIONS, Counts, Method, OpenTo, Operation, Tag
from server.web.problems import answer as written

A = TypeVar("A")
Handler = Callable[..., Any]


class Declaration(TypedDict, total=False):
    """What may be declared of a call, as in Operation."""

    tag: Tag
    summary: str
    scope: Scope | None
    open_to: OpenTo
    request: type[BaseModel]
    query: type[BaseModel]
    streams: Any
    media: tuple[str, ...]
    most_bytes: int
    most_values: int
    counts: Counts
    is_work: bool
    example: Any


class CallGroup:
    """Decorators of functions that answer calls, of which the same is declared.

    The function gets the body as the model `request`, then what the path holds in its order
    (`{id}`), and the query as the model `query`; it returns an `answer`, a response of its own, or
    nothing (204). The first line of its docstring is the call's summary, unless another is given;
    what follows is its description.
    """

    def __init__(self, blueprint: "CallBlueprint", declaration: Declaration) -> None:
        self._blueprint = blueprint
        self._declaration = declaration

    def group(self, **declaration: Unpack[Declaration]) -> "CallGroup":
        """Make a group of calls of which more is declared."""
        return CallGroup(self._blueprint, {**self._declaration, **declaration})

    @overload
    def operation(
        self, method: Method, path: str, *, answer: None = None, **declaration: Unpack[Declaration]
    ) -> Callable[[Callable[..., None]], Handler]: ...

    @overload
    def operation(
        self, method: Method, path: str, *, answer: type[A], **declaration: Unpack[Declaration]
    ) -> Callable[[Callable[..., A | Response]], Handler]: ...

    def operation(
        self, method: Method, path: str, *, answer: Any = None, **declaration: Unpack[Declaration]
    ) -> Callable[[Any], Handler]:
        """Declare a call that the decorated function answers, and add its route."""

        def declare(handler: Handler) -> Handler:
            first, _, rest = (inspect.getdoc(handler) or "").partition("\n\n")
            of_handler: Declaration = {"summary": first.rstrip(".")}
            declared: Declaration = {**of_handler, **self._declaration, **declaration}
            description = " ".join(rest.split())
            operation = Operation(method, path, answer=answer, description=description, **declared)
            OPERATIONS[method, path] = operation
            self._blueprint.add_call(operation, handler)
            return handler

        return declare


class CallBlueprint(Blueprint):
    """The routes of calls; those that take workers are refused where `admission` has no room."""

    def __init__(self, name: str, import_name: str, admission: Admission) -> None:
        super().__init__(name, import_name)
        self._admission = admission

    def calls(self, **declaration: Unpack[Declaration]) -> CallGroup:
        """Return a group of calls."""
        return CallGroup(self, declaration)

    def add_call(self, operation: Operation, handler: Handler) -> None:
        """Add the route of a call."""
        self.add_url_rule(
            operation.rule,
            f"{operation.method} {operation.path}".replace(".", " "),
            lambda **place: self._answered(operation, handler, **place),
            methods=[operation.method.upper()],
        )

    def _answered(self, operation: Operation, handler: Handler, **place: str) -> Response:
        if operation.is_work:
            self._admission.turn_away(caller())
        body = [_body(operation, operation.request)] if operation.request else []
        in_path = [place[name] for name in operation.in_path]
        query: dict[str, Any] = {}
        if operation.query and operation.request is None:
            query["query"] = validate(operation.query, request.args.to_dict())
        answered = handler(*body, *in_path, **query)
        if isinstance(answered, Response):
            return answered
        return Response(status=204) if answered is None else written(answered)


def _body(operation: Operation, model: type[BaseModel]) -> BaseModel:
    if operation.counts is None:
        return parse(model)
    return auth.parse_body(model, charged=operation.counts == "each")
