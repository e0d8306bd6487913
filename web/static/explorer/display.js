/**
 * What is drawn: the nodes and links of the model that are seen, in their colours, or the groups
 * that stand for them. Whoever paints reads only this. Places are those of the model: x to the
 * right, y downwards.
 *
 * @typedef {{id: string, x: number, y: number, size: number, colour: string, shape: string, name: string,
 *   dim: boolean, chosen: boolean, pinned: boolean, noted: boolean, group: any}} Item
 * @typedef {{key: string, from: Item, to: Item, colour: string, size: number, dim: boolean, dash: string, many: number, bend: number}} Line
 */

import { bend } from "./bends.js";

export const CHANGED = "✱ "; // before the name of a node whose facts changed since its view was kept
export const FRESH = "#d55e00"; // of a link that came since
const MIXED = "#6b7280"; // of a group whose nodes have several colours
export const MANY = 2500; // nodes; more that move are drawn as pixels, without names
export const MOST_ARROWS = 3000; // links; of more no arrow is drawn, and the count says so
export const GROUP = "group:"; // before the key of a group, in place of a node's id

export class Display {
  /** @param {any} model */
  constructor(model) {
    this.model = model;
    /** @type {Item[]} */ this.items = [];
    /** @type {Line[]} */ this.lines = [];
    /** @type {Map<string, Item>} */ this.byId = new Map();
    /** @type {Map<string, string>} the item that stands for a node */ this.stands = new Map();
  }

  /** Reads all of the model anew. @param {(colour: string) => string} [tone] brings a colour to the page's own light */
  build(tone = (colour) => colour) {
    const { model } = this;
    this.tone = tone;
    this.items = [];
    this.lines = [];
    this.byId.clear();
    this.stands.clear();
    const seen = model.graph.filterNodes((/** @type {string} */ id) => model.visible(id));
    const grouped = groupsOf(model);
    for (const id of seen) {
      const group = grouped.get(id);
      if (!group) this.put(this.node(id));
      this.stands.set(id, group ? GROUP + group.key : id);
    }
    if (grouped.size) this.putGroups(grouped, seen);
    this.putLines(grouped.size > 0);
  }

  /** @param {Item} item */
  put(item) {
    this.items.push(item);
    this.byId.set(item.id, item);
  }

  /** @param {string} id @returns {Item} */
  node(id) {
    const { model } = this;
    const one = model.graph.getNodeAttributes(id);
    const { colour, size, shape, label } = model.styleOf(id);
    return {
      id, x: one.x, y: one.y, size, colour: this.tone?.(colour) ?? colour, shape, pinned: one.pinned, group: null,
      name: one.mark === "changed" ? CHANGED + label : label,
      dim: model.emphasis !== null && !model.emphasis.nodes.has(id),
      chosen: model.selection.has(id), noted: model.notes.has(id),
    };
  }

  /** @param {Map<string, any>} grouped @param {string[]} seen */
  putGroups(grouped, seen) {
    /** @type {Map<string, string[]>} */ const members = new Map();
    for (const id of seen) {
      const key = grouped.get(id)?.key;
      if (key !== undefined) members.set(key, [...(members.get(key) ?? []), id]);
    }
    for (const group of this.model.groups.groups) {
      const ids = members.get(group.key);
      if (ids) this.put(this.group(group, ids));
    }
    apart(this.items.filter((one) => one.group));
  }

  /** @param {any} group @param {string[]} ids @returns {Item} in the middle of its members */
  group(group, ids) {
    const { model } = this;
    const at = ids.map((id) => model.graph.getNodeAttributes(id));
    const middle = (/** @type {"x"|"y"} */ axis) => at.reduce((sum, one) => sum + one[axis], 0) / at.length;
    const [colour, ...others] = new Set(ids.map((id) => model.styleOf(id).colour));
    return {
      id: GROUP + group.key, x: middle("x"), y: middle("y"), size: 9 + 5 * Math.log2(1 + ids.length) ** 0.8,
      colour: others.length ? MIXED : this.tone?.(colour) ?? colour, shape: "group",
      name: `${group.label} (${ids.length})`, pinned: false, noted: false, group: { ...group, ids },
      dim: model.emphasis !== null && !ids.some((id) => model.emphasis.nodes.has(id)),
      chosen: ids.every((id) => model.selection.has(id)),
    };
  }

  /** @param {boolean} merging links between the same two become one that counts */
  putLines(merging) {
    const { model } = this;
    /** @type {Map<string, Line>} */ const merged = new Map();
    model.graph.forEachEdge((/** @type {string} */ key, /** @type {any} */ one, /** @type {string} */ source, /** @type {string} */ target) => {
      const from = this.byId.get(this.stands.get(source) ?? "");
      const to = this.byId.get(this.stands.get(target) ?? "");
      if (!from || !to || (from === to && from.group) || !model.linkVisible(key)) return;
      const folded = merging && (from.group || to.group);
      const name = folded ? `${from.id} ${to.id} ${one.kind}` : key;
      const known = merged.get(name);
      if (known) return void (known.many += 1);
      const { colour, size, dash } = model.linkStyle(key);
      const fresh = one.mark === "new";
      const line = { key: name, from, to, colour: fresh ? FRESH : colour, size: fresh ? size + 1.2 : size, dash, bend: 0, many: 1, dim: model.emphasis !== null && !model.emphasis.links.has(key) };
      if (folded) merged.set(name, line);
      this.lines.push(line);
    });
    for (const line of merged.values()) line.size += Math.log2(line.many);
    if (this.lines.length <= MOST_ARROWS) bend(this.lines);
  }

  /** Reads places again. @returns {boolean} whether that was enough */
  move() {
    if (this.model.groups) return false;
    const { graph } = this.model;
    for (const item of this.items) {
      const { x, y } = graph.getNodeAttributes(item.id);
      item.x = x;
      item.y = y;
    }
    return true;
  }

  /** Reads again who is chosen. */
  choose() {
    const { selection } = this.model;
    for (const item of this.items) {
      item.chosen = item.group ? item.group.ids.every((/** @type {string} */ id) => selection.has(id)) : selection.has(item.id);
    }
  }
}

/** Moves groups that lie on one another apart, the same way each time. @param {Item[]} groups */
function apart(groups) {
  const room = (/** @type {Item} */ a, /** @type {Item} */ b) => (a.size + b.size) * 2.2 + 20;
  for (let turn = 0; turn < 40; turn += 1) {
    let moved = false;
    groups.forEach((a, at) => groups.slice(at + 1).forEach((b, more) => {
      const [x, y] = [b.x - a.x || 0.01 * (more + 1), b.y - a.y || 0.01];
      const far = Math.hypot(x, y);
      const push = (room(a, b) - far) / 2;
      if (push <= 0.5) return;
      moved = true;
      a.x -= (x / far) * push;
      a.y -= (y / far) * push;
      b.x += (x / far) * push;
      b.y += (y / far) * push;
    }));
    if (!moved) return;
  }
}

/**
 * @param {any} model
 * @returns {Map<string, any>} the group that stands for a node; of open groups the nodes stand for
 *   themselves
 */
function groupsOf(model) {
  const found = new Map();
  for (const group of model.groups?.groups ?? []) {
    if (!model.groups.open?.includes(group.key)) for (const id of group.ids) if (!found.has(id)) found.set(id, group);
  }
  return found;
}
