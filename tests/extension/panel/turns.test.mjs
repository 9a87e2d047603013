import assert from "node:assert/strict";
import { test } from "node:test";

import { Turns } from "../../../extension/lib/panel/turns.js";

test("a later call waits for an earlier one of its tab, also for one that fails", async () => {
  const [turns, done] = [new Turns(), /** @type {string[]} */ ([])];
  /** @param {string} name
   * @param {Promise<unknown>} after */
  const work = (name, after) => async () => {
    await after;
    done.push(name);
    if (name === "marks") throw new Error("The tab is gone.");
    return name;
  };
  const slow = new Promise((then) => setTimeout(then, 20));
  const [marks, shown] = [turns.take(1, work("marks", slow)), turns.take(1, work("shown", slow))];
  const other = turns.take(2, work("another tab", Promise.resolve()));
  await assert.rejects(marks);
  assert.equal(await shown, "shown");
  await other;
  assert.deepEqual(done, ["another tab", "marks", "shown"]);
});
