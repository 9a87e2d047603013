import json

from server.cli.batch import run

PAGE = {"text": "The ferry is late. The harbour master is not surprised."}


def answers(engine, call, *lines):
    return [json.loads(line) for line in run(engine, call, [json.dumps(line) for line in lines])]


def test_answers_come_in_the_order_of_the_lines(engine):
    lines = [{"id": number, **PAGE} for number in range(9)]
    assert [entry["id"] for entry in answers(engine(), "extract", *lines)] == list(range(9))


def test_each_call_answers_with_its_fields(engine):
    made = engine(offline=True)
    assert answers(made, "extract", {"id": 1, **PAGE})[0]["words"] == 10
    assert set(answers(made, "verdict", {"id": 1, **PAGE})[0]) == {"id", "page", "verdict"}
    assert "search" in answers(made, "find", {"id": 1, **PAGE})[0]
    pair = {"id": "a", "page": {"sentences": ["One."]}, "source": {"sentences": ["One.", "Two."]}}
    assert answers(made, "align", pair)[0]["figures"]["source_sentences"] == 2


def test_a_bad_line_becomes_a_problem_and_the_next_goes_on(engine):
    made = engine(offline=True)
    lines = [
        "no json",
        "[]",
        '{"id": 3}',
        '{"id": 4, "htm": "x"}',
        '{"id": 5, "url": "http://x.example"}',
        "",
        json.dumps({"id": 6, **PAGE}),
    ]
    found = [json.loads(line) for line in run(made, "extract", lines)]
    slugs = [entry.get("problem", {}).get("type", "").removeprefix("/problems/") for entry in found]
    assert slugs == ["invalid_request"] * 4 + ["offline", ""]
    assert [entry["id"] for entry in found] == [None, None, 3, 4, 5, 6]


def test_lines_are_read_as_they_are_needed(engine):
    taken = []

    def endless():
        number = 0
        while True:
            number += 1
            taken.append(number)
            yield json.dumps({"id": number, **PAGE})

    made = run(engine(offline=True), "extract", endless())
    next(made)
    made.close()
    assert len(taken) < 10


def test_what_is_wrong_with_a_line_is_a_sentence(engine):
    lines = ['{"id": 1}', '{"id": 2, "htm": "x"}', "[" * 100_000]
    found = [json.loads(line) for line in run(engine(offline=True), "extract", lines)]
    nothing, unknown, nested = (entry["problem"]["detail"] for entry in found)
    assert nothing == "Give at least one of url, html or text."
    assert unknown.startswith("`htm`: ")
    assert nested.startswith("The line is not JSON: ")
