import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from server.config import ENGINE, Settings, variable

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


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


@pytest.mark.parametrize(
    ("name", "value"),
    [("WORKERS", "two"), ("WORKERS", "0"), ("FETCH_SECONDS", "-1"), ("RESPECT_ROBOTS", "maybe")],
)
def test_a_wrong_value_is_refused_with_the_name_of_its_variable(name, value):
    with pytest.raises(ValueError, match=f"UNABRIDGED_{name}='{value}'"):
        Settings.from_env({f"UNABRIDGED_{name}": value})


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
    ("issuer", "others", "says"),
    [
        ("http://id.example", {}, "https"),
        ("https://id.example", {"UNABRIDGED_OIDC_CLIENT": "c"}, "UNABRIDGED_ADDRESS"),
        ("https://id.example", {"UNABRIDGED_ADDRESS": "https://a.example"}, "OIDC_CLIENT"),
    ],
)
def test_a_provider_that_can_sign_nobody_in_is_refused_at_start(issuer, others, says):
    with pytest.raises(ValueError, match=says):
        Settings.from_env({"UNABRIDGED_OIDC_ISSUER": issuer, **others})


def test_every_setting_is_documented_as_it_is():
    lines = DOCS.read_text("utf-8").splitlines()
    for entry in fields(Settings):
        line = next((line for line in lines if variable(entry.name) in line), "")
        assert entry.metadata["doc"] in line, entry.name


def test_the_engine_names_the_version_of_the_package():
    project = tomllib.loads((DOCS.parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"{project['name']}/{project['version']}" == ENGINE
