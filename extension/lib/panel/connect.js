/** Connects the extension with its server: the reader presses once, on a page of the server. */

import { pairingLink, serverAddress } from "../api/address.js";
import { claim } from "../api/client.js";
import { closeTab, isOpen, openAddress, readSettings, writeSettings } from "../browser.js";
import { Failure, asFailure } from "../errors.js";

const PAUSE_MS = 700; // between two questions whether it was pressed
const LONGEST_MS = 600_000; // that the server's page may be left alone

/** Open the server's page, and store the token that the server gives once it was pressed there.
 * @param {(number: string) => void} opened gets the number that the page shows
 * @param {number} [opener] the tab that the browser goes back to
 * @throws {Failure} `cancelled` if the page was closed */
export async function connect(opened, opener) {
  const { server, locked = [] } = await readSettings();
  const address = serverAddress(server);
  const { code, digest, number } = await newCode();
  const tab = await openAddress(`${address}/pair?connect=${digest}`, opener);
  opened(number);
  const token = await claimed(address, code, tab);
  await writeSettings({ ...(!locked.includes("server") && { server }), token });
  await closeTab(tab);
}

/** Return the settings that were typed: a server's address with or without a token, or a pairing link.
 * @param {string} typed
 * @param {string} [token]
 * @returns {Promise<Settings>}
 * @throws {Failure} */
export async function settingsFrom(typed, token = "") {
  const link = pairingLink(typed);
  return link ? claim(link) : { server: serverAddress(typed), token };
}

/** Return a code that only this extension knows, its digest for the server, and the number that
 * the reader sees on both sides: another program's page would show another one.
 * @returns {Promise<{code: string, digest: string, number: string}>} */
export async function newCode() {
  const code = hex(crypto.getRandomValues(new Uint8Array(16)));
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  const digest = hex(new Uint8Array(hash));
  const number = String(parseInt(digest.slice(0, 8), 16) % 1000).padStart(3, "0");
  return { code, digest, number };
}

/** @param {Uint8Array} bytes */
function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} server
 * @param {string} code
 * @param {number} tab
 * @returns {Promise<string>} the token */
async function claimed(server, code, tab) {
  const end = Date.now() + LONGEST_MS;
  do {
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    try {
      return (await claim({ server, code })).token;
    } catch (error) {
      const { problem } = asFailure(error);
      if (!problem?.type.endsWith("/pairing_unknown")) throw error; // it was not pressed yet
    }
  } while (Date.now() < end && (await isOpen(tab)));
  throw new Failure("cancelled");
}
