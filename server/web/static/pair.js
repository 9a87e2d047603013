/** The page that makes a pairing link, or shows the one that somebody opened in a browser. */

const form = /** @type {HTMLFormElement} */ (document.getElementById("make"));
const said = /** @type {HTMLElement} */ (document.getElementById("said"));
const result = /** @type {HTMLElement} */ (document.getElementById("result"));
const link = /** @type {HTMLInputElement} */ (document.getElementById("link"));

/** @param {string} id */
function typed(id) {
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById(id));
  return field?.value.trim() ?? "";
}

/** The link at the address that this page was opened at, whatever a proxy told the server.
 * @param {string} code */
function linkWith(code) {
  return `${location.origin}${location.pathname}#${code}`;
}

/** @param {string} address
 * @param {string} words */
function show(address, words) {
  link.value = address;
  result.hidden = false;
  said.textContent = words;
}

async function make() {
  said.textContent = "Asking the server…";
  result.hidden = true;
  const token = typed("token");
  const name = typed("name");
  try {
    const response = await fetch("v1/pairings", {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(name ? { name } : {}),
      credentials: "omit",
      cache: "no-store",
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail);
    show(linkWith(answer.code), "Copy this link and paste it into the extension's settings, as the address of the server.");
    link.select();
  } catch (error) {
    said.textContent = error instanceof TypeError ? "No answer from the server. Is it running?" : String(/** @type {Error} */ (error).message);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  make();
});
document.getElementById("copy")?.addEventListener("click", async () => {
  link.select();
  await navigator.clipboard?.writeText(link.value);
  said.textContent = "Copied.";
});

// Whoever got a link may open it in a browser first.
if (location.hash.length > 1) {
  show(location.href, "This link sets up the Unabridged extension. Copy it and paste it into the extension's settings, as the address of the server.");
  form.hidden = true;
  const what = document.getElementById("what");
  if (what) what.hidden = true;
}
