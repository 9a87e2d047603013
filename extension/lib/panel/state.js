/** The panel's state machine: the states of a tab's panel, and their transitions. */

/** @typedef {{name: "idle"}} Idle
 * @typedef {{name: "checking", title: string, stages: Partial<Record<Stage, string>>, known?: Known,
 *   doing?: Doing, isAwaited?: boolean}} Checking
 * @typedef {{name: "asking", title: string, address: string, request: CompareRequest}} Asking
 * @typedef {{name: "answer", title: string, comparison: Comparison, stopped?: Stopped}} Answer
 * @typedef {{name: "failed", title: string, failure: import("../errors.js").Failure}} Failed
 * @typedef {{name: "moved", before: Answer | null}} Moved
 * @typedef {Idle | Checking | Asking | Answer | Failed | Moved} State */

/** What the stages have brought; what is being done (`isAwaited` once a site or a service has been asked); why an answer is a part, and the stage that it lacks.
 * @typedef {Partial<Pick<Comparison, "page" | "verdict" | "search" | "source">>} Known
 * @typedef {{host?: string | undefined, service?: string | undefined, number?: number, of?: number}} Doing
 * @typedef {{failure: import("../errors.js").Failure, stage: "source" | "align"}} Stopped */

/** @typedef {{type: "check"}
 *   | {type: "read", title: string}
 *   | {type: "ask", address: string, request: CompareRequest}
 *   | {type: "agreed"}
 *   | {type: "stage", event: StageEvent | ApiProgress}
 *   | {type: "done", comparison: Comparison}
 *   | {type: "failed", failure: import("../errors.js").Failure}
 *   | {type: "moved"}
 *   | {type: "back"}} PanelEvent */

const NOWHERE = { host: undefined, service: undefined }; // a step goes to one place

/** @type {Idle} */
export const IDLE = { name: "idle" };

/** Return the state after `event`; an event that does not fit changes nothing.
 * @param {State} state
 * @param {PanelEvent} event
 * @returns {State} */
export function next(state, event) {
  switch (event.type) {
    case "check":
      return { name: "checking", title: "", stages: {} };
    case "moved":
      return state.name === "idle" || state.name === "moved"
        ? state
        : { name: "moved", before: state.name === "answer" ? state : null };
    case "back":
      return state.name === "moved" && state.before ? state.before : state;
    case "agreed":
      return state.name === "asking" ? { name: "checking", title: state.title, stages: {} } : state;
    case "failed":
      return state.name === "checking" || state.name === "asking"
        ? (inPart(state, event.failure) ?? {
            name: "failed",
            title: state.title,
            failure: event.failure,
          })
        : state;
    default:
      return state.name === "checking" ? whileChecking(state, event) : state;
  }
}

/** @param {Checking} state
 * @param {Exclude<PanelEvent, {type: "check" | "moved" | "back" | "agreed" | "failed"}>} event
 * @returns {State} */
function whileChecking(state, event) {
  switch (event.type) {
    case "read":
      return { ...state, title: event.title };
    case "ask":
      return { name: "asking", title: state.title, address: event.address, request: event.request };
    case "stage": {
      if (event.event.event === "progress") {
        const { host, service } = event.event;
        const left = host || service ? NOWHERE : {};
        const isAwaited = state.isAwaited || Boolean(host || service);
        return { ...state, isAwaited, doing: { ...state.doing, ...left, ...event.event } };
      }
      const { event: _, stage, state: reached, ...brought } = event.event;
      const stages = { ...state.stages, [stage]: reached };
      return { ...state, stages, known: { ...state.known, ...brought }, doing: {} };
    }
    case "done":
      return { name: "answer", title: state.title, comparison: event.comparison };
  }
}

/** Return the answer as far as it is known; null before a verdict.
 * @param {Checking | Asking} state
 * @param {import("../errors.js").Failure} failure
 * @returns {Answer | null} */
function inPart(state, failure) {
  const {
    page,
    verdict,
    search = null,
    source = null,
  } = (state.name === "checking" && state.known) || {};
  if (state.name !== "checking" || !page || !verdict) return null;
  const stage = state.stages.source === "done" ? "align" : "source";
  const empty = { id: null, engine: "", alignment: null, gist: null, timings_ms: {}, versions: [] };
  const comparison = { ...empty, page, verdict, search, source, warnings: page.warnings };
  return { name: "answer", title: state.title, comparison, stopped: { failure, stage } };
}
