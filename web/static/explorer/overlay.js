/**
 * What lies over the picture, whoever paints it: names, rings of what is chosen, focused or
 * hovered, marks of pinned and noted nodes, the lasso.
 */
import { along, curve } from "./bends.js";
import { MANY } from "./display.js";
import { placedNames } from "./names.js";
import { shapeOn } from "./shapes.js";

const MOST_NAMES = 260; // in one picture

export class Overlay {
  /** @param {HTMLCanvasElement} canvas @param {boolean} soft whether there is no graphics card */
  constructor(canvas, soft) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: soft }));
    /** @type {any[]} */ this.order = [];
    /** @type {{item: any, text: string, box: any}[]} the names in the picture */ this.written = [];
  }

  /** @param {import("./display.js").Display} display @param {any} tones */
  load(display, tones) {
    this.tones = tones;
    this.counted = display.lines.filter((one) => one.many > 1).slice(0, MOST_NAMES);
    this.order = [...display.items].sort((a, b) => Number(b.chosen) - Number(a.chosen) || Number(a.dim) - Number(b.dim) || b.size - a.size);
  }

  /**
   * @param {import("./camera.js").Camera} camera @param {number} ratio
   * @param {{focused: any, hovered: any, lasso: [number, number][]|null, quick: boolean, line?: any}} now
   */
  draw(camera, ratio, now) {
    const { canvas, context } = this;
    const [wide, high] = [Math.round(camera.width * ratio), Math.round(camera.height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
    const blank = now.quick && this.order.length > MANY && !now.hovered && !now.focused;
    if (blank && this.blank) return;
    this.blank = blank;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, camera.width, camera.height);
    if (blank) return void (this.written = []);
    this.counts(camera);
    if (now.line) this.line(now.line, camera);
    this.marks(camera, now);
    this.names(camera, now);
    if (now.lasso) this.lasso(now.lasso);
  }

  /** @param {import("./camera.js").Camera} camera @param {any} now */
  marks(camera, { focused, hovered }) {
    const { context, tones } = this;
    const zoom = camera.zoom;
    for (const item of this.order) {
      if (!item.chosen && !item.pinned && !item.noted && item !== focused && item !== hovered) continue;
      const [x, y] = camera.toScreen(item);
      const size = Math.max(2, item.size * zoom);
      if (item.chosen || item === hovered) ring(context, item, x, y, size + 3, tones.accent, item.chosen ? 3 : 1.5, []);
      if (item === focused) ring(context, item, x, y, size + 6.5, tones.focus, 2, [5, 3]);
      if (item.pinned) spot(context, x, y - size - 1, 3.4, tones.ink, tones.surface);
      if (item.noted) spot(context, x + size * 0.8, y + size * 0.8, 3.8, tones.note, tones.surface);
    }
  }

  /** The chosen link. @param {any} line @param {import("./camera.js").Camera} camera */
  line(line, camera) {
    const { context, tones } = this;
    const { a, b, middle } = curve(line, camera);
    context.beginPath();
    context.moveTo(...a);
    if (line.from === line.to) for (let step = 0; step <= 24; step += 1) context.lineTo(...along(line, camera, step / 24));
    else context.quadraticCurveTo(...middle, ...b);
    context.strokeStyle = tones.accent;
    context.lineWidth = 2.5 + line.size;
    context.globalAlpha = 0.7;
    context.stroke();
    context.globalAlpha = 1;
  }

  /** How many links one line stands for. @param {import("./camera.js").Camera} camera */
  counts(camera) {
    const { context, tones } = this;
    context.font = `11px ${tones.font}`;
    context.textBaseline = "middle";
    context.textAlign = "center";
    context.lineWidth = 4;
    context.strokeStyle = tones.surface;
    context.fillStyle = tones.muted;
    for (const line of this.counted ?? []) {
      const [x, y] = along(line, camera, 0.4); // nearer to where they come from: both ways can be read
      context.strokeText(String(line.many), x, y);
      context.fillText(String(line.many), x, y);
    }
    context.textAlign = "start";
  }

  /** @param {import("./camera.js").Camera} camera @param {any} now */
  names(camera, { focused, hovered, quick }) {
    const { context, tones } = this;
    context.font = `12px ${tones.font}`;
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = tones.surface;
    const first = [hovered, focused].filter(Boolean);
    const most = !quick ? MOST_NAMES : this.order.length > MANY ? first.length : 60;
    const items = first.length ? [...new Set([...first, ...this.order])] : this.order;
    this.written = placedNames(items, camera, most, (item) => first.includes(item));
    for (const { item, text, box } of this.written) {
      const y = (box.top + box.bottom) / 2;
      context.strokeText(text, box.left, y);
      context.fillStyle = item.dim ? tones.muted : tones.ink;
      context.fillText(text, box.left, y);
    }
  }

  /** @param {[number, number][]} points */
  lasso(points) {
    const { context, tones } = this;
    context.beginPath();
    points.forEach(([x, y], number) => (number ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
    context.globalAlpha = 0.12;
    context.fillStyle = tones.accent;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = tones.accent;
    context.lineWidth = 1.5;
    context.setLineDash([6, 4]);
    context.stroke();
    context.setLineDash([]);
  }
}

/** @param {CanvasRenderingContext2D} context @param {any} item @param {number} x @param {number} y @param {number} size @param {string} colour @param {number} thick @param {number[]} dashes */
function ring(context, item, x, y, size, colour, thick, dashes) {
  context.beginPath();
  shapeOn(context, item.shape === "hollow" ? "circle" : item.shape, x, y, size);
  context.strokeStyle = colour;
  context.lineWidth = thick;
  context.setLineDash(dashes);
  context.stroke();
  context.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} size @param {string} colour @param {string} around */
function spot(context, x, y, size, colour, around) {
  context.beginPath();
  context.arc(x, y, size, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  context.strokeStyle = around;
  context.lineWidth = 1.5;
  context.stroke();
}
