// Tags as people type them. Pure.

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
