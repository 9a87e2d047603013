import subprocess
import sys

import pytest

from server.errors import OpinionFailed
from server.net.budget import Budget
from server.team.opinion.ask import Question
from server.team.opinion.models import CrossEncoder
from tests.servers import ROOT
from tests.unit.team.opinion.tiny_model import INT32, LABELS, write


def judge(folder, sentence="The river rises.", passages=("The river falls.", "It rains.")):
    question = Question(0, sentence, passages, tuple(range(len(passages))))
    return CrossEncoder(folder).judge(question, Budget(60))


def test_the_sentence_is_judged_by_the_label_that_says_supported(tmp_path):
    folder = write(tmp_path / "tiny")
    assert judge(folder).supported > 0.9
    assert judge(folder, "The river falls.").supported < 0.1
    assert judge(folder, "The river.").supported == pytest.approx(1 / 3, abs=1e-3)


def test_it_goes_by_all_passages_together(tmp_path):
    assert judge(write(tmp_path / "tiny")).passages == (0, 1)


@pytest.mark.parametrize("order", [LABELS, ["supported", "neutral", "refuted"]])
def test_the_order_of_the_labels_is_the_configs(tmp_path, order):
    rises = judge(write(tmp_path / "tiny", labels=order)).supported
    assert (rises > 0.5) == (order == LABELS)


def test_without_a_config_one_score_is_a_logit_and_of_two_the_last_counts(tmp_path):
    for labels in (1, 2):
        folder = write(tmp_path / str(labels), labels=LABELS[-labels:], config=False)
        assert judge(folder).supported > 0.9
        assert judge(folder, "The river falls.").supported < 0.2


def test_labels_that_say_nothing_are_a_problem_that_says_what_to_do(tmp_path):
    for folder in (
        write(tmp_path / "three", config=False),
        write(tmp_path / "named", labels=["LABEL_0", "LABEL_1"]),
    ):
        with pytest.raises(OpinionFailed, match="id2label") as caught:
            judge(folder)
        assert caught.value.params["why"] == "unknown_labels"


def test_a_long_source_is_cut_to_what_the_model_takes(tmp_path):
    folder = write(tmp_path / "tiny", max_position_embeddings=20)
    assert judge(folder, passages=("falls " * 5_000,)).supported > 0.9


@pytest.mark.parametrize(
    ("file", "content", "why"),
    [
        ("model.onnx", None, "no_model"),
        ("tokenizer.json", None, "no_model"),
        ("model.onnx", b"no model", "broken_model"),
        ("tokenizer.json", b"{}", "broken_model"),
        ("config.json", b"{", "no_model"),
    ],
)
def test_a_folder_that_is_no_model_is_a_problem(tmp_path, file, content, why):
    folder = write(tmp_path / "tiny")
    (folder / file).unlink() if content is None else (folder / file).write_bytes(content)
    with pytest.raises(OpinionFailed) as caught:
        judge(folder)
    assert caught.value.params == {"by": "tiny", "why": why}
    assert str(tmp_path) not in caught.value.detail
    assert "UNABRIDGED_OPINION_MODEL" in caught.value.detail


def test_a_model_of_short_integers_is_asked_with_them(tmp_path):
    assert judge(write(tmp_path / "tiny", graph={"integers": INT32})).supported > 0.9


@pytest.mark.parametrize(
    ("graph", "says"),
    [
        (
            {"first": "pixel_values"},
            "it wants “pixel_values”, and a pair of texts has only input_ids",
        ),
        ({"answer": "counted"}, "it scores each word, not the pair of texts"),
    ],
)
def test_a_model_that_is_no_cross_encoder_is_told_in_a_sentence(tmp_path, graph, says):
    with pytest.raises(OpinionFailed, match=says) as caught:
        judge(write(tmp_path / "tiny", graph=graph))
    assert caught.value.params == {"by": "tiny", "why": "broken_model"}


def test_an_answer_that_is_no_number_is_a_problem(tmp_path):
    with pytest.raises(OpinionFailed, match="no numbers"):
        judge(write(tmp_path / "tiny"), "nan")


def test_without_the_extra_the_problem_names_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(OpinionFailed, match="`deeper` is not installed"):
        judge(write(tmp_path / "tiny"))


def test_the_server_loads_nothing_of_it_before_it_is_asked(tmp_path):
    program = (
        "import sys, server.web.app, server.cli.calls, server.pipeline.tasks\n"
        "from server.config import Settings\n"
        "from server.team.opinion import switched_on\n"
        "assert switched_on(Settings.from_env())[0].by == 'tiny'\n"
        "assert not {'onnxruntime', 'tokenizers'} & set(sys.modules)\n"
    )
    environ = {"UNABRIDGED_OPINION_MODEL": str(tmp_path / "tiny"), "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environ, check=True)
