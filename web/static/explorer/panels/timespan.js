/**
 * Time: how many nodes and links are of each year, month or day, and from when to when they are
 * shown. The span is a filter like any other; what has no date stays unless that is taken back.
 */
import { choose, el, field as labelled, tick, whole } from "./dom.js";
import { fieldWords, fields, linksOf, nodesOf, valuesOf } from "./fields.js";

const MOST = 72; // bars; where there would be more, each stands for more
const DATE = /^\d{4}-\d\d-\d\d$/;
const LENGTHS = [10, 7, 4, 3, 2]; // letters of a date that a day, month, year, decade, century have

/**
 * @param {string[]} dates as the data has them, such as 2024-05-31
 * @returns {{from: string, to: string, count: number}[]} the fewest bars that are fine enough, without a break;
 *   ``from`` begins, and ``to`` is not before, every date of a bar
 */
export function bars(dates) {
  const sorted = dates.filter((one) => DATE.test(one)).sort();
  if (!sorted.length) return [];
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  const length = LENGTHS.find((one) => count(first, last, one) <= MOST) ?? 2;
  /** @type {{from: string, to: string, count: number}[]} */
  const found = [];
  for (let from = first.slice(0, length); from <= last.slice(0, length); from = next(from)) found.push({ from, to: end(from), count: 0 });
  const place = new Map(found.map((one, at) => [one.from, at]));
  for (const one of sorted) found[place.get(one.slice(0, length)) ?? 0].count += 1;
  return found;
}

/** @param {string} first @param {string} last @param {number} length */
function count(first, last, length) {
  return (Date.parse(last) - Date.parse(first)) / 86400000 / [1, 30, 365, 3652, 36524][LENGTHS.indexOf(length)] + 1;
}

/** @param {string} from @returns {string} the beginning of the bar after it */
function next(from) {
  if (from.length < 5) return String(Number(from) + 1).padStart(from.length, "0");
  const [year, month, day = 0] = from.split("-").map(Number);
  const after = new Date(Date.UTC(year, day ? month - 1 : month, day ? day + 1 : 1));
  return after.toISOString().slice(0, from.length);
}

/** @param {string} from @returns {string} the last day of a bar */
function end(from) {
  if (from.length === 10) return from;
  if (from.length < 5) return `${from.padEnd(4, "9")}-12-31`;
  return new Date(Date.UTC(Number(from.slice(0, 4)), Number(from.slice(5, 7)), 0)).toISOString().slice(0, 10);
}

/**
 * @param {any} model
 * @param {import("./fields.js").Say} t
 * @returns {{element: HTMLElement, refresh: () => void}}
 */
export function timespan(model, t) {
  let id = "";
  const figures = el("div");
  const room = el("details", { class: "pn-list", data: { list: "time" } }, el("summary", {}, el("span", { text: t("time.title") })), figures);

  function refresh() {
    const dates = dated(model);
    const known = fields(model, t).filter((one) => dates.has(one.id));
    room.hidden = !known.length;
    if (room.hidden) return;
    const asked = known.find((one) => model.filters.some((/** @type {any} */ filter) => filter.field === one.id));
    if (!known.some((one) => one.id === id)) id = (asked ?? known[0]).id;
    const picker = choose(known.map((one) => [one.id, fieldWords(one.id, model, t)]), id, (chosen) => { id = chosen; refresh(); }, { data: { at: "time:field" } });
    figures.replaceChildren(labelled(t("time.by"), picker), ...span(model, t, id, dates.get(id) ?? { days: [], undated: 0 }));
  }

  return { element: room, refresh };
}

/** @typedef {{days: string[], undated: number}} Dates of a field, and how many things it is about have none */

/** @param {any} model @returns {Map<string, Dates>} by field that has any date on the canvas */
function dated(model) {
  const { kinds, links } = model.schema;
  const asked = new Map(Object.entries({ ...kinds, ...links }).map(([kind, said]) => [kind, ["observed_on",
    ...Object.entries(said.properties ?? {}).filter(([, one]) => one.type === "date").map(([name]) => `prop:${kind}.${name}`)]]));
  /** @type {Map<string, Dates>} */ const found = new Map();
  const nodes = nodesOf(model);
  [...nodes, ...linksOf(model)].forEach((one, at) => {
    for (const id of asked.get(one.kind) ?? ["observed_on"]) {
      const days = valuesOf(one, id).filter((day) => DATE.test(day));
      const told = found.get(id) ?? { days: [], undated: 0 };
      found.set(id, told);
      told.days.push(...days);
      if (!days.length && (at < nodes.length || id !== "observed_on")) told.undated += 1;
    }
  });
  for (const [id, { days }] of found) if (!days.length) found.delete(id);
  return found;
}

/** @param {any} model @param {import("./fields.js").Say} t @param {string} id @param {Dates} dates */
function span(model, t, id, { days, undated }) {
  const found = bars(days);
  const filter = model.filters.find((/** @type {any} */ one) => one.field === id && ["between", "≥", "≤"].includes(one.op));
  const [low, high] = !filter ? [null, null] : filter.op === "between" ? filter.value : filter.op === "≥" ? [filter.value, null] : [null, filter.value];
  const last = found.length - 1;
  const at = [low === null ? 0 : Math.max(0, found.findLastIndex((one) => one.from <= low)),
    high === null ? last : Math.max(0, found.findLastIndex((one) => one.from <= high))];
  const most = Math.max(...found.map((one) => one.count));
  const columns = found.map((one) => {
    const bar = el("span", { title: `${one.from}: ${whole(one.count)}` });
    bar.style.height = `${one.count ? 6 + 94 * one.count / most : 0}%`;
    return bar;
  });
  const told = el("output", { class: "pn-span" });
  const sliders = ["from", "to"].map((end, which) => el("input", { type: "range", min: 0, max: last, step: 1, value: at[which], data: { at: `time:${end}` },
    on: { input: () => preview(which), change: apply } }));
  const keep = tick(t("time.unknown"), !filter || Boolean(filter.unknown), apply, undated);
  const box = /** @type {HTMLInputElement} */ (keep.querySelector("input"));
  box.dataset.at = "time:unknown";

  /** @param {number} [moved] the slider that moves; the other gives way */
  function preview(moved) {
    const [from, to] = sliders.map((one) => Number(one.value));
    if (from > to && moved !== undefined) sliders[1 - moved].value = sliders[moved].value;
    const ends = sliders.map((one) => Number(one.value));
    columns.forEach((one, place) => one.classList.toggle("is-off", place < ends[0] || place > ends[1]));
    const within = found.slice(ends[0], ends[1] + 1).reduce((sum, one) => sum + one.count, 0);
    told.textContent = t("time.said", { from: found[ends[0]].from, to: found[ends[1]].to, count: whole(within) });
    for (const [which, one] of sliders.entries()) one.setAttribute("aria-valuetext", which ? found[ends[1]].to : found[ends[0]].from);
  }

  function apply() {
    const [from, to] = sliders.map((one) => Number(one.value));
    const others = model.filters.filter((/** @type {any} */ one) => one.field !== id);
    const all = from === 0 && to === last && box.checked;
    model.setFilters(all ? others : [...others, { field: id, op: "between", value: [found[from].from, found[to].to], ...(box.checked ? { unknown: true } : {}) }]);
  }

  preview();
  const picture = el("div", { class: "pn-bars", role: "img", "aria-label": t("time.bars", { first: found[0].from, last: found[last].to, most: whole(most) }) }, ...columns);
  return [picture, labelled(t("time.from"), sliders[0]), labelled(t("time.to"), sliders[1]), told, keep,
    el("p", { class: "muted", text: t(id === "observed_on" ? "time.rule" : "time.rule_property") })];
}
