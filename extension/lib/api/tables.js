/** The API's closed lists, written by extension/api_types.py from the server's. */

/** How a compared sentence is shown, worst first. */
export const FINDINGS = /** @type {const} */ (
  ["differs", "not_found", "partly", "found"]
);

/** Changes for which a sentence differs, gravest first. */
export const GRAVE = /** @type {readonly string[]} */ (
  ["opposite", "negation", "number", "quote", "name", "date", "role", "scope", "condition", "attribution", "added_doubt", "hedge"]
);

/** Changes that leave a sentence found. */
export const QUIET = /** @type {readonly string[]} */ (
  ["wording"]
);

/** Codes of changes that have names of their own. */
export const SHADES = /** @type {readonly string[]} */ (
  ["opposite", "condition", "attribution", "added_doubt"]
);

/** Names of search services. */
export const SERVICES = /** @type {Readonly<Record<string, string>>} */ (
  {"searxng": "SearXNG", "brave": "Brave Search", "guardian": "The Guardian", "gdelt": "GDELT"}
);

/** Finders by what a page calls its address. */
export const DECLARED = /** @type {readonly string[]} */ (
  ["canonical_elsewhere", "og_url_elsewhere"]
);

/** What is over sentences of one kind. */
export const HEADINGS = /** @type {const} */ (
  {"in_part": "state_in_part", "differs": "group_differs", "left_out": "left_out", "not_found": "label_not_found", "partly": "label_partly_found", "found": "group_found", "note": "label_not_compared"}
);

/** Names of sentences in counts, by kind. */
export const NAMES = /** @type {const} */ (
  {"told": "tile_found", "in_part": "state_in_part", "differs": "tile_differs", "left_out": "chip_left_out", "not_compared": "state_not_compared", "aside": "", "not_found": "tile_not_found", "partly": "tile_partly", "found": "tile_found", "note": "label_not_compared"}
);

/** How a changed sentence is coloured. */
export const VERSION_COLOURS = /** @type {const} */ (
  {"headline": "differs", "differs": "differs", "reworded": "found", "gone": "left_out", "added": "not_found"}
);

/** Names of what came of a search, best first. */
export const OUTCOME_NAMES = /** @type {const} */ (
  {"not_confirmed": "turn_not_confirmed", "failed": "access_unreachable", "nothing": "turn_nothing"}
);

/** Reasons that repeat the share that a headline gives. */
export const SHARE_REASONS = /** @type {readonly string[]} */ (
  ["alignment_some", "alignment_words"]
);

/** Problems of an address. */
export const OF_AN_ADDRESS = /** @type {readonly string[]} */ (
  ["blocked_address", "invalid_address", "fetch_failed", "page_status", "too_many_redirects", "deadline_exceeded", "robots_disallowed", "offline", "not_html"]
);

/** Problems of an address that may not be opened. */
export const REFUSED = /** @type {readonly string[]} */ (
  ["blocked_address", "robots_disallowed"]
);

/** Languages whose letters are counted as words. */
export const DENSE = /** @type {readonly string[]} */ (
  ["ja", "th", "zh", "yue", "lo", "km", "my"]
);

/** How much is read in a minute. */
export const A_MINUTE = /** @type {const} */ (
  {"words": 230, "letters": 500}
);
