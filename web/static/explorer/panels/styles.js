/**
 * Rules of style: the first that fits a node or a link wins, below them the colour of its kind.
 * The order is changed by buttons.
 */
import { button, el, redrawing, speaker, whole } from "./dom.js";
import { conditionWords, linksOf, nodesOf } from "./fields.js";
import { form, SHAPES } from "./style-form.js";
import { DASHES, firstFit } from "../rules.js";

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

/** @param {any} model @returns {Map<any, number>} how many nodes and links each rule colours */
function winners(model) {
  const found = new Map();
  if (!model.styles.length) return found;
  for (const side of /** @type {const} */ (["node", "link"])) {
    for (const one of side === "node" ? nodesOf(model) : linksOf(model)) {
      const rule = firstFit(one, model.styles, side);
      if (rule && (rule.side ?? "node") === side) found.set(rule, (found.get(rule) ?? 0) + 1);
    }
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
  const said = ruleWords(rule, model, t);
  const swap = (/** @type {number} */ to) => () => {
    const list = [...model.styles];
    [list[at], list[to]] = [list[to], list[at]];
    model.setStyles(list);
  };
  const act = (/** @type {string} */ sign, /** @type {string} */ key, /** @type {() => void} */ done, off = false) =>
    button(sign, done, { "aria-label": t(key, { rule: said }), title: t(key, { rule: said }), disabled: off, data: { at: `${key}:${said}` } });
  return el("li", { class: "pn-rule" }, rule.side === "link" ? stroke(rule) : swatch(rule), el("span", { class: "pn-grow", text: said }), el("span", { class: "pn-count", text: whole(count) }),
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

/** @param {any} style of a link @returns {HTMLElement} a drawing of it */
export function stroke({ colour = "", dash = "solid", size = 2 }) {
  const made = el("span", { class: `pn-line is-${DASHES.includes(dash) ? dash : "solid"}`, "aria-hidden": "true" });
  if (/^#[0-9a-f]{6}$/i.test(colour)) made.style.borderTopColor = colour;
  made.style.borderTopWidth = `${Math.max(2, Math.min(6, size))}px`;
  return made;
}

/** @param {any} rule @param {any} model @param {import("./fields.js").Say} t @returns {string} */
export function ruleWords(rule, model, t) {
  const said = conditionWords(rule, model, t);
  return rule.side === "link" ? t("style.of_links", { rule: said }) : said;
}
