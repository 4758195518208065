// The small things on a chart: markers on lines, crosses where a value was no number.

/** Half of a marker's size, pixels. */
export const MARK = 3.6;

const CORNERS = {
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]], triangle: [[0, -1.2], [1.15, 0.9], [-1.15, 0.9]],
  wedge: [[0, 1.2], [1.15, -0.9], [-1.15, -0.9]], diamond: [[0, -1.35], [1.35, 0], [0, 1.35], [-1.35, 0]],
  box: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
};
const STROKES = {
  cross: [[-1, -1, 1, 1], [1, -1, -1, 1]], plus: [[0, -1.3, 0, 1.3], [-1.3, 0, 1.3, 0]],
};
/** Drawn as an outline, filled with paper. */
const HOLLOW = ["ring", "box"];

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} shape one of palette.js' shapes, or a number as text, which is written in a circle.
 * @param {{colour: string, paper: string, font: string, size?: number}} style
 */
export function drawMarker(context, shape, x, y, { colour, paper, font, size = MARK }) {
  context.lineWidth = 1.6;
  if (STROKES[shape]) {
    context.strokeStyle = colour;
    context.beginPath();
    for (const [x1, y1, x2, y2] of STROKES[shape]) {
      context.moveTo(x + x1 * size, y + y1 * size);
      context.lineTo(x + x2 * size, y + y2 * size);
    }
    context.stroke();
    return;
  }
  const isNumber = /^\d+$/.test(shape);
  context.beginPath();
  if (CORNERS[shape]) {
    CORNERS[shape].forEach(([dx, dy], i) => context[i === 0 ? "moveTo" : "lineTo"](x + dx * size, y + dy * size));
    context.closePath();
  } else context.arc(x, y, isNumber ? size * 1.9 : size, 0, 2 * Math.PI);
  context.fillStyle = HOLLOW.includes(shape) ? paper : colour;
  context.fill();
  // A rim of paper keeps it apart from the line beneath, where it is no outline itself.
  context.strokeStyle = HOLLOW.includes(shape) ? colour : paper;
  context.lineWidth = HOLLOW.includes(shape) ? 1.6 : 1;
  context.stroke();
  if (!isNumber) return;
  context.fillStyle = paper;
  context.font = `600 8px ${font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(shape, x, y + 0.5);
}

/** A cross on the lower edge. */
export function drawNull(context, x, y, colour, paper) {
  const size = 3.5;
  for (const [stroke, width] of [[paper, 4], [colour, 1.8]]) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x - size, y - size);
    context.lineTo(x + size, y + size);
    context.moveTo(x + size, y - size);
    context.lineTo(x - size, y + size);
    context.stroke();
  }
}
