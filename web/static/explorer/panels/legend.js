/**
 * The legend: what the colours and shapes of the canvas stand for at this moment, how many nodes
 * each has, and a press selects them.
 */
import { button, el, redrawing, speaker, whole } from "./dom.js";
import { conditionWords, linksOf, nodesOf } from "./fields.js";
import { CHANGED, FRESH } from "../display.js";
import { swatch } from "./styles.js";
import { firstFit } from "../rules.js";

/**
 * @param {any} model
 * @param {HTMLElement} element
 * @param {{words: Record<string, string>}} given
 */
export function mount(model, element, { words }) {
  const t = speaker(words);
  const draw = redrawing(element, () => {
    const rows = [...nodeRows(model, t), ...linkRows(model, t), ...markRows(model, t)];
    element.replaceChildren(rows.length ? el("ul", { class: "pn-legend", "aria-label": t("legend.title") }, ...rows)
      : el("p", { class: "muted", text: t("legend.empty") }));
  });
  model.addEventListener("change", (/** @type {any} */ event) => {
    if (["graph", "filters", "styles", "groups"].includes(event.detail.what)) draw();
  });
  draw();
}

/** @param {any} model @returns {Map<any, string[]>} ids of the nodes shown by the rule or kind that colours them */
export function entries(model) {
  /** @type {Map<any, string[]>} */
  const found = new Map(model.styles.map((/** @type {any} */ rule) => [rule, []]));
  for (const one of nodesOf(model)) {
    if (!model.visible(one.id)) continue;
    const by = firstFit(one, model.styles, "node") ?? one.kind;
    const list = found.get(by);
    if (list) list.push(one.id);
    else found.set(by, [one.id]);
  }
  return found;
}

/** @param {any} model @param {import("./fields.js").Say} t */
function nodeRows(model, t) {
  return [...entries(model)].map(([by, ids]) => {
    const kind = typeof by === "string" ? model.schema.kinds[by] : null;
    const label = typeof by === "string" ? kind?.label ?? by : conditionWords(by, model, t);
    return entry(swatch(typeof by === "string" ? { colour: kind?.colour } : by), label, ids.length, t, () => model.select(ids));
  });
}

/** @param {any} model @param {import("./fields.js").Say} t */
function linkRows(model, t) {
  /** @type {Map<string, {keys: string[], inferred: number}>} */
  const found = new Map();
  for (const one of linksOf(model)) {
    if (!model.linkVisible(one.key)) continue;
    const row = found.get(one.kind) ?? { keys: [], inferred: 0 };
    row.keys.push(one.key);
    row.inferred += one.inferred ? 1 : 0;
    found.set(one.kind, row);
  }
  return [...found].sort((a, b) => b[1].keys.length - a[1].keys.length).map(([kind, { keys, inferred }]) => {
    const mark = el("span", { class: inferred === keys.length ? "pn-line is-inferred" : "pn-line", "aria-hidden": "true" });
    return entry(mark, model.schema.links[kind]?.label ?? kind, keys.length, t, () =>
      model.select(new Set(keys.flatMap((key) => model.graph.extremities(key)))));
  });
}

/** What changed since a view was kept. @param {any} model @param {import("./fields.js").Say} t */
function markRows(model, t) {
  const nodes = nodesOf(model).filter((one) => one.mark === "changed" && model.visible(one.id)).map((one) => one.id);
  const links = linksOf(model).filter((one) => one.mark === "new" && model.linkVisible(one.key));
  const line = el("span", { class: "pn-line", "aria-hidden": "true" });
  line.style.borderColor = FRESH;
  return [
    ...(nodes.length ? [entry(el("span", { text: CHANGED, "aria-hidden": "true" }), t("legend.changed"), nodes.length, t, () => model.select(nodes))] : []),
    ...(links.length ? [entry(line, t("legend.new"), links.length, t, () => model.select(new Set(links.flatMap((one) => [one.from, one.to]))))] : []),
  ];
}

/**
 * @param {HTMLElement} mark
 * @param {string} label
 * @param {number} count
 * @param {import("./fields.js").Say} t
 * @param {() => void} pressed
 */
function entry(mark, label, count, t, pressed) {
  const made = button("", pressed, { class: "pn-entry", title: t("legend.select", { label, count: whole(count) }), data: { at: label } });
  made.append(mark, el("span", { class: "pn-grow", text: label }), " ", el("span", { class: "pn-count", text: whole(count) }));
  return el("li", {}, made);
}
