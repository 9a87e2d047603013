"""Every command of these tests has data of its own."""

import pytest


@pytest.fixture(autouse=True)
def own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path))
    monkeypatch.setenv("UNABRIDGED_WORKERS", "1")
