"""Tokens, pairings and saved comparisons over both databases: SQLite and PostgreSQL."""

import threading
from dataclasses import replace

import psycopg
import pytest

from server.errors import (
    PairingExpired,
    PairingsFull,
    PairingUnknown,
    PairingUsed,
    SavedLimit,
    StoreProblem,
    StoreUnavailable,
)
from server.store.access_tokens import MOST_PAIRED, Pairings, Tokens, digest
from server.store.comparisons import Comparisons
from server.store.records import Grant, ImportRow, SavedComparison
from server.store.search_words import fold_texts
from server.store.sql import moment

ADA = Grant("Ada", ("compare", "index"))
PAST, FUTURE = moment(days=-1), moment(days=1)


@pytest.fixture
def tokens(sql):
    return Tokens(sql)


@pytest.fixture
def pairings(sql):
    return Pairings(sql)


@pytest.fixture
def comparisons(sql):
    return Comparisons(sql)


def entry(key: str, **others) -> SavedComparison:
    comparison = SavedComparison(
        key, "Ferry back", "https://brief.example/f", None, None, "summary", moment(), FUTURE
    )
    return replace(comparison, **others)


def at_once(work, times: int) -> list:
    """Return the results of `work` in this many threads at once."""
    results, start = [], threading.Barrier(times)

    def one(number):
        start.wait()
        results.append(work(number))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_token_opens_with_its_secret_which_is_not_kept(tokens, sql):
    key, secret = tokens.create(ADA)
    result = tokens.find(secret)
    assert (result.id, result.name, result.scopes) == (key, "Ada", ("compare", "index"))
    assert tokens.find(secret + "x") is tokens.find("\0\ud800") is None
    assert secret not in str(sql.rows("select * from tokens"))


def test_using_a_token_is_noted(tokens):
    _, secret = tokens.create(ADA)
    assert tokens.valid()[0].last_used is None
    tokens.find(secret)
    assert tokens.valid()[0].last_used[:13] == moment()[:13]


def test_an_expired_token_is_told_from_one_that_never_was_and_at_last_forgotten(tokens, sql):
    _, secret = tokens.create(replace(ADA, expires=PAST))
    assert tokens.find(secret).expired
    assert tokens.find(secret).last_used is None
    assert tokens.valid() == []
    tokens.forget()
    assert tokens.find(secret) is not None
    with sql.write() as db:
        db.execute("update tokens set expires = ?", (moment(days=-31),))
    tokens.forget()
    assert tokens.find(secret) is None


def test_revoking_a_token_ends_those_that_it_paired_and_its_open_codes(tokens, pairings):
    key, _ = tokens.create(ADA)
    bo_key, _ = tokens.create(replace(ADA, name="Bo"))
    grant = replace(ADA, maker=key, account=key)
    child = tokens.find(pairings.claim(pairings.make(grant)[0])[0])
    pairings.claim(pairings.make(replace(grant, maker=child.id))[0])
    open_code = pairings.make(replace(grant, maker=child.id))[0]
    assert tokens.revoke(key) == 3
    assert tokens.revoke(key) == 0
    assert [token.id for token in tokens.valid()] == [bo_key]
    with pytest.raises(PairingUnknown):
        pairings.claim(open_code)


def test_what_a_person_paired_ends_with_the_persons_name(tokens, pairings):
    person = replace(ADA, maker="user:ada", account="user:ada")
    child = tokens.find(pairings.claim(pairings.make(person)[0])[0])
    open_code = pairings.make(person)[0]
    tokens.create(replace(ADA, name="Bo"))
    assert tokens.revoke("user:ada") == 1
    assert [token.name for token in tokens.valid()] == ["Bo"]
    assert child.id not in [token.id for token in tokens.valid()]
    with pytest.raises(PairingUnknown):
        pairings.claim(open_code)


def test_a_days_calls_are_counted_for_all_tokens_of_an_account_together(tokens, pairings):
    key, secret = tokens.create(replace(ADA, per_day=3))
    first = tokens.find(secret)
    secret_paired, _ = pairings.claim(
        pairings.make(replace(ADA, per_day=3, maker=key, account=key))[0]
    )
    second = tokens.find(secret_paired)
    assert [tokens.spend(token) for token in (first, second, first, second, first)] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert tokens.find(secret).used == tokens.find(secret_paired).used == 3


def test_a_new_day_begins_at_zero_and_the_old_ones_are_forgotten(tokens, sql):
    _, secret = tokens.create(replace(ADA, per_day=1))
    token = tokens.find(secret)
    assert tokens.spend(token)
    with sql.write() as db:
        db.execute("update token_days set day = ?", (PAST[:10],))
    assert tokens.find(secret).used == 0
    assert tokens.spend(token)
    tokens.forget()
    assert sql.rows("select count(*) from token_days") == [(1,)]


def test_a_quota_holds_when_many_call_at_once(tokens):
    _, secret = tokens.create(replace(ADA, per_day=20))
    token = tokens.find(secret)
    spent = at_once(lambda _: [tokens.spend(token) for _ in range(5)], 8)
    assert sum(map(sum, spent)) == 20


def test_a_token_without_a_quota_is_not_counted(tokens, sql):
    token = tokens.find(tokens.create(ADA)[1])
    assert all(tokens.spend(token) for _ in range(3))
    assert sql.rows("select count(*) from token_days") == [(0,)]


def test_a_code_is_good_once_and_its_hash_alone_is_kept(tokens, pairings, sql):
    grant = Grant("Bo", ("compare",), expires=FUTURE, per_day=7)
    code, _ = pairings.make(grant)
    assert len(code) == 22
    assert code not in str(sql.rows("select * from pairings"))
    secret_paired, _ = pairings.claim(code)
    token = tokens.find(secret_paired)
    assert (token.name, token.scopes, token.expires, token.per_day) == (
        "Bo",
        ("compare",),
        FUTURE,
        7,
    )
    with pytest.raises(PairingUsed):
        pairings.claim(code)
    assert len(tokens.valid()) == 1


def test_of_many_claims_at_once_one_gets_the_token(tokens, pairings):
    code = pairings.make(ADA)[0]

    def claim(_):
        try:
            return pairings.claim(code)[0]
        except PairingUsed:
            return None

    assert sum(secret is not None for secret in at_once(claim, 8)) == 1
    assert len(tokens.valid()) == 1


def test_a_code_that_was_never_made_or_is_too_old_gives_no_token(tokens, pairings):
    late = pairings.make(ADA, minutes=-1)[0]
    outlived = pairings.make(replace(ADA, expires=PAST))[0]
    for code, problem in (
        ("x" * 22, PairingUnknown),
        ("", PairingUnknown),
        ("\0", PairingUnknown),
        (late, PairingExpired),
        (outlived, PairingExpired),
    ):
        with pytest.raises(problem):
            pairings.claim(code)
    assert tokens.valid() == []


def test_an_account_pairs_up_to_a_number_and_has_room_again_once_some_ended(tokens, pairings, sql):
    key, _ = tokens.create(ADA)
    of_ada = replace(ADA, maker=key, account=key, expires=FUTURE)
    for _ in range(MOST_PAIRED // 2):
        pairings.claim(pairings.make(of_ada)[0])
    for _ in range(MOST_PAIRED - MOST_PAIRED // 2):
        pairings.make(of_ada)
    with pytest.raises(PairingsFull, match="tokens revoke"):
        pairings.make(of_ada)
    pairings.make(replace(of_ada, account="another"))
    with sql.write() as db:
        db.execute("update pairings set expires = ? where claimed is null", (PAST,))
    pairings.make(of_ada)


def test_who_has_the_code_of_a_digest_claims_its_token_once(pairings):
    pairings.offer(ADA, digest("a code"))
    pairings.offer(ADA, digest("a code"))
    assert pairings.claim("a code")[1] == ADA
    with pytest.raises(PairingUsed):
        pairings.claim("a code")


def test_codes_are_forgotten_when_they_are_long_over(pairings, sql):
    pairings.make(ADA, minutes=-60 * 24 * 8)
    pairings.make(ADA)
    pairings.forget()
    assert sql.rows("select count(*) from pairings") == [(1,)]


def test_a_comparison_is_kept_for_its_owner_who_alone_deletes_it(comparisons):
    comparisons.save(entry("k"), b'{"a": 1}', "ada")
    assert comparisons.body("k") == b'{"a": 1}'
    assert comparisons.find("k", "ada").is_own
    assert comparisons.find("k", "bo") is comparisons.find("k", "") is None
    assert not comparisons.delete("k", "bo")
    assert comparisons.delete("k", "ada")
    assert comparisons.find("k", "ada") is None
    assert not comparisons.delete("k", "ada")


def test_a_link_opens_until_it_is_revoked_and_a_new_one_is_another(comparisons):
    comparisons.save(entry("k"), b"{}", "ada")
    assert comparisons.link("k", "bo", FUTURE) is None
    shared = comparisons.link("k", "ada", FUTURE)
    assert comparisons.link("k", "ada", FUTURE).link == shared.link
    assert not comparisons.find(shared.link, "bo").is_own
    assert comparisons.find(shared.link, "ada").is_own
    assert comparisons.find("k", "bo") is None
    assert not comparisons.unlink("k", "bo")
    assert comparisons.unlink("k", "ada")
    assert comparisons.find(shared.link, "") is None
    assert comparisons.find("k", "ada").is_own
    assert comparisons.link("k", "ada", FUTURE).link not in (shared.link, "k")


def test_an_expired_link_opens_nothing_while_its_owner_still_can(comparisons):
    comparisons.save(entry("k", link="k", link_expires=PAST), b"{}", "ada")
    assert comparisons.find("k", "") is None
    assert comparisons.find("k", "ada").is_own
    assert comparisons.listed("ada", 10, None)[0].link is None
    assert comparisons.link("k", "ada", FUTURE).link != "k"


def test_an_expired_comparison_is_not_there_and_then_really_gone(comparisons, sql):
    comparisons.save(entry("old", expires=PAST, link="old", link_expires=FUTURE), b"{}", "ada")
    comparisons.save(entry("new"), b"{}", "ada")
    assert comparisons.find("old", "ada") is comparisons.find("old", "") is None
    assert [saved.id for saved in comparisons.listed("ada", 10, None)] == ["new"]
    assert comparisons.link("old", "ada", FUTURE) is None
    assert not comparisons.unlink("old", "ada")
    assert not comparisons.delete("old", "ada")
    comparisons.forget()
    assert sql.rows("select id from comparisons") == [("new",)]


def test_a_list_has_the_callers_own_newest_first_and_page_by_page(comparisons):
    for number in range(5):
        comparisons.save(entry(f"a{number}"), b"{}", "ada")
        comparisons.save(entry(f"b{number}"), b"{}", "bo")
    first = comparisons.listed("ada", 3, None)
    assert [saved.id for saved in first] == ["a4", "a3", "a2"]
    comparisons.delete("a2", "ada")
    assert [saved.id for saved in comparisons.listed("ada", 3, first[-1].number)] == ["a1", "a0"]
    assert first[0].title == "Ferry back"


def test_what_sqlite_takes_postgresql_takes_too(comparisons):
    comparisons.save(entry("k", title="a\0b", url="x" * 9000), b"\0\xff", "ada\0")
    assert comparisons.body("k") == b"\0\xff"
    assert comparisons.find("k\0", "ada") is None
    assert comparisons.listed("ada\0", 1, None)[0].title[0] == "a"


def test_many_threads_write_without_finding_the_database_locked(comparisons, sql):
    def write(number):
        for turn in range(20):
            comparisons.save(entry(f"{number}-{turn}"), b"{}", str(number))
            assert comparisons.delete(f"{number}-{turn}", str(number))
        if type(sql).__name__ == "Sqlite":
            sql.close()
        return True

    assert at_once(write, 8) == [True] * 8


def found(comparisons, owner: str = "ada", **filters: str) -> list[str]:
    return [comparison.id for comparison in comparisons.listed(owner, 10, None, **filters)]


def test_a_search_finds_what_is_in_texts_titles_tags_and_notes_of_ones_own(comparisons):
    comparisons.save(
        entry("a"), b"{}", "ada", fold_texts(("Die Fähre sank.", "Captain Finch 100% sure"))
    )
    comparisons.save(entry("b", page_title="Ёлка"), b"{}", "ada", fold_texts(["Ничего."]))
    comparisons.save(entry("c", expires=PAST), b"{}", "ada", fold_texts(["Die Fähre sank."]))
    comparisons.save(entry("d"), b"{}", "bo", fold_texts(["Die Fähre sank."]))
    assert found(comparisons, query="FAHRE") == ["a"]
    assert found(comparisons, query="finch sank") == ["a"]
    assert found(comparisons, query="finch swam") == []
    assert found(comparisons, query="елка") == ["b"]
    assert found(comparisons, query="brief.example") == ["b", "a"]
    assert [found(comparisons, query=query) for query in ("100%", "1%0", "_")] == [["a"], [], []]
    comparisons.change("b", "ada", note="See\0 the harbour", tags=["Sea trade"])
    assert found(comparisons, query="harbour") == found(comparisons, query="sea") == ["b"]
    assert comparisons.change("b", "ada", note="").note == ""
    assert found(comparisons, query="harbour") == []


def test_tags_filter_and_are_listed_in_order(comparisons):
    for key, tags in (("a", ["sea", "Éire"]), ("b", ["sea trade"]), ("c", [])):
        comparisons.save(entry(key), b"It sank.", "ada")
        assert comparisons.change(key, "ada", tags=tags).tags == tuple(tags)
    assert [found(comparisons, tag=tag) for tag in ("sea", "Sea", "trade")] == [["a"], [], []]
    assert comparisons.tags("ada") == ["Éire", "sea", "sea trade"]
    assert comparisons.tags("bo") == []


def test_a_change_is_the_owners_and_a_title_may_be_the_pages_again(comparisons):
    comparisons.save(entry("a", title="As read", page_title="As read"), b"It sank.", "ada")
    assert comparisons.change("a", "bo", title="Mine") is None
    changed = comparisons.change("a", "ada", title="The ferry")
    assert (changed.title, comparisons.find("a", "ada").title) == ("The ferry", "The ferry")
    assert comparisons.change("a", "ada", title=None).title == "As read"
    assert comparisons.about("a", "bo") is None


def test_an_import_adds_what_is_new_leaves_what_is_there_and_shows_nothing_of_others(comparisons):
    comparisons.save(entry("mine", title="Kept"), b"It sank.", "ada")
    comparisons.save(entry("theirs"), b"It sank.", "bo")
    comparisons.save(entry("gone", expires=PAST), b"It sank.", "ada")
    version_time = moment()
    imports = [
        ImportRow(
            entry(key, imported=True, tags=("x",)), b"It rose.", [("page", version_time, b"{}")]
        )
        for key in ("mine", "theirs", "gone", "new", "new")
    ]
    ids = comparisons.add_imported(imports, "ada")
    assert [is_new for _, is_new in ids] == [False, True, True, True, False]
    assert [key for key, _ in ids][::2] == ["mine", "gone", "new"]
    assert ids[1][0] != "theirs"
    comparison_by_id = {
        comparison.id: comparison for comparison in comparisons.listed("ada", 10, None)
    }
    assert comparison_by_id.keys() == {key for key, _ in ids}
    assert (comparison_by_id["mine"].title, comparison_by_id["mine"].changed) == ("Kept", None)
    assert (
        comparison_by_id["new"].tags,
        comparison_by_id["new"].imported,
        comparison_by_id["new"].changed,
    ) == (
        ("x",),
        True,
        version_time,
    )
    assert found(comparisons, "bo") == ["theirs"]
    assert comparisons.link("new", "ada", FUTURE) is None
    assert comparisons.link("mine", "ada", FUTURE).link


def test_an_import_that_fails_half_way_saves_nothing(comparisons):
    good = ImportRow(entry("a", imported=True), b"It sank.", [])
    bad = ImportRow(entry("b", label=None), b"It sank.", [])
    with pytest.raises((StoreProblem, psycopg.Error)):
        comparisons.add_imported([good, bad], "ada")
    assert found(comparisons) == []


def test_a_search_looks_through_the_beginnings_of_long_texts_and_is_bounded(comparisons):
    grown = "\ufdfa" * 2_000_000  # each becomes 18 letters
    words = fold_texts(["Finch said", grown, "a" * 9_000_000, "x" * 9_000_000, "y" * 9_000_000])
    assert len(words) <= 300_000
    comparisons.save(entry("k"), b"{}", "ada", words)
    assert found(comparisons, query="finch") == ["k"]
    assert found(comparisons, query=f"{'a' * 500}z") == ["k"]  # its first letters are looked for
    assert found(comparisons, query="finch " * 10 + "swam") == ["k"]  # and ten words


def test_a_search_that_takes_too_long_is_given_up(sql):
    endless = (
        "with recursive numbers(n) as (select 1 union all select n + 1 from numbers)"
        " select count(*) from numbers"
    )
    with pytest.raises(StoreUnavailable, match="given up"):
        sql.rows_within(0.05, endless)
    assert sql.rows_within(5, "select 1") == sql.rows("select 1") == [(1,)]


def test_an_account_may_save_so_much_and_others_are_not_counted(sql, tokens):
    comparisons = Comparisons(sql, most_bytes=1_000)
    ada, _ = tokens.create(Grant("Ada", ("compare",)))
    paired, _ = tokens.create(Grant("Ada's", ("compare",), maker=ada, account=ada))
    comparisons.save(entry("a"), b"x" * 400, ada)
    comparisons.save(entry("b"), b"x" * 400, paired)
    with pytest.raises(SavedLimit, match="Delete some") as caught:
        comparisons.save(entry("c"), b"x" * 400, ada)
    assert caught.value.status == 403
    versions = [("page", moment(), b"y" * 150)]
    with pytest.raises(SavedLimit):
        comparisons.add_imported([ImportRow(entry("d"), b"x" * 100, versions)], paired)
    comparisons.add_imported([ImportRow(entry("d"), b"x" * 10, versions)], paired)
    comparisons.save(entry("e"), b"x" * 400, "user:bo")
    assert found(comparisons, owner=ada) == ["a"]
    assert comparisons.delete("b", paired)
    comparisons.save(entry("c"), b"x" * 400, ada)
