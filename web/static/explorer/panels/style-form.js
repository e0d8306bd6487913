/**
 * The form of a new rule of style: for nodes colour, shape and size, for links colour, width
 * and kind of line.
 */
import { condition } from "./condition.js";
import { button, choose, el, field } from "./dom.js";
import { counted, linksOf, nodesOf } from "./fields.js";
import { DASHES } from "../rules.js";

/** Colours that are told apart in light and dark, and by most who see colours otherwise. */
export const PALETTE = ["#d55e00", "#cc79a7", "#b8860b", "#56b4e9", "#7b3294", "#009e73", "#0072b2", "#6b7280"];
export const SHAPES = ["circle", "square", "diamond", "triangle"];
const SIZES = { node: [6, 9, 13, 18], link: [0.8, 2, 3.5, 6] };

/** @param {any} model @param {import("./fields.js").Say} t @returns {HTMLElement} */
export function form(model, t) {
  const room = el("div");
  /** @type {any} */ let asked = null;
  /** @param {"node"|"link"} side */
  const show = (side) => {
    const made = part(model, t, side);
    asked = made.asked;
    room.replaceChildren(...made.rows);
  };
  const side = choose([["node", t("style.side.node")], ["link", t("style.side.link")]], "node", (one) => show(one === "link" ? "link" : "node"));
  show("node");
  model.addEventListener("change", (/** @type {any} */ event) => {
    if (event.detail.what === "graph") asked.refresh();
  });
  const add = (/** @type {Event} */ event) => {
    event.preventDefault();
    asked.add();
  };
  return el("form", { class: "pn-form", on: { submit: add } }, el("h3", { text: t("style.new") }), field(t("style.side"), side), room);
}

/** @param {any} model @param {import("./fields.js").Say} t @param {"node"|"link"} side */
function part(model, t, side) {
  const asked = condition(model, t, { side, unknown: false });
  const things = () => side === "link" ? linksOf(model) : nodesOf(model);
  const colour = el("input", { type: "color", value: PALETTE[0] });
  const shapes = side === "link" ? DASHES : SHAPES;
  const shape = choose(shapes.map((one) => [one, t(`style.shape.${one}`)]), shapes[0], () => {});
  const own = t(side === "link" ? "style.width.own" : "style.size.own");
  const size = choose([["", own], ...SIZES[side].map((one) => /** @type {[string, string]} */ ([String(one), String(one)]))], "", () => {});
  const problem = el("p", { class: "pn-problem", role: "alert", hidden: true });
  const tell = (/** @type {string} */ key) => {
    problem.textContent = key ? t(key) : "";
    problem.hidden = !key;
  };
  const add = () => {
    const one = asked.read();
    tell(one ? "" : "condition.missing");
    const look = { colour: colour.value, [side === "link" ? "dash" : "shape"]: shape.value, ...(size.value ? { size: Number(size.value) } : {}) };
    if (one) model.setStyles([...model.styles, { ...one, side, ...look }]);
  };
  const each = () => {
    const id = asked.field();
    const found = id ? counted(things(), id).slice(0, PALETTE.length) : [];
    tell(found.length ? "" : "style.each_missing");
    if (!found.length) return;
    const others = model.styles.filter((/** @type {any} */ one) => one.field !== id || one.side !== side);
    model.setStyles([...others, ...found.map(({ value }, at) => ({ field: id, op: "in", value: [value], side, colour: PALETTE[at] }))]);
  };
  const rows = [asked.element, el("div", { class: "pn-two" }, field(t("style.colour"), colour), field(t(side === "link" ? "style.dash" : "style.shape"), shape),
    field(t(side === "link" ? "style.width" : "style.size"), size)), problem,
    el("div", { class: "actions" }, el("button", { text: t("style.add") }), button(t("style.each"), each))];
  return { asked: { ...asked, add }, rows };
}
