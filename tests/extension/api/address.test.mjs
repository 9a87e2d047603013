import assert from "node:assert/strict";
import { test } from "node:test";

import {
  pairingLink,
  serverAddress,
  typedAddress,
  webAddress,
} from "../../../extension/lib/api/address.js";

const GOOD = {
  "127.0.0.1:8750": "http://127.0.0.1:8750",
  "localhost:8750/": "http://localhost:8750",
  " http://127.0.0.1:8750/v1/compare ": "http://127.0.0.1:8750",
  "unabridged.example": "https://unabridged.example",
  "https://team.example/unabridged/": "https://team.example/unabridged",
  "https://team.example/unabridged/docs": "https://team.example/unabridged",
};
for (const [typed, address] of Object.entries(GOOD)) {
  test(`the server address ${typed} is understood`, () =>
    assert.equal(serverAddress(typed), address));
}

for (const [typed, kind] of Object.entries({
  "http://192.168.1.2:8750": "address_insecure",
  "http://localhost.example": "address_insecure",
  "ftp://files.example": "address_invalid",
  "not an address": "address_invalid",
  "": "address_invalid",
})) {
  test(`the server address "${typed}" is refused`, () =>
    assert.throws(() => serverAddress(typed), { kind }));
}

test("a pairing link is told from an address", () => {
  const found = { server: "https://team.example/unabridged", code: "aB3_-x" };
  assert.deepEqual(pairingLink(" https://team.example/unabridged/pair#aB3_-x\n"), found);
  assert.deepEqual(pairingLink("127.0.0.1:8750/pair/#x"), {
    server: "http://127.0.0.1:8750",
    code: "x",
  });
  for (const other of [
    "https://team.example/pair",
    "https://team.example/pair#",
    "https://a.example/#x",
    "",
  ]) {
    assert.equal(pairingLink(other), null);
  }
  assert.throws(() => pairingLink("http://team.example/pair#x"), { kind: "address_insecure" });
});

test("only web addresses become links", () => {
  assert.equal(webAddress("https://a.test/x"), "https://a.test/x");
  for (const bad of ["javascript:alert(1)", "data:text/html,x", "/x", "", null])
    assert.equal(webAddress(bad), null);
});

test("a page's address may be typed without its scheme", () => {
  assert.equal(typedAddress(" gazette.test/story "), "https://gazette.test/story");
  assert.equal(typedAddress("localhost:8750/sample"), "https://localhost:8750/sample");
  assert.equal(typedAddress("http://gazette.test/a?b=1"), "http://gazette.test/a?b=1");
  for (const bad of ["two words", "javascript:alert(1)", ""]) assert.equal(typedAddress(bad), null);
});
