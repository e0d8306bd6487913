/**
 * Layouts that are worked out at once: layered, radial, geographic, timeline. Each takes the model
 * and the ids to place, and gives a place for each; the same input always gives the same places.
 *
 * @typedef {Record<string, [number, number]>} Where
 * @typedef {{where: Where, told?: [string, Record<string, any>]}} Result
 */
import { layered } from "./layered.js";
import { GAP } from "./placing.js";

const RING = 96; // from one ring to the next at least
const DAY = 86400000;

/** @type {Record<string, (model: any, ids: string[]) => Result>} */
export const LAYOUTS = { layered, radial, geo, timeline };

/** @param {any} model @param {string[]} ids @returns {Map<string, Set<string>>} who is linked with whom */
export function near(model, ids) {
  const found = new Map(ids.map((id) => [id, new Set()]));
  model.graph.forEachEdge((/** @type {string} */ key, /** @type {any} */ _, /** @type {string} */ from, /** @type {string} */ to) => {
    if (from === to || !found.has(from) || !found.has(to) || !model.linkVisible(key)) return;
    found.get(from)?.add(to);
    found.get(to)?.add(from);
  });
  return found;
}

/** Rings round the chosen node, else round the one with most links. @param {any} model @param {string[]} ids @returns {Result} */
function radial(model, ids) {
  const links = near(model, ids);
  const most = (/** @type {string} */ id) => links.get(id)?.size ?? 0;
  const start = ids.find((id) => model.selection.has(id)) ?? [...ids].sort((a, b) => most(b) - most(a))[0];
  /** @type {Where} */ const where = { [start]: [0, 0] };
  /** @type {Map<string, number>} */ const angle = new Map([[start, 0]]);
  let ring = [start];
  let radius = 0;
  const left = new Set(ids);
  left.delete(start);
  while (left.size) {
    let next = ring.flatMap((id) => [...(links.get(id) ?? [])].filter((other) => left.delete(other)).map((other) => /** @type {[string, string]} */ ([other, id])));
    if (!next.length) next = [...left].map((id) => /** @type {[string, string]} */ ([id, start]));
    for (const [id] of next) left.delete(id);
    next.sort((a, b) => (angle.get(a[1]) ?? 0) - (angle.get(b[1]) ?? 0));
    radius = Math.max(radius + RING, (next.length * GAP * 1.1) / (2 * Math.PI));
    next.forEach(([id], number) => {
      const turn = (2 * Math.PI * number) / next.length;
      angle.set(id, turn);
      where[id] = [radius * Math.cos(turn - Math.PI / 2), radius * Math.sin(turn - Math.PI / 2)];
    });
    ring = next.map(([id]) => id);
  }
  return { where };
}

/** @param {string[]} ids @param {number} x @param {number} y @param {number} wide @returns {Where} rows of nodes */
function rows(ids, x, y, wide) {
  const many = Math.max(1, Math.floor(wide / (3 * GAP)));
  return Object.fromEntries(ids.map((id, number) => [id, [x + (number % many) * 3 * GAP, y + Math.floor(number / many) * 1.5 * GAP]]));
}

/** By longitude and latitude; who has none stands below. @param {any} model @param {string[]} ids @returns {Result} */
function geo(model, ids) {
  const at = (/** @type {string} */ id) => model.graph.getNodeAttributes(id);
  const known = ids.filter((id) => Number.isFinite(at(id).lon) && Number.isFinite(at(id).lat));
  const without = ids.filter((id) => !known.includes(id) || !Number.isFinite(at(id).lat));
  if (!known.length) return { where: rows(ids, 0, 0, 900), told: ["explore.layout.no_place", { count: ids.length }] };
  const lats = known.map((id) => at(id).lat);
  const turn = Math.cos(((Math.min(...lats) + Math.max(...lats)) / 2) * (Math.PI / 180));
  const flat = known.map((id) => /** @type {[string, number, number]} */ ([id, at(id).lon * turn, -at(id).lat]));
  const span = Math.max(...[1, 2].map((axis) => Math.max(...flat.map((one) => Number(one[axis]))) - Math.min(...flat.map((one) => Number(one[axis])))), 1e-4);
  const size = Math.max(600, GAP * 2.4 * Math.sqrt(known.length));
  const [left, top] = [Math.min(...flat.map((one) => one[1])), Math.min(...flat.map((one) => one[2]))];
  /** @type {Where} */ const where = {};
  const taken = new Map();
  for (const [id, x, y] of flat) {
    const place = [((x - left) / span) * size, ((y - top) / span) * size];
    const key = place.map((one) => Math.round(one / 8)).join();
    const here = taken.get(key) ?? 0; // the same building: side by side, on a small spiral
    taken.set(key, here + 1);
    const away = here ? GAP * 0.7 * Math.sqrt(here) : 0;
    where[id] = [place[0] + away * Math.cos(here * 2.4), place[1] + away * Math.sin(here * 2.4)];
  }
  const low = Math.max(...Object.values(where).map(([, y]) => y)) + 4 * GAP;
  Object.assign(where, rows(without, 0, low, size));
  return { where, told: without.length ? ["explore.layout.no_place", { count: without.length }] : undefined };
}

/** Columns from left to right by date. @param {any} model @param {string[]} ids @returns {Result} */
function timeline(model, ids) {
  const dated = ids.map((id) => /** @type {[string, number|null]} */ ([id, dateOf(model, id)]));
  const times = dated.flatMap(([, time]) => (time === null ? [] : [time]));
  const without = dated.filter(([, time]) => time === null).length;
  const [first, last] = times.length ? [Math.min(...times), Math.max(...times)] : [0, 1];
  const wide = Math.max(900, 3 * GAP * Math.sqrt(ids.length));
  const step = 3 * GAP;
  /** @type {Map<number, number>} */ const high = new Map();
  /** @type {Where} */ const where = {};
  for (const [id, time] of dated.sort((a, b) => (a[1] ?? -Infinity) - (b[1] ?? -Infinity) || (a[0] < b[0] ? -1 : 1))) {
    const column = time === null ? -2 : Math.round((((time - first) / Math.max(last - first, DAY)) * wide) / step);
    const row = high.get(column) ?? 0;
    high.set(column, row + 1);
    where[id] = [column * step, -row * 1.3 * GAP];
  }
  return { where, told: without ? ["explore.layout.no_date", { count: without }] : undefined };
}

/** @param {any} model @param {string} id @returns {number|null} its own first date, else when it was observed */
function dateOf(model, id) {
  const one = model.graph.getNodeAttributes(id);
  const declared = Object.entries(model.schema.kinds[one.kind]?.properties ?? {}).filter(([, spec]) => /** @type {any} */ (spec).type === "date");
  for (const text of [...declared.map(([name]) => one.properties?.[name]), one.observed_on]) {
    const time = text ? Date.parse(String(text).length === 4 ? `${text}-01-01` : text) : NaN;
    if (Number.isFinite(time)) return time;
  }
  return null;
}
