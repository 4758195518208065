// The part of CanvasRenderingContext2D that the painter uses, which writes SVG: text stays text, a clip is a clip path.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** Characters that XML cannot have, not even escaped. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ANCHORS = { left: "start", center: "middle", right: "end" };

export const escapeXML = (text) => String(text).replace(FORBIDDEN, "\ufffd").replace(/[&<>"]/g, (one) => ESCAPES[one]);

/** Hundredths of a unit, without a trailing 0. */
const short = (value) => String(Math.round(value * 100) / 100);

export class SVGContext {
  fillStyle = "#000";
  strokeStyle = "#000";
  lineWidth = 1;
  globalAlpha = 1;
  font = "10px sans-serif";
  textAlign = "left";
  textBaseline = "alphabetic";
  lineJoin = "miter";
  lineCap = "butt";
  #dash = [];
  #path = "";
  #parts = [];
  #clips = [];
  #transform = "";
  /** Open groups of a saved state are closed when it is restored. */
  #stack = [];
  #groups = 0;
  #size;
  #prefix;

  /** @param {number} width @param {number} height @param {string} prefix of ids, where several pictures share a document. */
  constructor(width, height, prefix = "clip") {
    this.#size = [width, height];
    this.#prefix = prefix;
  }

  save() {
    const { fillStyle, strokeStyle, lineWidth, globalAlpha, font, textAlign, textBaseline, lineJoin, lineCap } = this;
    this.#stack.push({
      own: { fillStyle, strokeStyle, lineWidth, globalAlpha, font, textAlign, textBaseline, lineJoin, lineCap },
      dash: this.#dash, transform: this.#transform, groups: this.#groups,
    });
    this.#groups = 0;
  }

  restore() {
    const state = this.#stack.pop();
    if (state === undefined) return;
    this.#parts.push("</g>".repeat(this.#groups));
    Object.assign(this, state.own);
    this.#dash = state.dash;
    this.#transform = state.transform;
    this.#groups = state.groups;
  }

  translate(x, y) {
    this.#transform += ` translate(${short(x)} ${short(y)})`;
  }

  rotate(angle) {
    this.#transform += ` rotate(${short((angle * 180) / Math.PI)})`;
  }

  beginPath() {
    this.#path = "";
  }

  moveTo(x, y) {
    this.#path += `M${short(x)} ${short(y)}`;
  }

  lineTo(x, y) {
    this.#path += `L${short(x)} ${short(y)}`;
  }

  closePath() {
    this.#path += "Z";
  }

  rect(x, y, w, h) {
    this.#path += `M${short(x)} ${short(y)}h${short(w)}v${short(h)}h${short(-w)}Z`;
  }

  /** A whole circle: the painter draws no other arcs. */
  arc(x, y, radius) {
    const r = short(radius);
    this.#path += `M${short(x + radius)} ${short(y)}A${r} ${r} 0 1 1 ${short(x - radius)} ${short(y)}A${r} ${r} 0 1 1 ${short(x + radius)} ${short(y)}`;
  }

  setLineDash(lengths) {
    this.#dash = lengths;
  }

  clip() {
    const id = `${this.#prefix}${this.#clips.length + 1}`;
    this.#clips.push(`<clipPath id="${escapeXML(id)}"><path d="${this.#path}"/></clipPath>`);
    this.#parts.push(`<g clip-path="url(#${escapeXML(id)})">`);
    this.#groups += 1;
  }

  stroke() {
    if (this.#path === "") return;
    const dash = this.#dash.length > 0 ? ` stroke-dasharray="${this.#dash.map(short).join(" ")}"` : "";
    const join = this.lineJoin === "miter" ? "" : ` stroke-linejoin="${this.lineJoin}"`;
    this.#add(`<path d="${this.#path}" fill="none" stroke="${escapeXML(this.strokeStyle)}" stroke-width="${short(this.lineWidth)}"${dash}${join}${this.#alpha("stroke")}`);
  }

  fill() {
    if (this.#path === "") return;
    this.#add(`<path d="${this.#path}" fill="${escapeXML(this.fillStyle)}"${this.#alpha("fill")}`);
  }

  fillRect(x, y, w, h) {
    this.#add(`<rect x="${short(x)}" y="${short(y)}" width="${short(w)}" height="${short(h)}" fill="${escapeXML(this.fillStyle)}"${this.#alpha("fill")}`);
  }

  fillText(text, x, y) {
    const [, weight, size, family] = /^(?:(\d+) )?([\d.]+)px (.*)$/.exec(this.font);
    // Not every program knows dominant-baseline: a third of the size below the middle is where letters stand.
    const base = this.textBaseline === "middle" ? y + Number(size) * 0.35 : y;
    this.#parts.push(`<text x="${short(x)}" y="${short(base)}" font-family="${escapeXML(family)}" font-size="${size}" font-weight="${weight ?? 400}"`
      + ` text-anchor="${ANCHORS[this.textAlign] ?? "start"}" fill="${escapeXML(this.fillStyle)}"${this.#alpha("fill")}${this.#moved()}>${escapeXML(text)}</text>`);
  }

  #add(start) {
    this.#parts.push(`${start}${this.#moved()}/>`);
  }

  #alpha(kind) {
    return this.globalAlpha < 1 ? ` ${kind}-opacity="${short(this.globalAlpha)}"` : "";
  }

  #moved() {
    return this.#transform === "" ? "" : ` transform="${this.#transform.trim()}"`;
  }

  /** @param {string} title what the picture is, for who does not see it. @param {string} description */
  toString(title = "", description = "") {
    const [width, height] = this.#size.map(short);
    return `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"`
      + ` viewBox="0 0 ${width} ${height}" role="img">\n<title>${escapeXML(title)}</title>\n<desc>${escapeXML(description)}</desc>\n`
      + `<defs>${this.#clips.join("")}</defs>\n${this.#parts.filter((part) => part !== "").join("\n")}\n</svg>\n`;
  }
}
