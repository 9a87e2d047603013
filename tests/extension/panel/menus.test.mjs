import assert from "node:assert/strict";
import { test } from "node:test";

import { chosenIn, MENUS } from "../../../extension/lib/panel/menus.js";
import { pageInput } from "../../../extension/lib/panel/read-page.js";

const pageUrl = "https://brief.test/a";

test("a passage is compared within its page, which is read from the tab", () => {
  const chosen = chosenIn({ menuItemId: "selection", pageUrl, selectionText: " Two ships. " });
  assert.deepEqual(chosen, { passage: "Two ships.", subject: "passage" });
});

test("a link is sent as an address alone, and is not what the tab shows", () => {
  const chosen = chosenIn({ menuItemId: "link", pageUrl, linkUrl: "https://other.test/b" });
  assert.ok(chosen.page);
  assert.deepEqual(pageInput(chosen.page), { url: "https://other.test/b" });
  assert.equal(chosen.inTab, null);
  assert.equal(chosen.subject, "linked_page");
  assert.equal(chosen.address, pageUrl);
});

test("the page's entry asks for the tab's page, as does an empty selection", () => {
  assert.deepEqual(chosenIn({ menuItemId: "page", pageUrl }), {});
  assert.deepEqual(chosenIn({ menuItemId: "selection", pageUrl, selectionText: " \n" }), {});
});

test("no entry is offered in the browsers' own pages", () => {
  for (const { documentUrlPatterns } of MENUS)
    assert.ok(documentUrlPatterns.every((each) => /^(https?|file):/.test(each)));
});
