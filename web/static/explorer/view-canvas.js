/**
 * Paints on a plain canvas, where there is no WebGL.
 */
import { MOST_ARROWS } from "./display.js";
import { shapeOn } from "./shapes.js";

const MOST_MOVING = 2000; // links that are drawn while a layout moves them
const SMALL = 5; // px; below it a moving node is a square

export class CanvasPainter {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.kind = "canvas";
    this.canvas = document.createElement("canvas");
    this.canvas.className = "xp-paint";
    root.prepend(this.canvas);
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    /** @type {import("./display.js").Display|null} */ this.display = null;
  }

  /** @param {import("./display.js").Display} display @param {any} tones */
  load(display, tones) {
    this.display = display;
    this.tones = tones;
    /** @type {Map<string, any[]>} */ this.strokes = new Map();
    for (const line of display.lines) {
      const key = `${line.dim ? tones.dimLine : line.colour || tones.line}|${line.size}|${line.inferred ? 1 : 0}`;
      const list = this.strokes.get(key);
      if (list) list.push(line);
      else this.strokes.set(key, [line]);
    }
    /** @type {Map<string, any[]>} */ this.fills = new Map();
    for (const item of display.items) {
      const key = `${item.dim ? tones.dim : item.colour}|${item.shape}`;
      const list = this.fills.get(key);
      if (list) list.push(item);
      else this.fills.set(key, [item]);
    }
  }

  moved() {} // all is drawn anew from the display

  /**
   * @param {import("./camera.js").Camera} camera @param {number} ratio pixels of the screen per pixel
   * @param {boolean} [quick] while a layout moves: of very many links some, and small nodes square
   */
  draw(camera, ratio, quick = false) {
    const { canvas, context, display } = this;
    const [wide, high] = [Math.round(camera.width * ratio), Math.round(camera.height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, camera.width, camera.height);
    if (!display) return;
    this.quick = quick;
    const each = quick ? Math.ceil(display.lines.length / MOST_MOVING) || 1 : 1;
    for (const [key, lines] of this.strokes ?? []) this.drawLines(key, each > 1 ? lines.filter((_, number) => number % each === 0) : lines, camera);
    for (const [key, items] of this.fills ?? []) this.drawItems(key, items, camera);
  }

  /** @param {string} key @param {any[]} lines @param {import("./camera.js").Camera} camera */
  drawLines(key, lines, camera) {
    const { context } = this;
    const [colour, size, inferred] = key.split("|");
    const zoom = camera.zoom;
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = Math.max(0.6, Number(size) * Math.min(1.4, zoom));
    context.setLineDash(inferred === "1" ? [4, 3] : []);
    context.beginPath();
    const heads = (this.display?.lines.length ?? 0) <= MOST_ARROWS && zoom > 0.35 ? [] : null;
    for (const { from, to } of lines) {
      const [a, b] = camera.toScreen(from);
      const [c, d] = camera.toScreen(to);
      if ((a < 0 && c < 0) || (b < 0 && d < 0) || (a > camera.width && c > camera.width) || (b > camera.height && d > camera.height)) continue;
      if (from === to) context.arc(a, b - from.size * zoom, from.size * zoom, 0, 2 * Math.PI);
      context.moveTo(a, b);
      context.lineTo(c, d);
      heads?.push([a, b, c, d, to.size * zoom]);
    }
    context.stroke();
    context.setLineDash([]);
    if (!heads) return;
    context.beginPath();
    const long = 4 + 2.2 * context.lineWidth;
    for (const head of heads) arrow(context, head, long);
    context.fill();
  }

  /** @param {string} key @param {any[]} items @param {import("./camera.js").Camera} camera */
  drawItems(key, items, camera) {
    const { context } = this;
    const [colour, shape] = key.split("|");
    const zoom = camera.zoom;
    context.fillStyle = colour;
    context.beginPath();
    for (const item of items) {
      const [left, top] = camera.toScreen(item);
      const size = Math.max(1, item.size * zoom);
      if (left < -size || top < -size || left > camera.width + size || top > camera.height + size) continue;
      if (this.quick && size < SMALL) context.rect(left - size, top - size, 2 * size, 2 * size);
      else shapeOn(context, shape, left, top, size);
    }
    context.fill();
    if (shape === "group") {
      context.strokeStyle = this.tones.ink;
      context.lineWidth = 1.5;
      context.stroke();
    }
  }

  destroy() { this.canvas.remove(); }
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
