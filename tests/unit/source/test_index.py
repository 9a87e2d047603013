import pytest

from server.source.index import MOST_TERMS, phrases, query_terms

# The shape of a machine's rewrite: much filler, few names, no number.
REWRITE = (
    """\
Norvane is significantly escalating its investment in its own weather models, marking a potentially
pivotal shift in its relationship with long-time partner SkyLattice.
The move, confirmed by Norvane research chief Idris Halloway, signals a growing focus on
independence and adds another layer of complexity to an intricate landscape.
This is not simply an evolution in the world of weather; it is a revolution in the making.
Halloway's announcement of significant investments underscores the substantial resources that the
company is committing, while SkyLattice, the creator of StormGPT, looks on.
One thing is certain: the move will have significant ramifications for the industry.
""".replace("\n", " ")
    .replace(". ", ".\n")
    .splitlines()
)


def names(terms):
    return [term for term, _ in terms]


def test_a_rewrite_is_searched_by_its_names_not_its_filler():
    first = names(query_terms(None, REWRITE, "en"))[:5]
    assert {"skylattice", "halloway", "norvane", "stormgpt", "idris"} == set(first)


def test_filler_that_every_text_has_is_never_searched():
    terms = set(names(query_terms(None, REWRITE, "en")))
    assert not terms & {"the", "this", "is", "in", "its", "by", "that", "of"}
    assert len(terms) <= MOST_TERMS


def test_numbers_weigh_more_than_words_and_digits_less():
    terms = dict(query_terms(None, ["The council paid 4,815 crowns for 3 boats in 2019."], "en"))
    order = list(terms)
    assert order[0] == "4,815"
    assert terms["3"] < terms["2019"] < terms["4,815"]


def test_thousands_set_apart_are_searched_as_they_are_written():
    terms = dict(query_terms(None, ["Le conseil a payé 4\u202f815 couronnes."], "fr"))
    assert "4 815" in terms


def test_a_quotation_is_a_term_of_its_own():
    lines = ["“We will not sell the old lighthouse,” said the mayor."]
    assert ("We will not sell the old lighthouse,", 2.0) in query_terms(None, lines, "en")


@pytest.mark.parametrize(
    ("language", "line", "name", "filler"),
    [
        ("de", "Die Rätin Runa Oltmanns sagte, dass die Brücke fertig ist.", "oltmanns", "dass"),
        ("fr", "La maire Solveig Quémard a dit que le pont de l'Ellery ouvrira.", "quémard", "que"),
        ("es", "La alcaldesa Itziar Zubeldoa dijo que el puente abrirá.", "zubeldoa", "que"),
        ("tr", "Başkan Işılay Çağdaş köprünün ve yolun biteceğini söyledi.", "çağdaş", "ve"),
        ("ru", "Мэр города Игнат Воробейчик сообщил, что мост откроют.", "воробейчик", "что"),
    ],
)  # fmt: skip
def test_names_come_first_and_function_words_never(language, line, name, filler):
    terms = names(query_terms(None, [line], language))
    assert name in terms[:3]
    assert filler not in terms


@pytest.mark.parametrize(
    ("language", "line", "term"),
    [
        ("zh", "临江市市长贺远山宣布新桥开工。", "远山"),
        ("ja", "東岸市の高梨市長はスカイラティスの計画を発表した。", "スカイラティス"),
        ("ko", "동해안시의 강도현은 새 다리를 발표했다.", "강도현"),
        ("th", "นายกเทศมนตรีวิโรจน์ประกาศสร้างสะพานใหม่", "นายก"),
    ],
)
def test_scripts_without_spaces_are_searched_by_their_pieces(language, line, term):
    assert term in names(query_terms(None, [line], language))


def test_a_provider_is_asked_for_the_rarest_words_and_a_quotation():
    lines = [*REWRITE, "“Nobody here wanted this storm model,” she said."]
    rarest, quote = phrases(lines, "en")
    assert "halloway" in rarest.split()
    assert quote == '"Nobody here wanted this storm model,"'


def test_nothing_to_search_for_is_not_a_term():
    assert query_terms(None, [], None) == []
    assert query_terms("", ["It is what it is."], "en") == []
    assert phrases([], None) == []
