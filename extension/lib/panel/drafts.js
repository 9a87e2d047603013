/** Keeps the input in a tab's panel while the panel shows something else or is closed. Input in a
 * private tab's panel is kept only in memory. */

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

export class Drafts {
  #texts;
  #store;
  /** @type {Set<number>} */
  #private = new Set();

  /** @param {Record<string, string>} texts typed earlier
   * @param {(texts: Record<string, string>) => void} store */
  constructor(texts, store) {
    this.#texts = texts;
    this.#store = store;
  }

  /** Do not store the input in this tab's panel.
   * @param {number} tabId */
  keepPrivate(tabId) {
    this.#private.add(tabId);
  }

  /** @param {number} tabId
   * @param {EventTarget | null} field */
  note(tabId, field) {
    const { id, value } = /** @type {Field} */ (field);
    this.#texts[`${tabId}:${id}`] = value;
    this.#save();
  }

  /** @param {number} tabId
   * @param {HTMLElement} within */
  restore(tabId, within) {
    const fields = /** @type {NodeListOf<Field>} */ (within.querySelectorAll("input, textarea"));
    for (const field of fields) {
      field.value = this.#texts[`${tabId}:${field.id}`] ?? "";
      if (field.value) field.closest("details")?.setAttribute("open", "");
    }
  }

  /** Forget the input of a closed tab.
   * @param {number} tabId */
  forget(tabId) {
    for (const key of Object.keys(this.#texts)) {
      if (key.startsWith(`${tabId}:`)) delete this.#texts[key];
    }
    this.#private.delete(tabId);
    this.#save();
  }

  #save() {
    const isPublic = (/** @type {string} */ key) => !this.#private.has(Number(key.split(":")[0]));
    const stored = Object.entries(this.#texts).filter(([key]) => isPublic(key));
    this.#store(Object.fromEntries(stored));
  }
}
