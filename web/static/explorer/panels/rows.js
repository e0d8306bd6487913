/**
 * The rows of the table beside the canvas: what it lists, in which order, with which columns.
 * Plain functions without a page.
 */
import { fieldWords, linksOf, nodesOf, valueWords } from "./fields.js";

/**
 * @typedef {{id: string, label: string, numeric?: boolean, value: (one: any) => any, words: (one: any) => string}} Column
 * @typedef {import("./fields.js").Say} Say
 */

/**
 * @param {any} model
 * @param {Say} t
 * @param {string[]} more fields of properties
 * @returns {Column[]}
 */
export function nodeColumns(model, t, more) {
  const plain = (/** @type {string} */ id, /** @type {(one: any) => any} */ value, numeric = false) =>
    ({ id, label: t(`table.${id}`), numeric, value, words: (/** @type {any} */ one) => numeric ? Number(value(one)).toLocaleString("en-US") : String(value(one) ?? "") });
  return [
    plain("name", (one) => one.name ?? one.id),
    plain("kind", (one) => valueWords("kind", one.kind, model, t)),
    plain("degree", (one) => one.degree ?? 0, true),
    plain("here", (one) => model.graph.degree(one.id), true),
    ...more.map((id) => property(id, model, t)),
    plain("observed_on", (one) => one.observed_on ?? ""),
    plain("sources", (one) => valueWords("source", one.sources ?? [], model, t)),
  ];
}

/** @param {string} id @param {any} model @param {Say} t @returns {Column} */
function property(id, model, t) {
  const dot = id.indexOf(".");
  const [kind, name] = [id.slice(5, dot), id.slice(dot + 1)];
  const value = (/** @type {any} */ one) => one.kind === kind ? one.properties?.[name] ?? "" : "";
  const type = model.schema.kinds[kind]?.properties?.[name]?.type;
  return { id, label: fieldWords(id, model, t), numeric: type === "integer" || type === "number", value, words: (one) => valueWords(id, value(one), model, t) };
}

/** @param {any} model @param {Say} t @returns {Column[]} */
export function linkColumns(model, t) {
  const plain = (/** @type {string} */ id, /** @type {(one: any) => any} */ value) =>
    ({ id, label: t(`table.${id}`), value, words: (/** @type {any} */ one) => String(value(one) ?? "") });
  return [
    plain("from", (one) => model.nameOf(one.from)),
    plain("link", (one) => valueWords("link", one.kind, model, t)),
    plain("to", (one) => model.nameOf(one.to)),
    plain("properties", (one) => propertyWords(one, model, t)),
    plain("observed_on", (one) => one.observed_on ?? ""),
    plain("sources", (one) => valueWords("source", one.sources ?? [], model, t)),
  ];
}

/** @param {any} one a link @param {any} model @param {Say} t @returns {string} its properties in one line */
export function propertyWords(one, model, t) {
  const said = model.schema.links[one.kind]?.properties ?? {};
  return Object.entries(one.properties ?? {}).filter(([name, value]) => said[name] && value !== null && value !== "")
    .map(([name, value]) => `${said[name].label} ${valueWords(name, value, model, t)}${said[name].unit ? ` ${said[name].unit}` : ""}`).join(t("list.comma"));
}

/**
 * @param {any} model
 * @param {"nodes"|"links"} tab
 * @param {{columns: Column[], words: string, order: string, down: boolean, selected: boolean}} asked
 * @returns {any[]} what is shown on the canvas and fits the words, in the order asked for, then by id
 */
export function listed(model, tab, { columns, words, order, down, selected }) {
  const nodes = tab === "nodes";
  const chosen = (/** @type {any} */ one) => nodes ? model.selection.has(one.id) : model.selection.has(one.from) || model.selection.has(one.to);
  const shown = (nodes ? nodesOf(model).filter((one) => model.visible(one.id)) : linksOf(model).filter((one) => model.linkVisible(one.key)))
    .filter((one) => !selected || chosen(one));
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const texts = columns.filter((one) => !one.numeric);
  const fits = wanted.length ? shown.filter((one) => {
    const all = texts.map((column) => column.words(one)).join(" ").toLowerCase();
    return wanted.every((word) => all.includes(word));
  }) : shown;
  const by = columns.find((one) => one.id === order) ?? columns[0];
  return sorted(fits, by, down);
}

const compare = new Intl.Collator("zh-CN", { numeric: true }).compare;

/** @param {any[]} things @param {Column} by @param {boolean} down */
function sorted(things, by, down) {
  const keyed = things.map((one) => ({ one, key: by.value(one), id: one.key ?? one.id }));
  const empty = (/** @type {any} */ key) => key === "" || key === undefined || key === null;
  keyed.sort((a, b) => {
    if (empty(a.key) !== empty(b.key)) return empty(a.key) ? 1 : -1;
    const way = by.numeric ? Number(a.key) - Number(b.key) : compare(String(a.key), String(b.key));
    return (down ? -way : way) || (a.id < b.id ? -1 : 1);
  });
  return keyed.map(({ one }) => one);
}
