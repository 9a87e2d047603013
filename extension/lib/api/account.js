/** The account of comparisons that were kept, or made by a server, before answers had one. */

/** Return a comparison with its account, as server/align/account.py makes it: what page sentences rest
 * on is never left out; of what was in no list the page has most words.
 * @param {Comparison} comparison
 * @returns {Comparison} */
export function accounted(comparison) {
  return withAccount(withMessages(comparison));
}

/** Return a comparison with the messages of its words, which older servers left to the panel.
 * @param {Comparison} comparison
 * @returns {Comparison} */
function withMessages(comparison) {
  const { verdict, search } = comparison;
  if (verdict.heading) return comparison;
  /** @param {string} key
   * @param {{says?: string, quote?: string | null}} [given]
   * @returns {Message} */
  const message = (key, { says = "", quote = null } = {}) => ({ key, params: [], quote, says });
  return {
    ...comparison,
    verdict: {
      ...verdict,
      heading: message(`verdict_${verdict.label}`),
      reason: message(`verdict_${verdict.label}_reason`),
      evidence: verdict.evidence.map((each) => ({ ...each, message: message("", each) })),
    },
    search: search && {
      ...search,
      candidates: search.candidates.map((each) => ({
        ...each,
        found_by: each.found_by.map((found) => ({ ...found, message: message("", found) })),
      })),
    },
  };
}

/** @param {Comparison} comparison
 * @returns {Comparison} */
function withAccount(comparison) {
  const { alignment } = comparison;
  if (!alignment || alignment.account) return comparison;
  const { source, sentences, figures, further, not_compared = [] } = alignment;
  const account = accountOf(
    source.length,
    sentences.map(({ index, source: at }) => [index, at]),
    "in_part",
  );
  for (const at of not_compared) put(account[at], "not_compared");
  for (const { source: at, why_code } of alignment.left_out)
    put(account[at], String(why_code) === "note" ? "aside" : "left_out");
  /** @param {AccountEntry["state"]} state */
  const count = (state) => account.filter((entry) => entry.state === state).length;
  const [told, told_in_part] = [count("told"), count("in_part")];
  const left_out = alignment.left_out.filter(({ source: at }) => account[at]?.state === "left_out");
  const counts = {
    ...{ told, told_in_part, left_out: left_out.length, not_compared: count("not_compared") },
    ...{ used: told + told_in_part, source_sentences: source.length - count("aside") },
  };
  const filled = further?.map((one) => ({ ...one, account: accountOfFurther(one, sentences) }));
  const made = { ...alignment, account, left_out, figures: { ...figures, ...counts } };
  const clauses = comparison.gist?.clauses.flatMap((clause) => {
    if (clause.code !== "left_out") return [clause];
    const params = { left_out: counts.left_out, total: counts.source_sentences };
    return counts.left_out ? [{ ...clause, params }] : [];
  });
  return {
    ...comparison,
    ...(comparison.gist && { gist: clauses?.length ? { ...comparison.gist, clauses } : null }),
    alignment: filled ? { ...made, further: filled } : made,
  };
}

/** @param {FurtherSource} further
 * @param {PageSentence[]} sentences */
function accountOfFurther({ source, sentences: texts }, sentences) {
  const places = sentences.flatMap(({ index, elsewhere = [] }) =>
    elsewhere.flatMap((one) =>
      one.source === source ? [/** @type {[number, number[]]} */ ([index, one.sentences])] : [],
    ),
  );
  return accountOf(texts.length, places, "not_compared");
}

/** @param {number} length
 * @param {[number, number[]][]} places page sentences, and what they rest on
 * @param {AccountEntry["state"]} others of sentences that no page sentence rests on
 * @returns {AccountEntry[]} */
function accountOf(length, places, others) {
  return Array.from({ length }, (_, source) => {
    const told_by = places.flatMap(([index, at]) => (at.includes(source) ? [index] : []));
    return { source, state: told_by.length ? "told" : others, told_by, rest: [] };
  });
}

/** @param {AccountEntry | undefined} entry
 * @param {AccountEntry["state"]} state of what no page sentence rests on */
function put(entry, state) {
  if (entry && entry.state !== "told") entry.state = state;
}
