"""The application's data folder."""

from server.config import Settings
from server.web.app import _make_data_folder


def test_the_data_folder_is_its_owners_alone_also_one_that_is_there(tmp_path):
    (tmp_path / "old").mkdir(0o755)
    for name in ("old", "new"):
        _make_data_folder(Settings(data=tmp_path / name))
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o700
