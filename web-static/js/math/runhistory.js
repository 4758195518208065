// What a run went through, from what the server wrote down of it. Pure.

const STATUSES = ["queued", "running", "interrupted", "succeeded", "failed", "cancelled"];

/**
 * @typedef {{at: string, attempt: number, step: ?number, kind: string, message: ?string}} RunEvent
 * @typedef {{status: string, from: number, to: number, attempt: number}} Span times in milliseconds since 1970.
 */

/** The status that an event tells of, null where it tells of something else. @param {RunEvent} event */
export function statusOf(event) {
  return STATUSES.includes(event.kind) ? event.kind : null;
}

/**
 * The times that a run spent in each status, one after the other.
 *
 * @param {object} run
 * @param {RunEvent[]} events oldest first; none of a run of an earlier version, of which its own times are known.
 * @param {number} now where a run that has not ended is, in milliseconds since 1970.
 * @returns {Span[]}
 */
export function spansOf(run, events, now) {
  const changes = events.filter((event) => statusOf(event) !== null)
    .map((event) => ({ status: statusOf(event), at: Date.parse(event.at), attempt: event.attempt }));
  const known = changes.length > 0 ? changes : fromTimes(run);
  const end = Date.parse(run.finished_at ?? "");
  const last = Number.isFinite(end) ? end : now;
  return known.map((change, i) => ({
    status: change.status, from: change.at, to: Math.max(change.at, known[i + 1]?.at ?? last), attempt: change.attempt,
  })).filter((span) => span.to > span.from);
}

function fromTimes({ created_at: created, started_at: started, status, attempt }) {
  const known = [{ status: "queued", at: Date.parse(created ?? ""), attempt: 1 }];
  if (started) known.push({ status: status === "interrupted" ? status : "running", at: Date.parse(started), attempt });
  return known.filter((change) => Number.isFinite(change.at));
}
