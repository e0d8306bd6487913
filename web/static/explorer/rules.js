/**
 * What a filter or a rule of style asks of a node or a link. Plain functions without a page.
 *
 * A field is "kind", "link", "source", "confidence", "inferred", "observed_on" or
 * "prop:<kind>.<name>", where the kind is that of a node or of a link.
 *
 * @typedef {"in"|"not in"|"≥"|"≤"|"between"|"has"} Op
 * @typedef {{field: string, op: Op, value?: any, unknown?: boolean}} Filter with ``unknown``
 *   what has no value stays too
 * @typedef {{side?: "node"|"link", kind?: string, field?: string, op?: Op, value?: any, colour?: string,
 *   size?: number, shape?: string, dash?: string}} Rule for both where no side is said
 * @typedef {{kind: string, properties?: Record<string, any>, sources?: string[], confidence?: any, inferred?: boolean, observed_on?: string}} Thing
 */

export const DASHES = ["solid", "dashed", "dotted"];
export const OPS = ["in", "not in", "≥", "≤", "between", "has"];

/**
 * @param {Thing} thing
 * @param {string} field
 * @returns {any} undefined where the field is not about such a thing; null where nothing is known
 */
export function valueOf(thing, field) {
  if (field === "kind" || field === "link") return thing.kind;
  if (field === "source") return thing.sources?.length ? thing.sources : null;
  if (field === "confidence") return thing.confidence ?? null;
  if (field === "inferred") return thing.inferred; // of links alone
  if (field === "observed_on") return thing.observed_on || null;
  const dot = field.indexOf(".");
  if (!field.startsWith("prop:") || field.slice(5, dot) !== thing.kind) return undefined;
  const value = thing.properties?.[field.slice(dot + 1)];
  return value === undefined || value === "" ? null : value;
}

/**
 * @param {any} value
 * @param {Op} op
 * @param {any} wanted a list for "in", "not in" and "between" (two ends, null is open), else one value
 * @returns {boolean} whether a known value does what is asked; dates and numbers compare, "has"
 *   without a value asks only that there is one, with one that a text holds it
 */
export function holds(value, op, wanted) {
  if (value === null) return op === "not in";
  const each = Array.isArray(value) ? value : [value];
  if (op === "in") return each.some((one) => [wanted].flat().includes(one));
  if (op === "not in") return !each.some((one) => [wanted].flat().includes(one));
  if (op === "≥") return each.some((one) => above(one, wanted));
  if (op === "≤") return each.some((one) => above(wanted, one));
  if (op === "between") {
    const [low, high] = wanted;
    return each.some((one) => (low === null || above(one, low)) && (high === null || above(high, one)));
  }
  if (wanted === undefined || wanted === null || wanted === "") return true;
  return each.some((one) => String(one).toLowerCase().includes(String(wanted).toLowerCase()));
}

/** @param {any} a @param {any} b */
function above(a, b) {
  return typeof a === "number" || typeof b === "number" ? Number(a) >= Number(b) : String(a) >= String(b);
}

/**
 * @param {Thing} thing a node
 * @param {Filter[]} filters
 * @returns {boolean} whether a node passes all filters; one about another kind lets it pass
 */
export function passes(thing, filters) {
  return filters.every((one) => {
    if (one.field === "link") return true;
    const value = valueOf(thing, one.field);
    if (value === undefined) return true;
    return value === null && one.unknown ? true : holds(value, one.op, one.value);
  });
}

/**
 * @param {Thing} thing a link
 * @param {Filter[]} filters
 * @returns {boolean} whether a link passes by itself; a link that says nothing of a source,
 *   confidence or date goes by its nodes alone
 */
export function linkPasses(thing, filters) {
  return filters.every((one) => {
    if (one.field === "kind") return true;
    const value = valueOf(thing, one.field);
    if (value === undefined || (value === null && !one.field.startsWith("prop:"))) return true;
    return value === null && one.unknown ? true : holds(value, one.op, one.value);
  });
}

/**
 * @param {Thing} thing a node or a link
 * @param {Rule[]} rules
 * @param {"node"|"link"} side
 * @returns {Rule|undefined} the first rule that fits
 */
export function firstFit(thing, rules, side) {
  return rules.find((rule) => {
    if (rule.side && rule.side !== side) return false;
    if (rule.kind && rule.kind !== thing.kind) return false;
    if (!rule.field) return Boolean(rule.kind);
    if (rule.field === (side === "node" ? "link" : "kind")) return false;
    const value = valueOf(thing, rule.field);
    return value !== undefined && holds(value, rule.op ?? "has", rule.value);
  });
}
