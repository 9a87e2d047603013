"""The calls of the API are declared where an application is made, so one is made first."""

import pytest

from server import create_app
from server.config import Settings


@pytest.fixture(scope="session", autouse=True)
def declared(tmp_path_factory):
    create_app(Settings(data=tmp_path_factory.mktemp("declared")))
