/**
 * Filters: by kind, link, source, time, and by a condition on a date, confidence or a property. Links go
 * with their nodes. What is not shown is counted, always.
 */
import { condition } from "./condition.js";
import { button, el, redrawing, speaker, tick, whole } from "./dom.js";
import { conditionWords, counted, linksOf, nodesOf, valueWords } from "./fields.js";
import { timespan } from "./timespan.js";

/** The lists of choices: field, the op in which what is left out is kept. */
const LISTS = [["kind", "not in"], ["link", "not in"], ["confidence", "not in"], ["source", "in"]];

/**
 * @param {any} model
 * @param {HTMLElement} element
 * @param {{words: Record<string, string>}} given
 */
export function mount(model, element, { words }) {
  const t = speaker(words);
  const [totals, lists, active] = [el("div", { class: "pn-totals", role: "status" }), el("div"), el("div")];
  const asked = condition(model, t);
  const time = timespan(model, t);
  const problem = el("p", { class: "pn-problem", role: "alert", hidden: true, text: t("condition.missing") });
  const form = el("form", { class: "pn-form", on: { submit: add } }, el("h3", { text: t("filter.condition") }), asked.element, problem,
    el("button", { text: t("filter.add") }));
  element.append(totals, active, lists, time.element, form);

  /** @param {Event} event */
  function add(event) {
    event.preventDefault();
    const one = asked.read();
    problem.hidden = one !== null;
    if (one) model.setFilters([...model.filters.filter((/** @type {any} */ old) => old.field !== one.field), one]);
  }

  const draw = redrawing(element, () => {
    totals.replaceChildren(...hidden(model, t));
    const rows = LISTS.map(([id, op]) => choices(model, t, id, op)).filter(Boolean);
    const open = new Set([...lists.querySelectorAll("details[open]")].map((one) => /** @type {HTMLElement} */ (one).dataset.list));
    const first = lists.childElementCount === 0;
    lists.replaceChildren(...rows);
    for (const one of lists.querySelectorAll("details")) one.open = first ? ["kind", "link"].includes(one.dataset.list ?? "") : open.has(one.dataset.list);
    active.replaceChildren(...chips(model, t));
    time.refresh();
    asked.refresh();
  });
  model.addEventListener("change", (/** @type {any} */ event) => {
    if (["graph", "filters"].includes(event.detail.what)) draw();
  });
  draw();
}

/** @param {any} model @returns {{nodes: number, links: number, byHand: number, allNodes: number, allLinks: number}} */
export function hiddenTotals(model) {
  const { graph } = model;
  const nodes = graph.filterNodes((/** @type {string} */ id) => !model.visible(id));
  const links = graph.filterEdges((/** @type {string} */ key) => !model.linkVisible(key));
  const byHand = nodes.filter((/** @type {string} */ id) => graph.getNodeAttribute(id, "hidden")).length;
  return { nodes: nodes.length, links: links.length, byHand, allNodes: graph.order, allLinks: graph.size };
}

/** @param {any} model @param {import("./fields.js").Say} t */
function hidden(model, t) {
  const found = hiddenTotals(model);
  const figures = Object.fromEntries(Object.entries(found).map(([name, count]) => [name, whole(count)]));
  const none = !found.nodes && !found.links;
  const said = el("p", { class: none ? "muted" : "pn-hidden", text: t(none ? "filter.nothing_hidden" : "filter.hidden", figures) });
  return [said,
    found.byHand ? button(t("filter.show_all", { count: whole(found.byHand) }), () => model.showAll(), { data: { at: "show" } }) : null,
    model.filters.length ? button(t("filter.clear"), () => model.setFilters([]), { data: { at: "clear" } }) : null,
  ].filter((one) => one !== null);
}

/**
 * @param {any} model
 * @param {import("./fields.js").Say} t
 * @param {string} id
 * @param {string} op
 */
function choices(model, t, id, op) {
  const things = id === "link" ? linksOf(model) : nodesOf(model);
  const found = counted(things, id);
  if (!found.length) return null;
  const filter = model.filters.find((/** @type {any} */ one) => one.field === id && one.op === op);
  const listed = new Set(filter?.value ?? []);
  const shown = (/** @type {any} */ value) => !filter || (op === "in" ? listed.has(value) : !listed.has(value));
  const rows = found.map(({ value, count }) => {
    const row = tick(valueWords(id, value, model, t), shown(value), (on) => toggle(value, on), count);
    /** @type {HTMLElement} */ (row.querySelector("input")).dataset.at = `${id}:${value}`;
    const mark = id === "kind" ? el("span", { class: "pn-dot" }) : null;
    if (mark) {
      mark.style.backgroundColor = model.schema.kinds[value]?.colour ?? "#6b7280";
      row.insertBefore(mark, row.children[1]);
    }
    return row;
  });

  /** @param {any} value @param {boolean} on */
  function toggle(value, on) {
    const keeps = found.map((one) => one.value).filter((one) => one === value ? on : shown(one));
    const left = found.map((one) => one.value).filter((one) => !keeps.includes(one));
    const others = model.filters.filter((/** @type {any} */ one) => one !== filter);
    model.setFilters(left.length ? [...others, { field: id, op, value: op === "in" ? keeps : left }] : others);
  }

  const off = found.filter((one) => !shown(one.value)).length;
  return el("details", { class: "pn-list", data: { list: id } },
    el("summary", {}, el("span", { text: t(`field.${id}`) }), off ? el("span", { class: "pn-count", text: t("filter.off", { count: off }) }) : null),
    el("fieldset", { class: "pn-ticks" }, el("legend", { class: "hidden", text: t(`field.${id}`) }), ...rows,
      id === "source" ? el("p", { class: "muted", text: t("filter.source_rule") }) : null));
}

/** @param {any} model @param {import("./fields.js").Say} t */
function chips(model, t) {
  if (!model.filters.length) return [];
  return [el("ul", { class: "pn-chips", "aria-label": t("filter.active") }, ...model.filters.map((/** @type {any} */ one) => {
    const said = conditionWords(one, model, t);
    return el("li", {}, el("span", { text: said }), button("×", () => model.setFilters(model.filters.filter((/** @type {any} */ old) => old !== one)),
      { "aria-label": t("filter.remove", { filter: said }), data: { at: `chip:${one.field}` } }));
  }))];
}
