/**
 * The pointer on the canvas: hover, choose, drag, pan, zoom, lasso, menu, two fingers.
 */
const SLACK = 4; // pixels that a click may wander

export class Pointer {
  /**
   * @param {import("./stage.js").Stage} stage
   * @param {{menu(item: any, left: number, top: number): void, expand(id: string): void, opened(item: any): void}} acts
   */
  constructor(stage, acts) {
    this.stage = stage;
    this.acts = acts;
    this.lassoing = false;
    /** @type {Map<number, [number, number]>} */ this.down = new Map();
    /** @type {any} */ this.doing = null;
    const { canvas } = stage;
    canvas.addEventListener("pointerdown", (event) => this.begins(event));
    canvas.addEventListener("pointermove", (event) => this.moves(event));
    for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) canvas.addEventListener(name, (event) => this.ends(event));
    canvas.addEventListener("pointerleave", () => this.hover(null));
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("dblclick", (event) => {
      const item = stage.at(...place(event));
      if (item) item.group ? acts.opened(item) : acts.expand(item.id);
    });
    canvas.addEventListener("contextmenu", (event) => {
      if (event.button !== 2 && event.clientX === 0) return; // by key: the keyboard has it
      event.preventDefault();
      acts.menu(stage.at(...place(event)), event.clientX, event.clientY);
    });
  }

  /** @param {any} item */
  hover(item) {
    const { stage } = this;
    if (stage.now.hovered === item) return;
    stage.now.hovered = item;
    stage.canvas.classList.toggle("is-over", item !== null);
    stage.redraw();
  }

  /** @param {PointerEvent} event */
  begins(event) {
    if (event.button !== 0) return;
    const { stage } = this;
    stage.canvas.focus({ preventScroll: true });
    stage.canvas.setPointerCapture(event.pointerId);
    const at = place(event);
    this.down.set(event.pointerId, at);
    if (this.down.size > 1) return void (this.doing = { what: "pinch", far: this.far() });
    const item = stage.at(...at);
    const adding = event.shiftKey || event.ctrlKey || event.metaKey;
    if (item) this.doing = { what: "node", item, at, adding, moved: false };
    else if (this.lassoing || event.shiftKey) this.doing = { what: "lasso", points: [at], adding };
    else this.doing = { what: "pan", at, moved: false };
  }

  /** @param {PointerEvent} event */
  moves(event) {
    const { stage, doing } = this;
    const at = place(event);
    if (!doing) return this.hover(stage.at(...at));
    const before = this.down.get(event.pointerId) ?? at;
    this.down.set(event.pointerId, at);
    const [right, low] = [at[0] - before[0], at[1] - before[1]];
    if (doing.what === "pinch") return this.pinch(at);
    if (doing.what === "lasso") {
      doing.points.push(at);
      stage.now.lasso = doing.points;
      return stage.redraw();
    }
    if (!doing.moved && Math.hypot(at[0] - doing.at[0], at[1] - doing.at[1]) < SLACK) return void this.down.set(event.pointerId, doing.at);
    doing.moved = true;
    stage.now.quick = true;
    if (doing.what === "pan") {
      stage.camera.pan(right, low);
      stage.looked();
    } else this.drag(doing, right, low);
  }

  /** @param {any} doing @param {number} right @param {number} low */
  drag(doing, right, low) {
    const { stage } = this;
    if (!doing.items) {
      const { item } = doing;
      doing.items = item.chosen ? stage.display.items.filter((one) => one.chosen) : [item];
      doing.moves = doing.items.flatMap((/** @type {any} */ one) => stage.idsOf(one));
      doing.sum = [0, 0];
    }
    const [x, y] = [right / stage.camera.scale, low / stage.camera.scale];
    doing.sum = [doing.sum[0] + x, doing.sum[1] + y];
    for (const one of doing.items) {
      one.x += x;
      one.y += y;
    }
    stage.shifted();
  }

  /** @param {PointerEvent} event */
  ends(event) {
    const { stage, doing } = this;
    this.down.delete(event.pointerId);
    if (!doing) return;
    if (doing.what === "pinch" && this.down.size) return;
    this.doing = null;
    stage.now.quick = false;
    if (event.type === "pointercancel") return stage.places();
    if (doing.what === "lasso") this.lassoed(doing);
    else if (doing.what === "node" && !doing.moved) this.picked(doing);
    else if (doing.what === "node") this.dropped(doing);
    else if (doing.what === "pan" && !doing.moved) this.pressed(doing.at);
    stage.redraw();
  }

  /** Chooses the link there, or nothing. @param {[number, number]} at */
  pressed(at) {
    const line = this.stage.lineAt(...at);
    if (line) this.stage.chooseLine(line);
    else this.stage.model.select([]);
  }

  /** @param {any} doing */
  picked({ item, adding }) {
    const { stage } = this;
    const { model } = stage;
    const ids = stage.idsOf(item);
    stage.now.focused = item;
    if (!adding) model.select(ids);
    else if (item.chosen) model.select([...model.selection].filter((id) => !ids.includes(id)));
    else model.select(ids, { add: true });
  }

  /** @param {any} doing */
  dropped({ moves, sum }) {
    const { model } = this.stage;
    /** @type {Record<string, [number, number]>} */ const where = {};
    for (const id of moves) {
      const { x, y } = model.graph.getNodeAttributes(id);
      where[id] = [x + sum[0], y + sum[1]];
    }
    model.move(where);
  }

  /** @param {any} doing */
  lassoed({ points, adding }) {
    const { stage } = this;
    stage.now.lasso = null;
    const found = stage.display.items.filter((item) => inside(points, stage.camera.toScreen(item)));
    stage.model.select(found.flatMap((item) => stage.idsOf(item)), { add: adding });
  }

  far() {
    const [[a, b], [c, d]] = [...this.down.values()];
    return Math.hypot(a - c, b - d);
  }

  /** @param {[number, number]} at */
  pinch(at) {
    if (this.down.size < 2) return;
    const far = this.far();
    this.stage.camera.zoomBy(far / Math.max(this.doing.far, 1), ...at);
    this.doing.far = far;
    this.stage.looked();
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    event.preventDefault();
    const by = event.deltaMode === 1 ? event.deltaY * 18 : event.deltaY;
    this.stage.camera.zoomBy(Math.exp(-Math.max(-240, Math.min(240, by)) / 480), ...place(event));
    this.stage.looked();
  }
}

/** @param {MouseEvent} event @returns {[number, number]} */
function place(event) {
  const { left, top } = /** @type {HTMLElement} */ (event.target).getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}

/** @param {[number, number][]} points @param {[number, number]} at @returns {boolean} by counting crossings */
export function inside(points, [x, y]) {
  let found = false;
  for (let one = 0, other = points.length - 1; one < points.length; other = one++) {
    const [[a, b], [c, d]] = [points[one], points[other]];
    if (b > y !== d > y && x < ((c - a) * (y - b)) / (d - b) + a) found = !found;
  }
  return found;
}
