"""Aligning a page with its sources in workers, with a second opinion where a model is set up."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from server.align import Text, gaps_of, merge_missing, with_meaning
from server.errors import Problem
from server.language import vectors
from server.model import Alignment, PageInput, SentencesInput, Warning
from server.net.budget import Budget
from server.pipeline.engine import Session
from server.pipeline.tasks import check_further, check_texts
from server.team.opinion import questions_of


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
    try:
        compared, late = session.run(
            "align", check_further, page, further, gaps_of(first), session.settings.align_seconds
        )
    except Problem as problem:
        return first, [problem.as_warning()]
    warnings: list[Warning] = []
    for alignment in compared:
        warnings += alignment.warnings
    warnings += [problem.as_warning() for problem in late]
    return merge_missing(first, compared), warnings
