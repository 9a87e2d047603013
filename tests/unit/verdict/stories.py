"""Stories and pages of invented publishers for the verdict's tests."""

from server.article.read import read
from server.model import Basis, PageInput
from server.page.document import Reading
from server.page.view import PageView
from server.verdict.basis import candidates_of, study_in, weigh_credits
from server.verdict.judge import model_of
from server.verdict.signal_rules import remark_signals
from server.verdict.signals import Signal

HERE = "https://signal-brief.example/tunnel"
THERE = "https://harbour-gazette.example/2026/tunnel-opens"

ENGLISH = [
    (
        "The harbour tunnel of Port Ellery opens on Monday, two years later than planned and at "
        "twice the price, the town's engineer Ada Morrow told the council on Thursday evening."
    ),
    (
        "The delay came from a layer of wet clay that three surveys had missed. Pumps have run day "
        "and night since the spring of 2024, and the last of them was switched off this week."
    ),
    (
        "Drivers will pay two crowns for each passage, and buses go free. The council expects "
        "14,000 cars a day, which is a third of what the old swing bridge carries in summer."
    ),
    (
        "Shop owners on the north bank said that they had waited long enough. A street fair is "
        "planned for the first weekend, with a brass band and a race through the empty tube."
    ),
]
GERMAN = [
    (
        "Der Hafentunnel von Oberlinden wird am Montag eröffnet, zwei Jahre später als geplant und "
        "doppelt so teuer, wie die Stadtbaurätin Ada Morgen am Donnerstag im Gemeinderat sagte."
    ),
    (
        "Schuld an der Verzögerung war eine Schicht aus nassem Lehm, die drei Gutachten übersehen "
        "hatten. Die Pumpen liefen seit dem Frühjahr Tag und Nacht und wurden jetzt abgestellt."
    ),
    (
        "Für jede Durchfahrt zahlen Autofahrer zwei Taler, Busse fahren umsonst. Die Stadt rechnet "
        "mit 14.000 Autos am Tag, einem Drittel dessen, was die alte Brücke im Sommer trägt."
    ),
]
FRENCH = [
    (
        "Le tunnel du port ouvrira lundi, deux ans plus tard que prévu et pour le double du prix, "
        "a annoncé la mairie. Les automobilistes paieront deux couronnes à chaque passage."
    ),
    (
        "Les ingénieurs avaient trouvé de l’eau dans la galerie nord l’hiver dernier. Il a fallu "
        "poser quatre cents anneaux de béton de plus, que la région a payés à moitié."
    ),
]
SPANISH = [
    (
        "El túnel del puerto abrirá el lunes, dos años más tarde de lo previsto y al doble del "
        "precio, anunció el ayuntamiento. Los conductores pagarán dos coronas por cada paso."
    ),
    (
        "Los ingenieros encontraron agua en la galería norte el invierno pasado. Hubo que colocar "
        "cuatrocientos anillos de hormigón más, que la región pagó a medias."
    ),
]
JAPANESE = [
    "港町の海底トンネルが月曜日に開通する。計画より二年遅れ、費用は二倍になったと町の技師が木曜日の議会で述べた。",
    "遅れの原因は三度の調査で見落とされた湿った粘土層だった。ポンプは二年間昼も夜も動き続け、今週ようやく止められた。",
    (
        "通行料は一台につき二百円で、バスは無料になる。町は一日に一万四千台の利用を見込んでおり、"
        "これは夏の旧橋の交通量の三分の一にあたるという。"
    ),
]
ARABIC = [
    (
        "يفتتح نفق الميناء يوم الاثنين بعد تأخير دام عامين وبضعف الكلفة المقررة، كما قالت مهندسة "
        "البلدة أمام المجلس مساء يوم الخميس الماضي."
    ),
    (
        "كان سبب التأخير طبقة من الطين الرطب لم تكتشفها ثلاث دراسات متتالية. وعملت المضخات ليل "
        "نهار منذ ربيع العام الماضي ولم تتوقف إلا هذا الأسبوع."
    ),
    (
        "سيدفع السائقون رسما عن كل عبور، أما الحافلات فتمر مجانا. ويتوقع المجلس مرور أربعة عشر ألف "
        "سيارة كل يوم، أي ثلث ما يحمله الجسر القديم في الصيف."
    ),
]
# Two sentences that say how the tunnel of Port Ellery came late, in scripts of their own.
SCRIPTS = {
    "th": [
        (
            "อุโมงค์ใต้ท่าเรือของเมืองเปิดให้ใช้ในวันจันทร์ ช้ากว่ากำหนดสองปี และใช"
            "้งบประมาณเป็นสองเท่าของที่วางแผนไว้ วิศวกรของเมืองกล่าวต่อสภาเมื่อเย็น"
            "วันพฤหัสบดี"
        ),
        (
            "ความล่าช้าเกิดจากชั้นดินเหนียวเปียกที่การสำรวจสามครั้งมองข้ามไป เครื่อ"
            "งสูบน้ำทำงานทั้งวันทั้งคืนตั้งแต่ฤดูใบไม้ผลิ และหยุดลงในสัปดาห์นี้"
        ),
    ],
    "ur": [
        (
            "بندرگاہ کی سرنگ پیر کو کھل جائے گی، جو منصوبے سے دو سال بعد اور دوگنی "
            "لاگت پر مکمل ہوئی، شہر کی انجینئر نے جمعرات کی شام کونسل کو بتایا۔"
        ),
        (
            "تاخیر کی وجہ گیلی مٹی کی ایک تہہ تھی جو تین جائزوں میں نظر نہیں آئی۔ پ"
            "مپ بہار سے دن رات چلتے رہے اور اس ہفتے بند کر دیے گئے۔"
        ),
    ],
    "hy": [
        (
            "Նավահանգստի թունելը կբացվի երկուշաբթի օրը, նախատեսվածից երկու տարի ուշ"
            " և կրկնակի գնով, հինգշաբթի երեկոյան խորհրդին հայտնեց քաղաքի ճարտարագետ"
            "ը։"
        ),
        (
            "Ուշացման պատճառը թաց կավի շերտն էր, որը երեք հետազոտություն բաց էին թո"
            "ղել։ Պոմպերը աշխատել են օր ու գիշեր և անջատվել այս շաբաթ։"
        ),
    ],
    "am": [
        "የወደቡ ዋሻ ሰኞ ይከፈታል፣ ከታቀደው ሁለት ዓመት ዘግይቶና በእጥፍ ዋጋ፣ የከተማዋ መሐንዲስ ሐሙስ ምሽት ለምክር ቤቱ ተናግረዋል።",
        "የመዘግየቱ ምክንያት ሦስት ጥናቶች ያላዩት እርጥብ የሸክላ ሽፋን ነበር። ፓምፖቹ ቀንና ሌሊት ሲሠሩ ቆይተው በዚህ ሳምንት ቆመዋል።",
    ],
    "my": [
        (
            "ဆိပ်ကမ်းဥမင်လိုဏ်ခေါင်းကို တနင်္လာနေ့တွင် ဖွင့်မည်ဖြစ်ပြီး စီစဉ်ထားသည်"
            "ထက် နှစ်နှစ်နောက်ကျကာ ကုန်ကျစရိတ် နှစ်ဆရှိသည်ဟု မြို့အင်ဂျင်နီယာက ပြော"
            "သည်။"
        ),
        ("နှောင့်နှေးရခြင်းအကြောင်းရင်းမှာ စစ်တမ်းသုံးခုက မတွေ့ခဲ့သော စိုစွတ်သည့် ရွှံ့စေးအလွှာဖြစ်သည်။"),
    ],
    "km": [
        (
            "ផ្លូវរូងក្រោមកំពង់ផែនឹងបើកនៅថ្ងៃចន្ទ យឺតជាងគម្រោងពីរឆ្នាំ និងចំណាយទ្វេ"
            "ដង វិស្វករទីក្រុងបាននិយាយប្រាប់ក្រុមប្រឹក្សានៅល្ងាចថ្ងៃព្រហស្បតិ៍។"
        ),
        "ការពន្យារពេលគឺដោយសារស្រទាប់ដីឥដ្ឋសើមដែលការស្ទង់បីដងមិនបានឃើញ។",
    ],
}


def prose(paragraphs: list[str]) -> str:
    """Paragraphs as markup."""
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def page(body: str, after: str = "", *, head: str = "", language: str = "en") -> str:
    """Return a page with `body` in its article, `after` after it, and usual furniture."""
    return f"""<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">
<title>Tunnel opens | Signal Brief</title>{head}</head><body>
<header><nav><a href="/">Home</a> <a href="/more">Read more</a> <a href="/join">Subscribe</a></nav>
</header><main><article><h1>Harbour tunnel opens two years late</h1>{body}</article>{after}</main>
<aside><h2>More stories</h2><ul><li><a href="/kettles">Why your next kettle may talk back</a>
<a href="/kettles">Read Full Article</a></li><li><a href="/bikes">The quiet boom in old bikes</a>
<a href="/bikes">Read Full Article</a></li></ul></aside>
<footer><p>Signal Brief. Subscribe to our newsletter. <a href="/terms">Terms</a></p></footer>
</body></html>"""


def reading_of(html: str, url: str | None = HERE) -> Reading:
    """Read `html` in the article step."""
    return read(PageInput(html=html, url=url))


def reading_of_text(*lines: str) -> Reading:
    """Read pasted lines in the article step."""
    return read(PageInput(text="\n".join(lines)))


def view_of(html: str, url: str | None = HERE, status: int | None = None) -> PageView:
    """Return the page as the verdict sees it."""
    return PageView(reading_of(html, url), status)


def view_of_text(*lines: str) -> PageView:
    """Pasted lines as the verdict sees them."""
    return PageView(reading_of_text(*lines))


def basis_of(view: PageView) -> Basis:
    """Return whose report the text of `view` is, by its credits and its words for studies."""
    candidates = candidates_of(view, remarked(view))
    return weigh_credits(candidates, model_of("basis"), study_in(view))[0]


def remarked(view: PageView) -> list[Signal]:
    """Return the signals in what a page says to its reader."""
    return remark_signals(view)
