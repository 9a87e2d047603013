"""The schema of a language's file: its sections and their contents.

Tests check every file against it. Word lists are strings with a space between two words and "_"
within one ("per_cent"); a value follows "=" ("two=2"). Where a phrase has an example, a test runs
it.
"""

import json
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError


def _valued(listed: str) -> str:
    for entry in listed.split():
        try:
            float(entry.partition("=")[2] or 1)
        except ValueError:
            raise ValueError(f"{entry} has no number after the =") from None
    return listed


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text} is no pattern ({error})") from None
    return text


WordList = str
NumberList = Annotated[WordList, AfterValidator(_valued)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Examples = dict[str, str]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Writing(_Section):
    """Properties of the script and grammar beyond words; all are optional.

    `stemmer` is Snowball's name of the language, `characters_a_minute` the pace of readers where
    letters are counted as words, `articles` words between "according to" and a name. Nouns may
    have capitals, a publisher's kind come last in its name ("Quay Times"), what is elided come
    first ("l'euro"), verbs last in a clause, and the order of two names show who acts. A quotation
    may keep its full stop within a sentence; `quotation_ends` are closing marks that end none,
    `dotted_dates` are written 2024. 5. 1.
    """

    stemmer: str = ""
    letters_are_words: bool = False
    characters_a_minute: int | None = None
    articles: WordList = ""
    capital_nouns: bool = False
    kind_last: bool = False
    elided_first: bool = False
    inner_full_stop: bool = False
    quotation_ends: str = ""
    dotted_dates: bool = False


class Abbreviations(_Section):
    """Abbreviations whose full stop ends no sentence, by what may follow."""

    goes_on: WordList = ""
    before_number: WordList = ""
    before_time: WordList = ""
    times: WordList = ""
    ends: WordList = ""
    openers: WordList = ""
    after_quotation: Pattern = ""


class Numbers(_Section):
    """Number words, scales, and words at a number that change its meaning.

    `ordinal_point` is for languages that write "the 3rd" as "3." where CLDR lacks it;
    `both_marks` for those of which some regions write 1.5 and others 1,5. `aged` are words after a
    number of years that make it an age, `no_currency` names of money that are everyday words,
    `prefixes` letters written onto a number word.
    """

    ones: NumberList = ""
    scales: NumberList = ""
    pairs: NumberList = ""
    compound: Pattern = ""
    one: WordList = ""
    tenths: WordList = ""
    fractions: NumberList = ""
    percent: NumberList
    points: NumberList = ""
    and_: WordList = Field("", alias="and")
    about: WordList
    above: WordList
    below: WordList
    minus: WordList = ""
    money_scales: NumberList = ""
    minor: WordList = ""
    before: NumberList = ""
    ordinal_point: bool = False
    ordinal_endings: WordList = ""
    aged: WordList = ""
    no_currency: WordList = ""
    prefixes: WordList = ""
    both_marks: bool = False
    dense: bool = False


class Dates(_Section):
    """Months, weekdays, relative days, spans and the words of a clock.

    The names of months and weekdays come from CLDR: `months` and `weekdays` add abbreviations and
    inflected forms, `leave_out` removes names that are also everyday words. Where
    `month_may_lead`, 3/4/2025 may be the third of April or the fourth of March.
    """

    months: NumberList = ""
    weekdays: NumberList = ""
    leave_out: WordList = ""
    relative: WordList = ""
    spans: WordList = ""
    days: WordList = ""
    lasting: WordList = ""
    afternoon: WordList = ""
    ago_before: WordList = ""
    ago_after: WordList = ""
    month_may_lead: bool = False
    dense: bool = False


class Negation(_Section):
    """Negation cues, phrases that only look like one (`idle`), and denying `prefixes`."""

    strong: WordList
    weak: WordList
    idle: WordList
    prefixes: WordList = ""
    verbs: WordList = ""
    endings: WordList = ""
    before: bool = False
    changing: bool = False
    dense: bool = False


class Statements(_Section):
    """Words that widen, narrow or strengthen a statement.

    `amounts` in classes with " / " between them, from "no" to "only"; `examples` by the code of the
    change, each with a sentence of a source and one of a page that changes it. `answers` and
    `causes` mark the other side's answer and a reason; `idle_causes` are phrases that only begin
    like one.
    """

    amounts: str = ""
    superlatives: WordList = ""
    ranks: WordList = ""
    answers: WordList = ""
    causes: WordList = ""
    idle_causes: WordList = ""
    examples: dict[str, Examples] = Field(default_factory=dict)


class Spellings(_Section):
    """Contractions, and patterns from one standard spelling to another."""

    contractions: WordList = ""
    spellings: dict[Pattern, str] = Field(default_factory=dict)


class Bylines(_Section):
    """Words around the names in a byline; "*" is for any letters.

    `written` is a word before `by`; `credits` lead to a name like `by`, but not after a date;
    `labels` have a colon, `openings` may have one; `reporters` are words before a name, `trades`
    after it, `ranks` between both; `desks`, `roles` and `others` are not names of people.
    """

    by: WordList = ""
    written: WordList = ""
    credits: WordList = ""
    labels: WordList = ""
    openings: WordList = ""
    reporters: WordList = ""
    trades: WordList = ""
    ranks: WordList = ""
    conjunctions: WordList = ""
    others: WordList = ""
    desks: WordList = ""
    roles: WordList = ""


class Boilerplate(_Section):
    """Rights, prompts and notes among the paragraphs.

    A prompt begins a line that leads to other stories, asks to follow or to sign up, or credits a
    photo. Notes are patterns at the beginning or end of a sentence about the page itself, or one
    that only points elsewhere, each with an example.
    """

    rights: list[str] = Field(default_factory=list)
    prompts: list[str] = Field(default_factory=list)
    notes: dict[Pattern, str] = Field(default_factory=dict)
    note_ends: dict[Pattern, str] = Field(default_factory=dict)


class Consent(_Section):
    """Words of consent walls by class, with a sentence that must be recognised."""

    example: str
    words: dict[str, list[str]]


class Calls(_Section):
    """Words by which a sentence asks its reader to read on, subscribe, agree or look elsewhere.

    `phrases` are by kind, each with an example; `words` are the beginnings of words that other
    calls are made of, by class, with examples in `made`; `credits` are beginnings of words that
    lead to a page's source, by the part they play.
    """

    phrases: dict[str, Examples] | None = None
    words: dict[str, list[str]] | None = None
    made: dict[str, list[str]] | None = None
    consent: Consent | None = None
    lines: Boilerplate | None = None
    credits: dict[str, Examples] | None = None


class Pagination(_Section):
    """Words of the links between the pages of one text: next, previous, single.

    `continued` appears under a page before the last, with or without a link; `single` links lead to
    all pages on one.
    """

    next: list[str]
    continued: list[str] = Field(default_factory=list)
    previous: list[str] = Field(default_factory=list)
    single: list[str] = Field(default_factory=list)


class LanguageFile(_Section):
    """One language; all sections but the first two are optional."""

    language: str
    spaces_between_words: bool = True
    standards: WordList | None = None
    writing: Writing | None = None
    function_words: WordList | None = None
    joining: WordList | None = None
    abbreviations: Abbreviations | None = None
    numbers: Numbers | None = None
    dates: Dates | None = None
    updated: list[str] | None = None
    negation: Negation | None = None
    antonyms: str | None = None
    series: dict[str, str] | None = None
    hedges: WordList | None = None
    hedge_endings: WordList | None = None
    possibilities: WordList | None = None
    conditions: WordList | None = None
    statements: Statements | None = None
    reporting_verbs: WordList | None = None
    place_prepositions: WordList | None = None
    particles: WordList | None = None
    bylines: Bylines | None = None
    spellings: Spellings | None = None
    calls: Calls | None = None
    pagination: Pagination | None = None


SECTIONS = tuple(name for name in LanguageFile.model_fields if name != "language")


def checked(name: str, text: str) -> dict[str, Any]:
    """Return the file `name` of a language from its text.

    Raises ValueError with a sentence that names the wrong row.
    """
    try:
        loaded: dict[str, Any] = json.loads(text)
        LanguageFile.model_validate(loaded)
    except ValidationError as error:
        first = error.errors()[0]
        row = " > ".join(map(str, first["loc"]))
        says = first["msg"].removeprefix("Value error, ")
        raise ValueError(f"{name}, {row}: {says}.") from None
    except ValueError as error:
        raise ValueError(f"{name} is no JSON: {error}.") from None
    return loaded
