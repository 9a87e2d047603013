"""Aligning a page with its sources in workers, with a second opinion where a model is set up."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from server.align import FurtherAlignment, Text, gaps_of, merge_missing, with_meaning
from server.errors import Problem
from server.language import vectors
from server.model import Alignment, PageInput, SentencesInput, Warning
from server.net.budget import Budget
from server.pipeline.engine import Session
from server.pipeline.tasks import check_further, check_texts
from server.team.opinion import questions_of

# Characters of further sources; of fewer one worker has compared all before a second is ready.
_WORTH_TWO_WORKERS = 200_000


def may_leave(inputs: Iterable[PageInput | SentencesInput]) -> bool:
    """Whether these texts may leave the server for a second opinion without leave: no reader's."""
    return not any(text.sent_by_reader for text in inputs)


def align_texts(session: Session, page: Text, sources: Sequence[Text], *, leave: bool) -> Alignment:
    """Align a page with its sources, and ask for a second opinion if a model may give one.

    Without `leave` no words of the texts leave the server. Raises Problem where the first source
    can't be compared.
    """
    encoded_page, source = with_meaning(page, sources[0], vectors.encoder_of)
    first = session.run("align", check_texts, encoded_page, source)
    alignment, warnings = _second_opinion(session, first, (encoded_page, source), leave=leave)
    warnings = [*first.warnings, *warnings]
    further = [(number, text) for number, text in enumerate(sources) if number]
    if further:
        alignment, further_warnings = _fill_from(session, page, alignment, further)
        warnings += [warning for warning in further_warnings if warning not in warnings]
    return replace(alignment, warnings=warnings)


def _second_opinion(
    session: Session, alignment: Alignment, texts: tuple[Text, Text], *, leave: bool
) -> tuple[Alignment, list[Warning]]:
    """Add a second opinion where a model is set up; return warnings, too.

    Without `leave` it is offered what would be asked. Raises Cancelled.
    """
    model, settings = session.engine.opinion, session.settings
    if model is None:
        return alignment, []
    try:
        question_limit = settings.opinion_sentences
        questions = session.run("align", questions_of, alignment, *texts, question_limit)
        if not leave:
            return model.offer(alignment, questions), []
        budget = Budget(settings.opinion_seconds, session.cancelled)
        return model.judge(alignment, questions, budget)
    except Problem as problem:
        return alignment, [problem.as_warning()]


def _fill_from(
    session: Session, page: Text, first: Alignment, further: Sequence[tuple[int, Text]]
) -> tuple[Alignment, list[Warning]]:
    """Fill what the first source does not bear out from `further` ones, by their numbers.

    A sentence that one of these has word for word is from it, unless the first has it so too.
    Returns warnings about the further sources, too.
    """
    compared, late = _compare_further(session, page, further, gaps_of(first))
    warnings: list[Warning] = []
    for alignment in compared:
        warnings += alignment.warnings
    warnings += [problem.as_warning() for problem in late]
    return merge_missing(first, compared), warnings


def _compare_further(
    session: Session, page: Text, further: Sequence[tuple[int, Text]], indices: list[int]
) -> tuple[list[FurtherAlignment], list[Problem]]:
    """Compare sentences of a page with further sources, which together have the time of one.

    Returns the compared ones in order, and what kept others from being compared.
    """
    parts = _parts(further, session.settings.workers)
    seconds = session.settings.align_seconds / len(parts)

    def compare(part: Sequence[tuple[int, Text]]) -> tuple[list[FurtherAlignment], list[Problem]]:
        try:
            return session.run("align", check_further, page, part, indices, seconds)
        except Problem as problem:
            return [], [problem]

    with ThreadPoolExecutor(len(parts)) as threads:
        done = list(threads.map(compare, parts))
    compared = [alignment for part, _ in done for alignment in part]
    late = [problem for _, part in done for problem in part]
    return sorted(compared, key=lambda alignment: alignment.source), late


def _parts(sources: Sequence[tuple[int, Text]], workers: int) -> list[list[tuple[int, Text]]]:
    """Part sources into as many of like length as there are workers; short ones stay together."""
    length = {number: sum(map(len, text.sentences)) for number, text in sources}
    if sum(length.values()) < _WORTH_TWO_WORKERS:
        return [list(sources)]
    parts: list[list[tuple[int, Text]]] = [[] for _ in range(min(workers, len(sources)))]
    for source in sorted(sources, key=lambda source: -length[source[0]]):
        min(parts, key=lambda part: sum(length[number] for number, _ in part)).append(source)
    return parts
