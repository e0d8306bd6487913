/**
 * The legend: what the colours and shapes of the canvas stand for at this moment, how many nodes
 * each has, and a press selects them.
 */
import { button, el, redrawing, speaker, whole } from "./dom.js";
import { conditionWords, linksOf, nodesOf } from "./fields.js";
import { CHANGED, FRESH } from "../display.js";
import { ruleWords, stroke, swatch } from "./styles.js";
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
  const found = new Map(model.styles.filter((/** @type {any} */ rule) => rule.side !== "link").map((/** @type {any} */ rule) => [rule, []]));
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
  /** @type {Map<any, {keys: string[], inferred: number}>} by the rule or kind that draws them */
  const found = new Map(model.styles.filter((/** @type {any} */ rule) => rule.side === "link").map((/** @type {any} */ rule) => [rule, { keys: [], inferred: 0 }]));
  for (const one of linksOf(model)) {
    if (!model.linkVisible(one.key)) continue;
    const by = firstFit(one, model.styles, "link") ?? one.kind;
    const row = found.get(by) ?? { keys: [], inferred: 0 };
    row.keys.push(one.key);
    row.inferred += one.inferred ? 1 : 0;
    found.set(by, row);
  }
  const last = (/** @type {any} */ by) => Number(typeof by === "string");
  return [...found].sort((a, b) => last(a[0]) - last(b[0]) || last(a[0]) * (b[1].keys.length - a[1].keys.length)).map(([by, { keys, inferred }]) => {
    const label = typeof by === "string" ? model.schema.links[by]?.label ?? by : ruleWords(by, model, t);
    const dash = keys.length && inferred === keys.length ? "dashed" : "solid";
    return entry(stroke(typeof by === "string" ? { dash } : { dash, ...by }), label, keys.length, t, () =>
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
