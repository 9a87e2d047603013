"""Twenty-five texts with links. `@7` is an address; `cited` says which claim has which of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class CitedCase(NamedTuple):
    """A text, Markdown or HTML, with what it cites and how many links it skips."""

    text: str
    cited: dict[str, str]
    skipped: Mapping[str, int] = MappingProxyType({})


def address(number: str) -> str:
    """Return the address that `@number` means."""
    return f"https://gazette.example/2026/11/story-{number}.html"


_BRIDGE = "The new bridge over the Ellery opened in May"
_COST = "It cost the town 12 million crowns"
_SHIP = "The ferry Aurora has been out of service since Monday"

CASES = {
    "inline links": CitedCase(
        f"{_BRIDGE}, [the council said](@1). {_COST}, [as the *Gazette* found](@2). Nobody "
        f"paid.\n\n[{_SHIP}](@3), its owner said. The trust's [chairman Odd Farrow](@4) had "
        "warned of that.",
        {
            f"{_BRIDGE}, the council said.": "1",
            f"{_COST}, as the Gazette found.": "2",
            f"{_SHIP}, its owner said.": "3",
            "The trust's chairman Odd Farrow had warned of that.": "4",
        },
    ),
    "notes": CitedCase(
        f"{_BRIDGE}.[^a] {_COST}.[^cost] {_SHIP} [^a][^b], which nobody had planned.\n\n"
        "[^a]: Gazette, [Bridge opens](@5), 3 May 2026.\n[^cost]: <@6>\n\n"
        "[^b]: See @7 and [the annex](@8).\n    It has a second line.\n",
        {
            f"{_BRIDGE}.": "5",
            f"{_COST}.": "6",
            f"{_SHIP}, which nobody had planned.": "5 7 8",
        },
    ),
    "notes in notes": CitedCase(
        f"{_BRIDGE}.[^1] {_COST}.^[The books say so.[^2]] {_SHIP}.[^3]\n\n"
        "[^1]: After Farrow.[^2]\n[^2]: [Books](@9)\n[^3]: Nobody wrote it down.[^3]\n",
        {f"{_BRIDGE}.": "9", f"{_COST}.": "9"},
        {"no_address": 1},
    ),
    "reference links": CitedCase(
        f"{_BRIDGE}, [bakers say][1]. {_COST}, [others say][]. [Shortcut], the dog, saw the ferry "
        "leave.\n\n[1]: @10 'Bakers'\n[Others say]: <@11>\n[shortcut]: @12\n[unused]: @13\n",
        {
            f"{_BRIDGE}, bakers say.": "10",
            f"{_COST}, others say.": "11",
            "Shortcut, the dog, saw the ferry leave.": "12",
        },
    ),
    "addresses": CitedCase(
        f"{_BRIDGE} (@14). {_COST}: <@15>\n\n{_SHIP}. @16\n\n@17\n\nSee @18 for more.\n\n<@19>\n",
        {f"{_BRIDGE}.": "14", _COST: "15", f"{_SHIP}.": "16"},
        {"no_sentence": 3},
    ),
    "brackets in addresses": CitedCase(
        f"{_BRIDGE}, [it says](https://gazette.example/a_(b).html). {_COST}, "
        "[it says](<https://gazette.example/c d.html>). The [mayor\nof Ellery](@20) was not there. "
        '"It is late", [he said](@21 "A (title)").',
        {
            f"{_BRIDGE}, it says.": "https://gazette.example/a_(b).html",
            f"{_COST}, it says.": "https://gazette.example/c%20d.html",
            "The mayor of Ellery was not there.": "20",
            '"It is late", he said.': "21",
        },
    ),
    "code, comments and tables": CitedCase(
        "```\n[The bridge opened in May](@22), they said.\n```\n\n"
        "    [The bridge opened in May](@23), they said.\n\n"
        "<!-- The bridge opened in May, [they said](@24). -->\n\n"
        "`[The bridge](@25)` is how a link to that story is written.\n\n"
        f"| town | bridge |\n|---|---|\n| Ellery | opened in May, [they said](@26) |\n\n{_COST} "
        "[in all](@27).\n",
        {f"{_COST} in all.": "27"},
        {"no_sentence": 1},
    ),
    "headings and lists": CitedCase(
        f"# [The bridge](@28)\n\n- {_BRIDGE}, [the council said](@29).\n- [Bridge opens](@30)\n"
        f"- [{_COST}](@31) – Ellery Post\n1. {_SHIP}.[^1]\n\n> Its owner is [not amused](@32), he "
        "said.\n\n[^1]: @33\n",
        {
            f"{_BRIDGE}, the council said.": "29",
            f"{_SHIP}.": "33",
            "Its owner is not amused, he said.": "32",
        },
        {"no_sentence": 3},
    ),
    "links after the sentence": CitedCase(
        f"{_BRIDGE}. [Gazette](@34)\n\n{_COST}. ([Ellery Post](@35), [Gazette](@36))\n\n"
        f"{_SHIP} ([Gazette](@37)). Nobody knows why.",
        {f"{_BRIDGE}.": "34", f"{_COST}.": "35 36", f"{_SHIP}.": "37"},
    ),
    "several in one": CitedCase(
        f"{_BRIDGE} ([Gazette](@38); [Post](@39)) and [two boats](@40) came. {_COST}[^x][^y].\n\n"
        "[^x]: @41\n[^y]: @42\n",
        {f"{_BRIDGE} and two boats came.": "38 39 40", f"{_COST}.": "41 42"},
    ),
    "own site and what is not followed": CitedCase(
        f"{_BRIDGE}, [we said](/2026/bridge). {_COST}, [Farrow](mailto:odd@farrow.example) said. "
        f"{_SHIP}, as [this picture](https://gazette.example/ferry.jpg) shows. There is more "
        "[below](#more). It will sail in June, [they said](@43).",
        {"It will sail in June, they said.": "43"},
        {"own_site": 2, "not_followed": 2},
    ),
    "emphasis, pictures, HTML inside": CitedCase(
        f"**{_BRIDGE}**, [**they** said](@44). ![a bridge](https://gazette.example/b.png) {_COST}, "
        f'<a href="@45">they said</a>. [![x](https://gazette.example/c.png)](@46) {_SHIP}<sup>'
        "[1](@47)</sup>.",
        {f"{_BRIDGE}, they said.": "44", f"{_COST}, they said.": "45", f"{_SHIP}.": "47"},
    ),
    "a head of fields": CitedCase(
        f"---\ntitle: The bridge\nsource: @48\n---\n\n{_BRIDGE}, [they said](@49).  \nThis line "
        "belongs to [the same paragraph](@50).\n",
        {
            f"{_BRIDGE}, they said.": "49",
            "This line belongs to the same paragraph.": "50",
        },
    ),
    "German": CitedCase(
        "Die neue Brücke über die Ellery ist seit Mai offen, [sagt der Rat](@51). Sie kostete 12 "
        "Mio. Kronen.[^1] Weiterlesen: [Zum Artikel](@52)\n\n[^1]: [Post](@53).\n",
        {
            "Die neue Brücke über die Ellery ist seit Mai offen, sagt der Rat.": "51",
            "Sie kostete 12 Mio. Kronen.": "53",
        },
        {"no_sentence": 1},
    ),
    "Chinese": CitedCase(
        "埃勒里河上的新桥已于五月通车，[市议会说](@54)。该桥耗资一千二百万克朗（[公报](@55)）。没有人付钱。",
        {
            "埃勒里河上的新桥已于五月通车，市议会说。": "54",
            "该桥耗资一千二百万克朗。": "55",
        },
    ),
    "only links": CitedCase(
        "[Bridge opens](@56)\n\n[Ferry late](@57)\n\n- <@58>\n- @59\n- [Gazette](@60)\n",
        {},
        {"no_sentence": 5},
    ),
    "a wiki's page": CitedCase(
        '<html><head><title>Ellery – Wiki</title><link rel="canonical" '
        'href="https://en.wiki.example/wiki/Ellery"></head><body><div id="content"><h1>Ellery</h1>'
        '<div class="mw-parser-output"><table class="infobox"><tr><td>Built</td><td>2026<sup>'
        '<a href="#cite_note-1">[1]</a></sup></td></tr></table>'
        f'<p><b>Ellery</b> is a <a href="/wiki/Town">town</a> on the river of that name. {_BRIDGE}.'
        '<sup id="cite_ref-1" class="reference"><a href="#cite_note-1"><span class="cite-bracket">'
        f'[</span>1<span class="cite-bracket">]</span></a></sup> {_COST}.<sup class="reference">'
        '<a href="#cite_note-2">[2]</a></sup><sup class="reference"><a href="#cite_note-3">[a]</a>'
        '</sup><sup class="noprint">[<i><a href="/wiki/Why">citation needed</a></i>]</sup></p>'
        '<h2>History<span class="mw-editsection">[<a href="/w/index.php?title=Ellery&amp;action='
        f'edit">edit</a>]</span></h2><p>{_SHIP}, which its owner did not explain.<sup '
        'class="reference"><a href="./Ellery#cite_note-2">[2]</a></sup></p><h2>References</h2>'
        '<ol class="references"><li id="cite_note-1"><span class="mw-cite-backlink"><a '
        'href="#cite_ref-1">^</a></span> <span class="reference-text"><cite>Farrow, Odd. <a '
        'href="@61">"Bridge opens"</a>. <i>Gazette</i>. <a href="https://web.archive.org/web/1/@61">'
        'Archived</a> from the original. <a href="/wiki/Doi">doi</a>:<a href="@62">10</a></cite>'
        '</span></li><li id="cite_note-2"><cite><a href="@63">"The cost"</a></cite>; <cite><a '
        'href="@64">"The cost, again"</a></cite></li><li id="cite_note-3">Farrow 2026, <a '
        'href="#CITEREFFarrow">p. 5</a></li></ol><ul><li><cite id="CITEREFFarrow"><a href="@65">'
        "Farrow</a> (2026)</cite></li></ul></div></div></body></html>",
        {
            f"{_BRIDGE}.": "61",
            f"{_COST}.": "63 64 65",
            f"{_SHIP}, which its owner did not explain.": "63 64",
        },
        {"own_site": 3, "no_sentence": 1},
    ),
    "notes as Pandoc writes them": CitedCase(
        f'<html><body><article><p>{_BRIDGE}.<a href="#fn1" class="footnote-ref" id="fnref1" '
        f'role="doc-noteref"><sup>1</sup></a> {_COST}.<a href="#fn2" id="fnref2"><sup>2</sup></a> '
        f"{_SHIP}, [so they say].</p><p>It will be back in June, said the harbour master, who has "
        'seen <a href="@66">its papers</a>.</p><section class="footnotes"><hr><ol><li id="fn1"><p>'
        '<a href="@67">Gazette</a> <a href="#fnref1">↩</a></p></li><li id="fn2"><p>Nobody says. '
        '<a href="#fnref2">↩</a></p></li></ol></section></article></body></html>',
        {
            f"{_BRIDGE}.": "67",
            "It will be back in June, said the harbour master, who has seen its papers.": "66",
        },
        {"no_address": 1},
    ),
    "a blog's page": CitedCase(
        '<html><head><link rel="canonical" href="https://blog.example/bridge"></head><body><nav><a '
        'href="https://other.example/2026/a-b-c">Elsewhere</a></nav><main><article><h1>Bridges of '
        f'Ellery</h1><p>By <a href="/ada">Ada Nord</a></p><p>{_BRIDGE}, as <a href="@68">the '
        f'Gazette has it</a>, and the first cars crossed it at noon. {_COST} (<a href="@69">Post'
        '</a>).</p><p>As <a href="/2025/old">I wrote last year</a>, nobody had asked for it. '
        f'{_SHIP}.<sup><a href="@70">[1]</a></sup> <a href="@71">Read the full story</a></p>'
        '</article></main><footer><a href="https://x.example/2026/b-c-d">Imprint of the firm</a>'
        "</footer></body></html>",
        {
            f"{_BRIDGE}, as the Gazette has it, and the first cars crossed it at noon.": "68",
            f"{_COST}.": "69",
            f"{_SHIP}.": "70",
        },
        {"own_site": 2, "no_sentence": 1},
    ),
    "a fragment": CitedCase(
        f'<p>{_BRIDGE}, <a href="@72">they said</a>.</p><p>{_COST} <a href="@73">in all</a>.</p>'
        '<p><a href="@74">Gazette</a></p>',
        {f"{_BRIDGE}, they said.": "72", f"{_COST} in all.": "73"},
        {"no_sentence": 1},
    ),
    "the same page twice": CitedCase(
        f"{_BRIDGE}, [they said](@75), and [again](@75). {_COST}.[^1] It was [late](@75#part).\n\n"
        "[^1]: @76 and @76\n",
        {
            f"{_BRIDGE}, they said, and again.": "75",
            f"{_COST}.": "76",
            "It was late.": "75",
        },
    ),
    "signs of all kinds": CitedCase(
        f"{_BRIDGE} ⸨7⸩ — [so they say](@77)! {_COST} ([[Gazette]](@78)); nobody knows.\n\n"
        "\\[x\\] a < b & [c](@79) is true, they said.",
        {
            f"{_BRIDGE} ⸨7⸩ — so they say!": "77",
            f"{_COST}; nobody knows.": "78",
            "[x] a < b & c is true, they said.": "79",
        },
    ),
    "quotations": CitedCase(
        f'"{_SHIP}," [said Farrow](@80). “It is [a shame](@81).” «{_COST}», [on dit](@82).\n\n'
        f"He asked: why? [She knows](@83), he thinks.\n",
        {
            f'"{_SHIP}," said Farrow.': "80",
            "“It is a shame.”": "81",
            f"«{_COST}», on dit.": "82",
            "She knows, he thinks.": "83",
        },
    ),
    "a list of works": CitedCase(
        f"{_BRIDGE}, [they said](@84).\n\n## Sources\n\n1. [Bridge opens in Ellery](@85), Gazette\n"
        "2. [Ferry late again](@86) (Post)\n3. Gazette: [The cost of the bridge](@87)\n4. @88\n",
        {f"{_BRIDGE}, they said.": "84"},
        {"no_sentence": 4},
    ),
    "abbreviations and numbers": CitedCase(
        f"{_BRIDGE} at 9.30 a.m., [Dr. Farrow said](@89). The ferry (No. 7) is 3.5 m short, "
        "[U.S. readers learnt](@90). Its owner, [Nord & Co.](@91), has 4 ships.[^1]\n\n"
        "[^1]: Cf. [Post](@92), p. 4.\n",
        {
            f"{_BRIDGE} at 9.30 a.m., Dr. Farrow said.": "89",
            "The ferry (No. 7) is 3.5 m short, U.S. readers learnt.": "90",
            "Its owner, Nord & Co., has 4 ships.": "91 92",
        },
    ),
    "a long letter": CitedCase(
        "# What I read this week\n\n"
        f"{_BRIDGE}, writes [Ada Nord](@93), while [two engineers](@94) doubt that it will last. "
        "The Post has [a different figure](@95): 14 million.[^post] I asked the council.\n\n"
        "* **Ferries.** The Aurora needs a new engine [@96]. [Its owner][owner] will not pay.\n"
        "* **Bread.** Bakers in Ellery ask for more ([Post](@98), [Gazette](@99), [Star](@100)).\n"
        "* **Fish.** Herring is back.[^1] So are the gulls.[^2][^3]\n\n"
        "1. The mayor, [as the *Star* has it](@104), will not stand again in spring.\n"
        "2. Her deputy will <https://gazette.example/2026/11/story-105.html>.\n\n"
        "> “I have had enough,” [she told the Gazette](@106). “It was too much for one.”[^4]\n\n"
        "---\n\nThe lighthouse will be lit again in May, [said the trust](@108), and [the keeper]("
        "@109) is its first keeper's granddaughter. She is\n[eighty](@110) years old. That is all."
        "\n\nRead more: [Archive](@111)\n\n[All letters](@112)\n\n"
        "[owner]: @97\n[^post]: The Post, [3 May](@113).\n[^1]: @101\n[^2]: @102\n"
        "[^3]: [Gulls](@103) and [more gulls](@114).\n[^4]: See\n\n    [the talk](@107)\n",
        {
            f"{_BRIDGE}, writes Ada Nord, while two engineers doubt that it will last.": "93 94",
            "The Post has a different figure: 14 million.": "95 113",
            "The Aurora needs a new engine.": "96",
            "Its owner will not pay.": "97",
            "Bakers in Ellery ask for more.": "98 99 100",
            "Herring is back.": "101",
            "So are the gulls.": "102 103 114",
            "The mayor, as the Star has it, will not stand again in spring.": "104",
            "“I have had enough,” she told the Gazette.": "106",
            "“It was too much for one.”": "107",
            "The lighthouse will be lit again in May, said the trust, and the keeper is its first "
            "keeper's granddaughter.": "108 109",
            "She is eighty years old.": "110",
        },
        {"no_sentence": 3},
    ),
}
