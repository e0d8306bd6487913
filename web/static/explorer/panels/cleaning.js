/**
 * A snapshot from elsewhere, made safe to work with: a link may hold anything. What is of another
 * form than a view needs is left out; nothing of it ever becomes HTML.
 */
import { DASHES, OPS } from "../rules.js";
import { BY } from "./groups.js";
import { LONGEST as LONGEST_NOTE } from "./notes.js";

const HEX = /^#[0-9a-f]{6}$/i;
const [SMALLEST, LARGEST] = [3, 40]; // of a node
const [THINNEST, THICKEST] = [0.2, 12];

const text = (/** @type {any} */ one) => typeof one === "string";
const list = (/** @type {any} */ one) => Array.isArray(one) ? one : [];
const numbers = (/** @type {any[]} */ some) => some.every((one) => Number.isFinite(one));

/** @param {any} one a snapshot as ``share.js`` checked it @returns {any} */
export function cleaned(one) {
  return {
    format: 1,
    data_version: one.data_version,
    nodes: one.nodes.map((/** @type {any} */ { id, x, y, pinned, hidden }) => ({ id, x: x ?? 0, y: y ?? 0, pinned: Boolean(pinned), hidden: Boolean(hidden) })),
    expansions: list(one.expansions).filter((part) => part && list(part.nodes).every(text) && Array.isArray(part.nodes) && (part.around === null || text(part.around))),
    filters: list(one.filters).filter(asks),
    styles: list(one.styles).filter((rule) => rule && (asks(rule) || (text(rule.kind) && rule.field === undefined))).map(styled),
    selection: list(one.selection).filter(text),
    layout: text(one.layout?.name) ? { name: one.layout.name } : null,
    camera: one.camera && numbers([one.camera.x, one.camera.y, one.camera.scale]) && one.camera.scale > 0 ? one.camera : null,
    groups: BY.includes(one.groups?.by) ? { by: one.groups.by, open: list(one.groups.open).filter(text) } : null,
    notes: Object.fromEntries(Object.entries(one.notes ?? {}).filter(([, said]) => text(said)).map(([id, said]) => [id, String(said).slice(0, LONGEST_NOTE)])),
  };
}

/** @param {any} one @returns {boolean} whether it asks something that can be asked */
function asks(one) {
  if (!one || !text(one.field) || !OPS.includes(one.op) || !(one.kind === undefined || text(one.kind))) return false;
  if (one.op === "in" || one.op === "not in") return Array.isArray(one.value);
  if (one.op === "between") return Array.isArray(one.value) && one.value.length === 2;
  return one.value === undefined || one.value === null || typeof one.value !== "object";
}

/** @param {any} rule */
function styled({ colour, size, shape, dash, side, ...rest }) {
  return {
    ...rest,
    ...(text(colour) && HEX.test(colour) ? { colour } : {}),
    ...(Number.isFinite(size) ? { size: side === "link" ? within(size, THINNEST, THICKEST) : within(size, SMALLEST, LARGEST) } : {}),
    ...(text(shape) ? { shape } : {}),
    ...(DASHES.includes(dash) ? { dash } : {}),
    ...(side === "node" || side === "link" ? { side } : {}),
  };
}

/** @param {number} size @param {number} least @param {number} most */
function within(size, least, most) {
  return Math.min(most, Math.max(least, size));
}
