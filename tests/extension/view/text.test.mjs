import assert from "node:assert/strict";
import { test } from "node:test";

import {
  addressOfText,
  addressOfTexts,
  pieces,
  runs,
  unquoted,
} from "../../../extension/lib/view/text.js";

test("pieces are cut by code points, not by UTF-16 units", () => {
  assert.deepEqual(pieces("😀 15,000 chips", [{ start: 2, end: 8, kind: "number" }]), [
    { text: "😀 ", kind: null },
    { text: "15,000", kind: "number" },
    { text: " chips", kind: null },
  ]);
});

test("pieces put together are the text, whatever the marks", () => {
  const marks = [
    { start: 3, end: 99, kind: "name" },
    { start: 0, end: 4, kind: "missing" },
    { start: 5, end: 5, kind: "number" },
  ];
  const cut = pieces("Norvane won", marks);
  assert.equal(cut.map(({ text }) => text).join(""), "Norvane won");
  assert.deepEqual(
    cut.map(({ kind }) => kind),
    ["missing", "name"],
  );
});

test("a short sentence is quoted whole in the address, a long one by its ends", () => {
  assert.equal(
    addressOfText("https://a.test/x", "Well-known, really."),
    "https://a.test/x#:~:text=Well%2Dknown%2C%20really.",
  );
  const long = "one two three four five six seven eight nine ten eleven twelve thirteen";
  assert.equal(
    addressOfText("https://a.test/x#top", long),
    "https://a.test/x#top:~:text=one%20two%20three%20four%20five,nine%20ten%20eleven%20twelve%20thirteen",
  );
});

test("a document is opened at the page of the sentence", () => {
  const pages = [
    { number: 6, start: 0, end: 5 },
    { number: 7, start: 5, end: 14 },
  ];
  const paper = { text: "😀😀e. Two more.", pages };
  const address = addressOfText("https://a.test/x.pdf#top", "Two more.", paper);
  assert.equal(address, "https://a.test/x.pdf#page=7");
});

test("runs join equal neighbours", () => {
  assert.deepEqual(runs([true, true, false, true]), [
    [true, 0, 1],
    [false, 2, 2],
    [true, 3, 3],
  ]);
  assert.deepEqual(runs([]), []);
});

test("marks of one kind with a space between them are one mark", () => {
  const mark = (/** @type {number} */ start, /** @type {number} */ end, kind = "name") => ({
    ...{ start, end, kind },
  });
  assert.deepEqual(pieces("used mental put", [mark(0, 4), mark(5, 11), mark(12, 15, "number")]), [
    { text: "used mental", kind: "name" },
    { text: " ", kind: null },
    { text: "put", kind: "number" },
  ]);
});

test("several sentences are marked by one address", () => {
  const [first, second] = ["Ships sail - today.", "Fares stay."];
  const address = addressOfTexts("https://gazette.test/a", [first, second], null);
  assert.equal(
    address,
    "https://gazette.test/a#:~:text=Ships%20sail%20%2D%20today.&text=Fares%20stay.",
  );
  const plain = "https://gazette.test/a";
  assert.equal(addressOfTexts(plain, [], null), plain);
  const pages = [{ number: 3, start: 0, end: 40 }];
  assert.equal(addressOfTexts(plain, [first], { text: first, pages }), plain);
});

test("a quotation has no marks around it, and single ones inside", () => {
  assert.equal(unquoted("“The quay is closed”"), "The quay is closed");
  assert.equal(unquoted("“We sail,” she said, “at dawn.”"), "‘We sail,’ she said, ‘at dawn.’");
  assert.equal(unquoted("Er sagt: „Wir fahren“."), "Er sagt: ‚Wir fahren‘.");
  assert.equal(unquoted('The "Gull" sails.'), "The 'Gull' sails.");
});
