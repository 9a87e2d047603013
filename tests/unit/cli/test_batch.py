import io
import json

import pytest

from server.cli.batch import Shard, is_problem, lines_of_shard, resume, run
from server.cli.lines import InputLine, InputLines
from server.cli.main import main
from server.store import IndexArticle, SqliteArticles

PAGE = {"text": "The ferry is late. The harbour master is not surprised."}


def answers(engine, call, *lines):
    bodies = [json.dumps(line) for line in lines]
    return [json.loads(answer) for answer in run(engine, call, numbered(bodies))]


def numbered(lines):
    """Return lines as they come from standard input."""
    return InputLines(io.BytesIO("\n".join(lines).encode()), "")


def test_answers_come_in_the_order_of_the_lines(engine):
    lines = [{"id": number, **PAGE} for number in range(9)]
    assert [entry["id"] for entry in answers(engine(), "extract", *lines)] == list(range(9))


def test_each_call_answers_with_its_fields(engine):
    offline_engine = engine(offline=True)
    assert answers(offline_engine, "extract", {"id": 1, **PAGE})[0]["words"] == 10
    assert set(answers(offline_engine, "verdict", {"id": 1, **PAGE})[0]) == {
        "id",
        "page",
        "verdict",
    }
    assert "search" in answers(offline_engine, "find", {"id": 1, **PAGE})[0]
    pair = {"id": "a", "page": {"sentences": ["One."]}, "source": {"sentences": ["One.", "Two."]}}
    assert answers(offline_engine, "align", pair)[0]["figures"]["source_sentences"] == 2


def test_the_fields_of_a_page_may_stand_flat_or_in_it(engine):
    offline_engine = engine(offline=True)
    flat, nested = answers(
        offline_engine, "find", {"id": 1, **PAGE}, {"id": 1, "page": PAGE, "search": {}}
    )
    for answer in (flat, nested):
        answer["search"]["tried"] = []  # with times
    assert flat == nested
    (compared,) = answers(offline_engine, "compare", {"id": 1, **PAGE, "source": PAGE})
    assert compared["alignment"]["figures"]["page_sentences"] == 2
    assert compared["id"] == 1, "not that of a saved comparison"
    (cited,) = answers(
        offline_engine, "cite", {"id": 1, "text": "It is [late](https://a.example/2026/b-c)."}
    )
    assert cited["citations"][0]["outcome"] == "unreadable"
    assert is_problem(
        next(
            run(offline_engine, "compare", numbered([json.dumps({"id": 1, **PAGE, "save": True})]))
        )
    )


def test_an_answer_cannot_steer_the_terminal_and_says_the_same(engine):
    text = "It is \u202elate\x9b2J again. The harbour \x7fis open."
    (line,) = run(
        engine(offline=True), "extract", numbered([json.dumps({"id": "\u2066", "text": text})])
    )
    assert all(chr(code).encode() not in line for code in (0x7F, 0x9B, 0x202E, 0x2066))
    assert json.loads(line)["id"] == "\u2066"


def test_a_bad_line_becomes_a_problem_and_the_next_goes_on(engine):
    offline_engine = engine(offline=True)
    lines = [
        "no json",
        "[]",
        '{"id": 3}',
        '{"id": 4, "htm": "x"}',
        '{"id": 5, "url": "http://x.example"}',
        "",
        json.dumps({"id": 6, **PAGE}),
    ]
    answers = [json.loads(line) for line in run(offline_engine, "extract", numbered(lines))]
    slugs = [
        entry.get("problem", {}).get("type", "").removeprefix("/problems/") for entry in answers
    ]
    assert slugs == ["invalid_request"] * 4 + ["offline", ""]
    assert [entry["id"] for entry in answers] == [None, None, 3, 4, 5, 6]


def test_lines_are_read_as_they_are_needed(engine):
    taken_numbers = []

    def endless():
        number = 0
        while True:
            number += 1
            taken_numbers.append(number)
            yield InputLine(number, json.dumps({"id": number, **PAGE}).encode())

    answers = run(engine(offline=True), "extract", endless())
    next(answers)
    answers.close()
    assert len(taken_numbers) < 10


def test_what_is_wrong_with_a_line_is_a_sentence(engine):
    lines = [
        '{"id": 1}',
        '{"id": 2, "htm": "x"}',
        "",
        "[" * 100_000,
        r'{"text": "\ud800"}',
        "{'a': 1}",
    ]
    answers = run(engine(offline=True), "extract", numbered(lines))
    nothing, unknown, nested, half, quotes = (
        json.loads(answer)["problem"]["detail"] for answer in answers
    )
    assert nothing == "`page`: give at least one of url, html or text."
    assert unknown == "The field `page.htm` is not known; /docs lists the fields."
    assert nested.startswith("Line 4 can't be read as JSON: ")
    assert half == "Line 5 can't be read as JSON: unexpected end of hex escape at column 17."
    assert quotes == "Line 6 can't be read as JSON: key must be a string at column 2."


def test_a_byte_order_mark_and_other_encodings_are_not_a_fault_of_the_next_line(engine):
    content = b'\xef\xbb\xbf{"id": 1, "text": "It is late."}\n{"id": 2, "text": "\xe9"}\n{"id": 3}'
    lines = InputLines(io.BytesIO(content), "")
    first, second, third = map(json.loads, run(engine(offline=True), "extract", lines))
    assert first["text"] == "It is late."
    assert second["problem"]["detail"].startswith("Line 2 can't be read as JSON: invalid unicode")
    assert third["id"] == 3


def test_shards_have_every_line_once():
    lines = [*map(str, range(5)), "", "  ", *map(str, range(5, 10))]
    parts = [list(lines_of_shard(iter(numbered(lines)), number, 3)) for number in (1, 2, 3)]
    assert [line.content.strip() for line in parts[1]] == [b"1", b"4", b"7"]
    assert [line.number for line in parts[1]] == [2, 5, 10]
    assert sorted(line.number for shard in parts for line in shard) == [
        1,
        2,
        3,
        4,
        5,
        *range(8, 13),
    ]
    assert Shard()("2/4") == (2, 4)


@pytest.mark.parametrize("shard", ["0/2", "3/2", "2", "a/b", "1/0", "-1/2", "1/2/3"])
def test_a_shard_that_is_none_is_a_sentence(shard, capsys):
    assert main(["batch", "extract", f"--shard={shard}"]) == 2
    assert "2/4" in capsys.readouterr().err


def stream(text):
    """Return standard input that holds `text`."""
    return io.TextIOWrapper(io.BytesIO(text.encode()))


@pytest.fixture
def batch(monkeypatch, engine):
    """Run `batch extract` over texts by id."""

    def call(texts, *options):
        lines = [json.dumps({"id": key, "text": text}) + "\n" for key, text in texts.items()]
        monkeypatch.setattr("sys.stdin", stream("".join(lines)))
        offline_engine = engine(offline=True)
        monkeypatch.setattr(offline_engine, "close", lambda: None)
        monkeypatch.setattr("server.cli.batch.open_engine", lambda *_, **__: offline_engine)
        return main(["batch", "extract", "--offline", *options])

    return call


def test_a_run_that_was_stopped_goes_on_where_it_was(batch, tmp_path, capsys):
    texts = {f"k{number}": f"The ferry is {number} hours late. It rains." for number in range(7)}
    complete, partial = tmp_path / "whole.jsonl", tmp_path / "part.jsonl"
    assert batch(texts, "--output", str(complete)) == 0
    answers = complete.read_bytes()
    assert [json.loads(line)["id"] for line in answers.splitlines()] == list(texts)
    for length in (0, 1, len(answers) // 2, len(answers) - 1, len(answers)):
        partial.write_bytes(answers[:length])
        assert batch(texts, "--output", str(partial)) == 0
        assert partial.read_bytes() == answers

    halves = [tmp_path / "1", tmp_path / "2"]
    for number, half in enumerate(halves, 1):
        assert batch(texts, "--shard", f"{number}/2", "--output", str(half)) == 0
    both = b"".join(half.read_bytes() for half in halves)
    assert sorted(both.splitlines()) == sorted(answers.splitlines())


def test_an_output_of_other_lines_is_left_alone(batch, tmp_path, capsys):
    out = tmp_path / "out.jsonl"
    assert batch({"a": "The ferry is late."}, "--output", str(out)) == 0
    before = out.read_bytes()
    for texts in ({"b": "The ferry is late."}, {}):
        assert batch(texts, "--output", str(out)) == 1
        assert "other lines" in capsys.readouterr().err
    assert out.read_bytes() == before


def test_output_of_another_call_is_left_alone(batch, tmp_path, capsys, monkeypatch):
    out = tmp_path / "out.jsonl"
    texts = {"a": "The ferry is late. Nobody is surprised."}
    assert batch(texts, "--output", str(out)) == 0
    before = out.read_bytes()
    monkeypatch.setattr("sys.stdin", stream(json.dumps({"id": "a", "text": texts["a"]}) + "\n"))
    assert main(["batch", "verdict", "--offline", "--output", str(out)]) == 1
    assert "holds answers to `extract`, not to `verdict`" in capsys.readouterr().err
    assert out.read_bytes() == before


@pytest.mark.parametrize("call", ["extract", "verdict", "find", "compare", "cite", "align"])
def test_each_call_is_known_by_its_answer(engine, call, tmp_path):
    body = {"page": PAGE, "source": PAGE} if call == "align" else PAGE
    out = tmp_path / "out.jsonl"
    line = json.dumps({"id": 1, **body})
    out.write_bytes(b"".join(run(engine(offline=True), call, numbered([line]))))
    assert resume(iter(numbered([line])), out, call) == 0
    with pytest.raises(ValueError, match=f"`{call}`"):
        resume(iter(numbered([line])), out, "extract" if call != "extract" else "verdict")


def test_batch_reads_and_writes_lines(capsysbinary, monkeypatch):
    lines = b'{"id": 1, "text": "The ferry is late."}\n{"id": 2, "url": "http://x.example/"}\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert main(["batch", "extract", "--offline"]) == 1
    first, second = map(json.loads, capsysbinary.readouterr().out.splitlines())
    assert first["text"] == "The ferry is late."
    assert second["problem"]["type"] == "/problems/offline"


STORY = (
    "The lighthouse at Brackholm will be lit again in May after eleven dark years, the harbour "
    "trust said on Tuesday. Odd Farrow, who chairs the trust, said that repairs had cost 2.4 "
    "million crowns. The first keeper's granddaughter, Wilma Stensund, will turn the switch."
)


@pytest.fixture
def one_story(tmp_path):
    path = tmp_path / "one.db"
    index = SqliteArticles(path)
    index.add_articles([IndexArticle("https://gazette.example/lit", "Lit again", STORY)])
    index.close()
    return str(path)


def test_batch_finds_in_an_index_without_a_connection(capsysbinary, monkeypatch, one_story):
    excerpt = STORY.rpartition("The first")[0]
    line = json.dumps({"id": 1, "text": excerpt}).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line)))
    assert main(["batch", "find", "--offline", "--index", one_story]) == 0
    search = json.loads(capsysbinary.readouterr().out)["search"]
    assert search["source"] == "https://gazette.example/lit"
    assert [turn["outcome"] for turn in search["tried"] if turn["finder"] == "index"] == ["source"]


def test_an_index_that_is_missing_is_said_and_a_broken_one_stops_nothing(
    capsysbinary, monkeypatch, tmp_path
):
    line = json.dumps({"id": 1, "text": STORY}).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line)))
    path = tmp_path / "broken.db"
    assert main(["batch", "find", "--offline", "--index", str(path)]) == 2
    assert b"does not exist" in capsysbinary.readouterr().err
    path.write_bytes(b"this is no database, " * 1000)
    assert main(["batch", "find", "--offline", "--index", str(path)]) == 0
    search = json.loads(capsysbinary.readouterr().out)["search"]
    assert search["outcome"] == "not_found"
    assert "damaged" in search["tried"][-1]["detail"]
