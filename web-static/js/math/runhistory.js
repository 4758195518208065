// What a run went through, from what the server wrote down of it. Pure.

/**
 * @typedef {{at: string, attempt: number, step: number, status: string, message: ?string}} RunEvent `status`: that the run
 *   had from then on.
 * @typedef {{status: string, from: number, to: number, attempt: number}} Span times in milliseconds since 1970.
 */

/**
 * Those events with which the status changed; the others are words in between.
 *
 * @param {RunEvent[]} events oldest first.
 * @returns {Set<RunEvent>}
 */
export function changesAmong(events) {
  return new Set(events.filter((event, i) => i === 0 || event.status !== events[i - 1].status));
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
  const changes = [...changesAmong(events)].map(({ status, at, attempt }) => ({ status, at: Date.parse(at), attempt }));
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
