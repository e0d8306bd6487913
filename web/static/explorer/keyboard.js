/**
 * Keys on the canvas. Each is also a button; they can be switched off with the keys of the page.
 */
import { kept } from "../keep.js";

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** @type {Record<string, string>} */
const KEYS = { e: "expand", c: "collapse", p: "pin", h: "hide", delete: "remove", backspace: "remove", l: "lasso", f: "fit", "+": "in", "=": "in", "-": "out", m: "menu", contextmenu: "menu" };
const STEP = 60; // pixels that the window moves

/**
 * @param {import("./stage.js").Stage} stage
 * @param {(name: string) => void} run does what the button of that name does
 */
export function keyboard(stage, run) {
  const { canvas, model } = stage;
  canvas.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing || event.altKey) return;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      const name = key === "z" ? (event.shiftKey ? "redo" : "undo") : key === "y" ? "redo" : key === "a" ? "select_all" : "";
      if (!name) return;
      run(name);
    } else if (ARROWS[event.key]) arrows(stage, event);
    else if (key === "enter" || key === " ") choose(stage, key === " ");
    else if (key === "f10" && event.shiftKey) run("menu");
    else if (key === "escape" && (model.selection.size || model.emphasis)) {
      model.emphasis ? model.setEmphasis(null) : model.select([]);
    } else if (KEYS[key] && kept("keys.off") !== true) run(KEYS[key]);
    else return;
    event.preventDefault();
  });
  canvas.addEventListener("focus", () => {
    if (stage.now.focused || !canvas.matches(":focus-visible")) return;
    move(stage, stage.display.items.find((one) => one.chosen) ?? stage.display.items[0]);
  });
}

/** @param {import("./stage.js").Stage} stage @param {KeyboardEvent} event */
function arrows(stage, event) {
  const [right, down] = ARROWS[event.key];
  if (event.shiftKey) {
    stage.camera.pan(-right * STEP, -down * STEP);
    return stage.looked();
  }
  const from = stage.now.focused;
  if (!from) return move(stage, stage.display.items[0]);
  let [best, least] = [/** @type {any} */ (null), Infinity];
  for (const one of stage.display.items) {
    const along = (one.x - from.x) * right + (one.y - from.y) * down;
    const beside = Math.abs((one.x - from.x) * down) + Math.abs((one.y - from.y) * right);
    if (one === from || along <= 0 || beside > along * 2) continue;
    if (along + 2 * beside < least) [best, least] = [one, along + 2 * beside];
  }
  move(stage, best);
}

/** @param {import("./stage.js").Stage} stage @param {any} item */
function move(stage, item) {
  if (!item) return;
  stage.now.focused = item;
  const [left, top] = stage.camera.toScreen(item);
  const { width, height } = stage.camera;
  if (left < 30 || top < 30 || left > width - 30 || top > height - 30) {
    [stage.camera.x, stage.camera.y] = [item.x, item.y];
    stage.looked();
  }
  stage.redraw();
  stage.dispatchEvent(new CustomEvent("focused", { detail: { item } }));
}

/** @param {import("./stage.js").Stage} stage @param {boolean} adding */
function choose(stage, adding) {
  const item = stage.now.focused;
  if (!item) return;
  const { model } = stage;
  const ids = stage.idsOf(item);
  if (!adding) model.select(ids);
  else if (item.chosen) model.select([...model.selection].filter((id) => !ids.includes(id)));
  else model.select(ids, { add: true });
}
