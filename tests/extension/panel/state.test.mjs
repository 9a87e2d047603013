import assert from "node:assert/strict";
import { test } from "node:test";

import { Failure } from "../../../extension/lib/errors.js";
import { IDLE, next } from "../../../extension/lib/panel/state.js";

/** @typedef {import("../../../extension/lib/panel/state.js").PanelEvent} PanelEvent */
const comparison = /** @type {Comparison} */ ({});

/** @param {PanelEvent[]} events */
function after(...events) {
  return events.reduce(
    next,
    /** @type {import("../../../extension/lib/panel/state.js").State} */ (IDLE),
  );
}

/** @type {PanelEvent[]} */
const ANSWERED = [
  { type: "check" },
  { type: "read", title: "A page" },
  { type: "done", comparison },
];

test("a check goes through its stages to the answer", () => {
  /** @type {PanelEvent} */
  const stage = { type: "stage", event: { event: "stage", stage: "article", state: "done" } };
  assert.deepEqual(after({ type: "check" }, { type: "read", title: "A page" }, stage), {
    name: "checking",
    title: "A page",
    stages: { article: "done" },
    known: {},
    doing: {},
  });
  assert.equal(after(...ANSWERED).name, "answer");
});

test("a step says what it does until the next one", () => {
  const opening = /** @type {PanelEvent} */ ({
    type: "stage",
    event: { event: "progress", stage: "source", host: "gazette.test" },
  });
  const counting = /** @type {PanelEvent} */ ({
    type: "stage",
    event: { event: "progress", stage: "source", number: 2, of: 3 },
  });
  const busy = /** @type {any} */ (after({ type: "check" }, opening, counting));
  const { host, number, of } = busy.doing;
  assert.deepEqual([host, number, of], ["gazette.test", 2, 3]);
  const asking = /** @type {PanelEvent} */ ({
    type: "stage",
    event: { event: "progress", stage: "source", service: "SearXNG" },
  });
  const { doing } = /** @type {any} */ (next(busy, asking));
  assert.deepEqual([doing.host, doing.service, doing.number], [undefined, "SearXNG", 2]);
  assert.deepEqual(/** @type {any} */ (next(busy, DONE("source"))).doing, {});
});

/** @param {Stage} stage
 * @param {object} [brought]
 * @returns {PanelEvent} */
const DONE = (stage, brought = {}) => ({
  type: "stage",
  event: { event: "stage", stage, state: "done", ...brought },
});

test("who stops keeps what is known, and hears what is lacking", () => {
  const page = { warnings: [] };
  const verdict = { answer: "incomplete" };
  const judged = [DONE("article", { page }), DONE("verdict", { verdict })];
  const failure = new Failure("cancelled");
  /** @param {PanelEvent[]} events */
  const stopped = (...events) => after({ type: "check" }, ...events, { type: "failed", failure });
  assert.equal(stopped(DONE("article", { page })).name, "failed");
  const early = /** @type {any} */ (stopped(...judged));
  assert.deepEqual(early.stopped, { failure, stage: "source" });
  assert.equal(early.comparison.verdict, verdict);
  assert.equal(early.comparison.source, null);
  const source = { title: "Ships" };
  const late = /** @type {any} */ (stopped(...judged, DONE("source", { source, search: null })));
  assert.equal(late.stopped.stage, "align");
  assert.equal(late.comparison.source, source);
  assert.equal(late.comparison.alignment, null);
});

test("what comes late changes nothing", () => {
  const failed = after({ type: "check" }, { type: "failed", failure: new Failure("cancelled") });
  assert.equal(next(failed, { type: "done", comparison }), failed);
  assert.equal(after({ type: "done", comparison }), IDLE);
});

test("another page puts the answer aside, and it can be had again", () => {
  const moved = after(...ANSWERED, { type: "moved" }, { type: "moved" });
  assert.equal(moved.name, "moved");
  assert.equal(next(moved, { type: "back" }).name, "answer");
  assert.equal(after({ type: "moved" }), IDLE);
  const nothing = after({ type: "check" }, { type: "moved" });
  assert.equal(next(nothing, { type: "back" }), nothing);
});

test("a question waits for its answer, and the check goes on or ends", () => {
  const ask = /** @type {const} */ ({
    type: "ask",
    address: "http://127.0.0.1:8750",
    request: { page: { text: "Ships." } },
  });
  const checking = next(next(IDLE, { type: "check" }), { type: "read", title: "Ships" });
  const asking = next(checking, ask);
  assert.deepEqual(asking, {
    name: "asking",
    title: "Ships",
    address: ask.address,
    request: ask.request,
  });
  assert.deepEqual(next(asking, { type: "agreed" }), {
    name: "checking",
    title: "Ships",
    stages: {},
  });
  const failure = new Failure("cancelled");
  assert.deepEqual(next(asking, { type: "failed", failure }), {
    name: "failed",
    title: "Ships",
    failure,
  });
  assert.equal(next(IDLE, ask), IDLE);
});
