"""Relations of a story's texts, by evidence: credits, sentences, cuts of quotations.

Similarity alone is not evidence: two reports of one event share its names and numbers. What they
share word for word outside of quotations, or quote in the same cut, one has from the other or both
from a third. The numbers: tests/bench/whole/stories.py.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import chain, combinations
from typing import NamedTuple, TypeVar

from server.model import (
    Credit,
    counted,
    iso_time,
)
from server.story.answers import StoryOrigin, StoryText, TextEvidence, TextRelation
from server.story.reading import DENSE, ReadSentence, StoryReading, role_at
from server.text.credits.publishers import bare_name
from server.text.tokens import is_dense
from server.verdict import is_by

T = TypeVar("T")
_RUN = 5  # words in a row; three times as many signs of a dense script
_COPIED, _LONG = 0.5, 4  # share of the runs of a copied sentence, and how many it has at least
# Share of the shorter text's own runs, and their number, that two reports never share by chance;
# and of its quotations: an interview is quoted by those that have it.
_SHARED, _FEWEST_SHARED = 0.15, 15
_QUOTED, _FEWEST_QUOTED = 0.5, 10
_TAKEN = 0.6  # share of a text's own runs, from which it may be taken from another as a whole
SAME, SURE = 0.5, 0.8  # chance from which two texts are counted as of one origin, and surely so
_NEVER = datetime.max.replace(tzinfo=UTC)
_MOST_OF = 3  # texts that a relation names
_ALONE: TextRelation = "independent"


class _Words:
    """Runs of a text's own words, and of its quotations, as hashes.

    A statement that everybody was given is neither: two reports of one statement are two.
    """

    def __init__(self, lines: Sequence[ReadSentence]) -> None:
        self.lines = lines
        dense = any(is_dense(line.plains[0]) for line in lines[:3])
        length = _RUN * (DENSE if dense else 1)
        self.by_line: list[list[int]] = []
        for line in lines:
            runs = zip(_grams(line.plains, length), _grams(line.quoted, length), strict=True)
            self.by_line.append([hash(run) for run, quoted in runs if not any(quoted)])
        self.own = frozenset(
            chain.from_iterable(
                runs for line, runs in zip(lines, self.by_line, strict=True) if not line.is_given
            )
        )
        self.unquoted = frozenset(chain.from_iterable(self.by_line))
        self.long = sum(len(runs) >= _LONG for runs in self.by_line)
        self.cuts = [
            {hash(run) for cut in line.quotations for run in _grams(cut, length - 1)}
            for line in lines
        ]
        self.quoted = frozenset().union(*self.cuts)
        self.given = frozenset[int]().union(
            *(cut for line, cut in zip(lines, self.cuts, strict=True) if line.is_given)
        )
        # Words that one text quotes another may set apart without marks.
        self.said = frozenset(
            hash(run) for line in lines for run in _grams(line.plains, length - 1)
        )

    def copied(self, other: "_Words") -> list[str]:
        """Return the sentences that the other text has, word for word or nearly."""
        return [
            line.text
            for line, runs in zip(self.lines, self.by_line, strict=True)
            if len(runs) >= _LONG
            and sum(run in other.unquoted for run in runs) >= _COPIED * len(runs)
        ]

    def quoted_of(self, other: "_Words") -> str:
        """Return the first sentence with quoted words that the other text has."""
        pairs = zip(self.lines, self.cuts, strict=True)
        return next((line.text for line, cuts in pairs if not cuts.isdisjoint(other.said)), "")


def _grams(items: tuple[T, ...], length: int) -> Iterator[tuple[T, ...]]:
    return (items[at : at + length] for at in range(len(items) - length + 1))


class SharedWords(NamedTuple):
    """Runs of own words that two texts share, in number and as a share of each, and quotations."""

    runs: int
    first_share: float
    second_share: float
    quoted: int
    quoted_share: float

    @classmethod
    def of(cls, one: _Words, other: _Words) -> "SharedWords":
        """Return what two texts share word for word, beside what everybody was given."""
        runs = len(one.own & other.own)
        quotations = (one.quoted & other.said) | (other.quoted & one.said)
        quoted = len(quotations - one.given - other.given)
        fewest_quoted = max(1, min(len(one.quoted) or quoted, len(other.quoted) or quoted))
        return cls(
            runs,
            runs / max(1, len(one.own)),
            runs / max(1, len(other.own)),
            quoted,
            quoted / fewest_quoted,
        )

    @property
    def chance(self) -> float:
        """Return the chance of one origin that the words alone show."""
        share = max(self.first_share, self.second_share)
        own = min(1.0, share / _SHARED) * min(1.0, self.runs / _FEWEST_SHARED)
        cut = min(1.0, self.quoted_share / _QUOTED) * min(1.0, self.quoted / _FEWEST_QUOTED)
        return 1 - (1 - 0.9 * own) * (1 - 0.85 * cut)  # how sure each of them is at most


class Relations:
    """Relate a story's texts in the order of time; `now` bounds their declared times.

    `order` has the places of the given readings; those without a time come last.
    """

    def __init__(self, given: Sequence[StoryReading], now: datetime | None = None) -> None:
        self._all = range(len(given))
        latest = (now or datetime.now(UTC)) + timedelta(days=1)  # a later one is wrong
        declared = (iso_time(one.article.published) for one in given)
        times = [time if time and time <= latest else None for time in declared]
        self.order = sorted(self._all, key=lambda at: (times[at] or _NEVER, at))
        self.times = [times[at] for at in self.order]
        self.readings = readings = [given[at] for at in self.order]
        self._words = [_Words(one.lines) for one in readings]
        self._pairs = {
            (one, other): SharedWords.of(self._words[one], self._words[other])
            for one, other in combinations(self._all, 2)
        }
        self._published: dict[str, frozenset[int]] = {}
        # Each text's credited publishers by their keys, with their texts in the story.
        self._credited = [
            {key: (one, self._text_of(at, key, one)) for key, one in self._credits(at).items()}
            for at in self._all
        ]

    def between(self, one: int, other: int) -> SharedWords:
        """Return what two texts share."""
        return self._pairs[min(one, other), max(one, other)]

    def _taken_share(self, one: int, other: int) -> float:
        """Return the share of a text's own words that another has."""
        shared = self.between(one, other)
        return shared.first_share if one < other else shared.second_share

    def _are_of_one(self, one: int, other: int, within: Iterable[int]) -> bool:
        """Whether two texts may rest on one report: by their own words, or by a third of `within`.

        A text that has parts of both doesn't make them one; one that has both as a whole does.
        """
        if self.between(one, other).chance >= SAME:
            return True
        return any(
            min(self._taken_share(one, third), self._taken_share(other, third)) >= _TAKEN
            for third in within
            if third not in (one, other)
        )

    def _mean(self, some: Iterable[int], others: Iterable[int]) -> float:
        """Return the mean chance of one origin between two sets of texts."""
        pairs = [self.between(a, b).chance for a in some for b in others if a != b]
        return sum(pairs) / len(pairs) if pairs else 0.0

    def _credits(self, at: int) -> dict[str, Credit]:
        """Return the publishers that a text credits, or names and other texts rest on."""
        found, lines = dict(self.readings[at].credits), self.readings[at].lines
        every = chain.from_iterable(one.credits.items() for one in self.readings)
        strong = [(key, one) for key, one in every if one.role == "basis"]
        followers = Counter(key for key, _ in strong)
        for key, source in dict(strong).items():
            if key in found or at in self._texts_by(key, source):
                continue
            name = bare_name(source.name)
            for number, line in enumerate(lines):
                runs = chain.from_iterable(_grams(line.plains, words) for words in range(1, 5))
                if any("".join(run) == name for run in runs):  # however it is spaced
                    # Whom most texts rest on, another that names them rests on too.
                    is_theirs = 2 * followers[key] >= len(self.readings)
                    role = "basis" if is_theirs else role_at(number, len(lines))
                    found[key] = replace(source, role=role, quote=line.text)
                    break
        return found

    def _texts_by(self, key: str, source: Credit) -> frozenset[int]:
        if key not in self._published:
            articles = enumerate(one.article for one in self.readings)
            self._published[key] = frozenset(
                at for at, one in articles if is_by(source, one.url or None, one.publisher)
            )
        return self._published[key]

    def _text_of(self, at: int, key: str, source: Credit) -> int | None:
        """Return the text of a credited publisher that shares most with text `at`."""
        theirs = sorted(self._texts_by(key, source) - {at})
        return max(theirs, key=lambda other: self.between(at, other).chance, default=None)

    @cached_property
    def groups(self) -> list[tuple[str, set[int]]]:
        """Return the origins: a key for each, and the texts that rest on it."""
        found = self._by_publisher()
        placed = Counter(at for texts in found.values() for at in texts)
        for cluster in self._clusters([{at} for at in self._all if not placed[at]]):
            # A text with the words of one publisher's report is of it.
            best, key = max(
                (
                    (self._chance_in(at, texts), key)
                    for key, texts in found.items()
                    if any(placed[other] == 1 for other in texts)
                    for at in cluster
                ),
                default=(0.0, ""),
            )
            key = key if best >= SAME else f"text {min(cluster)}"
            found[key] = found.get(key, set()) | cluster
        joined = [
            (key, texts | {at for at in self._all if self._mean({at}, texts - {at}) >= SURE})
            for key, texts in sorted(found.items(), key=lambda one: -len(one[1]))
        ]
        return [
            (key, texts)
            for number, (key, texts) in enumerate(joined)
            if not any(texts <= larger for _, larger in joined[:number])
        ]

    def _chance_in(self, at: int, texts: set[int]) -> float:
        """Return the mean chance that a text is of a group's report, by those that share words.

        One text of it that has other words beside may have them from anywhere.
        """
        alike = {
            one
            for one in texts
            if any(self.between(one, other).chance >= SURE for other in texts - {one})
        }
        if alike:
            return self._mean({at}, alike)
        best = max(self.between(at, other).chance for other in texts)
        return best if best >= SURE else 0.0

    def _by_publisher(self) -> dict[str, set[int]]:
        """Return the texts that rest on each credited publisher, with its own text."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        for at, credited in enumerate(self._credited):
            for key, (source, text) in credited.items():
                if source.role == "basis":
                    found[key] |= {at} if text is None else {at, text}
        for at, credited in enumerate(self._credited):
            for key in filter(found.__contains__, credited):
                shares = any(self.between(at, one).chance >= SAME for one in found[key] - {at})
                if shares and not any(at in texts for texts in found.values()):
                    found[key].add(at)
        return dict(found)

    def _clusters(self, clusters: list[set[int]]) -> list[set[int]]:
        """Join texts by the mean chance of one origin, where any two may rest on one report."""
        while len(clusters) > 1:
            joinable = []
            for a, b in combinations(range(len(clusters)), 2):
                chance = self._mean(clusters[a], clusters[b])
                if chance >= SAME and self._may_join(clusters[a], clusters[b]):
                    joinable.append((chance, a, b))
            if not joinable:
                break
            _, one, other = max(joinable)
            clusters[one] |= clusters.pop(other)
        return clusters

    def _may_join(self, some: set[int], others: set[int]) -> bool:
        within = some | others
        return all(self._are_of_one(one, other, within) for one in some for other in others)

    @property
    def is_sure(self) -> bool:
        """Return whether no two texts of different origins may be of one."""
        together = {pair for _, texts in self.groups for pair in combinations(sorted(texts), 2)}
        apart = (shared for pair, shared in self._pairs.items() if pair not in together)
        return all(shared.chance < SAME / 2 for shared in apart)

    @cached_property
    def texts(self) -> list[StoryText]:
        """Return the texts with what they rest on."""
        found = [self._text(at) for at in self._all]
        leading = {at for one in found if one.relation in ("retells", "copies") for at in one.of}
        return [
            replace(one, relation="origin", confidence=SURE)
            if one.relation == _ALONE and at in leading
            else one
            for at, one in enumerate(found)
        ]

    def _text(self, at: int) -> StoryText:
        evidence, of, relation, sure = list[TextEvidence](), list[int](), _ALONE, 0.0
        for source, text in self._credited[at].values():
            is_basis, name = source.role == "basis", source.name
            if is_basis or text is not None:
                says = f"It credits {name}."
                evidence.append(TextEvidence("credits", says, source.quote, text, {"name": name}))
                of += [text] if text is not None else []
                if is_basis or relation == _ALONE:
                    relation, sure = "retells" if is_basis else "cites", 0.9  # as is a credit
        for other in self._siblings(at, of):
            evidence += self._shown(at, other)
            of.append(other)
            if relation != "retells":
                relation = "retells" if self._is_earlier(other, at) else "unclear"
                sure = self.between(at, other).chance
        words, reading = self._words[at], self.readings[at]
        copied = (len(words.copied(self._words[one])) for one in of)
        if relation == "retells" and any(2 * count >= max(1, words.long) for count in copied):
            relation = "copies"
        article = reading.article
        return StoryText(
            article.url or None, article.title, reading.name or None, article.published,
            article.language, relation, of[:_MOST_OF], evidence, round(sure, 2), reading.indexed,
        )  # fmt: skip

    def _siblings(self, at: int, named: Sequence[int]) -> list[int]:
        """Return the texts that a text shares words with and may have them from, best first."""
        mine = {key for key, (one, _) in self._credited[at].items() if one.role == "basis"}
        group = set().union(*(texts for _, texts in self.groups if at in texts)) - {at, *named}
        found = [
            other
            for other in group
            if self.between(at, other).chance >= SAME
            and self._is_earlier(other, at) is not False
            # Neither of two that credit one publisher needs to be the other's source.
            and not any(
                one.role == "basis" and (text == at or key in mine)
                for key, (one, text) in self._credited[other].items()
            )
        ]
        found.sort(key=lambda one: (-round(self.between(at, one).chance, 1), one))
        return found[:_MOST_OF]

    def _shown(self, at: int, other: int) -> Iterator[TextEvidence]:
        """Yield the evidence that two texts have one origin, in the first one's words."""
        words, others, both = self._words[at], self._words[other], self.between(at, other)
        if copied := words.copied(others):
            says = f"{len(copied)} of {counted(words.long, 'sentence')} are there, word for word."
            params = {"sentences": len(copied), "of": words.long}
            yield TextEvidence("sentences", says, copied[0], other, params)
        elif both.runs >= _FEWEST_SHARED:
            says = f"{both.runs} runs of {_RUN} words outside of quotations are there."
            yield TextEvidence("sentences", says, "", other, {"runs": both.runs})
        if both.quoted >= _FEWEST_QUOTED and both.quoted_share >= _QUOTED:
            quote = words.quoted_of(others)
            yield TextEvidence("quotations", "It quotes the same words.", quote, other)

    def _is_earlier(self, one: int, other: int) -> bool | None:
        """Return whether `one` was published before `other`; None if that is not known."""
        first, second = self.times[one], self.times[other]
        if first is None or second is None or first == second:
            return None
        declared = (self.readings[at].article.published or "" for at in (one, other))
        days = any(len(time) <= len("2026-01-01") for time in declared)
        return None if days and first.date() == second.date() else first < second

    @property
    def origins(self) -> list[StoryOrigin]:
        """Return the story's origins, those with most texts first."""
        made = [self._origin(key, texts) for key, texts in self.groups]
        return sorted(made, key=lambda one: (-len(one.texts), one.texts))

    def _origin(self, key: str, texts: set[int]) -> StoryOrigin:
        named = [self._credited[at][key] for at in sorted(texts) if key in self._credited[at]]
        roots = [at for at in texts if self.texts[at].relation in ("origin", _ALONE)]
        root = named[0][1] if named else roots[0] if len(roots) == 1 else None
        name = named[0][0].name if named else ""
        if root is not None:
            name = self.readings[root].name or name or self.readings[root].article.title
        return StoryOrigin(name, sorted(texts), root)
