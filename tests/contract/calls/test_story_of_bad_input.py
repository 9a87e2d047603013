"""Stories of odd texts over real HTTP: wrong times, copies, edits, deletions, forty languages."""

from contextlib import closing

import httpx2
import pytest

from server.store import SqliteArticles
from tests.contract.calls.test_calls import valid
from tests.servers import running_server
from tests.unit.story.texts import GAZETTE, OTHER

LIBRARY = (
    "The library of Quarne lent its last paper atlas on Friday and closed the map room for good. "
    "Its keeper, Benno Tash, carried 58 globes down the stairs himself. The Quarne Bulletin "
    "reported that the town council had voted nine to two for the sale of the reading tables. "
    "Half of the globes will hang in the new tram station, the other half in the swimming hall. "
    "Benno Tash said that he would keep the smallest one, on which two islands are missing."
)
# The same sentence in forty languages of which the server knows no words.
TONGUES = {
    "am": "መርከቡ Tern of Arlow ከ731 ተሳፋሪዎች ጋር በHallowsund አቅራቢያ ቆመ፣ ሲል Marisol Quen ተናገረ።",
    "az": "Tern of Arlow gəmisi 731 sərnişinlə Hallowsund yaxınlığında qaldı, dedi Marisol Quen.",
    "bn": "Tern of Arlow জাহাজটি 731 জন যাত্রী নিয়ে Hallowsund এর কাছে আটকে যায়, বলেন Marisol Quen।",
    "bs": "Brod Tern of Arlow nasukao se kod Hallowsunda sa 731 putnikom, rekla je Marisol Quen.",
    "cy": "Aeth Tern of Arlow yn sownd ger Hallowsund gyda 731 o deithwyr, meddai Marisol Quen.",
    "eo": "La ŝipo Tern of Arlow surgrundiĝis ĉe Hallowsund kun 731 pasaĝeroj, diris Marisol Quen.",
    "eu": "Tern of Arlow ontzia Hallowsunden geratu da 731 lagunekin, dio Marisol Quenek.",
    "fil": "Sumadsad ang Tern of Arlow sa Hallowsund na may 731 pasahero, sabi ni Marisol Quen.",
    "ga": "Chuaigh Tern of Arlow i dtír ag Hallowsund le 731 paisinéir, a dúirt Marisol Quen.",
    "gl": "O Tern of Arlow encallou en Hallowsund con 731 pasaxeiros, dixo Marisol Quen.",
    "gu": "Tern of Arlow જહાજ 731 મુસાફરો સાથે Hallowsund પાસે અટક્યું, Marisol Quen એ કહ્યું.",
    "ha": "Jirgin Tern of Arlow ya makale a Hallowsund da fasinjoji 731, in ji Marisol Quen.",
    "hy": "Tern of Arlow նավը 731 ուղևորով խրվեց Hallowsund-ի մոտ, ասաց Marisol Quen-ը։",
    "ig": "Ụgbọ Tern of Arlow rapaara na Hallowsund na ndị njem 731, ka Marisol Quen kwuru.",
    "is": "Tern of Arlow strandaði við Hallowsund með 731 farþega, sagði Marisol Quen.",
    "ka": "გემი Tern of Arlow 731 მგზავრით Hallowsund-თან გაიჭედა, თქვა Marisol Quen-მა.",
    "kk": "Tern of Arlow кемесі 731 жолаушымен Hallowsund маңында тұрып қалды, деді Marisol Quen.",
    "km": "នាវា Tern of Arlow ដែលមានអ្នកដំណើរ 731 នាក់បានកឿងនៅ Hallowsund នេះបើតាម Marisol Quen។",
    "kn": "Tern of Arlow ಹಡಗು 731 ಪ್ರಯಾಣಿಕರೊಂದಿಗೆ Hallowsund ಬಳಿ ಸಿಲುಕಿತು ಎಂದು Marisol Quen ಹೇಳಿದರು.",
    "lb": "D'Schëff Tern of Arlow ass bei Hallowsund mat 731 Passagéier opgelaf, sot Marisol Quen.",
    "lo": "ເຮືອ Tern of Arlow ທີ່ມີຜູ້ໂດຍສານ 731 ຄົນ ຕິດຢູ່ Hallowsund, Marisol Quen ກ່າວ.",
    "mk": "Бродот Tern of Arlow се насука кај Hallowsund со 731 патник, рече Marisol Quen.",
    "ml": "Tern of Arlow കപ്പൽ 731 യാത്രക്കാരുമായി Hallowsund ൽ കുടുങ്ങി, Marisol Quen പറഞ്ഞു.",
    "mn": "Tern of Arlow хөлөг 731 зорчигчтой Hallowsund орчимд суулаа гэж Marisol Quen хэлэв.",
    "mr": "Tern of Arlow जहाज 731 प्रवाशांसह Hallowsund जवळ अडकले, असे Marisol Quen म्हणाल्या.",
    "mt": "Il-vapur Tern of Arlow inkalja ħdejn Hallowsund b'731 passiġġier, qalet Marisol Quen.",
    "my": "Tern of Arlow သင်္ဘော ခရီးသည် 731 ဦးနှင့် Hallowsund တွင် သောင်တင်၊ Marisol Quen ပြောသည်။",
    "ne": "Tern of Arlow जहाज 731 यात्रुसहित Hallowsund नजिक अड्कियो, Marisol Quen ले भनिन्।",
    "pa": "Tern of Arlow ਜਹਾਜ਼ 731 ਮੁਸਾਫ਼ਰਾਂ ਨਾਲ Hallowsund ਨੇੜੇ ਫਸ ਗਿਆ, Marisol Quen ਨੇ ਕਿਹਾ।",
    "si": "Tern of Arlow නෞකාව මගීන් 731 දෙනෙකු සමඟ Hallowsund අසල රැඳුණු බව Marisol Quen කීවාය.",
    "so": "Markabka Tern of Arlow ayaa 731 rakaab kula xayirmay Hallowsund, bay tiri Marisol Quen.",
    "sq": "Anija Tern of Arlow ngeci pranë Hallowsund me 731 pasagjerë, tha Marisol Quen.",
    "sw": "Meli Tern of Arlow ilikwama karibu na Hallowsund na abiria 731, alisema Marisol Quen.",
    "ta": "Tern of Arlow கப்பல் 731 பயணிகளுடன் Hallowsund அருகே சிக்கியது என்றார் Marisol Quen.",
    "te": "Tern of Arlow నౌక 731 ప్రయాణికులతో Hallowsund వద్ద చిక్కుకుంది, Marisol Quen అన్నారు.",
    "ur": "جہاز Tern of Arlow 731 مسافروں کے ساتھ Hallowsund میں پھنس گیا، Marisol Quen نے کہا۔",
    "uz": "Tern of Arlow kemasi 731 yoʻlovchi bilan Hallowsund yaqinida qoldi, dedi Marisol Quen.",
    "xh": "Inqanawa iTern of Arlow ibambeke eHallowsund nabantu aba-731, utshilo uMarisol Quen.",
    "yo": "Ọkọ̀ Tern of Arlow há sí Hallowsund pẹ̀lú èrò 731, Marisol Quen ló sọ bẹ́ẹ̀.",
    "zu": "Umkhumbi iTern of Arlow ubambeke eHallowsund nabantu aba-731, kusho uMarisol Quen.",
}
DAY = "2026-03-02T08:00:00+00:00"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("story")


@pytest.fixture(scope="module")
def client(data):
    with (
        running_server(data) as server,
        httpx2.Client(
            base_url=server.base, headers=server.owner, trust_env=False, timeout=60
        ) as http_client,
    ):
        yield http_client


def article(name, text, published=DAY, **about):
    url = f"https://{name.lower().replace(' ', '-')}.example/told"
    fields = {"url": url, "title": f"{name} tells it", "text": text, "publisher": name, **about}
    return fields | ({"published": published} if published else {})


def add(client, *articles):
    answer = client.post("/v1/articles", json={"articles": articles}).json()
    assert answer["rejected"] == []
    return answer


def story(client, text, **about):
    page = {"text": text, "published": DAY, **about}
    return valid(client.post("/v1/story", json={"page": page}).json(), "Story")


def names(told_story):
    return {text["publisher"] for text in told_story["texts"] if text["indexed"]}


def test_texts_without_a_time_or_with_a_wrong_one_are_told_without_an_order(client):
    times = {"No Time": None, "Year Off": "2025-03-02T08:00:00Z", "Future": "2099-01-01T00:00:00Z"}
    add(client, *(article(name, GAZETTE, time) for name, time in times.items()))
    told_story = story(client, GAZETTE)
    assert names(told_story) == set(times)
    by_name = {text["publisher"]: text for text in told_story["texts"]}
    assert by_name["Future"]["relation"] == by_name["No Time"]["relation"] == "unclear"
    assert told_story["index"]["since"] is None, "all days were searched"
    assert len(told_story["origins"]) == 1


def test_hundred_copies_are_one_origin_of_the_most_that_are_read(client):
    add(client, *(article(f"Copy {number}", OTHER) for number in range(100)))
    told_story = story(client, OTHER)
    assert len(told_story["texts"]) == 40
    assert [len(origin["texts"]) for origin in told_story["origins"]] == [40]
    assert client.get("/v1/stories?since=2026-03-01").json()["stories"][0]["texts"] == 12


def test_text_that_cites_itself_rests_on_nobody_and_edits_and_deletions_are_followed(client, data):
    own = article("Quarne Bulletin", LIBRARY, "2001-05-04T08:00:00Z")
    add(client, own)
    page = {"url": own["url"], "published": own["published"]}
    (alone,) = story(client, LIBRARY, **page)["texts"]
    assert (alone["relation"], alone["indexed"]) == ("independent", True)
    tram_post = article("Tram Post", LIBRARY, "2001-05-05T08:00:00Z")
    add(client, tram_post)
    assert names(story(client, LIBRARY, **page)) == {"Quarne Bulletin", "Tram Post"}
    assert add(client, {**tram_post, "text": GAZETTE})["updated"] == 1
    assert names(story(client, LIBRARY, **page)) == {"Quarne Bulletin"}
    with closing(SqliteArticles(data / "articles.db")) as index:
        assert index.prune_articles(older_than_days=9_000, max_bytes=None) == 2
    (gone,) = story(client, LIBRARY, **page)["texts"]
    assert not gone["indexed"]


def test_forty_languages_are_one_answer_that_says_what_it_lacks(client):
    assert len(TONGUES) == 40
    add(client, *(article(tag, text, language=tag) for tag, text in TONGUES.items()))
    mixed = " ".join(TONGUES.values())
    for tag, text in [("sw", TONGUES["sw"]), ("km", TONGUES["km"]), (None, mixed)]:
        told_story = story(client, text, **({"language": tag} if tag else {}))
        assert names(told_story) <= set(TONGUES)
        assert [warning["type"] for warning in told_story["warnings"]] == [
            "/problems/languages_differ"
        ]
    assert len(told_story["texts"]) > 1
