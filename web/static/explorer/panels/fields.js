/**
 * What nodes and links can be filtered and styled by: the fields, their types and the values
 * that are on the canvas now, with how many nodes (or links) have each.
 */
import { valueOf } from "../rules.js";

/**
 * @typedef {"choice"|"text"|"number"|"date"} Type
 * @typedef {{id: string, label: string, type: Type, unit: string, group: string}} Field
 * @typedef {(key: string, values?: Record<string, string|number>) => string} Say
 */

/**
 * @param {any} model
 * @param {Say} t
 * @param {"node"|"link"|"both"} [side] what can be asked for
 * @returns {Field[]} date and confidence first, then the properties of the kinds on the canvas
 */
export function fields(model, t, side = "both") {
  const { kinds, links: linkKinds } = model.schema;
  const ids = ["observed_on", ...(side === "link" ? ["link", "source"] : ["confidence"]), ...(side === "node" ? [] : ["inferred"])];
  const types = /** @type {Record<string, Type>} */ ({ observed_on: "date", confidence: typeOfValues(model) });
  const common = ids.map((id) => /** @type {Field} */ ({ id, label: t(`field.${id}`), unit: "", group: t(side === "link" ? "field.links" : "field.every"), type: types[id] ?? "choice" }));
  const nodeKinds = side === "link" ? [] : present(nodesOf(model)).filter((kind) => kinds[kind]);
  const lineKinds = side !== "node" ? present(linksOf(model)).filter((kind) => linkKinds[kind]) : [];
  return [...common, ...nodeKinds.flatMap((kind) => properties(kind, kinds[kind])),
    ...lineKinds.flatMap((kind) => properties(kind, linkKinds[kind]))];
}

/** @param {string} kind @param {any} said @returns {Field[]} */
function properties(kind, said) {
  return Object.entries(said.properties ?? {}).map(([name, one]) => ({
    id: `prop:${kind}.${name}`, label: one.label ?? name, unit: one.unit ?? "", group: said.label ?? kind, type: typeOf(one.type),
  }));
}

/** @param {string} type as the vocabulary names it @returns {Type} */
function typeOf(type) {
  if (type === "integer" || type === "number") return "number";
  return type === "date" ? "date" : "choice";
}

/** @param {any} model @returns {Type} */
function typeOfValues(model) {
  const found = counted(nodesOf(model), "confidence");
  return found.length && found.every(({ value }) => typeof value === "number") ? "number" : "choice";
}

/** @param {any[]} things @returns {string[]} their kinds, most frequent first */
export function present(things) {
  return counted(things, "kind").map(({ value }) => value);
}

/**
 * @param {any} thing attributes of a node or a link
 * @param {string} id of a field
 * @returns {any[]} what it holds there; nothing where that is not known
 */
export function valuesOf(thing, id) {
  return [valueOf(thing, id)].flat().filter((one) => one !== undefined && one !== null && one !== "");
}

/**
 * @param {Iterable<any>} things attributes of nodes or links
 * @param {string} id
 * @returns {{value: any, count: number}[]} most frequent first, then by value
 */
export function counted(things, id) {
  /** @type {Map<any, number>} */
  const found = new Map();
  for (const one of things) for (const value of new Set(valuesOf(one, id))) found.set(value, (found.get(value) ?? 0) + 1);
  return [...found].map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1));
}

/**
 * @param {string} id of a field
 * @param {any} value
 * @param {any} model
 * @param {Say} t
 * @returns {string} a value as people read it
 */
export function valueWords(id, value, model, t) {
  const { kinds, links } = model.schema;
  if (Array.isArray(value)) return value.map((one) => valueWords(id, one, model, t)).join(t("list.comma"));
  if (id === "kind") return kinds[value]?.label ?? value;
  if (id === "link") return links[value]?.label ?? value;
  if (id === "confidence") return model.schema.confidence?.[value] ?? String(value);
  if (id === "source") return model.schema.sources?.[value] ?? String(value);
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return value.toLocaleString("en-US", { maximumFractionDigits: 6 });
  return value === null || value === undefined ? "" : String(value);
}

/**
 * @param {string} id of a field
 * @param {any} model
 * @param {Say} t
 * @returns {string} what it is called
 */
export function fieldWords(id, model, t) {
  if (!id.startsWith("prop:")) return t(`field.${id}`);
  const dot = id.indexOf(".");
  const [kind, name] = [id.slice(5, dot), id.slice(dot + 1)];
  const said = model.schema.kinds[kind] ?? model.schema.links[kind];
  return t("field.property", { kind: said?.label ?? kind, name: said?.properties?.[name]?.label ?? name });
}

/**
 * @param {{field?: string, op?: string, value?: any, unknown?: boolean, kind?: string}} one a filter or a rule
 * @param {any} model
 * @param {Say} t
 * @returns {string} in a sentence what it asks
 */
export function conditionWords(one, model, t) {
  if (!one.field) return valueWords("kind", one.kind, model, t);
  const field = fieldWords(one.field, model, t);
  const words = (/** @type {any} */ value) => valueWords(one.field ?? "", value, model, t);
  const [low, high] = Array.isArray(one.value) ? one.value : [null, null];
  const key = one.op === "has" && (one.value ?? "") === "" ? "known" : { in: "in", "not in": "out", "≥": "least", "≤": "most", between: "between", has: "has" }[one.op ?? "has"];
  const said = t(`op.said.${key}`, { field, value: words(one.value), low: low ?? "…", high: high ?? "…" });
  return one.unknown ? said + t("op.said.unknown") : said;
}

/** @param {any} model @returns {any[]} attributes of every node */
export function nodesOf(model) {
  return model.graph.mapNodes((/** @type {string} */ _, /** @type {any} */ one) => one);
}

/** @param {any} model @returns {any[]} attributes of every link */
export function linksOf(model) {
  return model.graph.mapEdges((/** @type {string} */ _, /** @type {any} */ one) => one);
}
