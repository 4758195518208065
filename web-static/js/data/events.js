// Server-sent events as they come in pieces of bytes. Our own reader, since the browser's sends neither a token nor a body.

/**
 * @param {(event: {type: string, id: ?string, data: string}) => void} take called for each whole event.
 * @returns {(text: string) => void} takes the next piece of text, however it was cut.
 */
export function eventParser(take) {
  let rest = "";
  let event = { type: "message", id: null, data: [] };
  return (text) => {
    rest += text;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === "") {
        if (event.data.length > 0) take({ type: event.type, id: event.id, data: event.data.join("\n") });
        event = { type: "message", id: event.id, data: [] };
        continue;
      }
      const colon = line.indexOf(":");
      const name = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (name === "event") event.type = value;
      else if (name === "data") event.data.push(value);
      else if (name === "id") event.id = value;
    }
  };
}

/**
 * Reads a body of events to its end.
 *
 * @param {Response} response
 * @param {(event: {type: string, id: ?string, data: string}) => void} take
 * @param {() => void} onPiece called for whatever comes, also for a comment that only says that somebody is there.
 */
export async function readEvents(response, take, onPiece = () => {}) {
  const parse = eventParser(take);
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onPiece();
    parse(decoder.decode(value, { stream: true }));
  }
}
