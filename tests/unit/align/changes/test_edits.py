"""Words exchanged for their opposites, and what another "not" says as well."""

import re

import pytest

from server.align import Text, align
from server.align.changes.calendar_words import compare_calendar_word
from server.align.changes.edits import RULES
from server.align.changes.negations import turned_statement
from server.align.changes.opposites import distant_member
from server.align.changes.roles import exchanged_words, turned_voice
from tests.unit.align.beside import FILLER, changes


def turned(page: str, source: str, language: str = "en") -> list[tuple[str | None, str | None]]:
    return [
        (c.params["page"], c.params["source"])
        for c in changes(page, source, language=language)
        if c.kind == "negation"
    ]


def changed_in(page: str, *source: str) -> list[tuple[str | None, str | None]]:
    """Return both sides of each opposite, beside a source of several sentences."""
    return [
        (c.params["page"], c.params["source"])
        for c in changes(page, *source)
        if c.kind == "negation"
    ]


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("The bridge in Orlund remains closed this week, the council said.",
         "The bridge in Orlund is not open this week, the council said."),
        ("Prices in Orlund will not fall this winter, the council said.",
         "Prices in Orlund will rise this winter, the council said."),
    ],
)  # fmt: skip
def test_the_opposite_of_what_is_denied_says_the_same(page, source):
    assert turned(page, source) == turned(source, page) == []


@pytest.mark.parametrize(
    ("page", "source", "language"),
    [
        ("Die Brücke in Orlund bewegt sich seit Montag, sagte der Rat.",
         "Die Brücke in Orlund bewegt gefährlicher seit Montag, sagte der Rat.", "de"),
        ("A ponte de Orlund fechou como previsto, disse o prefeito.",
         "A ponte de Orlund fechou em previsto, disse o prefeito.", "pt"),
    ],
)  # fmt: skip
def test_a_function_word_of_the_same_stem_is_not_an_opposite(page, source, language):
    assert turned(page, source, language) == []


def test_a_denial_said_in_german_says_the_same():
    page = "Die Preise in Orlund werden im Winter nicht sinken, sagte der Rat."
    source = "Die Preise in Orlund werden im Winter steigen, sagte der Rat."
    assert turned(page, source, "de") == []


@pytest.mark.parametrize(
    ("template", "word", "opposite", "language"),
    [
        ("The new bridge in Orlund is {} than the old one in Brevik.", "smaller", "bigger", "en"),
        ("The court in Orlund {} the verdict against the ferry line.", "overturned", "upheld",
         "en"),
        ("The council of Orlund {} the plan for the bridge on Monday.", "rejected", "accepted",
         "en"),
        ("The treasurer of Orlund pleaded {} to taking the money.", "guilty", "innocent", "en"),
        ("Three members of the Orlund council were {} the new bridge.", "for", "against", "en"),
        ("Die neue Brücke in Orlund ist {} als die alte in Brevik.", "kleiner", "größer", "de"),
        ("Le pont d'Orlund est {} à celui de Brevik, dit le maire.", "supérieur", "inférieur",
         "fr"),
        ("El puente de Orlund es {} que el de Brevik, dijo el alcalde.", "menor", "mayor", "es"),
        ("A ponte de Orlund é {} que a de Brevik, disse o prefeito.", "pior", "melhor", "pt"),
        ("Il ponte di Orlund è {} di quello di Brevik, dice il sindaco.", "minore", "maggiore",
         "it"),
        ("De brug in Orlund is {} dan die in Brevik, zei de burgemeester.", "goedkoper",
         "duurder", "nl"),
        ("Most w Orlundzie jest {} od mostu w Breviku, mówi burmistrz.", "tańszy", "droższy",
         "pl"),
        ("Мост в Орлунде построят {} моста в Бревике, сказал мэр.", "раньше", "позже", "ru"),
        ("Orlund köprüsü Brevik köprüsünden daha {} dedi belediye.", "pahalı", "ucuz", "tr"),
        ("オルンドの新しい橋は古い橋より{}と市は述べた。", "小さい", "大きい", "ja"),
        ("奥伦德的新桥比旧桥{}，市政府说。", "更小", "更大", "zh"),
        ("오를룬드의 새 다리는 더 {} 다리라고 시는 말했다.", "작은", "큰", "ko"),
        ("جسر أورلوند الجديد {} من الجسر القديم، قال المجلس.", "أصغر", "أكبر", "ar"),
        ("ओर्लुंड का नया पुल पुराने पुल से {} है, परिषद ने कहा।", "छोटा", "बड़ा", "hi"),
    ],
)  # fmt: skip
def test_a_comparative_turned_round_is_shown_in_every_language_covered(
    template, word, opposite, language
):
    for page_side, source_side in ((word, opposite), (opposite, word)):
        ((page, source),) = turned(
            template.format(page_side), template.format(source_side), language
        )
        assert page_side.startswith(page)
        assert source_side.startswith(source)


def test_no_contest_is_neither_guilty_nor_a_denial():
    text = "The treasurer of Orlund pleaded {} to taking the money."
    assert turned(text.format("guilty"), text.format("no contest")) == [("guilty", "contest")]


def test_a_denying_prefix_is_seen_in_other_words_and_its_sentence_is_listed():
    source = [
        "The council will tear down the old bridge in Brevik next spring.",
        "A new one will cost 40 million kroner.",
        "Engineers found that the old bridge is unsafe.",
    ]
    (sentence,) = align(
        Text(["Protesters say the old bridge was safe."], "en"), Text(source, "en")
    ).sentences
    (change,) = [change for change in sentence.changes if change.kind == "negation"]
    assert change.params == {"code": "opposite", "page": "safe", "source": "unsafe"}
    assert change.source.sentence == 2
    assert 2 in sentence.source


@pytest.mark.parametrize(
    "page",
    [
        "Protesters say the old bridge was not safe.",  # it denies too
        "Protesters talk about safety.",  # another form, and nothing shared
    ],
)
def test_a_denying_prefix_needs_its_very_form_and_no_other_denial(page):
    assert turned(page, "Engineers found that the old bridge is unsafe.") == []


def test_a_word_whose_opposite_the_best_source_has_differs_in_other_words():
    source = "A court in Hamar sentenced the treasurer to four years in prison for fraud."
    assert turned("The treasurer was acquitted of fraud.", source) == [("acquitted", "sentenced")]
    assert turned("The treasurer got four years for fraud in Hamar.", source) == []


def test_an_opposite_in_a_further_source_must_be_near_two_of_the_same_words():
    first = "The harbour board of Orlund told its members on Monday how the year had gone."
    further = "It expects the income from ferry tickets to rise by a tenth."
    page = "The harbour board of Orlund told its members that {} by a tenth."
    expected = [("fall", "rise")]
    assert (
        changed_in(page.format("income from ferry tickets would fall"), first, further) == expected
    )
    assert changed_in(page.format("the level would fall"), first, further) == []


@pytest.mark.parametrize(
    "rule",
    [
        *RULES,
        turned_voice,
        exchanged_words,
        turned_statement,
        distant_member,
        compare_calendar_word,
    ],
    ids=lambda rule: rule.__name__,
)
def test_the_example_of_a_rule_is_named_by_it(rule):
    example = dict(re.findall(r"^ +(page|source|kind): (.+)$", rule.__doc__, re.MULTILINE))
    (change,) = changes(example["page"], example["source"])
    assert change.kind == example["kind"]
    (same,) = align(Text([example["page"]], "en"), Text([example["page"]], "en")).sentences
    assert same.changes == []


BRIDGES = "the old bridges will be closed to lorries."


@pytest.mark.parametrize(
    ("before", "heading"),
    [
        ("Half of", "change_scope"),
        ("Some of", "change_scope"),
        ("A few of", "change_scope"),
        ("Three of the five lanes on", "change_scope"),
        ("About 40 per cent of", "change_scope"),
        ("Critics claim that", "change_attribution"),
        ("According to a leaked draft,", "change_attribution"),
        ("Opponents fear", "change_attribution"),
        ("One of", "change_scope"),
        ("It is possible that", "change_hedge"),
        ("It is understood", "change_hedge"),
        ("It is thought that", "change_hedge"),
        ("If parliament agrees,", "change_condition"),
        ("Unless the council objects,", "change_condition"),
    ],
)
def test_what_was_cut_before_a_copied_piece_differs(before, heading):
    (sentence, *_) = align(
        Text([BRIDGES.capitalize()], "en"), Text([f"{before} {BRIDGES}", *FILLER], "en")
    ).sentences
    assert (sentence.finding, sentence.heading) == ("differs", heading)
    (change,) = [change for change in sentence.changes if change.is_difference]
    assert change.source.text.startswith(before)


@pytest.mark.parametrize(
    ("language", "page", "source", "heading"),
    [
        ("en", "The mine will close in May.", "The mine could close in May.", "change_hedge"),
        ("en", "The mine will close, and 300 will lose their work.",
         "The mine could close, and 300 may lose their work.", "change_hedge"),
        ("en", "The mine may close in the spring.", "The mine will close in the spring.",
         "change_added_doubt"),
        ("en", "The owner of the land is the Harbour Trust of Orlund.",
         "The owner of the land is thought to be the Harbour Trust of Orlund.", "change_hedge"),
        ("en", "The council sold the old harbour in May.",
         "The council is said to have sold the old harbour in May.", "change_hedge"),
        ("en", "Orlund is the oldest harbour in the north of the country.",
         "Orlund is one of the oldest harbours in the north of the country.", "change_scope"),
        ("en", "The champion is unbeatable on the old track in Orlund.",
         "The champion is almost unbeatable on the old track in Orlund.", "change_hedge"),
        ("en", "The pictures, posted on Monday, show the treasurer in the bar.",
         "The pictures, posted on Monday, allegedly show the treasurer in the bar.",
         "change_hedge"),
        ("en", "The treasurer resigned after the vote on Monday.",
         "The treasurer offered to resign after the vote on Monday.", "change_hedge"),
        ("en", "The firm closes the plant in Orlund by the summer.",
         "The firm plans to close the plant in Orlund by the summer.", "change_hedge"),
        ("en", "The ferry line, the council said, will cut the route.",
         "The ferry line, the council said, will cut the route if the subsidy ends.",
         "change_condition"),
        ("en", "Petra Kolb said the school will cost 12 million and open in May.",
         "Petra Marsh said the school will cost 12 million and open in May.", "change_name"),
        ("de", "Die alten Brücken werden für Lastwagen gesperrt.",
         "Die Hälfte der alten Brücken wird für Lastwagen gesperrt.", "change_scope"),
        ("de", "Die alten Brücken werden für Lastwagen gesperrt.",
         "Wenn das Parlament zustimmt, werden die alten Brücken für Lastwagen gesperrt.",
         "change_condition"),
        ("de", "Die alten Brücken werden für Lastwagen gesperrt.",
         "Kritiker behaupten, dass die alten Brücken für Lastwagen gesperrt werden.",
         "change_attribution"),
        ("fr", "Les vieux ponts seront fermés aux camions.",
         "La moitié des vieux ponts seront fermés aux camions.", "change_scope"),
        ("fr", "Les vieux ponts seront fermés aux camions.",
         "Si le parlement accepte, les vieux ponts seront fermés aux camions.",
         "change_condition"),
        ("es", "Los viejos puentes se cerrarán a los camiones.",
         "Si el parlamento acepta, los viejos puentes se cerrarán a los camiones.",
         "change_condition"),
        ("it", "I vecchi ponti saranno chiusi ai camion.",
         "Se il parlamento accetta, i vecchi ponti saranno chiusi ai camion.",
         "change_condition"),
        ("nl", "De oude bruggen gaan dicht voor vrachtwagens.",
         "De helft van de oude bruggen gaat dicht voor vrachtwagens.", "change_scope"),
        ("ru", "Старые мосты закроют для грузовиков.",
         "По мнению критиков, старые мосты закроют для грузовиков.", "change_attribution"),
        ("en", "The old bridges will be closed to lorries in May.",
         "The critics claim that the old bridges will be closed to lorries in May.",
         "change_attribution"),
        ("fr", "Les vieux ponts seront fermés aux camions en mai.",
         "Des critiques affirment que les vieux ponts seront fermés aux camions en mai.",
         "change_attribution"),
        ("es", "Los viejos puentes se cerrarán a los camiones en mayo.",
         "Los críticos sostienen que los viejos puentes se cerrarán a los camiones en mayo.",
         "change_attribution"),
        ("it", "I vecchi ponti saranno chiusi ai camion a maggio.",
         "I critici sostengono che i vecchi ponti saranno chiusi ai camion a maggio.",
         "change_attribution"),
        ("fr", "La mine de Solund va fermer en mai après quarante ans.",
         "La mine de Solund pourrait fermer en mai après quarante ans.", "change_hedge"),
        ("es", "La mina de Solund va a cerrar en mayo después de cuarenta años.",
         "La mina de Solund podría cerrar en mayo después de cuarenta años.", "change_hedge"),
        ("pt", "A mina de Solund vai fechar em maio depois de quarenta anos.",
         "A mina de Solund poderá fechar em maio depois de quarenta anos.", "change_hedge"),
        ("sv", "Gruvan i Solund kommer att stängas i maj efter fyrtio år.",
         "Gruvan i Solund kan stängas i maj efter fyrtio år.", "change_hedge"),
        ("pl", "Kopalnia w Solund zostanie zamknięta w maju po czterdziestu latach.",
         "Kopalnia w Solund może zostać zamknięta w maju po czterdziestu latach.",
         "change_hedge"),
        ("ru", "Шахта в Солунде закроется в мае после сорока лет работы.",
         "Шахта в Солунде может закрыться в мае после сорока лет работы.", "change_hedge"),
        ("pl", "Stare mosty zostaną w maju zamknięte dla ciężarówek.",
         "Połowa starych mostów zostanie w maju zamknięta dla ciężarówek.", "change_scope"),
        ("pl", "Stare mosty zostaną w maju zamknięte dla ciężarówek.",
         "Niektóre ze starych mostów zostaną w maju zamknięte dla ciężarówek.", "change_scope"),
        ("ru", "Старые мосты будут закрыты в мае для грузовиков.",
         "Половина старых мостов будет закрыта в мае для грузовиков.", "change_scope"),
        ("de", "Leonard besiegte im letzten Kampf des Abends Duran.",
         "Leonard wurde im letzten Kampf des Abends von Duran besiegt.", "change_role"),
        ("es", "Leonard derrotó a Duran en el último combate de la noche.",
         "Leonard fue derrotado por Duran en el último combate de la noche.", "change_role"),
        ("nl", "Leonard versloeg Duran in het laatste gevecht van de avond.",
         "Leonard werd door Duran verslagen in het laatste gevecht van de avond.", "change_role"),
    ],
)  # fmt: skip
def test_each_edit_of_a_copy_is_named(language, page, source, heading):
    (sentence,) = align(Text([page], language), Text([source, *FILLER], language)).sentences
    assert (sentence.finding, sentence.heading) == ("differs", heading)


@pytest.mark.parametrize(
    ("language", "page", "source"),
    [
        ("en", "On Monday Kolb said the plan was ready.",
         "On Monday Petra Marsh said the plan was ready, while the teacher Anna Kolb was away."),
        ("fr", "Lundi, Kolb a dit que le plan était prêt.",
         "Lundi, Petra Marsh a dit que le plan était prêt, mais la maîtresse Anna Kolb est loin."),
        ("nl", "Maandag zei Kolb dat het plan klaar was.",
         "Maandag zei Petra Marsh dat het plan klaar was, maar de lerares Anna Kolb was weg."),
    ],
)  # fmt: skip
def test_another_speaker_of_the_same_sentence_is_named(language, page, source):
    (sentence,) = align(Text([page], language), Text([source, *FILLER], language)).sentences
    (change,) = [change for change in sentence.changes if change.is_difference]
    assert (change.name, change.params["page"], change.params["source"]) == (
        "name", "Kolb", "Petra Marsh",
    )  # fmt: skip


def test_another_speaker_is_named_though_the_source_has_that_name_too():
    page = "On Monday Kolb said the school will cost 12 million and open in the autumn."
    source = page.replace("Kolb", "Petra Marsh")
    (sentence,) = align(
        Text([page], "en"), Text([source, "Kolb was away.", *FILLER], "en")
    ).sentences
    assert sentence.heading == "change_name"


@pytest.mark.parametrize(
    ("language", "page", "source"),
    [
        ("en", "The ferry line said the old bridges will be closed to lorries.",
         "A spokesman for the ferry line said the old bridges will be closed to lorries."),
        ("en", "The old bridges will be closed to lorries.",
         "All of the old bridges will be closed to lorries."),
        ("en", "The mine may close in May.", "The mine could close in May."),
        ("en", "Marsh said the school will cost 12 million and open in the autumn.",
         "Petra Marsh said the school will cost 12 million and open in the autumn."),
        ("en", "Duran outpointed Leonard in the last fight of the evening.",
         "Leonard was outpointed by Duran in the last fight of the evening."),
        ("en", "The pictures reportedly show the treasurer in the bar.",
         "The pictures, posted on Monday, allegedly show the treasurer in the bar."),
        ("en", "About 3,200 islanders use the ferry to Brevik every week.",
         "Some 3,200 islanders use the ferry to Brevik every week."),
        ("en", "Members of the council left the hall before the vote.",
         "Several members of the council left the hall before the vote."),
        ("en", "The minister was asked whether the school would open in the autumn.",
         "The minister was asked if the school would open in the autumn."),
        ("en", "The boats set fire to buildings in the harbour of Orlund.",
         "The boats set fire to some of the buildings in the harbour of Orlund."),
        ("en", "On Monday Kolb said the plan was ready.",
         "On Monday Petra Kolb said the plan was ready, while the teacher Anna Marsh was away."),
        ("en", "On Monday Kolb said the plan was ready.",
         "On Monday Petra said the plan was ready, and Petra Kolb left the hall with it."),
        ("de", "Die alten Brücken werden am Montag für Lastwagen gesperrt.",
         "Die alten Brücken werden am Montag für Lastwagen gesperrt, sagte der Rat."),
        ("de", "Duran besiegte Leonard im letzten Kampf des Abends.",
         "Leonard wurde im letzten Kampf des Abends von Duran besiegt."),
        ("nl", "Duran versloeg Leonard in het laatste gevecht van de avond.",
         "Leonard werd door Duran verslagen in het laatste gevecht van de avond."),
        ("fr", "Les vieux ponts seront fermés aux camions lundi.",
         "Les vieux ponts seront fermés aux camions lundi, a déclaré le maire."),
    ],
)  # fmt: skip
def test_what_says_the_same_or_less_is_not_a_difference(language, page, source):
    (sentence,) = align(Text([page], language), Text([source, *FILLER], language)).sentences
    assert sentence.finding == "found"


@pytest.mark.parametrize(
    ("page", "source"),
    [
        # Whose claim it is was never about what the page says.
        ("Tilda Marsh posted a picture of the old bridge on Monday.",
         "Tilda Marsh, who claims to be an heir, posted a picture of the old bridge on Monday."),
        ("The raids on the harbour left ten boats aground.",
         "Kolb was accused of planning the raids on the harbour that left ten boats aground."),
        # Something new that there was none of.
        ("The ferry went down two miles east of the harbour of Brevik, with no survivors.",
         "The ferry went down two miles east of the harbour of Brevik, the coast guard said."),
        # A doubt by another word.
        ("Sailors in Orlund say the wind could reach 90 knots on Monday.",
         "Sailors in Orlund expect the wind to reach 90 knots on Monday."),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_cut_doubt_or_a_negation_is_none(page, source):
    (sentence,) = align(Text([page], "en"), Text([source, *FILLER], "en")).sentences
    assert sentence.finding != "differs"


def test_a_not_between_the_same_words_is_named_in_other_words():
    page = "Though the union is satisfied with the offer, it wants to go on talking in May."
    source = "But the union isn't satisfied with the offer, which the ferry line made on Monday."
    assert turned(page, source) == [("union is satisfied", "union isn't satisfied")]


def test_another_doer_of_the_same_is_named():
    page = "Brevik Ferries has also begun a criminal inquiry into the accident."
    source = (
        "Orlund Harbour has opened a criminal inquiry into the accident, a paper that the owner of "
        "the boat sent on Monday says."
    )
    introduction = "Brevik Ferries owns seven boats."
    (change,) = [c for c in changes(page, source, introduction) if c.kind == "name"]
    assert change.params == {"page": "Brevik Ferries", "source": "Orlund Harbour"}


def test_a_piece_of_a_longer_sentence_is_said_to_be_one():
    source = "The old bridges will be closed to lorries on Monday, the council of Orlund said."
    for page, heading in (
        ("The old bridges will be closed to lorries on Monday.", "label_verbatim_piece"),
        (source, "label_verbatim"),
    ):
        (sentence,) = align(Text([page], "en"), Text([source, *FILLER], "en")).sentences
        assert (sentence.label, sentence.heading) == ("verbatim", heading)
