"""The Python client: current, and every call of it works on a real server."""

import importlib.util
import json
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.servers import ROOT, running_server, serving

FOLDER = ROOT / "clients" / "python"


def load(name):
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


generate, unabridged_client = load("generate"), load("unabridged_client")
TEXT = "The ferry to Brackholm sank at noon on Monday. Nobody was hurt, the harbour said."
PAGE = {"text": TEXT, "title": "Ferry sinks"}


def test_the_client_is_that_of_the_contract():
    document = json.loads((ROOT / "docs/openapi.json").read_text("utf-8"))
    assert generate.client(document) == (FOLDER / "unabridged_client.py").read_text("utf-8")


def call_tokens(client, base, call):
    assert call("tokens")["tokens"][0]["name"] == "Bo"
    token = call("add_token", {"name": "Cy", "scopes": ["admin"], "per_day": 5})
    client.__init__(base, token["token"])  # from now on everybody needs one
    assert call("token", token["id"])["per_day"] == 5
    assert call("limit_token", token["id"], {"per_day": 0})["per_day"] is None
    assert call("revoke_token", token["id"]) is None


def test_every_call_works(tmp_path):
    with running_server(tmp_path) as running:
        owner = running.owner["Authorization"].partition(" ")[2]
        client = unabridged_client.Client(running.base, owner)
        called = set()

        def call(name, *arguments, **options):
            called.add(name)
            return getattr(client, name)(*arguments, **options)

        assert call("extract", {"page": PAGE})["words"] == len(TEXT.split())
        assert call("verdict", {"page": PAGE})["verdict"]["label"]
        assert call("find", {"page": PAGE})["search"]["outcome"] == "not_found"
        assert call("cite", {"page": PAGE})
        pair = {"page": {"sentences": ["It sank."]}, "source": {"sentences": ["It sank."]}}
        assert call("align", pair)["figures"]["verbatim"] == 1

        article = {"url": "https://bote.example/ferry", "title": "Ferry sinks", "text": TEXT}
        assert call("add_articles", {"articles": [article]})["added"] == 1
        assert call("story", {"page": PAGE})["index"]["articles"] == 1
        assert call("stories", limit=3)["stories"] == []
        (hit,) = call("search_articles", q="Brackholm", limit=3)["hits"]
        assert hit["url"] == article["url"]

        saved = call("compare", {"page": PAGE, "source": PAGE, "save": True})["id"]
        assert [comparison["id"] for comparison in call("comparisons", limit=5)["comparisons"]] == [
            saved
        ]
        assert call("comparison", saved)["page"]["title"] == "Ferry sinks"
        assert call("look_again", saved)["page"]["title"] == "Ferry sinks"
        assert call("make_link", saved)["link"].startswith("/c/")
        assert call("revoke_link", saved) is None
        assert call("change_comparison", saved, {"tags": ["sea"]})["tags"] == ["sea"]
        exported = client.own_data()["comparisons"]
        assert call("delete_comparison", saved) is None
        imported = call("import_comparisons", {"comparisons": exported})
        assert imported == {"added": [saved], "present": []}
        client.delete_comparison(saved)

        assert call("own_data")["comparisons"] == []
        assert call("delete_own_data") is None

        paired = call("claim", {"code": call("pair", {"name": "Bo"})["code"]})
        paired_client = unabridged_client.Client(running.base + "/", paired["token"])
        assert paired_client.status()["token"]["name"] == "Bo"
        assert call("status")["name"] == "unabridged"

        assert call("feeds") == {"feeds": []}
        assert call("hooks") == {"hooks": []}
        assert call("bridges") == {"bridges": []}
        for name, *arguments in (
            ("add_feed", {"url": running.base}),
            ("feed", "a"),
            ("change_feed", "a", {"state": "paused"}),
            ("remove_feed", "a/../b c"),
            ("add_hook", {"url": running.base}),
            ("hook", "a"),
            ("try_hook", "a"),
            ("remove_hook", "a"),
            ("bridge", "a"),
            ("clear_bridge", "a"),
            ("remove_bridge", "a"),
        ):
            with pytest.raises(unabridged_client.ProblemError) as caught:
                call(name, *arguments)
            assert caught.value.type.startswith("/problems/")
            assert caught.value.status in (403, 404)
            assert caught.value.detail
        with pytest.raises(unabridged_client.ProblemError, match=r"not answer|refuses the token"):
            call("add_bridge", {"url": running.base, "token": "not a reader's"})
        call_tokens(client, running.base, call)
        assert called == set(generate.NAMES.values())

        with pytest.raises(unabridged_client.ProblemError, match="unknown or was revoked"):
            unabridged_client.Client(running.base, "wrong").status()


def test_another_server_is_not_an_unabridged_server():
    with (
        serving(HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)) as other_server,
        pytest.raises(unabridged_client.ProblemError, match="No answer of an Unabridged") as caught,
    ):
        unabridged_client.Client(f"http://127.0.0.1:{other_server.server_port}").status()
    assert caught.value.status == 501


class Busy(BaseHTTPRequestHandler):
    """Refuses the first calls, and then answers."""

    refusals = 1

    def do_GET(self):
        is_refused, type(self).refusals = self.refusals > 0, self.refusals - 1
        body = {"type": "/problems/busy", "status": 503, "retryable": True} if is_refused else {}
        self.send_response(503 if is_refused else 200)
        self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_):
        pass


def test_a_busy_server_is_asked_again_when_it_says_so():
    with serving(HTTPServer(("127.0.0.1", 0), Busy)) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        assert unabridged_client.Client(address).status() == {}
        Busy.refusals = 1
        with pytest.raises(unabridged_client.ProblemError) as caught:
            unabridged_client.Client(address, patience=0).status()
        assert caught.value.retry_after == 1.0


def test_a_server_that_is_not_there_is_a_problem_too():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(unabridged_client.ProblemError, match="No answer") as caught:
            unabridged_client.Client(address).status()
    assert caught.value.status == 0


def test_an_address_that_is_none_is_refused():
    with pytest.raises(ValueError, match="https://"):
        unabridged_client.Client("file:///etc/passwd")


def test_a_connection_that_is_broken_off_is_a_problem_too():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def break_off():
            connection, _ = server.accept()
            connection.recv(1)
            connection.close()

        thread = threading.Thread(target=break_off)
        thread.start()
        with pytest.raises(unabridged_client.ProblemError) as caught:
            unabridged_client.Client(f"http://127.0.0.1:{server.getsockname()[1]}").status()
        thread.join()
    assert caught.value.status == 0
