"""A site on loopback, a stand-in of Miniflux, and a real server that may read the site."""

import pytest

from tests.contract.bridge.loopback import Site
from tests.contract.bridge.miniflux_stand_in import StandIn
from tests.servers import running_server, serving


@pytest.fixture
def site():
    with serving(Site()) as pages:
        yield pages


@pytest.fixture
def reader():
    with serving(StandIn()) as stand_in:
        yield stand_in


@pytest.fixture
def options(site):
    return {
        "UNABRIDGED_ALLOW_HOSTS": f"127.0.0.1:{site.server_port},localhost:{site.server_port}",
        "UNABRIDGED_FEEDS_PAUSE_SECONDS": "0.01",
        "UNABRIDGED_BRIDGE_PAGES": "100000",
    }


@pytest.fixture
def server(tmp_path, options):
    with running_server(tmp_path, **options) as running:
        yield running
