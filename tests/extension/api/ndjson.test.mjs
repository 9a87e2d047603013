import assert from "node:assert/strict";
import { test } from "node:test";

import { readLines } from "../../../extension/lib/api/ndjson.js";

/** @param {Uint8Array[]} chunks
 * @returns {ReadableStream<Uint8Array>} */
function stream(chunks) {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

/** @param {AsyncIterable<unknown>} lines */
async function all(lines) {
  const found = [];
  for await (const line of lines) found.push(line);
  return found;
}

test("documents come out whole however the bytes are cut", async () => {
  const bytes = new TextEncoder().encode('{"a":"€"}\n\n{"b":2}\n{"c":3}');
  for (let cut = 0; cut <= bytes.length; cut++) {
    const chunks = [bytes.slice(0, cut), bytes.slice(cut)];
    assert.deepEqual(await all(readLines(stream(chunks))), [{ a: "€" }, { b: 2 }, { c: 3 }]);
  }
});

test("blank lines are signs of life and nothing else", async () => {
  let signs = 0;
  const chunks = ["\n", "\n", "{}\n"].map((text) => new TextEncoder().encode(text));
  assert.deepEqual(await all(readLines(stream(chunks), () => signs++)), [{}]);
  assert.equal(signs, 3);
});

test("half a line is an error", async () => {
  const lines = readLines(stream([new TextEncoder().encode('{"a":1}\n{"b"')]));
  await assert.rejects(all(lines), SyntaxError);
});
