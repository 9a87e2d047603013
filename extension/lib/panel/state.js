/** The panel's state machine: the states of a tab's panel, and their transitions. */

/** @typedef {{name: "idle"}} Idle
 * @typedef {{name: "checking", title: string, stages: Partial<Record<Stage, string>>}} Checking
 * @typedef {{name: "asking", title: string, address: string, request: CompareRequest}} Asking
 * @typedef {{name: "answer", title: string, comparison: Comparison}} Answer
 * @typedef {{name: "failed", title: string, failure: import("../errors.js").Failure}} Failed
 * @typedef {{name: "moved", before: Answer | null}} Moved
 * @typedef {Idle | Checking | Asking | Answer | Failed | Moved} State */

/** @typedef {{type: "check"}
 *   | {type: "read", title: string}
 *   | {type: "ask", address: string, request: CompareRequest}
 *   | {type: "agreed"}
 *   | {type: "stage", event: StageEvent}
 *   | {type: "done", comparison: Comparison}
 *   | {type: "failed", failure: import("../errors.js").Failure}
 *   | {type: "moved"}
 *   | {type: "back"}} PanelEvent */

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
        ? { name: "failed", title: state.title, failure: event.failure }
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
    case "stage":
      return { ...state, stages: { ...state.stages, [event.event.stage]: event.event.state } };
    case "done":
      return { name: "answer", title: state.title, comparison: event.comparison };
  }
}
