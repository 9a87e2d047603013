/** The list of saved comparisons. */

import { h } from "../lib/view/dom.js";
import { button } from "../lib/view/parts.js";
import { failureWords } from "../lib/view/states.js";
import { asFailure } from "../lib/errors.js";
import { call, part, say, SERVER, t } from "./page.js";

/** @typedef {{id: string, title: string | null, url: string | null, source_title: string | null, label: VerdictLabel,
 *   created: string, expires: string, link: string | null}} Saved */

const list = h("ul", { class: "cards" });
part("content").append(list);

/** @param {string} [before] */
async function load(before) {
  try {
    const { comparisons, next } = await call(
      `/v1/comparisons${before ? `?before=${encodeURIComponent(before)}` : ""}`,
    );
    list.append(...comparisons.map(entry));
    say(list.children.length ? "" : t.text("saved_none", t.text("share")));
    if (next) {
      const more = button(t.text("saved_more"), () => (more.remove(), load(next)));
      part("content").append(more);
    }
  } catch (error) {
    const { title, detail } = failureWords(asFailure(error), t);
    say(`${title}. ${detail}`);
  }
  document.body.dataset.state = "listed";
}

/** @param {Saved} saved */
function entry({ id, title, url, source_title, label, created, expires }) {
  const name = title ?? url ?? t.text("comparison_title");
  const item = h(
    "li",
    { class: "card" },
    h(
      "p",
      { class: "imprint" },
      t.text(`verdict_${label}`),
      " · ",
      t.text("saved_on", t.date(created)),
      expires && `, ${t.text("saved_until", t.date(expires))}`,
    ),
    h("h2", null, h("a", { href: `${SERVER}/c/${encodeURIComponent(id)}`, dir: "auto" }, name)),
    source_title &&
      h("p", { class: "note" }, t.text("original"), ": ", h("span", { dir: "auto" }, source_title)),
    button(t.text("shared_delete"), () => remove(id, item)),
  );
  return item;
}

/** @param {string} id
 * @param {HTMLElement} item */
async function remove(id, item) {
  try {
    await call(`/v1/comparisons/${encodeURIComponent(id)}`, "DELETE");
    item.remove();
    if (!list.children.length) say(t.text("saved_none", t.text("share")));
  } catch (error) {
    say(failureWords(asFailure(error), t).detail);
  }
}

load();
