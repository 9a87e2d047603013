"""Saved comparisons over real HTTP, with two people's tokens and a stranger."""

import json
import time

import httpx2
import pytest
from jsonschema import Draft202012Validator
from markupsafe import escape

from server.config import Settings
from server.language.messages import words
from server.net.sample import summary_url
from server.store.records import Grant, WatchedText
from server.store.sql import moment
from server.store.store import open_store
from tests.servers import DOCUMENT, running_server

TOLD = "The ferry to Brackholm sank in the harbour on Monday morning, the harbour master said."
PAGE = f"{TOLD}\n\nEverybody in town was shocked by what had happened to the old boat."
LEFT_OUT = [
    f"Captain {name} said that the {ship_part} had been checked in {year}, and that it was sound."
    for name, ship_part, year in (
        ("Orla Finch", "hull", 2019),
        ("Bram Oke", "engine", 2020),
        ("Tilda Rowe", "rudder", 2021),
        ("Ivo Marsh", "anchor", 2022),
        ("Nell Quill", "keel", 2018),
        ("Odo Crane", "ramp", 2017),
        ("Ada Thorn", "pump", 2016),
        ("Pim Hollis", "winch", 2015),
        ("Una Skerry", "mast", 2014),
    )
]
SOURCE = "\n\n".join([TOLD, " ".join(LEFT_OUT[:4]), " ".join(LEFT_OUT[4:])])


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("saved")


@pytest.fixture(scope="module")
def store(data):
    opened = open_store(Settings(data=data))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def people(data, store):
    """Clients by name; the stranger has no token."""
    secrets = {name: store.tokens.create(Grant(name, ("compare",)))[1] for name in ("Ada", "Bo")}
    secrets["indexer"] = store.tokens.create(Grant("indexer", ("index",)))[1]
    with running_server(data, host="0.0.0.0") as running:
        clients = {
            name: httpx2.Client(
                base_url=running.base,
                headers={"Authorization": f"Bearer {secret}"} if secret else {},
                trust_env=False,
                timeout=30,
            )
            for name, secret in {**secrets, "stranger": ""}.items()
        }
        yield clients
        for client in clients.values():
            client.close()


@pytest.fixture
def ada(people):
    return people["Ada"]


@pytest.fixture
def stranger(people):
    return people["stranger"]


def client_of(running):
    return httpx2.Client(base_url=running.base, headers=running.owner, trust_env=False, timeout=30)


def save(client, how="link", page=PAGE, source=SOURCE):
    body = {
        "page": {"text": page, "title": "Ferry lost", "url": "https://brief.example/f"},
        "source": {"text": source, "title": "Ferry sinks", "url": "https://whole.example/f"},
        "save": how,
    }
    answer = client.post("/v1/compare", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def valid(value, schema):
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(value)
    return value


def answer_schema(method, path):
    responses = DOCUMENT["paths"][path][method]["responses"]
    return responses["200"]["content"]["application/json"]["schema"]


def test_a_list_has_the_callers_own_newest_first_page_by_page(people):
    ada, bo = people["Ada"], people["Bo"]
    keys = [save(ada, how)["id"] for how in (True, "link", True)]
    save(bo, True)
    schema = answer_schema("get", "/v1/comparisons")
    first = valid(ada.get("/v1/comparisons", params={"limit": 2}).json(), schema)
    assert [entry["id"] for entry in first["comparisons"]] == keys[:0:-1]
    entry = first["comparisons"][0]
    assert (entry["title"], entry["source_title"]) == ("Ferry lost", "Ferry sinks")
    assert entry["url"] == "https://brief.example/f"
    assert entry["source_url"] == "https://whole.example/f"
    assert (entry["link"], first["comparisons"][1]["link"]) == (None, f"/c/{keys[1]}")
    assert entry["created"] < entry["expires"]
    rest = ada.get("/v1/comparisons", params={"limit": 2, "before": first["next"]}).json()
    assert rest["comparisons"][0]["id"] == keys[0]
    assert len(people["Bo"].get("/v1/comparisons").json()["comparisons"]) == 1


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "limit=²", "before=x", "before=-1", f"limit={'9' * 400}"],
)
def test_a_list_is_asked_for_with_whole_numbers(ada, query):
    answer = ada.get(f"/v1/comparisons?{query}")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid_request")


def test_a_list_wants_a_token_with_the_scope(people):
    assert people["stranger"].get("/v1/comparisons").status_code == 401
    assert people["indexer"].get("/v1/comparisons").json()["type"] == "/problems/insufficient_scope"


def test_a_link_is_made_revoked_and_made_anew(ada, stranger):
    key = save(ada, True)["id"]
    assert stranger.get(f"/v1/comparisons/{key}").status_code == 404
    schema = answer_schema("put", "/v1/comparisons/{id}/link")
    comparison = valid(ada.put(f"/v1/comparisons/{key}/link").json(), schema)
    assert comparison["link_expires"] < comparison["expires"]
    opened = stranger.get(comparison["link"].replace("/c/", "/v1/comparisons/"))
    assert opened.json()["page"]["title"] == "Ferry lost"
    assert key not in opened.text
    assert ada.put(f"/v1/comparisons/{key}/link").json()["link"] == comparison["link"]
    assert ada.delete(f"/v1/comparisons/{key}/link").status_code == 204
    assert stranger.get(comparison["link"].replace("/c/", "/v1/comparisons/")).status_code == 404
    assert ada.get(f"/v1/comparisons/{key}").json()["id"] == key
    assert ada.put(f"/v1/comparisons/{key}/link").json()["link"] != comparison["link"]


def test_a_stranger_cannot_tell_unknown_from_somebody_elses_revoked_and_expired(people, store):
    ada, bo, stranger = (people[name] for name in ("Ada", "Bo", "stranger"))
    private, revoked, expired, dead = (
        save(ada, how)["id"] for how in (True, "link", "link", "link")
    )
    ada.delete(f"/v1/comparisons/{revoked}/link")
    with store.sql.write() as db:
        db.execute(
            "update comparisons set link_expires = ? where id = ?", (moment(days=-1), expired)
        )
        db.execute("update comparisons set expires = ? where id = ?", (moment(days=-1), dead))
    for caller in (bo, stranger):
        refusals = {
            (answer.status_code, answer.text, str(sorted(set(answer.headers) - {"date"})))
            for key in ("A" * 22, private, revoked, expired, dead, "%00", "x" * 3000)
            for answer in [caller.get(f"/v1/comparisons/{key}")]
        }
        assert len(refusals) == 1
        assert next(iter(refusals))[0] == 404
    for method, end in (("DELETE", ""), ("PUT", "/link"), ("DELETE", "/link")):
        said = {
            bo.request(method, f"/v1/comparisons/{key}{end}").text
            for key in ("A" * 22, private, revoked, dead)
        }
        assert len(said) == 1
    assert ada.get(f"/v1/comparisons/{private}").status_code == 200
    assert ada.get(f"/v1/comparisons/{dead}").status_code == 404
    store.forget()
    assert store.sql.rows("select id from comparisons where id = ?", dead) == []
    assert stranger.delete(f"/v1/comparisons/{private}").status_code == 401


def test_a_link_shows_of_further_sources_the_evidence_alone(ada, stranger):
    second = "Everybody in town was shocked by what had happened to the old boat."
    sources = [{"text": SOURCE}, {"text": f"Nobody was hurt at sea. {second} It rained later on."}]
    body = {"page": {"text": PAGE}, "sources": sources, "save": "link"}
    comparison = ada.post("/v1/compare", json=body).json()
    opened, shown = (
        caller.get(f"/v1/comparisons/{comparison['id']}").json() for caller in (ada, stranger)
    )
    assert opened == comparison
    assert shown["sources"][1]["text"] == second
    assert shown["alignment"]["further"][0]["sentences"] == ["", second, ""]
    assert shown["sources"][0] == shown["source"]


def test_what_changed_since_is_looked_up_when_asked(ada, stranger, store):
    page = {"url": summary_url(ada.base_url.port)}
    answer = ada.post("/v1/compare", json={"page": page, "source": {"text": SOURCE}, "save": True})
    key, texts = (
        answer.json()["id"],
        [sentence["text"] for sentence in answer.json()["page"]["sentences"]],
    )
    look = f"/v1/comparisons/{key}/versions"
    assert stranger.post(look).status_code == 401
    assert "versions" not in ada.post(look).json()
    version = {"side": "page", "seen": moment(), "says": "It changed.", "changes": []}
    gone = "The mayor of the town was not there that day."
    saved = json.dumps({"version": version, "sentences": [*texts, gone]}).encode()
    store.hooks.add_version(WatchedText(key, None), moment(), saved)
    for _ in range(2):  # the second time nothing changed
        _, later = ada.post(look).json()["versions"]
        assert [(change["kind"], change["before"]) for change in later["changes"]] == [
            ("gone", gone)
        ]


def test_what_changed_since_is_shown_at_the_address_and_in_the_feed(ada, stranger, store):
    body = {"page": {"text": PAGE}, "source": {"text": SOURCE}, "save": "link"}
    key = ada.post("/v1/compare", json=body).json()["id"]
    assert "versions" not in ada.get(f"/v1/comparisons/{key}").json()
    for side, after in (("page", "The boat was raised."), ("source", "The captain was freed.")):
        change = {"kind": "added", "before": None, "after": after, "changes": []}
        said = f"It now also says “{after}”"
        version = {"side": side, "seen": moment(), "says": said, "changes": [change]}
        saved = json.dumps({"version": version, "sentences": [after]}).encode()
        store.hooks.add_version(WatchedText(key, None, side=side), moment(), saved)
    shown = ada.get(f"/v1/comparisons/{key}").json()
    assert {version["side"] for version in shown["versions"]} == {"page", "source"}
    by_link = stranger.get(f"/v1/comparisons/{key}").json()
    assert [version["side"] for version in by_link["versions"]] == ["page"]
    page = stranger.get(f"/c/{key}").text
    assert "The boat was raised." in page
    assert "The captain was freed." not in page


def test_what_cannot_be_read_any_more_is_a_sentence(ada, store):
    comparison = save(ada, True, page=PAGE.replace("Monday", "Tuesday"))
    with store.sql.write() as db:
        change = "update comparisons set body = ? where id = ?"
        db.execute(change, (json.dumps({**comparison, "verdict": None}).encode(), comparison["id"]))
    answer = ada.get(f"/v1/comparisons/{comparison['id']}")
    assert answer.status_code == 404
    assert "compare again" in answer.json()["detail"]


def test_what_a_link_opens_is_kept_from_search_engines(people):
    key = save(people["Ada"])["id"]
    for name, caller in people.items():
        answer = caller.get(f"/v1/comparisons/{key}")
        assert "noindex" in answer.headers["X-Robots-Tag"]
        cache_control = "no-store" if name == "Ada" else "private, no-cache"
        assert answer.headers["Cache-Control"] == cache_control
    page = people["stranger"].get(f"/c/{key}")
    assert page.status_code == 200
    assert "noindex" in page.headers["X-Robots-Tag"]
    # Without scripts as well, the page holds no sentence that the link withholds.
    theirs = people["stranger"].get(f"/v1/comparisons/{key}").json()
    own = people["Ada"].get(f"/v1/comparisons/{key}").json()
    for index in theirs["alignment"]["withheld"]:
        assert own["alignment"]["source"][index] not in page.text
    assert people["stranger"].get("/c/nothing").headers["X-Robots-Tag"]


def test_a_link_shows_the_sentences_that_are_told_and_only_some_of_the_others(ada, stranger):
    own = save(ada)
    answer = stranger.get(f"/v1/comparisons/{own['id']}")
    theirs = valid(answer.json(), {"$ref": "#/components/schemas/Comparison"})
    alignment, own_alignment = theirs["alignment"], own["alignment"]
    assert own_alignment["withheld"] == []
    assert ada.get(f"/v1/comparisons/{own['id']}").json() == own

    withheld = alignment["withheld"]
    assert withheld
    assert alignment["source"][0] == TOLD
    for index, text in enumerate(own_alignment["source"]):
        assert alignment["source"][index] == ("" if index in withheld else text)
        assert index not in withheld or text not in answer.text
    assert (alignment["left_out"], alignment["figures"]) == (
        own_alignment["left_out"],
        own_alignment["figures"],
    )
    shown_left_out = [
        entry for entry in own_alignment["left_out"] if entry["source"] not in withheld
    ]
    assert [entry["rank"] for entry in shown_left_out] == list(range(1, len(shown_left_out) + 1))
    words = sum(len(own_alignment["source"][entry["source"]].split()) for entry in shown_left_out)
    assert 0 < words <= 0.2 * own["source"]["words"]

    source = theirs["source"]
    assert len(source["sentences"]) == len(own["source"]["sentences"])
    for index, sentence in enumerate(source["sentences"]):
        assert source["text"][sentence["start"] : sentence["end"]] == sentence["text"]
        assert sentence["text"] == alignment["source"][index]
        assert sentence["paragraph"] == own["source"]["sentences"][index]["paragraph"]


def test_neighbours_that_are_shown_stand_as_in_the_original(ada, stranger):
    page = f"{TOLD} {LEFT_OUT[0]} {LEFT_OUT[1]}\n\nAnd there was much talk about it in the town."
    source = f"{TOLD}\n\n{LEFT_OUT[0]}  {LEFT_OUT[1]}\n\n" + "\n\n".join(LEFT_OUT[2:])
    theirs = stranger.get(f"/v1/comparisons/{save(ada, 'link', page, source)['id']}").json()
    assert theirs["source"]["text"].startswith(f"{TOLD}\n\n{LEFT_OUT[0]}")
    assert LEFT_OUT[1] in theirs["source"]["text"]
    assert theirs["alignment"]["withheld"]


def test_without_a_source_there_is_nothing_to_withhold(ada, stranger):
    body = {"page": {"text": PAGE}, "find": False, "save": "link"}
    saved = ada.post("/v1/compare", json=body).json()
    theirs = stranger.get(f"/v1/comparisons/{saved['id']}").json()
    assert theirs == saved


def test_title_tags_and_note_are_changed_searched_and_exported(people):
    ada, bo = people["Ada"], people["Bo"]
    key, change = save(ada, True)["id"], {"title": "Brackholm", "tags": ["sea"], "note": "Ask Orla"}
    schema = answer_schema("patch", "/v1/comparisons/{id}")
    changed = valid(ada.patch(f"/v1/comparisons/{key}", json=change).json(), schema)
    assert {name: changed[name] for name in change} == change
    for query in ({"q": "brackholm checked 2019"}, {"q": "orla ask"}, {"tag": "sea"}):
        listed = ada.get("/v1/comparisons", params=query).json()
        assert (listed["comparisons"][0], listed["tags"]) == (changed, ["sea"])
        assert key not in bo.get("/v1/comparisons", params=query).text
    assert ada.get("/v1/comparisons", params={"q": "walrus"}).json()["comparisons"] == []
    exported = ada.get("/v1/me").json()["comparisons"][-1]
    assert (exported["tags"], exported["note"]) == (["sea"], "Ask Orla")
    unknown = bo.patch(f"/v1/comparisons/{key}", json=change)
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/not_found")
    assert people["stranger"].patch(f"/v1/comparisons/{key}", json=change).status_code == 401
    ada.patch(f"/v1/comparisons/{key}", json={"tags": []})


@pytest.mark.parametrize(
    "body",
    [
        *({}, {"tags": ["a,b"]}, {"tags": ["\n"]}, {"tags": [""]}, {"tags": ["x"] * 21}, []),
        *({"tags": ["x" * 51]}, {"note": "x" * 5001}, {"title": 3}, {"colour": "red"}),
    ],
)
def test_a_change_that_is_none_is_told_what_is_wrong(ada, body):
    answer = ada.patch(f"/v1/comparisons/{save(ada, True)['id']}", json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid_request")


@pytest.mark.parametrize("query", [f"q={'x' * 201}", f"tag={'x' * 51}"])
def test_a_search_has_a_length(ada, query):
    answer = ada.get(f"/v1/comparisons?{query}")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid_request")


def test_what_is_exported_is_imported_elsewhere_once_and_without_a_link(people):
    ada, bo = people["Ada"], people["Bo"]
    key = save(ada)["id"]
    ada.patch(f"/v1/comparisons/{key}", json={"tags": ["sea"], "note": "Ask Orla"})
    own_data = ada.get("/v1/me").json()
    exported = next(comparison for comparison in own_data["comparisons"] if comparison["id"] == key)
    imported_again = ada.post("/v1/comparisons", json={"comparisons": [exported]}).json()
    assert imported_again == {"added": [], "present": [key]}
    shown = ada.get(f"/v1/comparisons/{key}").json()
    assert ada.delete(f"/v1/comparisons/{key}").status_code == 204
    schema = answer_schema("post", "/v1/comparisons")
    imported = valid(
        bo.post("/v1/comparisons", json={**own_data, "comparisons": [exported]}).json(), schema
    )
    assert imported == {"added": [key], "present": []}
    assert bo.get(f"/v1/comparisons/{key}").json() == shown
    (entry,) = bo.get("/v1/comparisons", params={"tag": "sea"}).json()["comparisons"]
    assert (entry["created"], entry["note"], entry["imported"]) == (
        *(exported["created"], "Ask Orla", True),
    )
    assert entry["link"] is None
    refused = bo.put(f"/v1/comparisons/{key}/link")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/forbidden")
    again = bo.post("/v1/comparisons", json={"comparisons": [exported]}).json()
    assert again == {"added": [], "present": [key]}


def test_versions_of_an_imported_copy_are_not_those_of_its_owners(people):
    ada, bo = people["Ada"], people["Bo"]
    page = {"url": summary_url(ada.base_url.port)}
    source = {"text": SOURCE}
    comparison = ada.post(
        "/v1/compare", json={"page": page, "source": source, "save": "link"}
    ).json()
    gone = "The mayor of the town was not there that day."
    texts = [sentence["text"] for sentence in comparison["page"]["sentences"]]
    about = {"version": {"side": "page", "seen": moment(), "says": "x", "changes": []}}
    copy = {"comparison": comparison, "versions": [{**about, "sentences": [*texts, gone]}]}
    (key,) = bo.post("/v1/comparisons", json={"comparisons": [copy]}).json()["added"]
    assert key != comparison["id"]
    assert len(bo.post(f"/v1/comparisons/{key}/versions").json()["versions"]) == 2
    assert "versions" not in ada.get(f"/v1/comparisons/{comparison['id']}").json()


def test_an_import_with_one_that_cannot_be_read_names_it_and_saves_none(people):
    ada, bo = people["Ada"], people["Bo"]
    key = save(ada)["id"]
    (good,) = (
        comparison
        for comparison in ada.get("/v1/me").json()["comparisons"]
        if comparison["id"] == key
    )
    before = bo.get("/v1/comparisons").json()
    for bad, path in (
        ({"comparison": {}}, "comparisons[1].comparison"),
        ({"comparison": {**good["comparison"], "id": "../x"}}, "comparisons[1].comparison.id"),
        ({**good, "versions": [{"version": 1}]}, "comparisons[1].versions"),
        ({**good, "tags": ["a,b"]}, "comparisons.1.tags"),
        ({}, "comparisons.1.comparison"),
    ):
        answer = bo.post("/v1/comparisons", json={"comparisons": [good, bad]})
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid_request")
        assert path in answer.json()["detail"]
    assert bo.get("/v1/comparisons").json() == before
    assert people["stranger"].post("/v1/comparisons", json={}).status_code == 401
    assert people["indexer"].post("/v1/comparisons", json={}).status_code == 403


OWN = {"Sec-Fetch-Site": "same-origin"}


def test_the_page_lists_searches_changes_and_imports_without_scripts(tmp_path):
    with running_server(tmp_path) as running, client_of(running) as client:
        body = {"page": {"text": PAGE}, "source": {"text": SOURCE}, "save": True}
        compared = client.post("/v1/compare", json=body).json()
        key, heading = compared["id"], compared["verdict"]["heading"]
        token = running.owner["Authorization"].partition(" ")[2]
        assert client.post("/sign-in", data={"token": token}, headers=OWN).status_code == 303
        form = {"id": key, "title": "Ferry <b>", "tags": "sea , Éire,", "note": "Ask Orla"}
        changed = client.post("/saved?q=ferry&lang=de", data=form, headers=OWN)
        assert (changed.status_code, changed.headers["Location"]) == (303, "/saved?lang=de&q=ferry")
        page = client.get("/saved", params={"q": "harbour", "tag": "Éire"}).text
        assert escape(words("en").say(heading)) in page  # as the panel says it
        assert "Ferry &lt;b&gt;" in page
        assert "Ask Orla" in page
        assert client.get(f"/v1/comparisons/{key}").json()["page"]["title"] == "Ferry <b>"
        assert key not in client.get("/saved", params={"q": "walrus"}).text
        refused = client.post("/saved", data={**form, "tags": "x" * 51}, headers=OWN)
        assert (refused.status_code, "`tags.0`" in refused.text) == (422, True)
        foreign = client.post("/saved", data=form, headers={"Sec-Fetch-Site": "cross-site"})
        assert (foreign.status_code, key in foreign.text) == (403, False)
        own_data = client.get("/v1/me").content
        gone = client.post("/saved", data={"id": key, "delete": ""}, headers=OWN)
        assert (gone.status_code, client.get(f"/v1/comparisons/{key}").status_code) == (303, 404)
        alone = json.dumps({**json.loads(own_data)["comparisons"][0]["comparison"], "id": None})
        for file, count in ((own_data, "1"), (alone.encode(), "1"), (alone.encode(), "0")):
            brought = client.post("/saved", files={"file": ("u.json", file)}, headers=OWN)
            assert f"Imported: {count}." in brought.text
        bad = client.post("/saved", files={"file": ("u.json", b"{")}, headers=OWN)
        assert (bad.status_code, "not JSON" in bad.text) == (400, True)
        assert len(client.get("/v1/comparisons").json()["comparisons"]) == 2


def test_an_operator_may_let_links_show_whole_sources(tmp_path):
    opened_store = open_store(Settings(data=tmp_path))
    _, secret = opened_store.tokens.create(Grant("Ada", ("compare",)))
    opened_store.close()
    with (
        running_server(tmp_path, host="0.0.0.0", UNABRIDGED_LINK_WHOLE_SOURCES="1") as running,
        client_of(running) as client,
    ):
        client.headers["Authorization"] = f"Bearer {secret}"
        saved = save(client)
        del client.headers["Authorization"]
        assert client.get(f"/v1/comparisons/{saved['id']}").json() == saved


def test_what_has_expired_is_deleted_when_the_server_starts(tmp_path):
    opened_store = open_store(Settings(data=tmp_path))
    with running_server(tmp_path) as running, client_of(running) as client:
        save(client)
    with opened_store.sql.write() as db:
        db.execute("update comparisons set expires = ?", (moment(seconds=-1),))
    with running_server(tmp_path):
        end = time.monotonic() + 60
        while rows := opened_store.sql.rows("select id from comparisons"):
            assert time.monotonic() < end, rows
            time.sleep(0.05)
    opened_store.close()


MARKUP = "<script>alert(1)</script><b onload=x>\u202e\u0007\u0000"


def test_markup_and_control_characters_come_back_as_they_were_and_nothing_else(ada, stranger):
    body = {
        "page": {"text": PAGE + " " + MARKUP, "title": MARKUP, "url": "https://brief.example/f"},
        "source": {"text": SOURCE, "title": MARKUP},
        "save": "link",
    }
    saved = ada.post("/v1/compare", json=body).json()
    answer = stranger.get(f"/v1/comparisons/{saved['id']}")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.json()["page"]["title"] == saved["page"]["title"]
    assert ada.get("/v1/comparisons").json()["comparisons"][0]["title"] is not None


def test_a_source_without_sentences_can_be_saved_and_opened(ada, stranger):
    body = {"page": {"text": PAGE}, "source": {"text": "…"}, "save": "link"}
    saved = ada.post("/v1/compare", json=body).json()
    theirs = stranger.get(f"/v1/comparisons/{saved['id']}").json()
    valid(theirs, {"$ref": "#/components/schemas/Comparison"})
