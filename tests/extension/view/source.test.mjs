import assert from "node:assert/strict";
import test from "node:test";

import { offered } from "../../../extension/lib/view/source.js";

/** @param {string} url
 * @param {string} [finder]
 * @returns {Candidate} */
const candidate = (url, finder = "index") =>
  /** @type {any} */ ({ url, relation: "unverified", found_by: [{ finder }] });
const page = { url: "http://gazette.test/story/", canonical_url: "https://www.gazette.test/story" };

/** @param {...Candidate} candidates */
const addresses = (...candidates) => offered(candidates, page).map(({ url }) => url);

test("pages of shops and accounts are not offered", () => {
  assert.deepEqual(
    addresses(
      candidate("https://gazette.test/my-account/"),
      candidate("https://gazette.test/subscribe?pass=weekly"),
      candidate("https://gazette.test/login"),
      candidate("https://shop.test/stories/passports-of-old"),
    ),
    ["https://shop.test/stories/passports-of-old"],
  );
});

test("an address is offered once, and the page itself is not", () => {
  assert.deepEqual(
    addresses(
      candidate("http://other.test/a/"),
      candidate("https://www.other.test/a"),
      candidate("https://gazette.test/story"),
    ),
    ["http://other.test/a/"],
  );
});

test("what the page declares as its own address comes last", () => {
  assert.deepEqual(
    addresses(
      candidate("https://copy.test/a", "canonical_elsewhere"),
      candidate("https://other.test/a", "page_link_attribution"),
    ),
    ["https://other.test/a", "https://copy.test/a"],
  );
});
