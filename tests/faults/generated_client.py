"""Makes each call by a client that openapi-python-client made; run by test_generated_clients.py."""

import importlib
import inspect
import json
import pkgutil
import sys
import typing

from unabridged_api import AuthenticatedClient, api

calls, address, feed, token = json.loads(sys.argv[1])
client = AuthenticatedClient(
    base_url=address, token=token, raise_on_unexpected_status=True, timeout=60
)
known = {"{feed}": feed}
# Modules are in packages named after the calls' tags.
places = {
    place.name.rpartition(".")[2]: place.name
    for place in pkgutil.walk_packages(api.__path__, f"{api.__name__}.")
}
for name, given in calls:
    module = importlib.import_module(places[name])
    function = module.sync_detailed
    parameters = inspect.signature(function).parameters
    values = {key: known.get(value, value) if isinstance(value, str) else value
              for key, value in given.items()}  # fmt: skip
    arguments = {"client": client}
    if "id" in parameters:
        arguments["id"] = known["{id}"]
    if "body" in parameters:
        body = typing.get_type_hints(function)["body"]
        arguments["body"] = body.from_dict(values)
    else:
        arguments |= values
    answer = function(**arguments)
    assert 200 <= answer.status_code < 300, (name, answer)
    if answer.parsed is not None:
        assert type(answer.parsed).__name__ != "Problem", (name, answer.parsed)
        for key in ("id", "code"):
            if value := getattr(answer.parsed, key, None):
                known[f"{{{key}}}"] = value
    print(name)
