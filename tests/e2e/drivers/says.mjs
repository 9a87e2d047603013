/** What the extension says of comparisons: JSON lines in, with a language's messages first, and out. */

import { createInterface } from "node:readline";

import { asMarkdown } from "../../../extension/lib/export/formats.js";
import {
  countedSentences,
  coveredWords,
  findings,
  restMarks,
  sourceKinds,
} from "../../../extension/lib/view/findings.js";
import { pieces } from "../../../extension/lib/view/text.js";
import { inWords, translator } from "../../../extension/lib/view/translate.js";
import { inALine, repeatsShare } from "../../../extension/lib/view/verdict.js";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const next = async () => JSON.parse((await lines.next()).value ?? "null");
const t = translator(new Map(Object.entries(await next())));
for (let made = await next(); made; made = await next()) {
  const { alignment, messages = [], verdict } = made;
  const { leftOut, parts, counts } = findings(alignment);
  const { left_out, ...tiles } = counts;
  const kinds = sourceKinds(alignment);
  const said = {
    line: inALine(made, t),
    reason: inWords(verdict.reason, t),
    repeats_share: repeatsShare(made.gist ?? null, verdict.reason),
    messages: messages.map((/** @type {Message} */ one) => inWords(one, t)),
    covered: coveredWords(alignment, t),
    tiles: Object.entries(tiles).map(([kind, count]) => [t.text(`tile_${kind}`), count]),
    left_out,
    whole: leftOut.map(({ source }) => alignment.source[source]),
    parts: parts.map(({ source }) =>
      pieces(alignment.source[source], restMarks(alignment, source))
        .filter(({ kind }) => kind)
        .map(({ text }) => text),
    ),
    kinds: countedSentences(alignment).map((at) => kinds[at]),
    markdown: asMarkdown(made, t),
  };
  process.stdout.write(JSON.stringify(said) + "\n");
}
