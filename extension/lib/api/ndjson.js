/** Reads one JSON document per line, as it arrives; blank lines are only signs of life. */

/** @param {ReadableStream<Uint8Array>} body
 * @param {() => void} [alive] called for all data
 * @returns {AsyncGenerator<unknown>} raises SyntaxError for a line that is not JSON */
export async function* readLines(body, alive = () => {}) {
  const reader = body.pipeThrough(/** @type {any} */ (new TextDecoderStream())).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      alive();
      const lines = (rest + value).split("\n");
      rest = lines.pop() ?? "";
      yield* parsed(lines);
    }
    yield* parsed([rest]);
  } finally {
    reader.cancel().catch(() => {}); // frees the connection where the reader stopped early
  }
}

/** @param {string[]} lines */
function* parsed(lines) {
  for (const line of lines) if (line.trim()) yield JSON.parse(line);
}
