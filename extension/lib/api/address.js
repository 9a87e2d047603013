/** The server's address as people type it. */

import { Failure } from "../errors.js";

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+)$/;

/** Return the base address of calls: scheme, host, port and path, without a trailing slash.
 * Plain http is for this computer only, since a page's text would cross the network readable; a
 * server's own page has no choice left.
 * @param {string} typed
 * @returns {string}
 * @throws {Failure} `address_invalid` or `address_insecure` */
export function serverAddress(typed) {
  const url = parse(typed.trim());
  if (
    url.protocol === "http:" &&
    !LOOPBACK.test(url.hostname) &&
    url.origin !== globalThis.location?.origin
  ) {
    throw new Failure("address_insecure", { address: url.origin });
  }
  const path = url.pathname.replace(/\/(v1(\/.*)?|docs|openapi\.json)?\/*$/, "");
  return url.origin + path.replace(/\/+$/, "");
}

const PAIRING = /^(\S+?)\/pair\/?#(\S+)$/;

/** Return the server's address and one-time code in a pairing link, else null.
 * @param {string} typed
 * @returns {{server: string, code: string} | null}
 * @throws {Failure} as `serverAddress` */
export function pairingLink(typed) {
  const [, address, code] = PAIRING.exec(typed.trim()) ?? [];
  return address && code ? { server: serverAddress(address), code } : null;
}

/** @param {string} typed */
function parse(typed) {
  const local = LOOPBACK.test(typed.split(/[:/]/, 1)[0] ?? "");
  const full = /^[a-z]+:\/\//i.test(typed) ? typed : `${local ? "http" : "https"}://${typed}`;
  const url = URL.canParse(full) ? new URL(full) : null;
  if (!url?.hostname || !/^https?:$/.test(url.protocol)) {
    throw new Failure("address_invalid", { address: typed });
  }
  return url;
}

/** Return the address if a reader may be sent there, else null.
 * @param {string | null | undefined} address
 * @returns {string | null} */
export function webAddress(address) {
  if (!address || !URL.canParse(address)) return null;
  return /^https?:$/.test(new URL(address).protocol) ? address : null;
}

/** Return the page's address that a reader typed, or null.
 * @param {string} typed
 * @returns {string | null} */
export function typedAddress(typed) {
  const text = typed.trim();
  if (!text || /\s/.test(text)) return null;
  return webAddress(
    /^[a-z][a-z\d+.-]*:/i.test(text) && !/^[^/]+:\d+(\/|$)/.test(text) ? text : `https://${text}`,
  );
}
