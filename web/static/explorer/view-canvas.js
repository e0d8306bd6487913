/**
 * Paints on a plain canvas, where there is no WebGL.
 */
import { MANY } from "./display.js";
import { Pixels } from "./pixels.js";
import { shapeOn } from "./shapes.js";
import { bundled, drawBundle } from "./strokes.js";

const MOST_MOVING = 2000; // links that are drawn while a layout moves them
const SMALL = 5; // px; below it a moving node is a square

export class CanvasPainter {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.kind = "canvas";
    this.canvas = document.createElement("canvas");
    this.canvas.className = "xp-paint";
    root.prepend(this.canvas);
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d", { willReadFrequently: true }));
    /** @type {import("./display.js").Display|null} */ this.display = null;
    this.pixels = new Pixels();
  }

  /** @param {import("./display.js").Display} display @param {any} tones */
  load(display, tones) {
    this.display = display;
    this.tones = tones;
    this.strokes = bundled(display.lines, tones);
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
    if (quick && display.items.length > MANY) return this.pixels.draw(context, this.strokes ?? new Map(), this.fills ?? new Map(), camera, ratio, each);
    for (const [key, lines] of this.strokes ?? []) drawBundle(context, key, each > 1 ? lines.filter((_, number) => number % each === 0) : lines, camera, display.lines.length);
    for (const [key, items] of this.fills ?? []) this.drawItems(key, items, camera);
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
      if (this.quick && size < SMALL) context.fillRect(Math.round(left - size), Math.round(top - size), Math.round(2 * size), Math.round(2 * size));
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
