import random

import pytest

from server.verdict.judge import judge
from server.verdict.signals.unreadable import unreadable_signals
from tests.unit.verdict.stories import ENGLISH, FRENCH, GERMAN, SPANISH, page, prose, view_of

LATIN = [
    (
        "Lorem ipsum dolor sit amet, consectetur elit, sed do eiusmod tempor "
        "incididunt ut labore et dolore. Ut enim ad minim veniam, quis nostrud exercitation."
    ),
    (
        "Sed ut perspiciatis unde omnis iste natus error sit voluptatem accusantium doloremque "
        "laudantium, totam rem aperiam, eaque ipsa quae ab illo inventore veritatis et quasi."
    ),
    (
        "Nemo enim ipsam voluptatem quia voluptas sit aspernatur aut odit aut fugit, sed quia "
        "consequuntur magni dolores eos qui ratione voluptatem sequi nesciunt neque porro quisquam."
    ),
]
RUSSIAN = [
    (
        "Тоннель под гаванью откроется в понедельник, на два года позже, чем обещали, и вдвое "
        "дороже, сказала в четверг вечером главный инженер города на заседании совета."
    ),
    (
        "Задержка случилась из-за слоя мокрой глины, который не заметили три проверки. Насосы "
        "работали день и ночь с весны, и только на этой неделе последний из них выключили."
    ),
    (
        "За проезд водители будут платить две кроны, а автобусы поедут бесплатно. Совет ждёт "
        "четырнадцать тысяч машин в день, это треть того, что летом выдерживает старый мост."
    ),
]


GREEK = [
    (
        "Η σήραγγα κάτω από το λιμάνι ανοίγει τη Δευτέρα, δύο χρόνια αργότερα από όσο "
        "έλεγαν και με διπλάσιο κόστος, είπε το βράδυ της Πέμπτης "
        "η μηχανικός της πόλης στο συμβούλιο."
    ),
    (
        "Η καθυστέρηση οφείλεται σε ένα στρώμα υγρής αργίλου που δεν είδαν τρεις μελέτες. "
        "Οι αντλίες δούλευαν μέρα και νύχτα από την άνοιξη και μόλις "
        "αυτή την εβδομάδα έκλεισε η τελευταία."
    ),
    (
        "Για κάθε πέρασμα οι οδηγοί θα πληρώνουν δύο κορώνες, ενώ τα λεωφορεία περνούν δωρεάν. "
        "Ο δήμος περιμένει δεκατέσσερις χιλιάδες αυτοκίνητα την ημέρα, το "
        "ένα τρίτο της παλιάς γέφυρας."
    ),
]
HEBREW = [
    (
        "המנהרה שמתחת לנמל תיפתח ביום שני, שנתיים אחרי המועד שהובטח ובמחיר כפול, כך אמרה "
        "בערב יום חמישי מהנדסת העיר בישיבת המועצה, והוסיפה שהעבודות הושלמו לגמרי בסוף השבוע."
    ),
    (
        "העיכוב נגרם בגלל שכבת חימר רטובה ששלושה סקרים לא גילו אותה כלל. המשאבות פעלו יום ולילה "
        "מאז האביב, ורק השבוע כיבו את האחרונה שבהן, אחרי שהמים ירדו אל מתחת לקו שקבעו המהנדסים."
    ),
    (
        "הנהגים ישלמו שני כתרים על כל מעבר, והאוטובוסים יעברו חינם. המועצה מצפה לארבעה עשר אלף "
        "מכוניות ביום, שליש ממה שנושא הגשר הישן בימי הקיץ, כשהתיירים ממלאים את הרחובות הצרים."
    ),
]
HINDI = [
    (
        "बंदरगाह के नीचे की सुरंग सोमवार को खुलेगी, वादे से दो साल बाद और दोगुनी लागत पर, शहर की "
        "मुख्य अभियंता ने गुरुवार की शाम परिषद की बैठक में बताया और कहा कि काम पूरा हो चुका है।"
    ),
    (
        "देरी गीली मिट्टी की एक परत के कारण हुई, जिसे तीन जाँचों में नहीं "
        "देखा गया था। पंप वसंत से दिन "
        "रात चलते रहे, और इसी सप्ताह उनमें से आखिरी पंप बंद किया गया, जब पानी नीचे उतर गया।"
    ),
    (
        "हर बार गुजरने के लिए चालकों को दो मुद्राएँ देनी होंगी, और बसें "
        "बिना शुल्क चलेंगी। परिषद को रोज "
        "चौदह हजार गाड़ियों की उम्मीद है, जो गर्मियों में पुराने पुल की गाड़ियों की एक तिहाई है।"
    ),
]
CHINESE = [
    "港口隧道将于星期一开通，比原计划晚了两年，费用增加了一倍，工程师星期四晚上在议会会议上说。"
    * 2,
    (
        "工程推迟的原因是一层潮湿的黏土，三次勘测都没有发现这层黏土。抽水机从春天开始日夜工作，"
        "直到这个星期，最后一台抽水机才停下来。工程师说，黏土下面的水位已经下降，隧道里面不再有水。"
        "议会派人检查了隧道的墙壁，工程师陪同检查，检查用了三天，没有发现新的问题，隧道可以使用。"
        "市民对议会的说法表示怀疑，他们说议会曾经三次说隧道可以使用，三次都没有开通。"
    ),
    (
        "司机每次通过隧道要付两个克朗，公共汽车免费通过隧道。议会预计每天有一万四千辆汽车通过隧道，"
        "这是夏天旧桥车流量的三分之一。北岸的商店老板说，他们等了很久，旧桥每年夏天都堵车，"
        "顾客不愿意过旧桥。第一个周末会有街头集市，议会会请乐队，商店老板会在隧道门口摆摊，"
        "公共汽车会在隧道门口停车。议会说，旧桥以后只让行人和自行车通过，汽车都走隧道。"
        "工程师说，旧桥还能用十年，十年以后要换新桥，新桥的费用由议会和商店老板一起付。"
        "议会明年再开会，讨论新桥的费用，市民可以参加会议，也可以把意见写信寄给议会的工程师。"
        "商店老板说，他们会参加会议，因为旧桥每年夏天堵车，顾客不愿意来。"
    ),
]


def shifted(text):
    moved = (chr(ord(letter) + 1) if letter.isalpha() else letter for letter in text)
    return "".join(letter if letter.isprintable() else "q" for letter in moved)


def mixed(text):
    chance = random.Random(5)
    return " ".join("".join(chance.sample(word, len(word))) for word in text.split())


def seen(paragraphs, language="en"):
    return list(unreadable_signals(view_of(page(prose(paragraphs), language=language))))


@pytest.mark.parametrize(
    ("story", "language", "scramble"),
    [
        *(([*ENGLISH, *ENGLISH[::-1]], "en", scramble) for scramble in (shifted, mixed)),
        *((GERMAN, "de", scramble) for scramble in (shifted, mixed)),
        *(([*FRENCH, *FRENCH[::-1]], "fr", scramble) for scramble in (shifted, mixed)),
        *(([*RUSSIAN, *RUSSIAN[::-1]], "ru", scramble) for scramble in (shifted, mixed)),
        *((GREEK, "el", scramble) for scramble in (shifted, mixed)),
        *((HEBREW, "he", mixed), (HINDI, "hi", mixed)),
        *((CHINESE, "zh", scramble) for scramble in (shifted, mixed)),
    ],
)
def test_letters_that_make_no_words_are_noticed_where_they_begin(story, language, scramble):
    (signal,) = seen([story[0], *(scramble(text) for text in story[1:])], language)
    assert signal.element.text_content().startswith(signal.quote)
    assert scramble(story[1]).startswith(signal.quote)


def test_filler_and_repeated_blocks_are_no_text():
    (filler,) = seen([GERMAN[0], *LATIN], "de")
    assert LATIN[0].startswith(filler.quote)
    (repeated,) = seen([ENGLISH[0], *[GERMAN[1]] * 3])
    assert GERMAN[1].startswith(repeated.quote)
    assert seen([ENGLISH[0], *GERMAN[1:] * 3])
    assert not seen([*ENGLISH * 3])  # a whole text, thrice


def test_a_page_of_scrambled_letters_is_paywalled():
    text = [ENGLISH[0], *(shifted(text) for text in ENGLISH[1:])]
    verdict = judge(view_of(page(prose(text))))
    assert (verdict.label, verdict.answer) == ("paywalled", "incomplete")
    assert verdict.evidence[0].signal == "unreadable_text"


@pytest.mark.parametrize(
    "story",
    [
        ENGLISH,
        *(RUSSIAN, GREEK, HEBREW, HINDI, CHINESE),
        [*ENGLISH, *SPANISH],  # in two languages
        [*LATIN[1:], *LATIN[1:]][:3],
        [*ENGLISH, LATIN[1]],  # a quotation
        [
            ENGLISH[0],
            "Ada Morrow, Bo Lindqvist, Oda Brack, Jan Ellery and Ida Quay, for the council",
        ],
    ],
)
def test_texts_that_people_write_can_be_read(story):
    assert seen(story) == []


def test_a_list_of_addresses_is_no_scramble():
    rows = [mixed(GERMAN[0]) + f" https://b.example/rss/{number}" for number in range(6)]
    assert not list(unreadable_signals(view_of(page(prose([*GERMAN, *rows])))))
