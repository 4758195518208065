// Tags as people type them, and as pages show them. Pure.

/** What MLflow's client keeps for itself is called so; the description of a run is one of these, as Markdown. */
const CLIENTS = "mlflow.";
export const DESCRIPTION = "mlflow.note.content";

/** Whether tags are those of a run that such a client logged. @param {Object<string, string>} tags */
export const isLogged = (tags) => Object.keys(tags).some((key) => key.startsWith(CLIENTS));

/** Characters of a tag that are shown. */
const MOST = 48;
/** Of one that jobs can be restricted to: it has to fit into an address. */
const LONGEST_FILTER = 400;

/** "who:me", cut where it is long, on one line. */
export function shortTag(text) {
  const line = text.replace(/\s+/g, " ");
  return line.length > MOST ? `${line.slice(0, MOST - 1).trimEnd()}…` : line;
}

/** Whether jobs can be restricted to a tag. */
export const isFilter = (text) => text.length <= LONGEST_FILTER;

/** Tags of people first, then what a client says of itself. @param {any[]} list @param {(one: any) => string} textOf */
export function clientsLast(list, textOf) {
  const isClients = (one) => textOf(one).startsWith(CLIENTS);
  return [...list.filter((one) => !isClients(one)), ...list.filter(isClients)];
}

/**
 * Tags as lists show them.
 *
 * @param {Object<string, string>} tags
 * @param {string[]} [without] keys that are shown elsewhere.
 * @returns {{whole: string, short: string, isFilter: boolean}[]}
 */
export function shownTags(tags, without = []) {
  const all = Object.entries(tags).filter(([key]) => !without.includes(key));
  return clientsLast(all, ([key]) => key).map(([key, value]) => `${key}:${value}`).map((whole) => ({ whole, short: shortTag(whole), isFilter: isFilter(whole) }));
}

/** Whether a tag comes back from the line that it makes: keys with a colon, and texts of several lines, do not. */
const fitsLine = ([key, value]) => !/[:\r\n]/.test(key) && !/[\r\n]/.test(value) && key === key.trim() && value === value.trim() && isFilter(`${key}:${value}`);

/**
 * Tags as lines to edit, and those that no line can hold: they stay as they are.
 *
 * @param {Object<string, string>} tags
 * @returns {{lines: string, inLines: Object<string, string>, kept: string[]}} `kept`: keys.
 */
export function tagLines(tags) {
  const inLines = Object.entries(tags).filter(fitsLine);
  return {
    lines: inLines.map(([key, value]) => `${key}:${value}`).join("\n"), inLines: Object.fromEntries(inLines),
    kept: Object.entries(tags).filter((tag) => !fitsLine(tag)).map(([key]) => key),
  };
}

/**
 * "who:me" a line -> {who: "me"}. The first colon is the one between key and value.
 *
 * @param {string} text
 * @returns {{tags: Object<string, string>, problem: ?string}} `problem` names the first line that is no tag.
 */
export function readTags(text) {
  const tags = Object.create(null);
  for (const line of text.split("\n").map((one) => one.trim()).filter((one) => one !== "")) {
    const colon = line.indexOf(":");
    if (colon < 1) return { tags: {}, problem: `“${line}” is not key:value, such as who:me.` };
    tags[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  return { tags, problem: null };
}

/** What makes one set of tags of another: new values, and null for those that go. @returns {Object<string, ?string>} */
export function changedTags(before, after) {
  const gone = Object.keys(before).filter((key) => !(key in after)).map((key) => [key, null]);
  const other = Object.entries(after).filter(([key, value]) => before[key] !== value);
  return Object.fromEntries([...gone, ...other]);
}
