"""The owner's token: made once, for its user alone, whoever starts first."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.store import OWNER_TOKEN, owner_token


def test_it_is_made_at_the_first_start_and_kept(tmp_path):
    secret = owner_token(tmp_path)
    assert secret.startswith("unab_")
    assert len(secret) == len("unab_") + 43
    assert owner_token(tmp_path) == secret
    assert [path.name for path in tmp_path.iterdir()] == [OWNER_TOKEN]


def test_its_file_is_its_users_alone_also_one_that_was_copied(tmp_path):
    file = tmp_path / OWNER_TOKEN
    secret = owner_token(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    assert owner_token(tmp_path) == secret
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_servers_that_start_at_once_have_the_same(tmp_path):
    for number in range(20):
        folder = tmp_path / str(number)
        folder.mkdir()
        with ThreadPoolExecutor(8) as starting:
            assert len(set(starting.map(owner_token, [folder] * 8))) == 1


@pytest.mark.parametrize("text", ["", "unab_short", "x" * 48, "unab_" + "ä" * 43])
def test_a_file_that_holds_something_else_is_a_sentence(tmp_path, text):
    (tmp_path / OWNER_TOKEN).write_text(text)
    with pytest.raises(SystemExit, match="Delete the file"):
        owner_token(tmp_path)


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(SystemExit, match="No such file"):
        owner_token(tmp_path / "none")
