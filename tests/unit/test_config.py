import tomllib
from dataclasses import replace
from runpy import run_path

import pytest

from server.config import ENGINE, FIELDS, Settings, names, unknown_variables, variable
from tests.servers import ROOT

reference = run_path(str(ROOT / "docs/settings.py"))["reference"]


def test_without_variables_the_server_is_for_this_machine_only():
    settings = Settings.from_env({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8750)
    assert settings.allow_hosts == ()
    assert settings.database_path == settings.data / "unabridged.sqlite3"


def test_each_kind_of_variable_is_read(tmp_path):
    settings = Settings.from_env(
        {
            "UNABRIDGED_BIND": "[::1]:9000",
            "UNABRIDGED_DATA": str(tmp_path),
            "UNABRIDGED_ALLOW_HOSTS": "intra.example:8080, 10.1.0.0/16 ,",
            "UNABRIDGED_FETCH_SECONDS": "2.5",
            "UNABRIDGED_WORKERS": "3",
            "UNABRIDGED_RESPECT_ROBOTS": "no",
            "UNABRIDGED_DATABASE": "  ",
        }
    )
    assert (settings.host, settings.port) == ("::1", 9000)
    assert settings.data == tmp_path
    assert settings.allow_hosts == ("intra.example:8080", "10.1.0.0/16")
    assert (settings.fetch_seconds, settings.workers) == (2.5, 3)
    assert settings.respect_robots is False
    assert settings.database == ""


ADDRESS = ["news.example", "ftp://a.example", "https://", "https://a.example:99999", "https://a b"]
OPENING = ["10.0.0.0/8:99999", "a.example:0", "a.example:port", "10.0.0.0/40", "a b", "[::1]:70000"]
ENDLESS = ["inf", "nan", "1e9", "-1", "0", "soon"]
# What each setting takes for nothing that can be meant.
WRONG = {
    "bind": [
        "8750",
        "127.0.0.1",
        "127.0.0.1:",
        ":8750",
        "127.0.0.1:0",
        "localhost:99999",
        "a b:80",
    ],
    "database": ["mysql://ada@db.example/a"],
    "allow_hosts": OPENING,
    "hook_hosts": OPENING,
    "origins": ["notes.example", "https://notes.example/path", "https://notes.example:99999", "*"],
    "user_agent": ["Léser/1.0", "one\ntwo"],
    "address": ADDRESS,
    "contact": ["ada@harbour.example", "mailto:ada", "http://harbour.example"],
    "proxies": ["proxy.example", "10.0.0.5/8", "10.0.0.0/40"],
    "user_header": ["Remote User", "Remote-User:"],
    "oidc_issuer": ADDRESS,
    "oidc_name": ["two words"],
    "oidc_groups": ["two words"],
    "index": ADDRESS,
    "index_key": ["clé"],
    "search_searxng": ADDRESS,
    "search_brave": ["clé"],
    "search_guardian": ["clé"],
    "opinion_url": ADDRESS,
    "opinion_key": ["clé"],
    "worker_megabytes": ["0", "10", "much"],
    "index_replicas": ["-1", "half", "1000000"],
}
WRONG_OF_KIND = {
    bool: ["maybe", "2", "on off"],
    int: ["0", "-1", "two", "1.5", "1000000000"],
    float: ENDLESS,
}
RIGHT = {
    "bind": ["127.0.0.1:8750", "[::1]:1", "0.0.0.0:65535", "server.example:80"],
    "allow_hosts": ["a.example:8080, 10.0.0.0/8:81, [fd00::/8]:8080, fd00::1, b.example"],
    "origins": ["https://notes.example, http://[::1]:9, chrome-extension://abcdefgh"],
    "address": ["https://a.example/unabridged", "http://[::1]:8750"],
    "contact": ["mailto:ada@harbour.example", "https://harbour.example/security"],
    "database": ["/var/lib/a.sqlite3", "postgresql://ada@db.example/a"],
    "index_replicas": ["0"],
    "user_agent": ["Reader/1.0 (+https://a.example)"],
}


def wrong_values() -> list[tuple[str, str]]:
    """Each setting with what it must not take."""
    return [
        (name, value)
        for name, field in FIELDS.items()
        for value in (*WRONG.get(name, WRONG_OF_KIND.get(field.annotation, [])), "a\x07b")
    ]


@pytest.mark.parametrize(("name", "value"), wrong_values())
def test_a_wrong_value_is_refused_with_its_variable_and_what_is_asked_for(name, value):
    with pytest.raises(ValueError, match=variable(name)) as caught:
        Settings.from_env({variable(name): value})
    assert str(caught.value).endswith("."), "a sentence"


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in RIGHT.items() for v in values])
def test_values_that_can_be_meant_are_taken(name, value):
    assert getattr(Settings.from_env({variable(name): value}), name) is not None


@pytest.mark.parametrize("name", names())
def test_nothing_is_as_good_as_no_variable(name):
    empty, none = (Settings.from_env(variables) for variables in ({variable(name): " "}, {}))
    assert empty == none


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("UNABRIDGED_PORT", "UNABRIDGED_BIND?"),
        ("UNABRIDGED_HOST", "UNABRIDGED_BIND?"),
        ("UNABRIDGED_ADRESS", "UNABRIDGED_ADDRESS?"),
        ("UNABRIDGED_DATABASE_URL", "UNABRIDGED_DATABASE?"),
        ("UNABRIDGED_DATABASES", "UNABRIDGED_DATABASE?"),
        ("UNABRIDGED_OIDC_SECRETS_FILE", "UNABRIDGED_OIDC_SECRET_FILE?"),
        ("UNABRIDGED_QQQQ", "docs/settings.md"),
    ],
)
def test_a_variable_that_is_not_a_setting_is_named_with_the_one_that_was_meant(name, meant):
    known_variables = {"UNABRIDGED_BIND": "x", "UNABRIDGED_INDEX_KEY_FILE": "x", "PATH": "x"}
    (remark,) = unknown_variables({name: "x", **known_variables})
    assert remark.startswith(f"{name} is not a setting and has no effect.")
    assert meant in remark


def test_a_key_that_cannot_be_sent_is_not_shown():
    with pytest.raises(ValueError, match="UNABRIDGED_SEARCH_BRAVE") as caught:
        Settings.from_env({"UNABRIDGED_SEARCH_BRAVE": "sécret"})
    assert "sécret" not in str(caught.value)


def test_a_secret_may_be_in_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text("k1\n")
    assert Settings.from_env({"UNABRIDGED_SEARCH_BRAVE_FILE": str(file)}).search_brave == "k1"
    both = {"UNABRIDGED_SEARCH_BRAVE_FILE": str(file), "UNABRIDGED_SEARCH_BRAVE": "k2"}
    with pytest.raises(ValueError, match="both set"):
        Settings.from_env(both)
    with pytest.raises(ValueError, match="UNABRIDGED_SEARCH_BRAVE_FILE"):
        Settings.from_env({"UNABRIDGED_SEARCH_BRAVE_FILE": str(tmp_path / "none")})


@pytest.mark.parametrize(
    ("issuer", "others", "message"),
    [
        ("http://id.example", {}, "https"),
        ("https://id.example", {"UNABRIDGED_OIDC_CLIENT": "c"}, "UNABRIDGED_ADDRESS"),
        ("https://id.example", {"UNABRIDGED_ADDRESS": "https://a.example"}, "OIDC_CLIENT"),
    ],
)
def test_a_provider_that_can_sign_nobody_in_is_refused_at_start(issuer, others, message):
    with pytest.raises(ValueError, match=message):
        Settings.from_env({"UNABRIDGED_OIDC_ISSUER": issuer, **others})


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://pages.example", True),
        ("http://127.0.0.1:8750", True),
        ("http://localhost:8750/pages", True),
        ("http://pages.example", False),
        ("http://192.168.1.5:8750", False),
        ("http://localhost.pages.example", False),
    ],
)
def test_people_sign_in_by_https_or_on_this_machine(address, is_safe):
    team = {
        "UNABRIDGED_OIDC_ISSUER": "https://id.example",
        "UNABRIDGED_OIDC_CLIENT": "c",
        "UNABRIDGED_ADDRESS": address,
    }
    if is_safe:
        assert Settings.from_env(team).address == address
        return
    with pytest.raises(ValueError, match=f"UNABRIDGED_ADDRESS='{address}'.*https://"):
        Settings.from_env(team)


def test_the_page_of_settings_is_that_of_the_settings():
    assert (ROOT / "docs/settings.md").read_text("utf-8") == reference()
    assert [name for name, field in FIELDS.items() if not field.description] == []


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"WORKERS": "0"}, "UNABRIDGED_WORKERS='0' is not a whole number from 1 to 1024."),
        ({"SAVED_DAYS": "1.5"}, "_DAYS='1.5' is not a whole number from 1 to 36500."),
        ({"FIND_SECONDS": "nan"}, "_SECONDS='nan' is not a number above 0, at most 86400."),
        ({"FEEDS_POLL": "soon"}, "UNABRIDGED_FEEDS_POLL='soon' is not a yes or no (1 or 0)."),
        ({"PROXIES": "10.0.0.1, a.b"}, "_PROXIES='a.b' is not 10.0.0.5 or 10.0.0.0/8."),
        ({"INDEX_KEY": "clé"}, "_INDEX_KEY='…' is not text in ASCII, as it is sent in a header."),
    ],
)
def test_the_sentence_names_the_value_and_what_is_expected(variables, message):
    with pytest.raises(ValueError, match="UNABRIDGED_") as caught:
        Settings.from_env({f"UNABRIDGED_{name}": value for name, value in variables.items()})
    assert str(caught.value).endswith(message)


def test_a_setting_is_checked_however_it_is_given_and_stays():
    for fields in ({"bind": "8750"}, {"workers": 0}, {"proxies": ("a.b",)}):
        with pytest.raises(ValueError, match=next(iter(fields))):
            replace(Settings(), **fields)
    with pytest.raises(AttributeError, match="workers"):
        Settings().workers = 3


def test_a_secret_is_in_no_report_and_no_representation():
    settings = Settings(index_password="secretword", opinion_key="secretword")
    assert "secretword" not in f"{settings!r} {settings.shown()}"


def test_the_engine_names_the_version_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"{project['name']}/{project['version']}" == ENGINE
