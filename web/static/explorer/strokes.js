/**
 * Links on a plain canvas: with their width, kind of line, bend and arrow. The WebGL painter
 * draws with this, too, what its own programs cannot.
 */
import { curve, ring } from "./bends.js";
import { MOST_ARROWS } from "./display.js";

const DASH = /** @type {Record<string, number[]>} */ ({ solid: [], dashed: [5, 3], dotted: [1.5, 3] });

/** @param {any[]} lines @param {any} tones @returns {Map<string, any[]>} those that look alike together */
export function bundled(lines, tones) {
  /** @type {Map<string, any[]>} */ const found = new Map();
  for (const line of lines) {
    const key = `${line.dim ? tones.dimLine : line.colour || tones.line}|${line.size}|${line.dash}`;
    const list = found.get(key);
    if (list) list.push(line);
    else found.set(key, [line]);
  }
  return found;
}

/**
 * @param {CanvasRenderingContext2D} context @param {string} key of a bundle @param {any[]} lines
 * @param {import("./camera.js").Camera} camera @param {number} all links in the picture
 */
export function drawBundle(context, key, lines, camera, all) {
  const [colour, size, dash] = key.split("|");
  const zoom = camera.zoom;
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = Math.max(0.6, Number(size) * Math.min(1.4, zoom));
  context.setLineDash((DASH[dash] ?? []).map((one) => one * Math.max(1, context.lineWidth / 1.5)));
  context.beginPath();
  const heads = all <= MOST_ARROWS && zoom > 0.35 ? /** @type {number[][]} */ ([]) : null;
  for (const line of lines) {
    const { from, to } = line;
    const { a: [a, b], b: [c, d], middle: [m, n] } = curve(line, camera);
    if ((a < 0 && c < 0) || (b < 0 && d < 0) || (a > camera.width && c > camera.width) || (b > camera.height && d > camera.height)) continue;
    if (from === to) {
      const radius = ring(line, zoom);
      context.moveTo(a + radius, b - radius);
      context.arc(a, b - radius, radius, 0, 2 * Math.PI);
      continue;
    }
    context.moveTo(a, b);
    if (line.bend) context.quadraticCurveTo(m, n, c, d);
    else context.lineTo(c, d);
    heads?.push(line.bend ? [m, n, c, d, to.size * zoom] : [a, b, c, d, to.size * zoom]);
  }
  context.stroke();
  context.setLineDash([]);
  if (!heads) return;
  context.beginPath();
  const long = 4 + 2.2 * context.lineWidth;
  for (const head of heads) arrow(context, head, long);
  context.fill();
}

/** @param {CanvasRenderingContext2D} context @param {number[]} ends @param {number} long */
function arrow(context, [a, b, c, d, radius], long) {
  const far = Math.hypot(c - a, d - b);
  if (far < radius + long) return;
  const [u, v] = [(c - a) / far, (d - b) / far];
  const [tipX, tipY] = [c - u * radius, d - v * radius];
  context.moveTo(tipX, tipY);
  context.lineTo(tipX - u * long - v * long * 0.45, tipY - v * long + u * long * 0.45);
  context.lineTo(tipX - u * long + v * long * 0.45, tipY - v * long - u * long * 0.45);
  context.closePath();
}
