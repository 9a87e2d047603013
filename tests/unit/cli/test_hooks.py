"""The command `hooks`, and what `data` counts of it."""

from contextlib import closing

from server.cli.main import main
from server.config import Settings
from server.store import LOCAL_ACCOUNT, SavedComparison, moment, open_store


def test_a_webhook_of_this_machines_own_calls_says_what_it_watches(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("UNABRIDGED_HOOK_HOSTS", "desk.example")
    with closing(open_store(Settings(data=tmp_path))) as store:
        page_and_source = ("Ferry", "https://a.example/", "Boat", "https://b.example/", "full")
        saved = SavedComparison("one", *page_and_source, moment(), moment(days=9))
        store.comparisons.save(saved, b"{}", LOCAL_ACCOUNT)
    main(["hooks", "add", "https://desk.example/in", "--whose", "local"])
    assert "comparisons of local: 1 page and 1 original now" in capsys.readouterr().out
    main(["data", "delete"])
    printed = capsys.readouterr().out
    assert printed == "This is kept of this server's owner: 1 comparison, 1 webhook.\n"
