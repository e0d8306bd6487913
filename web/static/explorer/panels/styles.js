/**
 * Rules of style: the first that fits a node wins, below them the colour of its kind. The order
 * is changed by buttons.
 */
import { condition } from "./condition.js";
import { button, choose, el, field, redrawing, speaker, whole } from "./dom.js";
import { conditionWords, counted, nodesOf } from "./fields.js";
import { firstFit } from "../rules.js";

/** Colours that are told apart in light and dark, and by most who see colours otherwise. */
export const PALETTE = ["#d55e00", "#cc79a7", "#b8860b", "#56b4e9", "#7b3294", "#009e73", "#0072b2", "#6b7280"];
export const SHAPES = ["circle", "square", "diamond", "triangle"];
const SIZES = [6, 9, 13, 18];

/**
 * @param {any} model
 * @param {HTMLElement} element
 * @param {{words: Record<string, string>}} given
 */
export function mount(model, element, { words }) {
  const t = speaker(words);
  const list = el("ol", { class: "pn-rules", "aria-label": t("style.rules") });
  const none = el("p", { class: "muted", text: t("style.none") });
  element.append(el("p", { class: "muted", text: t("style.how") }), none, list, form(model, t));
  const draw = redrawing(element, () => {
    const won = winners(model);
    none.hidden = model.styles.length > 0;
    list.replaceChildren(...model.styles.map((/** @type {any} */ rule, /** @type {number} */ at) => row(model, t, rule, at, won.get(rule) ?? 0)));
  });
  model.addEventListener("change", (/** @type {any} */ event) => {
    if (["graph", "styles"].includes(event.detail.what)) draw();
  });
  draw();
}

/** @param {any} model @returns {Map<any, number>} how many nodes each rule colours */
function winners(model) {
  const found = new Map();
  if (!model.styles.length) return found;
  for (const one of nodesOf(model)) {
    const rule = firstFit(one, model.styles, "node");
    if (rule) found.set(rule, (found.get(rule) ?? 0) + 1);
  }
  return found;
}

/**
 * @param {any} model
 * @param {import("./fields.js").Say} t
 * @param {any} rule
 * @param {number} at
 * @param {number} count
 */
function row(model, t, rule, at, count) {
  const said = conditionWords(rule, model, t);
  const swap = (/** @type {number} */ to) => () => {
    const list = [...model.styles];
    [list[at], list[to]] = [list[to], list[at]];
    model.setStyles(list);
  };
  const act = (/** @type {string} */ sign, /** @type {string} */ key, /** @type {() => void} */ done, off = false) =>
    button(sign, done, { "aria-label": t(key, { rule: said }), title: t(key, { rule: said }), disabled: off, data: { at: `${key}:${said}` } });
  return el("li", { class: "pn-rule" }, swatch(rule), el("span", { class: "pn-grow", text: said }), el("span", { class: "pn-count", text: whole(count) }),
    act("↑", "style.up", swap(at - 1), at === 0), act("↓", "style.down", swap(at + 1), at === model.styles.length - 1),
    act("×", "style.remove", () => model.setStyles(model.styles.filter((/** @type {any} */ one) => one !== rule))));
}

/** @param {any} style @returns {HTMLElement} a drawing of it */
export function swatch({ colour = "", shape = "circle", size = 9 }) {
  const made = el("span", { class: `pn-swatch is-${SHAPES.includes(shape) ? shape : "circle"}`, "aria-hidden": "true" });
  made.style.setProperty("--swatch", /^#[0-9a-f]{6}$/i.test(colour) ? colour : "var(--muted)");
  made.style.setProperty("--swatch-size", `${Math.max(6, Math.min(18, size))}px`);
  return made;
}

/** @param {any} model @param {import("./fields.js").Say} t */
function form(model, t) {
  const asked = condition(model, t, { links: false, unknown: false });
  model.addEventListener("change", (/** @type {any} */ event) => {
    if (event.detail.what === "graph") asked.refresh();
  });
  const colour = el("input", { type: "color", value: PALETTE[0] });
  const shape = choose(SHAPES.map((one) => [one, t(`style.shape.${one}`)]), "circle", () => {});
  const size = choose([["", t("style.size.own")], ...SIZES.map((one) => /** @type {[string, string]} */ ([String(one), String(one)]))], "", () => {});
  const problem = el("p", { class: "pn-problem", role: "alert", hidden: true });
  const tell = (/** @type {string} */ key) => {
    problem.textContent = key ? t(key) : "";
    problem.hidden = !key;
  };
  const add = (/** @type {Event} */ event) => {
    event.preventDefault();
    const one = asked.read();
    tell(one ? "" : "condition.missing");
    if (one) model.setStyles([...model.styles, { ...one, colour: colour.value, shape: shape.value, ...(size.value ? { size: Number(size.value) } : {}) }]);
  };
  const each = () => {
    const id = asked.field();
    const found = id ? counted(nodesOf(model), id).slice(0, PALETTE.length) : [];
    tell(found.length ? "" : "style.each_missing");
    if (!found.length) return;
    const others = model.styles.filter((/** @type {any} */ one) => one.field !== id);
    model.setStyles([...others, ...found.map(({ value }, at) => ({ field: id, op: "in", value: [value], colour: PALETTE[at] }))]);
  };
  return el("form", { class: "pn-form", on: { submit: add } }, el("h3", { text: t("style.new") }), asked.element,
    el("div", { class: "pn-two" }, field(t("style.colour"), colour), field(t("style.shape"), shape), field(t("style.size"), size)), problem,
    el("div", { class: "actions" }, el("button", { text: t("style.add") }), button(t("style.each"), each)));
}

