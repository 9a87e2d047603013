"""A reader's texts reach no other reader, no log and no metric, and are gone when deleted.

Each text holds a word that is nowhere else, the canary. `UNABRIDGED_FUZZ` times 40 operations
in random order; `make soak` makes 10,000.
"""

import os
import random
import re

import httpx2

from server.config import Settings
from server.store import Grant, open_store
from tests.servers import running_server

OPERATIONS = 40 * int(os.environ.get("UNABRIDGED_FUZZ", "1"))


class Reader:
    """A person with a token, and the canaries that this person saved."""

    def __init__(self, name, secret, dice):
        self.name, self.secret, self._dice = name, secret, dice
        self.made, self.saved = [], {}

    def canary(self):
        self.made.append(f"canary{self.name}{self._dice.getrandbits(80):020x}")
        return self.made[-1]

    def body(self, **more):
        word = self.canary()
        text = f"The ferry {word} sank near Brackholm. Nobody aboard was hurt by it."
        source = {"text": f"{text} The captain of the {word} slept.", "title": word}
        return {"page": {"text": text, "title": word}, "source": source, **more}


def save(client, reader, other_reader, saved_key, headers):
    answer = client.post("/v1/compare", json=reader.body(save=True), headers=headers)
    reader.saved[answer.json()["id"]] = reader.made[-1]
    return answer


def delete(client, reader, other_reader, saved_key, headers):
    reader.saved.pop(saved_key, None)
    return client.delete(f"/v1/comparisons/{saved_key}", headers=headers)


def steal(client, reader, other_reader, saved_key, headers):
    """Ask for what is the other's."""
    key = next(iter(other_reader.saved), "none")
    path = f"/v1/comparisons/{key}"
    answers = [
        client.get(path, headers=headers),
        client.delete(path, headers=headers),
        client.put(f"{path}/link", headers=headers),
        client.delete(f"{path}/link", headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    return client.get(f"/c/{key}")


def post(path, **headers_more):
    def work(client, reader, other_reader, saved_key, headers):
        return client.post(path, json=reader.body(), headers={**headers, **headers_more})

    return work


def ask(method, path):
    def work(client, reader, other_reader, saved_key, headers):
        return client.request(method, path.format(saved_key, reader.canary()), headers=headers)

    return work


WORK = [
    *(save, save, delete, steal),
    *(post("/v1/compare"), post("/v1/compare", Accept="application/x-ndjson")),
    *(post("/v1/extract"), post("/v1/verdict"), post("/v1/align"), post("/v1/find")),
    ask("GET", "/v1/comparisons?limit=100"),
    *(ask("GET", "/v1/comparisons/{0}"), ask("PUT", "/v1/comparisons/{0}/link")),
    *(ask("DELETE", "/v1/comparisons/{0}/link"), ask("GET", "/v1/articles?q={1}")),
    *(ask("GET", "/metrics"), ask("GET", "/v1/status"), ask("GET", "/readyz"), ask("GET", "/{1}")),
]


def test_a_readers_words_reach_nobody_else_and_are_gone_when_deleted(tmp_path):
    dice = random.Random(None if "UNABRIDGED_FUZZ" in os.environ else 7)
    store = open_store(Settings(data=tmp_path))
    grant = ("compare", "index", "admin")
    ada, bob = (
        Reader(name, store.tokens.create(Grant(name, grant))[1], dice) for name in ("ada", "bob")
    )
    store.close()
    with (
        running_server(tmp_path) as server,
        httpx2.Client(
            base_url=server.base, headers=server.owner, trust_env=False, timeout=120
        ) as client,
    ):
        for _ in range(OPERATIONS):
            reader, other_reader = dice.sample([ada, bob], 2)
            saved_key = next(iter(reader.saved), "none")
            headers = {"Authorization": f"Bearer {reader.secret}"}
            answer = dice.choice(WORK)(client, reader, other_reader, saved_key, headers)
            assert answer.status_code < 500, answer.text
            assert f"canary{other_reader.name}" not in answer.text
        for reader in (ada, bob):
            for key in reader.saved:
                headers = {"Authorization": f"Bearer {reader.secret}"}
                assert client.delete(f"/v1/comparisons/{key}", headers=headers).status_code == 204
        content_by_name = {
            path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
        }
        canaries_by_name = {
            name: canaries
            for name, content in content_by_name.items()
            if (canaries := re.findall(rb"canary(?:ada|bob)[0-9a-f]{20}", content))
        }
        assert canaries_by_name == {}
    assert len(ada.made) > OPERATIONS / 10
