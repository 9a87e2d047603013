"""The doctor on a real server with a real nginx before it, and a real sign-in provider."""

from dataclasses import replace

import pytest

from server.cli import doctor
from server.cli.main import main
from server.cli.outside import public_address
from server.config import Settings
from server.store import Grant, open_store
from tests.contract.access.test_proxy import documented, nginx
from tests.oidc_provider import running_provider
from tests.servers import running_server


@pytest.mark.parametrize(
    ("path", "proxies"),
    # Who calls isn't guessed: nothing hangs on a proxy that the settings don't name.
    [("", "127.0.0.1"), ("/unabridged", "127.0.0.1"), ("/unabridged", "10.9.9.9")],
)
def test_a_server_behind_nginx_is_well(tmp_path, monkeypatch, capsys, path, proxies):
    data_folder = tmp_path / "data"
    data_folder.mkdir()
    store = open_store(Settings(data=data_folder))
    store.tokens.create(Grant("Ada", ("compare",)))
    store.close()
    environ = {"UNABRIDGED_PROXIES": proxies, "UNABRIDGED_ADDRESS": f"https://a.example{path}"}
    with (
        running_server(data_folder, **environ) as running,
        nginx(tmp_path, documented(running.port)) as outside,
    ):
        monkeypatch.setenv("UNABRIDGED_DATA", str(data_folder))
        monkeypatch.setenv("UNABRIDGED_WORKERS", "1")
        monkeypatch.setenv("UNABRIDGED_BIND", f"127.0.0.1:{running.port}")
        monkeypatch.setenv("UNABRIDGED_ADDRESS", f"{outside}{path}")
        main(["doctor"])
        said = capsys.readouterr().out
        wrong = [line for line in said.splitlines() if not line.startswith("ok")]
        about = [line for line in wrong if outside in line or "readyz" in line]
        assert about == []
        assert "nobody gets in without a token" in said
        assert f"The browser extension may call {outside}{path}." in said


def test_a_proxy_that_passes_a_forged_name_on_is_found(tmp_path):
    trusting = replace(Settings(), proxies=("127.0.0.1",), user_header="Remote-User")
    environ = {"UNABRIDGED_PROXIES": "127.0.0.1", "UNABRIDGED_USER_HEADER": "Remote-User"}
    for readers in ("", "ada"):
        with running_server(tmp_path, **environ, UNABRIDGED_READERS=readers) as running:
            for good, block in (
                (True, documented(running.port)),
                (False, f"location / {{ proxy_pass {running.base}; proxy_http_version 1.1; }}"),
            ):
                with nginx(tmp_path, block) as outside:
                    *_, last = public_address(replace(trusting, address=outside))
                    assert last.good == good
                    assert "Remote-User" in last.text


def test_the_provider_that_signs_people_in_is_asked():
    with running_provider() as provider:
        settings = replace(
            Settings(),
            address="https://a.example/u",
            oidc_issuer=provider.issuer,
            oidc_client="unabridged",
        )
        (good,) = doctor.sign_in(settings)
        assert good.good
        assert "https://a.example/u/sign-in/back" in good.text
        assert "everybody" in good.text
        (wrong,) = doctor.sign_in(replace(settings, oidc_issuer=f"{provider.issuer}/"))
        assert not wrong.good
        assert "to the last slash" in wrong.text
    (unanswered,) = doctor.sign_in(settings)
    assert not unanswered.good
    assert "UNABRIDGED_OIDC_ISSUER" in unanswered.text
    assert list(doctor.sign_in(Settings())) == []
