import assert from "node:assert/strict";
import { test } from "node:test";

import { chosenIn, MENUS } from "../../../extension/lib/panel/menus.js";
import { pageInput } from "../../../extension/lib/panel/read-page.js";

const pageUrl = "https://brief.test/a";

test("a passage is sent as text with its page's address and title", () => {
  const { page, here } = chosenIn(
    { menuItemId: "selection", pageUrl, selectionText: " Two ships. " },
    "Ships",
  );
  assert.ok(page);
  assert.deepEqual(pageInput(page), { text: "Two ships.", url: pageUrl, title: "Ships" });
  assert.equal(here, undefined, "it stands in the tab, like the page");
});

test("a link is sent as an address alone, and nothing of it stands in the tab", () => {
  const chosen = chosenIn(
    { menuItemId: "link", pageUrl, linkUrl: "https://other.test/b" },
    "Ships",
  );
  assert.ok(chosen.page);
  assert.deepEqual(pageInput(chosen.page), { url: "https://other.test/b" });
  assert.equal(chosen.here, null);
  assert.equal(chosen.address, pageUrl);
});

test("the page's entry asks for the page as it stands, as does an empty selection", () => {
  assert.deepEqual(chosenIn({ menuItemId: "page", pageUrl }, "Ships"), {});
  assert.deepEqual(
    chosenIn({ menuItemId: "selection", pageUrl, selectionText: " \n" }, "Ships"),
    {},
  );
});

test("no entry is offered in the browsers' own pages", () => {
  for (const { documentUrlPatterns } of MENUS)
    assert.ok(documentUrlPatterns.every((each) => /^(https?|file):/.test(each)));
});
