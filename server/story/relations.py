"""Relations of a story's texts, by evidence: credits, sentences, cuts of quotations.

Similarity alone is not evidence: two reports of one event share its names and numbers. What they
share word for word outside of quotations, or quote in the same cut, one has from the other or both
from a third. The numbers: tests/bench/whole/stories.py.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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

# Runs of words.
_RUN = 5  # words in a row; three times as many signs of a dense script
_COPIED, _LONG = 0.5, 4  # share of the runs of a copied sentence, and how many it has at least
# Share of the shorter text's own runs, and their number, that two reports never share by chance;
# and of its quotations: an interview is quoted by those that have it.
_SHARED, _FEWEST_SHARED = 0.15, 15
_QUOTED, _FEWEST_QUOTED = 0.5, 10
_TAKEN = 0.6  # share of a text's own runs, from which it may be taken from another as a whole

# Chances, 0..1.
SAME, SURE = 0.5, 0.8  # from which two texts are counted as of one origin, and surely so
SUREST_BY_RUNS, SUREST_BY_QUOTATIONS = 0.9, 0.85  # that each of them shows at most
SURENESS_OF_CREDIT = 0.9  # that a text which credits another one rests on it

_NEVER = datetime.max.replace(tzinfo=UTC)
MOST_RELATED = 3  # texts that a relation names
_ALONE: TextRelation = "independent"


class _Words:
    """Runs of a text's own words, and of its quotations, as hashes.

    A statement that everybody was given is neither: two reports of one statement are two.
    """

    def __init__(self, lines: Sequence[ReadSentence]) -> None:
        self.lines = lines
        dense = any(is_dense(line.plains[0]) for line in lines[:3])
        length = _RUN * (DENSE if dense else 1)
        # Of each sentence, without quotations.
        self.runs_by_line: list[list[int]] = []
        for line in lines:
            grams = zip(_grams(line.plains, length), _grams(line.quoted, length), strict=True)
            self.runs_by_line.append([hash(gram) for gram, quoted in grams if not any(quoted)])
        # Of each sentence, in its quotations.
        self.cuts_by_line = [
            {hash(run) for cut in line.quotations for run in _grams(cut, length - 1)}
            for line in lines
        ]
        self.unquoted = frozenset(chain.from_iterable(self.runs_by_line))
        self.quoted = frozenset().union(*self.cuts_by_line)
        self.long = sum(len(runs) >= _LONG for runs in self.runs_by_line)

        own, given = set[int](), set[int]()
        for line, runs, cuts in zip(lines, self.runs_by_line, self.cuts_by_line, strict=True):
            if line.is_given:
                given |= cuts
            else:
                own.update(runs)
        self.own, self.given = frozenset(own), frozenset(given)
        # Words that one text quotes another may set apart without marks.
        self.all = frozenset(hash(run) for line in lines for run in _grams(line.plains, length - 1))

    def copied(self, other: "_Words") -> list[str]:
        """Return the sentences that the other text has, word for word or nearly."""
        sentences = []
        for line, runs in zip(self.lines, self.runs_by_line, strict=True):
            shared = sum(run in other.unquoted for run in runs)
            if len(runs) >= _LONG and shared >= _COPIED * len(runs):
                sentences.append(line.text)
        return sentences

    def quoted_of(self, other: "_Words") -> str:
        """Return the first sentence with quoted words that the other text has."""
        pairs = zip(self.lines, self.cuts_by_line, strict=True)
        return next((line.text for line, cuts in pairs if not cuts.isdisjoint(other.all)), "")


def _grams(items: tuple[T, ...], length: int) -> Iterator[tuple[T, ...]]:
    return (items[start : start + length] for start in range(len(items) - length + 1))


def _has(line: ReadSentence, name: str) -> bool:
    """Whether a sentence has a publisher's `name`, however it is spaced."""
    runs = chain.from_iterable(_grams(line.plains, words) for words in range(1, 5))
    return any("".join(run) == name for run in runs)


class SharedWords(NamedTuple):
    """Runs of own words that two texts share, in number and as a share of each, and quotations."""

    runs: int
    first_share: float
    second_share: float
    quoted: int
    quoted_share: float

    @classmethod
    def of(cls, first: _Words, second: _Words) -> "SharedWords":
        """Return what two texts share word for word, beside what everybody was given."""
        runs = len(first.own & second.own)
        quotations = (first.quoted & second.all) | (second.quoted & first.all)
        quoted = len(quotations - first.given - second.given)
        fewest_quoted = max(1, min(len(first.quoted) or quoted, len(second.quoted) or quoted))
        return cls(
            runs,
            runs / max(1, len(first.own)),
            runs / max(1, len(second.own)),
            quoted,
            quoted / fewest_quoted,
        )

    @property
    def chance(self) -> float:
        """The chance of one origin that the words alone show."""
        share = max(self.first_share, self.second_share)
        by_runs = min(1.0, share / _SHARED) * min(1.0, self.runs / _FEWEST_SHARED)
        by_quotations = min(1.0, self.quoted_share / _QUOTED)
        by_quotations *= min(1.0, self.quoted / _FEWEST_QUOTED)
        return 1 - (1 - SUREST_BY_RUNS * by_runs) * (1 - SUREST_BY_QUOTATIONS * by_quotations)


class Relations:
    """Relate a story's texts in the order of time; `now` bounds their declared times.

    `order` has the indices of the given readings; those without a time come last.
    """

    def __init__(self, readings: Sequence[StoryReading], now: datetime | None = None) -> None:
        self._all = range(len(readings))
        latest = (now or datetime.now(UTC)) + timedelta(days=1)  # a later one is wrong
        declared = (iso_time(reading.article.published) for reading in readings)
        times = [time if time and time <= latest else None for time in declared]
        self.order = sorted(self._all, key=lambda index: (times[index] or _NEVER, index))
        # From here on a text is its index in the order of time.
        self.times = [times[index] for index in self.order]
        self.readings = [readings[index] for index in self.order]
        self._words = [_Words(reading.lines) for reading in self.readings]
        self._pairs = {
            (first, second): SharedWords.of(self._words[first], self._words[second])
            for first, second in combinations(self._all, 2)
        }
        self._texts_by_publisher: dict[str, frozenset[int]] = {}
        # Each text's credited publishers by their keys, with their texts in the story.
        self._credited = [
            {
                key: (credit, self._text_of(text, key, credit))
                for key, credit in self._credits(text).items()
            }
            for text in self._all
        ]

    def between(self, text: int, other: int) -> SharedWords:
        """Return what two texts share."""
        return self._pairs[min(text, other), max(text, other)]

    def _taken_share(self, text: int, other: int) -> float:
        """Return the share of a text's own words that another has."""
        shared = self.between(text, other)
        return shared.first_share if text < other else shared.second_share

    def _may_rest_on_one(self, text: int, other: int, within: Iterable[int]) -> bool:
        """Whether two texts may rest on one report: by their own words, or by a third of `within`.

        A text that has parts of both doesn't make them one; one that has both as a whole does.
        """
        if self.between(text, other).chance >= SAME:
            return True
        for third in within:
            if third in (text, other):
                continue
            if min(self._taken_share(text, third), self._taken_share(other, third)) >= _TAKEN:
                return True
        return False

    def _mean(self, texts: Iterable[int], others: Iterable[int]) -> float:
        """Return the mean chance of one origin between two sets of texts."""
        chances = [
            self.between(text, other).chance for text in texts for other in others if text != other
        ]
        return sum(chances) / len(chances) if chances else 0.0

    def _credits(self, text: int) -> dict[str, Credit]:
        """Return the publishers that a text credits, or names and other texts rest on."""
        lines = self.readings[text].lines
        credit_by_key = dict(self.readings[text].credits)
        bases = [
            (key, credit)
            for reading in self.readings
            for key, credit in reading.credits.items()
            if credit.role == "basis"
        ]
        followers = Counter(key for key, _ in bases)
        for key, basis in dict(bases).items():
            if key in credit_by_key or text in self._texts_by(key, basis):
                continue
            name = bare_name(basis.name)
            number = next((number for number, line in enumerate(lines) if _has(line, name)), None)
            if number is None:
                continue
            # Whom most texts rest on, another that names them rests on too.
            is_theirs = 2 * followers[key] >= len(self.readings)
            role = "basis" if is_theirs else role_at(number, len(lines))
            credit_by_key[key] = replace(basis, role=role, quote=lines[number].text)
        return credit_by_key

    def _texts_by(self, key: str, credit: Credit) -> frozenset[int]:
        """Return the texts of a credited publisher."""
        if key not in self._texts_by_publisher:
            articles = enumerate(reading.article for reading in self.readings)
            self._texts_by_publisher[key] = frozenset(
                text
                for text, article in articles
                if is_by(credit, article.url or None, article.publisher)
            )
        return self._texts_by_publisher[key]

    def _text_of(self, text: int, key: str, credit: Credit) -> int | None:
        """Return the text of a credited publisher that shares most with `text`."""
        published = sorted(self._texts_by(key, credit) - {text})
        return max(published, key=lambda other: self.between(text, other).chance, default=None)

    @cached_property
    def groups(self) -> list[tuple[str, set[int]]]:
        """The origins: a key for each, and the texts that rest on it."""
        texts_by_key = self._by_publisher()
        placed = Counter(text for texts in texts_by_key.values() for text in texts)
        unplaced = [{text} for text in self._all if not placed[text]]
        for cluster in self._clusters(unplaced):
            key = self._publisher_of(cluster, texts_by_key, placed) or f"text {min(cluster)}"
            texts_by_key[key] = texts_by_key.get(key, set()) | cluster

        joined = []
        for key, texts in sorted(texts_by_key.items(), key=lambda group: -len(group[1])):
            alike = {text for text in self._all if self._mean({text}, texts - {text}) >= SURE}
            joined.append((key, texts | alike))
        return [
            (key, texts)
            for number, (key, texts) in enumerate(joined)
            if not any(texts <= larger for _, larger in joined[:number])
        ]

    def _publisher_of(
        self, cluster: set[int], texts_by_key: Mapping[str, set[int]], placed: Mapping[int, int]
    ) -> str:
        """Return the key of the publisher whose report a text of `cluster` has words of; or ""."""
        best_chance, best_key = 0.0, ""
        for key, texts in texts_by_key.items():
            if not any(placed[other] == 1 for other in texts):
                continue
            for text in cluster:
                best_chance, best_key = max(
                    (best_chance, best_key), (self._chance_in(text, texts), key)
                )
        return best_key if best_chance >= SAME else ""

    def _chance_in(self, text: int, texts: set[int]) -> float:
        """Return the mean chance that a text is of a group's report, by those that share words.

        One text of it that has other words beside may have them from anywhere.
        """
        alike = set()
        for member in texts:
            others = texts - {member}
            if any(self.between(member, other).chance >= SURE for other in others):
                alike.add(member)
        if alike:
            return self._mean({text}, alike)
        best = max(self.between(text, other).chance for other in texts)
        return best if best >= SURE else 0.0

    def _by_publisher(self) -> dict[str, set[int]]:
        """Return the texts that rest on each credited publisher, with its own text."""
        texts_by_key: defaultdict[str, set[int]] = defaultdict(set)
        for text, credited in enumerate(self._credited):
            for key, (credit, published) in credited.items():
                if credit.role == "basis":
                    texts_by_key[key] |= {text} if published is None else {text, published}
        for text, credited in enumerate(self._credited):
            for key in filter(texts_by_key.__contains__, credited):
                others = texts_by_key[key] - {text}
                shares = any(self.between(text, other).chance >= SAME for other in others)
                if shares and not any(text in texts for texts in texts_by_key.values()):
                    texts_by_key[key].add(text)
        return dict(texts_by_key)

    def _clusters(self, clusters: list[set[int]]) -> list[set[int]]:
        """Join texts by the mean chance of one origin, where any two may rest on one report."""
        while len(clusters) > 1:
            joinable = []
            for first, second in combinations(range(len(clusters)), 2):
                chance = self._mean(clusters[first], clusters[second])
                if chance >= SAME and self._may_join(clusters[first], clusters[second]):
                    joinable.append((chance, first, second))
            if not joinable:
                break
            _, first, second = max(joinable)
            clusters[first] |= clusters.pop(second)
        return clusters

    def _may_join(self, texts: set[int], others: set[int]) -> bool:
        within = texts | others
        return all(self._may_rest_on_one(text, other, within) for text in texts for other in others)

    @property
    def is_sure(self) -> bool:
        """Whether no two texts of different origins may be of one."""
        together = {pair for _, texts in self.groups for pair in combinations(sorted(texts), 2)}
        apart = (shared for pair, shared in self._pairs.items() if pair not in together)
        return all(shared.chance < SAME / 2 for shared in apart)

    @cached_property
    def texts(self) -> list[StoryText]:
        """The texts with what they rest on."""
        texts = [self._text(text) for text in self._all]
        followed = {
            other for text in texts if text.relation in ("retells", "copies") for other in text.of
        }
        for number in followed:
            if texts[number].relation == _ALONE:
                texts[number] = replace(texts[number], relation="origin", confidence=SURE)
        return texts

    def _text(self, text: int) -> StoryText:
        evidence, related, relation, confidence = list[TextEvidence](), list[int](), _ALONE, 0.0
        for credit, published in self._credited[text].values():
            is_basis, name = credit.role == "basis", credit.name
            if not is_basis and published is None:
                continue
            message = f"It credits {name}."
            evidence.append(
                TextEvidence("credits", message, credit.quote, published, {"name": name})
            )
            if published is not None:
                related.append(published)
            if is_basis or relation == _ALONE:
                relation = "retells" if is_basis else "cites"
                confidence = SURENESS_OF_CREDIT

        for other in self._siblings(text, related):
            evidence += self._evidence_of(text, other)
            related.append(other)
            if relation != "retells":
                relation = "retells" if self._is_earlier(other, text) else "unclear"
                confidence = self.between(text, other).chance

        words, reading = self._words[text], self.readings[text]
        copied = (len(words.copied(self._words[other])) for other in related)
        if relation == "retells" and any(2 * count >= max(1, words.long) for count in copied):
            relation = "copies"
        article = reading.article
        return StoryText(
            article.url or None,
            article.title,
            reading.name or None,
            article.published,
            article.language,
            relation,
            related[:MOST_RELATED],
            evidence,
            round(confidence, 2),
            reading.indexed,
        )

    def _siblings(self, text: int, related: Sequence[int]) -> list[int]:
        """Return the texts that a text shares words with and may have them from, best first."""
        bases = {key for key, (credit, _) in self._credited[text].items() if credit.role == "basis"}
        group = set().union(*(texts for _, texts in self.groups if text in texts))
        siblings = []
        for other in group - {text, *related}:
            shares = self.between(text, other).chance >= SAME
            if not shares or self._is_earlier(other, text) is False:
                continue
            # Neither of two that credit one publisher needs to be the other's source.
            rests_on_same = any(
                credit.role == "basis" and (published == text or key in bases)
                for key, (credit, published) in self._credited[other].items()
            )
            if not rests_on_same:
                siblings.append(other)
        siblings.sort(key=lambda other: (-round(self.between(text, other).chance, 1), other))
        return siblings[:MOST_RELATED]

    def _evidence_of(self, text: int, other: int) -> Iterator[TextEvidence]:
        """Yield the evidence that two texts have one origin, in the first one's words."""
        words, other_words = self._words[text], self._words[other]
        shared = self.between(text, other)
        if copied := words.copied(other_words):
            share = f"{len(copied)} of {counted(words.long, 'sentence')}"
            params = {"sentences": len(copied), "of": words.long}
            message = f"{share} are there, word for word."
            yield TextEvidence("sentences", message, copied[0], other, params)
        elif shared.runs >= _FEWEST_SHARED:
            message = f"{shared.runs} runs of {_RUN} words outside of quotations are there."
            yield TextEvidence("sentences", message, "", other, {"runs": shared.runs})
        if shared.quoted >= _FEWEST_QUOTED and shared.quoted_share >= _QUOTED:
            quote = words.quoted_of(other_words)
            yield TextEvidence("quotations", "It quotes the same words.", quote, other)

    def _is_earlier(self, text: int, other: int) -> bool | None:
        """Return whether `text` was published before `other`; None if that is not known."""
        time, other_time = self.times[text], self.times[other]
        if time is None or other_time is None or time == other_time:
            return None
        declared = (self.readings[index].article.published or "" for index in (text, other))
        has_a_day_alone = any(len(published) <= len("2026-01-01") for published in declared)
        if has_a_day_alone and time.date() == other_time.date():
            return None
        return time < other_time

    @property
    def origins(self) -> list[StoryOrigin]:
        """The story's origins, those with most texts first."""
        origins = [self._origin(key, texts) for key, texts in self.groups]
        return sorted(origins, key=lambda origin: (-len(origin.texts), origin.texts))

    def _origin(self, key: str, texts: set[int]) -> StoryOrigin:
        credited = [
            self._credited[text][key] for text in sorted(texts) if key in self._credited[text]
        ]
        roots = [text for text in texts if self.texts[text].relation in ("origin", _ALONE)]
        name, root = "", None
        if credited:
            credit, root = credited[0]
            name = credit.name
        elif len(roots) == 1:
            root = roots[0]
        if root is not None:
            name = self.readings[root].name or name or self.readings[root].article.title
        return StoryOrigin(name, sorted(texts), root)
