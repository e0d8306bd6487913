/**
 * The canvas: keeps the picture, the camera and what lies over it in step with the model.
 * On WebGL where there is some, on a plain canvas else, and from one to the other when WebGL ends.
 */
import { nearest } from "./bends.js";
import { Camera } from "./camera.js";
import { Display } from "./display.js";
import { Overlay } from "./overlay.js";
import { CanvasPainter } from "./view-canvas.js";
import { loadSigma, probe, WebGLPainter } from "./view-webgl.js";

const WHOLE = new Set(["graph", "filters", "styles", "emphasis", "groups", "notes"]);

export class Stage extends EventTarget {
  /** @param {HTMLElement} root @param {any} model @param {{sigma: string, label: string, painter: string}} settings */
  constructor(root, model, settings) {
    super();
    this.root = root;
    this.model = model;
    this.settings = settings;
    this.camera = new Camera();
    this.display = new Display(model);
    const canvas = document.createElement("canvas");
    canvas.className = "xp-over";
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", settings.label);
    root.append(canvas);
    this.canvas = canvas;
    this.found = probe();
    /** without a graphics card a canvas is quicker in the memory of the page */ this.soft = this.found !== "webgl";
    this.overlay = new Overlay(canvas, this.soft);
    /** @type {any} */ this.painter = null;
    /** @type {{focused: any, hovered: any, lasso: [number, number][]|null, quick: boolean, line: any}} */
    this.now = { focused: null, hovered: null, lasso: null, quick: false, line: null };
    this.stale = true;
    this.due = 0;
  }

  /** @returns {Promise<void>} done when something can be seen */
  async begin() {
    const { found } = this;
    const { painter } = this.settings; // what the address asks for
    if (found === "webgl" ? painter !== "canvas" : found === "software" && painter === "webgl") {
      try {
        await loadSigma(this.settings.sigma);
        this.painter = new WebGLPainter(this.root, () => this.fall("lost"));
      } catch {
        this.root.querySelector("div.xp-paint")?.remove();
      }
    }
    if (!this.painter) this.fall(painter === "canvas" ? "asked" : found === "software" ? "software" : "none");
    new ResizeObserver(() => this.resize()).observe(this.root);
    this.model.addEventListener("change", (/** @type {any} */ event) => this.changed(event.detail));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw(true));
    this.resize();
  }

  /** Goes on without WebGL; places, selection and history are the model's and stay. @param {"lost"|"none"|"software"|"asked"} why */
  fall(why) {
    const before = this.painter;
    this.painter = new CanvasPainter(this.root);
    before?.destroy();
    this.redraw(true);
    this.dispatchEvent(new CustomEvent("painter", { detail: { why } }));
  }

  resize() {
    const { width, height } = this.root.getBoundingClientRect();
    if (width < 2 || height < 2) return;
    Object.assign(this.camera, { width, height });
    this.redraw();
  }

  /** @param {{what: string, whole?: boolean}} detail */
  changed({ what, whole }) {
    if (WHOLE.has(what)) this.redraw(true);
    else if (what === "layout") this.places();
    else if (what === "selection") {
      this.display.choose();
      this.now.line = null;
      this.overlay.load(this.display, this.tones());
      this.redraw();
    }
    if (whole && what === "layout" && this.model.camera) this.look(this.model.camera);
  }

  /** Reads places from the model again. */
  places() {
    if (this.stale || !this.display.move()) return this.redraw(true);
    this.painter.moved();
    this.redraw();
  }

  /** Takes places that the model does not know yet (a drag, a layout under way). */
  shifted() {
    this.painter.moved();
    this.redraw();
  }

  /** @param {boolean} [whole] */
  redraw(whole = false) {
    this.stale ||= whole;
    this.due ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    if (this.due) cancelAnimationFrame(this.due);
    this.due = 0;
    if (!this.painter) return;
    const { camera, display, overlay, now } = this;
    if (this.stale) {
      const tones = this.tones();
      display.build(tones.node);
      this.painter.load(display, tones);
      overlay.load(display, tones);
      now.focused = now.focused && (display.byId.get(now.focused.id) ?? null);
      now.line = now.line && (display.lines.find((one) => one.key === now.line.key) ?? null);
      now.hovered = now.hovered && (display.byId.get(now.hovered.id) ?? null);
      this.stale = false;
    }
    const ratio = window.devicePixelRatio || 1;
    this.painter.draw(camera, ratio, now.quick);
    overlay.draw(camera, ratio, now);
    this.dispatchEvent(new CustomEvent("drawn"));
  }

  /** The colours of the page as it is now. */
  tones() {
    const style = getComputedStyle(this.root);
    const of = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const [line, back] = [of("--xp-link"), of("--xp-back")];
    return {
      line, ink: of("--ink"), muted: of("--muted"), surface: back, accent: of("--accent"), focus: of("--focus"),
      dim: of("--xp-dim"), dimLine: of("--xp-dim-link"), note: of("--xp-note"), font: style.fontFamily,
      faint: (/** @type {string} */ colour) => mixed(colour, back),
      node: (/** @type {string} */ colour) => light(back) < 90 && light(colour) < 66 ? mixed(colour, "#e6eaf0") : colour,
    };
  }

  // ---- where the reader looks

  /** Shows all that is seen, or some of it. @param {string[]} [ids] */
  fit(ids) {
    if (this.stale) this.draw();
    const wanted = ids && new Set(ids.map((id) => this.display.stands.get(id)));
    this.camera.fit(this.display.items.filter((one) => !wanted || wanted.has(one.id)));
    this.looked();
  }

  /** Brings nodes into the middle without changing their size much. @param {string[]} ids */
  focus(ids) {
    if (this.stale) this.draw();
    const items = ids.map((id) => this.display.byId.get(this.display.stands.get(id) ?? "")).filter((one) => one !== undefined);
    if (!items.length) return;
    if (items.length > 1) this.camera.fit(items);
    else {
      [this.camera.x, this.camera.y] = [items[0].x, items[0].y];
      this.camera.scale = Math.max(this.camera.scale, 0.8);
    }
    this.now.focused = items[0];
    this.looked();
  }

  /** @param {{x: number, y: number, scale: number}} state */
  look(state) {
    this.camera.state = state;
    this.redraw();
  }

  /** Keeps the camera for a snapshot and draws. */
  looked() {
    this.model.camera = this.camera.state;
    this.redraw();
  }

  /** @param {number} left @param {number} top @returns {any} the item there */
  at(left, top) {
    const { items } = this.display;
    const [x, y] = this.camera.toPlace(left, top);
    const zoom = this.camera.zoom / this.camera.scale;
    const spare = 3 / this.camera.scale;
    for (let number = items.length - 1; number >= 0; number -= 1) {
      const one = items[number];
      const reach = one.size * zoom + spare;
      if (Math.abs(one.x - x) <= reach && Math.abs(one.y - y) <= reach) return one;
    }
    return null;
  }

  /** @param {number} left @param {number} top @returns {any} the line there */
  lineAt(left, top) { return nearest(this.display.lines, this.camera, left, top, 6); }

  /** Chooses a link: its two ends, and the line itself is marked. @param {any} line */
  chooseLine(line) {
    this.model.select([...this.idsOf(line.from), ...this.idsOf(line.to)]);
    this.now.line = line;
    this.redraw();
  }

  /** @param {any} item @returns {string[]} the nodes that an item stands for */
  idsOf(item) { return item.group ? item.group.ids : [item.id]; }
}

/** @param {string} colour #rrggbb @returns {number} how light it is, 0 to 255 */
function light(colour) {
  const value = parseInt(colour.slice(1), 16);
  return 0.3 * (value >> 16) + 0.59 * ((value >> 8) & 255) + 0.11 * (value & 255);
}

/** @param {string} colour @param {string} back both #rrggbb @returns {string} half way between */
function mixed(colour, back) {
  const [a, b] = [parseInt(colour.slice(1), 16), parseInt(back.slice(1), 16)];
  const half = (/** @type {number} */ shift) => ((((a >> shift) & 255) + ((b >> shift) & 255)) >> 1).toString(16).padStart(2, "0");
  return `#${half(16)}${half(8)}${half(0)}`;
}
