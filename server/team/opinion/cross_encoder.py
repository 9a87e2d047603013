"""A cross-encoder in ONNX from the operator's folder.

Premise and hypothesis are read together, as in natural language inference (Bowman et al., EMNLP
2015) and its use for checking summaries (Laban et al., SummaC, TACL 2022). The folder holds
`model.onnx`, `tokenizer.json` and, as Hugging Face writes it, `config.json` with the order of the
labels. Its runtime comes with the extra `deeper` and is loaded with the first question.
"""

import json
import logging
import os
import re
import threading
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from server.net.budget import Budget
from server.team.opinion.ask import ModelJudgement, Opinion, Question

log = logging.getLogger(__name__)

_SETTING = "UNABRIDGED_OPINION_MODEL"  # shown to callers instead of the operator's folder
_FILES = ("model.onnx", "tokenizer.json")
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_SUPPORTS = re.compile(r"(?:entail\w*|support\w*|consistent|faithful|factual|yes|true)", re.I)
_TOKENS = 512  # that most encoders were trained on; a config may allow fewer


class CrossEncoder(Opinion):
    """The model in `folder`; it stays on this machine and needs no permission."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder.name, "")
        self._folder = folder
        self._loading = threading.Lock()

    def judge(self, question: Question, budget: Budget) -> ModelJudgement:  # noqa: ARG002 - a run can't be cut short
        """Return the probability that all passages together entail the sentence."""
        with self._loading:
            session, tokenizer = self._loaded
        pair = tokenizer.encode(" ".join(question.passages), question.sentence)
        inputs = dict(zip(_INPUTS, (pair.ids, pair.attention_mask, pair.type_ids), strict=True))
        feed = {
            entry.name: np.array(
                [inputs[entry.name]], np.int32 if entry.type == "tensor(int32)" else np.int64
            )
            for entry in session.get_inputs()
        }
        try:
            scores = np.atleast_1d(np.asarray(session.run(None, feed)[0], float))
        except Exception as error:  # noqa: BLE001 - the runtime's errors share no other ancestor
            log.warning("%s can't be run: %s", self._folder, _brief(error))
            raise self.no_opinion("it can't be run", "broken_model") from None
        if scores.size != scores.shape[-1]:
            raise self.no_opinion("it scores each word, not the pair of texts", "broken_model")
        support = self._support(scores.reshape(-1))
        return ModelJudgement(round(support, 4), tuple(range(len(question.passages))))

    def check(self) -> None:
        """Load the model; raise OpinionFailed with `why` where that is impossible."""
        with self._loading:
            _ = self._loaded

    def _support(self, scores: "np.ndarray[Any, np.dtype[np.float64]]") -> float:
        if not np.isfinite(scores).all():
            raise self.no_opinion("it answers with no numbers", "broken_model")
        if scores.size == 1:
            return float(1 / (1 + np.exp(-np.clip(scores[0], -500, 500))))
        shares = np.exp(scores - scores.max())
        return float(shares[self._place(scores.size)] / shares.sum())

    def _place(self, labels: int) -> int:
        """Return the index of the label "supported": from the config, else the second of two."""
        named = self._config.get("id2label")
        for place, name in named.items() if isinstance(named, dict) else ():
            if _SUPPORTS.fullmatch(str(name)) and str(place).isdigit() and int(place) < labels:
                return int(place)
        if labels == 2 and not isinstance(named, dict):
            return 1
        raise self.no_opinion(
            f"none of its {labels} labels is called entailment or supported; name them in "
            "id2label of config.json",
            "unknown_labels",
        )

    @cached_property
    def _config(self) -> dict[str, Any]:
        try:
            config = json.loads((self._folder / "config.json").read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.warning("config.json can't be read: %s", _brief(error))
            raise self.no_opinion(
                f"config.json in the folder of {_SETTING} can't be read", "no_model"
            ) from None
        return config if isinstance(config, dict) else {}

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        """The running model and its tokenizer."""
        for name in _FILES:
            if not (self._folder / name).is_file():
                raise self.no_opinion(f"there is no {name} in the folder of {_SETTING}", "no_model")
        try:
            import onnxruntime  # noqa: PLC0415 - large, and only needed for a model
            import tokenizers  # noqa: PLC0415
        except ImportError:
            raise self.no_opinion("the extra `deeper` is not installed", "not_installed") from None
        tokens, options = self._tokens(), onnxruntime.SessionOptions()
        options.intra_op_num_threads = max(1, (os.cpu_count() or 1) // 2)
        try:
            session = onnxruntime.InferenceSession(
                str(self._folder / _FILES[0]), options, providers=["CPUExecutionProvider"]
            )
            tokenizer = tokenizers.Tokenizer.from_file(str(self._folder / _FILES[1]))
            tokenizer.no_padding()
            tokenizer.enable_truncation(tokens, strategy="longest_first")
        except Exception as error:  # noqa: BLE001 - both libraries raise bare Exceptions
            log.warning("%s can't be loaded: %s", self._folder, _brief(error))
            raise self.no_opinion(
                f"it can't be loaded; check the folder of {_SETTING}", "broken_model"
            ) from None
        if others := [entry.name for entry in session.get_inputs() if entry.name not in _INPUTS]:
            wants = f"it wants “{others[0]}”, and a pair of texts has only {', '.join(_INPUTS)}"
            raise self.no_opinion(wants, "broken_model")
        return session, tokenizer

    def _tokens(self) -> int:
        positions = self._config.get("max_position_embeddings")
        # RoBERTa reserves two positions.
        return min(_TOKENS, positions - 2) if isinstance(positions, int) and positions > 8 else 512


def _brief(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
