"""Assigns source sentences to page sentences: on a path if the order is kept, else freely."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from server.align.matching.cover import MOST_SOURCES, cover
from server.align.matching.monotone import kendall_tau, monotone
from server.align.matching.similarity import Matrix, Similarity, Thresholds
from server.align.text_pair import TextPair

Order = Literal["monotone", "free"]
_IN_ORDER = 0.4  # Kendall's tau from which the page follows the source
_LESS_IN_ORDER = 0.3  # the same where the matches are too many for chance to order them
_CHANCE = 3.0  # standard deviations of tau without any order (Kendall 1938)
_FEWEST = 3  # sentences that must be matched before their order says anything
_BACKWARDS = 0.3  # share of the gain that looks from the source sentence to the page's
_TELLING = 1.5  # weight that a sentence from outside the path must share


class Assignment(NamedTuple):
    """The source sentences of each page sentence, by their words."""

    order: Order
    sources: list[list[int]]  # of each page sentence, best first
    anywhere: list[list[int]]  # and those that hold most of it, if the page follows the source
    matrix: Matrix  # of the similarity; without columns where nothing had to be compared


def assign(
    texts: TextPair,
    similarity: Similarity,
    verbatim: Mapping[int, list[int]],
    notes: Collection[int] = (),
) -> Assignment:
    """Assign source sentences to each page sentence, and find the order.

    `notes` are page sentences that say nothing. An excerpt, of which all others are `verbatim`,
    is not compared sentence by sentence.
    """
    page, source, weights = texts.page, texts.source, texts.weights
    if len(page) == len(verbatim) + len(notes):
        ranks = [verbatim[index][0] for index in sorted(verbatim)]
        placed = [verbatim.get(index, []) for index in range(len(page))]
        return Assignment(_order(ranks), placed, placed, np.zeros((len(page), 0), dtype=np.float32))
    matrix, limits = similarity.matrix(page, source, weights), similarity.thresholds
    for index, at in verbatim.items():
        matrix[index, at] = 1.0
    order = _order(_clear(matrix, verbatim, limits))
    path = _path(texts, similarity, matrix, verbatim) if order == "monotone" else None
    ranked = similarity.ranked(matrix, page, source, weights)  # after the path: each is large
    follows = bool(matrix.size) and np.median(matrix.max(axis=1)) >= limits.out_of_order
    placed, anywhere = [], []
    for index, terms in enumerate(page.terms):
        if index in verbatim:
            placed.append(verbatim[index])
            anywhere.append(verbatim[index])
            continue
        row = ranked[index]
        freely = cover(terms, row, source.terms, weights, limits.near_best)
        anywhere.append(freely if follows else [])
        if path is not None:
            along = sorted(path[index], key=lambda j: (-row[j], j))[:MOST_SOURCES]
            freely = along or _displaced(weights.mass(terms), matrix[index], limits)
        placed.append(freely)
    return Assignment(order, placed, anywhere, matrix)


def _displaced(weight: float, row: Matrix, limits: Thresholds) -> list[int]:
    """Return the one source sentence that clearly matches, though out of order."""
    best = int(row.argmax())
    clear = row[best] >= limits.out_of_order and row[best] * weight >= _TELLING
    return [best] if clear else []


def _order(ranks: Sequence[int]) -> Order:
    """Return whether the source sentences `ranks` of the clear matches are in their own order."""
    count = len(ranks)
    if count < _FEWEST:
        return "free"
    tau = kendall_tau(np.array(ranks, dtype=np.intp))
    by_chance = math.sqrt(2 * (2 * count + 5) / (9 * count * (count - 1)))
    sure = tau >= _LESS_IN_ORDER and tau >= _CHANCE * by_chance
    return "monotone" if sure or tau >= _IN_ORDER else "free"


def _clear(matrix: Matrix, verbatim: Mapping[int, list[int]], limits: Thresholds) -> list[int]:
    """Return the source sentences of clear matches, which no other source sentence rivals."""
    ranks: list[int] = []
    for index, row in enumerate(matrix if matrix.size else ()):
        best = verbatim[index][0] if index in verbatim else int(row.argmax())
        rivals = np.concatenate((row[: max(0, best - 1)], row[best + 2 :]))
        lead = row[best] - rivals.max(initial=0.0)
        if row[best] >= limits.clear and lead >= limits.margin:
            ranks.append(best)
    return ranks


def _path(
    texts: TextPair, similarity: Similarity, matrix: Matrix, verbatim: Mapping[int, list[int]]
) -> list[list[int]]:
    gain = similarity.matrix(texts.source, texts.page, texts.weights).T
    gain *= _BACKWARDS  # in place: of two books a matrix has 100 MB
    for index, row in enumerate(matrix):
        gain[index] += (1 - _BACKWARDS) * row
    gain -= similarity.thresholds.pays
    for index, at in verbatim.items():
        gain[index] = -1.0
        gain[index, at] = 1.0
    return monotone(gain)
