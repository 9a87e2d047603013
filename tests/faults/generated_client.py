"""Makes each call by a client that openapi-python-client made; run by test_generated_clients.py."""

import importlib
import inspect
import json
import pkgutil
import sys
import time
import typing

from unabridged_api import AuthenticatedClient, api

calls, known_values = json.loads(sys.argv[1])
client = AuthenticatedClient(
    base_url=known_values["server"],
    token=known_values["token"],
    raise_on_unexpected_status=True,
    timeout=60,
)


def filled(value):
    """Return a call's input with what is known in the places of {site}, {id} and others."""
    if isinstance(value, dict):
        return {key: filled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item) for item in value]
    if isinstance(value, str):
        for name, text in known_values.items():
            value = value.replace(f"{{{name}}}", text)
    return value


# Modules are in packages named after the calls' tags.
places = {
    place.name.rpartition(".")[2]: place.name
    for place in pkgutil.walk_packages(api.__path__, f"{api.__name__}.")
}
for name, call_input in calls:
    end = time.monotonic() + 120
    module = importlib.import_module(places[name])
    function = module.sync_detailed
    parameters = inspect.signature(function).parameters
    values = filled(call_input)
    arguments = {"client": client}
    if "id" in parameters:
        arguments["id"] = known_values["id"]
    if "body" in parameters:
        body = typing.get_type_hints(function)["body"]
        arguments["body"] = body.from_dict(values)
    else:
        for key, value in values.items():
            # The generator's requests have an argument `url` of their own.
            arguments[key if key in parameters else f"{key}_query"] = value
    answer = function(**arguments)
    while answer.status_code == 503 and time.monotonic() < end:  # a feed is fetched first
        time.sleep(1)
        answer = function(**arguments)
    assert 200 <= answer.status_code < 300, (name, answer)
    if answer.parsed is not None:
        assert type(answer.parsed).__name__ != "Problem", (name, answer.parsed)
        for name_of_field, key in (("id", "id"), ("code", "code"), ("token", "key")):
            value = getattr(answer.parsed, name_of_field, None)
            if isinstance(value, str):
                known_values[key] = value
    print(name)
