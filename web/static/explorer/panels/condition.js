/**
 * Part of a form: a field, what is asked of it, and the value. Filters and rules of style share it.
 */
import { choose, el, field as labelled, tick } from "./dom.js";
import { counted, fields, linksOf, nodesOf, valueWords } from "./fields.js";

/** @typedef {import("./fields.js").Field} Field */

const MOST = 100; // values that are listed to be ticked; the rest is found by words
const OPS = /** @type {Record<string, string[]>} */ ({ choice: ["in", "not in", "has"], text: ["has"], number: ["≥", "≤", "between", "has"], date: ["≥", "≤", "between", "has"] });
const KEYS = /** @type {Record<string, string>} */ ({ in: "in", "not in": "out", "≥": "least", "≤": "most", between: "between", has: "has" });

/**
 * @param {any} model
 * @param {import("./fields.js").Say} t
 * @param {{side?: "node"|"link"|"both", unknown?: boolean}} [given]
 * @returns {{element: HTMLElement, read: () => any, field: () => string, refresh: () => void}} ``read`` gives a filter, null where nothing is asked
 */
export function condition(model, t, { side = "both", unknown = true } = {}) {
  /** @type {Field[]} */ let known = [];
  let [id, op] = ["", ""];
  /** @type {() => any} */ let value = () => undefined;
  const room = el("div", { class: "pn-condition" });
  const rest = el("div", { class: "pn-condition-value" });
  const keep = el("input", { type: "checkbox" });
  const picker = el("select", { on: { change: () => pick(picker.value) } });
  room.append(labelled(t("condition.field"), picker), rest);
  if (unknown) room.append(el("label", { class: "pn-tick" }, keep, el("span", { text: t("condition.unknown") })));

  function refresh() {
    known = fields(model, t, side);
    /** @type {Map<string, Field[]>} */
    const groups = new Map();
    for (const one of known) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
    picker.replaceChildren(el("option", { value: "", text: t("condition.choose") }), ...[...groups].map(([label, list]) =>
      el("optgroup", { label }, ...list.map((one) => el("option", { value: one.id, text: one.label })))));
    picker.value = known.some((one) => one.id === id) ? id : "";
    if (picker.value !== id) pick("");
  }

  /** @param {string} next */
  function pick(next) {
    id = next;
    const found = known.find((one) => one.id === id);
    rest.replaceChildren();
    keep.checked = false;
    value = () => undefined;
    if (!found) return;
    const ops = OPS[found.type];
    op = ops[0];
    const box = el("div");
    const show = () => box.replaceChildren(valueControl(found));
    rest.append(labelled(t("condition.op"), choose(ops.map((one) => [one, t(`op.${KEYS[one]}`)]), op, (one) => {
      op = one;
      show();
    })), box);
    show();
  }

  /** @param {Field} found */
  function valueControl(found) {
    if (op === "in" || op === "not in") return ticks(found);
    const kind = { number: "number", date: "date", choice: "text", text: "text" }[found.type];
    const input = () => el("input", { type: op === "has" ? "text" : kind, step: "any", maxlength: 200 });
    const read = (/** @type {HTMLInputElement} */ one) => one.value === "" ? null : found.type === "number" && op !== "has" ? Number(one.value) : one.value;
    if (op !== "between") {
      const one = input();
      value = () => read(one) ?? (op === "has" ? "" : undefined);
      return labelled(op === "has" ? t("condition.words") : t("condition.value") + (found.unit ? ` (${found.unit})` : ""), one);
    }
    const [low, high] = [input(), input()];
    value = () => read(low) === null && read(high) === null ? undefined : [read(low), read(high)];
    return el("div", { class: "pn-two" }, labelled(t("condition.low"), low), labelled(t("condition.high"), high));
  }

  /** @param {Field} found */
  function ticks(found) {
    const things = [...(side === "link" ? [] : nodesOf(model)), ...(side === "node" ? [] : linksOf(model))];
    const all = counted(things, found.id);
    const chosen = new Set();
    value = () => chosen.size ? all.filter((one) => chosen.has(one.value)).map((one) => one.value) : undefined;
    const list = all.slice(0, MOST).map((one) => tick(valueWords(found.id, one.value, model, t), false,
      (on) => on ? chosen.add(one.value) : chosen.delete(one.value), one.count));
    const more = all.length > MOST ? el("p", { class: "muted", text: t("condition.more", { shown: MOST, all: all.length }) }) : null;
    if (!list.length) return el("p", { class: "muted", text: t("condition.none") });
    return el("fieldset", { class: "pn-ticks" }, el("legend", { class: "hidden", text: found.label }), ...list, more);
  }

  function read() {
    const found = value();
    if (!id || found === undefined) return null;
    return { field: id, op, value: found, ...(keep.checked ? { unknown: true } : {}) };
  }

  refresh();
  return { element: room, read, field: () => id, refresh };
}
