/**
 * The layered layout: from left to right along positions of the chain where they are known, and
 * along the direction of the links else; within a column near to what a node is linked with.
 */
import { GAP } from "./placing.js";

const COLUMN = 190; // from one column to the next, room for names
const TALLEST = 36; // nodes of a column before it gets a neighbour

/** @param {any} model @param {string[]} ids @returns {import("./layouts.js").Result} */
export function layered(model, ids) {
  const out = directed(model, ids);
  const rank = ranks(ids, out);
  const position = positions(model, ids, out);
  const key = (/** @type {string} */ id) => (position.get(id) ?? 0) * 1000 + (rank.get(id) ?? 0);
  const keys = [...new Set(ids.map(key))].sort((a, b) => a - b);
  const columns = keys.map((one) => ids.filter((id) => key(id) === one));
  order(columns, out);
  /** @type {import("./layouts.js").Where} */ const where = {};
  let x = 0;
  for (const column of columns) {
    const tall = Math.max(TALLEST, Math.ceil(Math.sqrt(column.length) * 3));
    const wide = Math.ceil(column.length / tall);
    const each = Math.ceil(column.length / wide);
    column.forEach((id, number) => {
      const [side, row] = [Math.floor(number / each), number % each];
      const here = Math.min(each, column.length - side * each);
      where[id] = [x + side * COLUMN * 0.8, (row - (here - 1) / 2) * GAP * 1.4];
    });
    x += COLUMN + (wide - 1) * COLUMN * 0.8;
  }
  return { where };
}

/** @param {any} model @param {string[]} ids @returns {Map<string, Set<string>>} */
function directed(model, ids) {
  const found = new Map(ids.map((id) => [id, new Set()]));
  model.graph.forEachEdge((/** @type {string} */ key, /** @type {any} */ _, /** @type {string} */ from, /** @type {string} */ to) => {
    if (from !== to && found.has(from) && found.has(to) && model.linkVisible(key)) found.get(from)?.add(to);
  });
  return found;
}

/** @param {string[]} ids @param {Map<string, Set<string>>} out @returns {Map<string, number>} longest way from a start; links that close a circle do not count */
function ranks(ids, out) {
  /** @type {Map<string, 1|2>} */ const state = new Map();
  /** @type {string[]} */ const finished = [];
  const back = new Set();
  for (const start of ids) {
    if (state.has(start)) continue;
    state.set(start, 1);
    const stack = [{ id: start, next: [...(out.get(start) ?? [])], at: 0 }];
    while (stack.length) {
      const top = stack[stack.length - 1];
      const other = top.next[top.at++];
      if (other === undefined) {
        state.set(top.id, 2);
        finished.push(top.id);
        stack.pop();
      } else if (!state.has(other)) {
        state.set(other, 1);
        stack.push({ id: other, next: [...(out.get(other) ?? [])], at: 0 });
      } else if (state.get(other) === 1) back.add(`${top.id} ${other}`);
    }
  }
  const rank = new Map(ids.map((id) => [id, 0]));
  for (const id of finished.reverse()) {
    for (const other of out.get(id) ?? []) {
      if (!back.has(`${id} ${other}`)) rank.set(other, Math.max(rank.get(other) ?? 0, (rank.get(id) ?? 0) + 1));
    }
  }
  return rank;
}

/** @param {any} model @param {string[]} ids @param {Map<string, Set<string>>} out @returns {Map<string, number>} of segments as their chain orders them, of others as what they are linked with */
function positions(model, ids, out) {
  const at = (/** @type {string} */ id) => model.graph.getNodeAttributes(id);
  /** @type {string[]} */ const named = [];
  for (const id of ids) if (at(id).kind === "Chain") named.push(...[at(id).properties?.positions ?? []].flat());
  for (const id of ids) if (at(id).properties?.position) named.push(at(id).properties.position);
  const places = [...new Set(named)];
  const known = new Map(ids.filter((id) => places.includes(at(id).properties?.position)).map((id) => [id, places.indexOf(at(id).properties.position)]));
  for (let [turn, grown] = [0, true]; known.size && grown && turn < 8; turn += 1) {
    grown = false;
    for (const id of ids) {
      for (const other of out.get(id) ?? []) {
        if (known.has(id) && !known.has(other)) grown = Boolean(known.set(other, known.get(id) ?? 0));
        else if (known.has(other) && !known.has(id)) grown = Boolean(known.set(id, known.get(other) ?? 0));
      }
    }
  }
  return known;
}

/** Sorts columns, each by the middle of what its nodes are linked with. @param {string[][]} columns @param {Map<string, Set<string>>} out */
function order(columns, out) {
  /** @type {Map<string, string[]>} */ const links = new Map();
  for (const [id, others] of out) {
    for (const other of others) {
      links.set(id, [...(links.get(id) ?? []), other]);
      links.set(other, [...(links.get(other) ?? []), id]);
    }
  }
  const row = new Map();
  const number = (/** @type {string[]} */ column) => column.forEach((id, at) => row.set(id, at / Math.max(column.length - 1, 1)));
  columns.forEach(number);
  for (let sweep = 0; sweep < 6; sweep += 1) {
    for (const column of sweep % 2 ? [...columns].reverse() : columns) {
      const middle = new Map(column.map((id) => {
        const all = links.get(id) ?? [];
        return [id, all.length ? all.reduce((sum, other) => sum + (row.get(other) ?? 0.5), 0) / all.length : row.get(id)];
      }));
      column.sort((a, b) => middle.get(a) - middle.get(b));
      number(column);
    }
  }
}
