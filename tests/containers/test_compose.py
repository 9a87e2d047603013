"""The containers of docs/installing.md, up: as documented, with data, killed, renewed, restored.

Run by `make soak` where Podman is. Images come from Debian's packages alone; see engine.py.
"""

import contextlib
import os
import re
import signal
import ssl

import httpx2
import pytest

from tests.containers.engine import Engine, missing
from tests.oidc_provider import CLIENT, SECRET, running_provider
from tests.servers import ROOT, free_port, until

pytestmark = [
    pytest.mark.skipif("UNABRIDGED_FAULTS" not in os.environ, reason="make soak"),
    pytest.mark.skipif(bool(missing()), reason=f"no containers: {', '.join(missing())} missing"),
]
HOST = "unabridged.localhost"  # Caddy makes the certificate of such a name itself
PAGE = "The ferry to Brackholm sank at noon. Nobody was hurt."
SOURCE = "The ferry to Brackholm sank at noon. Nobody was hurt. Its owner had been warned in May."
DOCUMENTED = (ROOT / "docs" / "installing.md").read_text("utf-8")
LARGEST = 330_000_000  # bytes of the image, on a base of some 219 MB as debootstrap leaves it
SERVICES = ("server", "database", "proxy")


def documented(words, page=DOCUMENTED):
    """Return the line of the docs that begins with `docker compose` and `words`."""
    return re.search(rf"docker compose {re.escape(words)}[^`\n]*", page)[0].strip()


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """Return the engine with all images, and nothing running."""
    made = Engine(tmp_path_factory.mktemp("tree"))
    made.make_base(tmp_path_factory.mktemp("base"))
    made.make_others(tmp_path_factory.mktemp("others"))
    made.podman("rmi", "--force", "--ignore", "unabridged")
    port = free_port()
    env = (made.folder / "team.env").read_text("utf-8")
    for name, value in {
        "UNABRIDGED_HOST": HOST,
        "POSTGRES_PASSWORD": "letters1",
        "UNABRIDGED_OIDC_ISSUER": f"http://127.0.0.1:{port}",
        "UNABRIDGED_OIDC_CLIENT": CLIENT,
        "UNABRIDGED_OIDC_SECRET": SECRET,
        "UNABRIDGED_ADMINS": "ada",
    }.items():
        env = re.sub(rf"^{name}=.*$", f"{name}={value}", env, flags=re.M)
    (made.folder / ".env").write_text(env)
    made.port = port
    try:
        yield made
    finally:
        made.compose("docker compose down --volumes")


@pytest.fixture(scope="module")
def team(engine):
    """Return a client of the team's server by TLS, as the documented commands start it."""
    # Podman before 4.6 waits for no health: the database may not answer yet.
    printed = until(lambda: tried(engine, documented("run --rm server tokens")), 300)
    secret = re.search(r"unab_\S+", printed)[0]
    engine.compose(documented("up --detach"))
    return Team(engine, secret)


def tried(engine, line):
    """Return what a documented line prints; "" where it fails."""
    with contextlib.suppress(AssertionError):
        return engine.compose(line)
    return ""


class Team:
    """Ada's calls through Caddy, whose authority alone is trusted."""

    def __init__(self, engine, secret):
        self._engine, self._secret = engine, secret

    def call(self, method, path, **options):
        own = self._engine.compose(
            "docker compose exec -T proxy cat /data/caddy/pki/authorities/local/root.crt"
        )
        headers = {"Authorization": f"Bearer {self._secret}", **options.pop("headers", {})}
        with httpx2.Client(
            verify=ssl.create_default_context(cadata=own), trust_env=False, timeout=60
        ) as client:
            return client.request(
                method,
                f"https://127.0.0.1{path}",
                headers={"Host": HOST, **headers},
                extensions={"sni_hostname": HOST},
                **options,
            )

    def works(self):
        """Return whether a page is compared; False while some part is away."""
        with contextlib.suppress(httpx2.HTTPError, AssertionError, ssl.SSLError):
            answer = self.call("GET", "/readyz")
            return answer.status_code == 200 and self.compare().status_code == 200
        return False

    def compare(self, **more):
        texts = {"page": {"text": PAGE}, "source": {"text": SOURCE}, "find": False}
        return self.call("POST", "/v1/compare", json={**texts, **more})


def test_the_documented_commands_bring_up_a_team_behind_tls(engine, team):
    until(team.works, 300)
    answer = team.compare().json()
    states = [one["state"] for one in answer["alignment"]["account"]]
    assert states == ["told", "told", "left_out"]
    assert team.call("GET", "/v1/me", headers={"Authorization": ""}).status_code == 401


def test_the_server_runs_read_only_without_rights_and_is_healthy(engine, team):
    until(team.works, 300)
    found = engine.container("server")
    assert found["HostConfig"]["ReadonlyRootfs"]
    assert found["Config"]["User"] == "10001:10001"
    assert not found["EffectiveCaps"]
    assert found["Config"]["Healthcheck"]["Test"][:2] == ["CMD", "python"]
    engine.podman("healthcheck", "run", found["Id"])
    engine.podman("exec", found["Id"], "python", "-c", "open('/opt/x', 'w')", status=1)


def test_the_image_has_a_bound_and_no_tools(engine, team):
    size = int(engine.podman("image", "inspect", "unabridged", "--format", "{{.Size}}"))
    assert size <= LARGEST, size
    asked = "import shutil; print([*filter(shutil.which, ('cc', 'make', 'pip', 'strip', 'git'))])"
    found = engine.podman("exec", engine.container("server")["Id"], "python", "-c", asked)
    assert found.strip() == "[]"


def test_a_person_signs_in_at_the_provider(engine, team):
    until(team.works, 300)
    with contextlib.ExitStack() as stack:
        with engine.network_of("server"):
            provider = stack.enter_context(running_provider(engine.port))
        left = team.call("GET", "/sign-in/with", headers={"Authorization": ""})
        attempt = re.search(r"__Host-unabridged_attempt=[^;]*", left.headers["Set-Cookie"])[0]
        asked = dict(httpx2.URL(left.headers["Location"]).params)
        back = provider.authorize(asked).removeprefix(f"https://{HOST}")
        signed = team.call("GET", back, headers={"Cookie": attempt, "Authorization": ""})
    assert signed.status_code == 200, signed.text
    session = re.search(r"__Host-unabridged_session=[^;]+", signed.headers["Set-Cookie"])[0]
    shown = team.call("GET", "/admin", headers={"Cookie": session, "Authorization": ""})
    assert "Health" in shown.text


@pytest.mark.parametrize("service", SERVICES)
def test_a_killed_container_comes_back_and_nothing_saved_is_lost(engine, team, service):
    until(team.works, 300)
    saved = team.compare(save=True).json()["id"]
    before = engine.container(service)["State"]["Pid"]
    os.kill(before, signal.SIGKILL)
    until(lambda: engine.container(service)["State"]["Pid"] not in (0, before), 60)
    until(team.works, 300)
    assert team.call("GET", f"/v1/comparisons/{saved}").status_code == 200


def test_a_new_image_goes_on_with_the_data(engine, team):
    until(team.works, 300)
    saved = team.compare(save=True).json()["id"]
    with (engine.folder / "Dockerfile").open("a") as file:
        file.write("LABEL renewed=yes\n")
    engine.compose("docker compose build server")
    engine.compose("docker compose down")
    engine.compose(documented("up --detach"))
    until(team.works, 300)
    assert engine.container("server")["Config"]["Labels"]["renewed"] == "yes"
    assert team.call("GET", f"/v1/comparisons/{saved}").status_code == 200


def test_a_backup_is_made_and_restored_inside(engine, team):
    until(team.works, 300)
    saved = team.compare(save=True).json()["id"]
    page = (ROOT / "docs" / "self-hosting.md").read_text("utf-8")
    dump = documented("exec database pg_dump", page).replace("exec", "exec -T")
    engine.compose(dump)
    assert team.call("DELETE", f"/v1/comparisons/{saved}").status_code == 204
    engine.compose("docker compose stop server")
    engine.compose(documented("exec database pg_restore", page).replace("exec", "exec -T"))
    engine.compose(documented("up --detach"))
    until(team.works, 300)
    assert team.call("GET", f"/v1/comparisons/{saved}").status_code == 200
