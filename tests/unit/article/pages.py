"""Pages of invented publishers, with the furniture that real news pages have."""

import json
from typing import Any

ENGLISH = [
    (
        "The harbour council of Port Ellery voted on Tuesday to close the old swing bridge for two "
        "years, after engineers found cracks in 14 of its 60 girders."
    ),
    (
        "“Nobody wants to see it shut, but nobody wants to see it fall either,” said Maud Trevane, "
        "who chairs the council. She called the decision the hardest of her time in office."
    ),
    (
        "Lorries will be sent over the inland road, which adds 40 minutes to the way to the docks. "
        "Dock owners had asked for a ferry, and the council promised to look into it by March."
    ),
    (
        "Repairs are to cost 31 million crowns. Two thirds of that will come from the province, "
        "and the rest from a toll that the council wants to raise once the bridge is open again."
    ),
    (
        "The bridge was built in 1931 and has been closed only once before, when a grain ship ran "
        "into it in the winter of 1978. It took eleven weeks to clear the channel that time."
    ),
]
GERMAN = [
    (
        "Der Gemeinderat von Oberlinden hat am Dienstag beschlossen, das alte Hallenbad am 3. März "
        "zu schließen. Die Mehrheit war knapp: Neun Räte stimmten dafür, acht dagegen."
    ),
    (
        "„Wir können uns das Bad nicht mehr leisten“, sagte Bürgermeisterin Hanne Quast. Allein "
        "die Heizung habe im vergangenen Jahr 412.000 Euro gekostet, so Quast weiter."
    ),
    (
        "Der Schwimmverein will nun Unterschriften sammeln. Sein Vorsitzender, Dr. Ole Brandt, "
        "sprach von einem schwarzen Tag für die Kinder der Stadt und kündigte Widerstand an."
    ),
]
FRENCH = [
    (
        "Le conseil municipal de Valcombe a décidé mardi soir de fermer le pont tournant pendant "
        "deux ans, après la découverte de fissures dans quatorze poutres."
    ),
    (
        "« Personne ne veut le voir fermé, mais personne ne veut le voir tomber », a déclaré la "
        "maire, Odile Marchetti, à la sortie d’une séance de cinq heures."
    ),
    (
        "Les camions passeront par la route intérieure, ce qui ajoute quarante minutes au trajet "
        "jusqu’aux quais. Les armateurs demandaient un bac."
    ),
]
SPANISH = [
    (
        "El ayuntamiento de Puerto Encina decidió el martes cerrar el viejo puente giratorio "
        "durante dos años, tras hallar grietas en catorce de sus vigas."
    ),
    (
        "«Nadie quiere verlo cerrado, pero nadie quiere verlo caer», dijo la alcaldesa, Marta "
        "Quiroga, al término de una sesión de cinco horas."
    ),
    (
        "Los camiones irán por la carretera interior, lo que añade cuarenta minutos al camino "
        "hasta los muelles, y los armadores piden un transbordador."
    ),
]
JAPANESE = [
    (
        "白浜市議会は火曜日、老朽化した市民プールを来年三月に閉鎖することを決めた。"
        "賛成は九人、反対は八人だった。"
    ),
    "「これ以上の負担はできない」と山城市長は述べた。昨年の燃料費だけで六千万円に達したという。",
    (
        "水泳連盟の会長は「子どもたちにとって暗い日だ」と語り、署名活動を始める考えを示した。"
        "来週にも最初の集会を開く予定である。"
    ),
]
NAVIGATION = "".join(
    f'<li><a href="/{name}">{name.title()}</a></li>'
    for name in ("news", "weather", "sport", "harbour", "letters")
)


def page(
    paragraphs: list[str],
    *,
    title: str = "Port Ellery closes its swing bridge for two years",
    site: str = "The Ellery Courant",
    lang: str | None = "en",
    head: str = "",
    json_ld: dict[str, Any] | None = None,
    before: str = "",
    after: str = "",
) -> str:
    """Return a news page with `paragraphs` between `before` and `after` in its article."""
    declared = f'<script type="application/ld+json">{json.dumps(json_ld)}</script>'
    return f"""<!DOCTYPE html>
<html{f' lang="{lang}"' if lang else ""}><head><meta charset="utf-8">
<title>{title} | {site}</title>{head}{declared if json_ld else ""}</head>
<body><header class="site-header"><nav><ul>{NAVIGATION}</ul></nav></header>
<main><article class="story"><h1>{title}</h1>
<div class="story-body">{before}{"".join(f"<p>{text}</p>" for text in paragraphs)}{after}</div>
</article>
<aside class="related"><h3>More from the coast</h3><ul>
<li><a href="/a">Herring season opens late</a></li>
<li><a href="/b">Lighthouse keeper retires after 40 years</a></li></ul></aside>
<section class="comments"><h3>Comments</h3>
<div class="comment"><p>I drove over it every day for thirty years, what a shame.</p></div>
</section></main>
<footer><p>© {site}. All rights reserved.</p></footer></body></html>"""
