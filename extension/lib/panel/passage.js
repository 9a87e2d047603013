/** A passage that the reader selected, taken out of the comparison of its page. */

/** The comparison with the passage's sentences alone; the others count as notes.
 * @param {Comparison} comparison
 * @param {string} passage as the browser gives a selection
 * @returns {Comparison} */
export function passageOf(comparison, passage) {
  const { alignment } = comparison;
  if (!alignment) return comparison;
  const selected = letters(passage);
  const sentences = alignment.sentences.map((sentence) =>
    isIn(letters(alignment.page[sentence.index] ?? ""), selected)
      ? sentence
      : {
          ...sentence,
          finding: /** @type {const} */ ("note"),
          label: /** @type {const} */ ("boilerplate"),
        },
  );
  return { ...comparison, alignment: { ...alignment, sentences, left_out: [] } };
}

/** Whether a sentence is selected, wholly or by more than half from one end.
 * @param {string} sentence
 * @param {string} selected */
function isIn(sentence, selected) {
  if (!sentence || !selected) return false;
  if (selected.includes(sentence) || sentence.includes(selected)) return true;
  for (let length = sentence.length - 1; length > sentence.length / 2; length--) {
    if (selected.startsWith(sentence.slice(-length))) return true;
    if (selected.endsWith(sentence.slice(0, length))) return true;
  }
  return false;
}

/** @param {string} text */
function letters(text) {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}
