/** What the tests ask of a page that shows a comparison. Runs in the page. */
const probe = {
  all: (selector, within = document) => [...within.querySelectorAll(selector)],

  words: (selector, within = document) =>
    probe.all(selector, within).map((each) => each.textContent.trim()),

  /** Verdict, figures, and each pair with its sentences. */
  facts: () => [
    probe.all("h1").find((each) => each.checkVisibility())?.textContent,
    probe.words(".tile:has(b):not(.left_out)"),
    probe
      .all(".pair")
      .map((pair) => [
        pair.dataset.kind,
        probe.words(".what:not(.context)", pair)[0] ?? "",
        probe.words("blockquote", pair),
      ]),
  ],

  sentence: (side, index) =>
    document.querySelector(`.reading [data-side="${side}"][data-index="${index}"]`),

  sentences: (side) =>
    probe
      .all(`.reading [data-side="${side}"]`)
      .map((each) => [Number(each.dataset.index), each.textContent]),

  /** All that is on the screen about the original. */
  told: () => ({
    kinds: probe.all(".reading [data-side=source]").map((each) => each.dataset.kind),
    rests: probe
      .all(".reading [data-side=source]")
      .map((each) => probe.words(".piece.rest", each).join(" ")),
    numbers: probe.all(".reading [data-side=source]").map((each) => Number(each.dataset.number)),
    tiles: Object.fromEntries(
      probe
        .all(".tile:has(b)")
        .map((each) => [each.dataset.filter, Number(probe.words("b", each)[0])]),
    ),
    covered: probe.words(".coverage-words")[0],
    map: probe.all(".map rect").map((each) => each.getAttribute("class")),
  }),

  /** The numbers in the groups' headings, and of what they list, each with the headline's pair. */
  groups: () => {
    const counts = probe.all(".group").map((each) => {
      const [count] = probe.words(".count", each);
      return [each.dataset.kind, [Number(count), probe.all(".pair", each).length]];
    });
    const groups = Object.fromEntries(counts);
    for (const { kind } of probe.all(".proof").map((each) => each.dataset))
      groups[kind] = (groups[kind] ?? [0, 0]).map((count) => count + 1);
    return groups;
  },

  kinds: () =>
    Object.fromEntries(
      probe.all(".reading [data-side=page]").map((each) => [each.textContent, each.dataset.kind]),
    ),

  pairKinds: () =>
    probe
      .all(".pair:not(.left_out, .in_part)")
      .map((pair) => [probe.words(".this-page blockquote", pair)[0], pair.dataset.kind]),

  visiblePairKinds: () =>
    probe
      .all(".pair")
      .filter((pair) => pair.checkVisibility())
      .map((pair) => pair.dataset.kind),

  /** Bands that don't start and end at their sentences. */
  strayBands: () => {
    const { top } = document.querySelector(".gutter").getBoundingClientRect();
    const reaches = (y, side, index) => {
      const box = probe.sentence(side, index).getBoundingClientRect();
      return y + top > box.top - 2 && y + top < box.bottom + 2;
    };
    return probe.all(".bands .band").flatMap((band) => {
      const numbers = band
        .getAttribute("d")
        .match(/-?[\d.]+(e-?\d+)?/g)
        .map(Number);
      const [page, source] = [numbers[1], numbers[7]]; // M0 a C half a half c width c
      const { page: from, source: to } = band.dataset;
      return reaches(page, "page", from) && reaches(source, "source", to)
        ? []
        : [[from, to, page, source]];
    });
  },

  lit: () => probe.all(".band.lit").map((band) => [band.dataset.page, band.dataset.source]),

  focused: () => {
    const { classList, dataset } = document.activeElement;
    return classList.contains("chosen") && [dataset.kind, Number(dataset.index)];
  },

  atEnd: (pane) => {
    const { scrollTop, clientHeight, scrollHeight } = document.querySelector(pane);
    return scrollTop + clientHeight > scrollHeight - 3;
  },

  left: (selector) => document.querySelector(selector).getBoundingClientRect().left,

  /** Heights of both panes, shown and whole, once there is no gutter between them. */
  unrolled: () =>
    getComputedStyle(document.querySelector(".gutter")).display === "none" &&
    probe.all(".pane").map((pane) => [pane.clientHeight, pane.scrollHeight]),

  load: (...names) => Promise.all(names.map((name) => import(`/static/lib/${name}.js`))),

  translate: async () => {
    const [{ translator }] = await probe.load("view/translate");
    const words = await fetch("/words/en.json").then((answer) => answer.json());
    return translator(new Map(Object.entries(words)));
  },

  /** Notes a saved comparison as the file that the reader would save. */
  export: async (key) => {
    const [{ asPage }, { comparisonView }] = await probe.load("export/formats", "view/comparison");
    const comparison = await fetch(`/v1/comparisons/${key}`).then((answer) => answer.json());
    const t = await probe.translate();
    document.body.dataset.exported = asPage("", comparisonView(comparison, t, {}), "", t);
  },

  /** A comparison of these texts, of which the sentences given are word for word. */
  made: (page, source, sentences = [], more = {}) => {
    const article = (texts) => ({
      title: "T",
      language: "en",
      sentences: texts.map((text, i) => ({ text, start: 0, end: text.length, paragraph: i >> 1 })),
    });
    const used = new Set(sentences.flatMap((sentence) => sentence.source));
    const left = source.map((_, at) => at).filter((at) => !used.has(at));
    const figures = {
      ...{
        page_sentences: page.length,
        found: used.size,
        verbatim: 0,
        partly_found: 0,
        not_found: 0,
      },
      ...{
        source_sentences: source.length,
        ...{ used: used.size, told: used.size, told_in_part: 0 },
        ...{ left_out: left.length, not_compared: 0, differs: 0 },
        covered_share: 0.5,
        left_out_words: 9,
        left_out_minutes: 0.1,
      },
      changed: { number: 0, name: 0, date: 0, quote: 0, negation: 0, moved: 0 },
    };
    const plain = {
      ...{ label: "verbatim", finding: "found", heading: "label_verbatim", source: [], score: 1 },
      ...{ concern: 0, missing: [], changes: [], parts: [], opinion: null, shared: null },
    };
    return {
      ...{ id: "x", page: article(page), source: article(source), search: null, warnings: [] },
      verdict: {
        ...{ label: "summary", answer: "retells", evidence: [] },
        heading: { key: "verdict_summary", params: [], quote: null, says: "" },
        reason: { key: "verdict_summary_reason", params: [], quote: null, says: "" },
        basis: { kind: "unclear", credits: [] },
      },
      alignment: {
        ...{ page, source, figures },
        sentences: sentences.map((sentence, index) => ({ ...plain, index, ...sentence })),
        left_out: left.map((at, rank) => ({
          ...{ source: at, rank, why: "", why_code: "detail", span: null, about: null },
        })),
        account: source.map((_, at) => ({
          source: at,
          state: used.has(at) ? "told" : "left_out",
          told_by: sentences.flatMap((one, i) => (one.source?.includes(at) ? [i] : [])),
          rest: [],
        })),
        withheld: [],
        ...more,
      },
    };
  },

  show: async (comparison) => {
    const [{ comparisonView }] = await probe.load("view/comparison");
    const views = { first: "reading", choose() {} };
    const { body } = comparisonView(comparison, await probe.translate(), { views });
    document.getElementById("content").replaceChildren(...body);
    document.body.dataset.made = "yes";
  },

  /** A comparison of which a link holds some of the original back. */
  showWithheld: () => {
    const told = [{ source: [0] }];
    return probe.show(
      probe.made(["It cost 12 million."], ["It cost 12 million.", "", "", "The end."], told, {
        withheld: [1, 2],
      }),
    );
  },

  showEmpty: () =>
    probe.show(probe.made(["A claim.", "Another."], [], Array(2).fill({ finding: "not_found" }))),

  /** Sentences that turn round what is around them, and look like markup. */
  showHostile: () => {
    const text = "\u202Edrow \u0000 <b onclick=alert(1)>&amp;</b> \u2066\u200F.";
    return probe.show(
      probe.made([text, "After it."], [text, "After it."], [{ source: [0] }, { source: [1] }]),
    );
  },

  /** As many changes as there are sentences. */
  showMany: (count) => {
    const texts = Array.from(
      { length: count },
      (_, i) => `The ${i} crowns of item ${i} were paid in full last year.`,
    );
    const change = { kind: "number", page: { start: 4, end: 5, text: "" }, source: null, says: "" };
    const shown = {
      finding: "differs",
      heading: "change_number",
      changes: [{ ...change, params: {} }],
    };
    return probe.show(
      probe.made(
        texts,
        texts,
        texts.map((_, i) => ({ label: "near_verbatim", source: [i], ...shown })),
      ),
    );
  },
};
