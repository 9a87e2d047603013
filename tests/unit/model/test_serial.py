"""Large answers from workers cost the server one call for each of their parts."""

import pickle
import sys

from server.model import Change, PageSentence, SourceSpan, Span

COUNT = 50


def sentence(index):
    change = Change("number", Span(4, 6, "12"), SourceSpan(index, 4, 6, "15"), "It says 15.")
    return PageSentence(index, "paraphrase", [index], 0.8, 0.1, [Span(0, 3, "The")], [change])


def test_thousands_of_parts_are_read_by_one_call_each():
    sentences = [sentence(index) for index in range(COUNT)]
    body, calls = pickle.dumps(sentences), []
    sys.setprofile(lambda frame, event, _: event == "call" and calls.append(frame.f_code.co_name))
    try:
        unpickled = pickle.loads(body)
    finally:
        sys.setprofile(None)
    assert unpickled == sentences
    part_count = 5 * COUNT  # a sentence, two of its places, its change and the source's place
    assert part_count == calls.count("__init__")
    assert len(calls) < part_count + COUNT
