/**
 * What is on the canvas, and everything that was done to it. A plain module without a page.
 *
 * Every change goes through ``perform``, so that every change can be undone. A label is a text,
 * or [key, values] of the catalogue of words (``explore.did.*``); whoever shows the history
 * words it. ``schema`` is the server's answer; ``camera`` is set by the canvas, for a snapshot.
 */
import { History } from "./history.js";
import { placed } from "./placing.js";
import { firstFit, linkPasses, passes } from "./rules.js";
import { restore, snapshot } from "./snapshot.js";

/** @typedef {import("./history.js").Label} Label */
/** @typedef {{around: string|null, link?: string, way?: string, other?: string, start?: number, limit?: number, total?: number, nodes: string[]}} Expansion */

export class Model extends History {
  /** @param {{Graph?: any, schema?: any, data_version?: string}} [given] */
  constructor({ Graph = globalThis.graphology?.MultiDirectedGraph, schema, data_version = "" } = {}) {
    super();
    this.graph = new Graph();
    this.schema = schema ?? { kinds: {}, links: {} };
    this.data_version = data_version;
    /** @type {Set<string>} */ this.selection = new Set();
    /** @type {{nodes: Set<string>, links: Set<string>}|null} */ this.emphasis = null;
    /** @type {any} */ this.groups = null;
    /** @type {import("./rules.js").Filter[]} */ this.filters = [];
    /** @type {import("./rules.js").Rule[]} */ this.styles = [];
    /** @type {Map<string, string>} */ this.notes = new Map();
    /** @type {Expansion[]} */ this.expansions = [];
    /** @type {any} */ this.layout = null;
    /** @type {any} */ this.camera = null;
    /** @type {Map<string, boolean>} */ this.seen = new Map();
  }

  /** @param {string} what @param {object} [more] */
  tell(what, more = {}) {
    if (what === "graph" || what === "filters") this.seen.clear();
    super.tell(what, more);
  }

  // ---- the graph

  /**
   * Adds what an answer holds and is not there yet; what is there stays where it is.
   * @param {any[]} nodes
   * @param {any[]} links
   * @param {{around?: string|null, expansion?: object, label?: Label, at?: Record<string, [number, number]>}} [given]
   * @returns {string[]} the ids that are new
   */
  add(nodes, links, { around = null, expansion = {}, label, at = {} } = {}) {
    const fresh = nodes.filter((one) => !this.graph.hasNode(one.id));
    const record = { ...expansion, around, nodes: nodes.map((one) => one.id) };
    const put = placed(this.graph, fresh, around, at);
    const known = new Set([...put.map((one) => one.key)]);
    const there = (/** @type {string} */ id) => known.has(id) || this.graph.hasNode(id);
    const joined = new Set();
    const more = links.filter((one) => {
      const wanted = !this.graph.hasEdge(one.key) && !joined.has(one.key) && there(one.from) && there(one.to);
      if (wanted) joined.add(one.key);
      return wanted;
    }).map((one) => ({ key: one.key, source: one.from, target: one.to, attributes: { ...one } }));
    if (!put.length && !more.length && around === null) return [];
    const name = around === null ? fresh[0]?.name : this.nameOf(around);
    this.perform({
      label: label ?? [around === null ? "explore.did.add" : "explore.did.expand", { name: name ?? "", count: put.length }],
      apply: () => {
        this.expansions.push(record);
        this.insert(put, more);
      },
      revert: () => {
        this.expansions = this.expansions.filter((one) => one !== record);
        this.cut(put.map((one) => one.key), more.map((one) => one.key));
      },
    });
    return put.map((one) => one.key);
  }

  /** @param {any[]} nodes @param {any[]} links in graphology's own form */
  insert(nodes, links) {
    for (const one of nodes) this.graph.mergeNode(one.key, { ...one.attributes });
    for (const one of links) {
      if (!this.graph.hasEdge(one.key)) this.graph.addEdgeWithKey(one.key, one.source, one.target, { ...one.attributes });
    }
    this.tell("graph", { added: nodes.map((one) => one.key) });
  }

  /** @param {string[]} ids @param {string[]} [keys] */
  cut(ids, keys = []) {
    for (const key of keys) if (this.graph.hasEdge(key)) this.graph.dropEdge(key);
    for (const id of ids) if (this.graph.hasNode(id)) this.graph.dropNode(id);
    this.tell("graph", { removed: ids });
    if (ids.some((id) => this.selection.has(id))) {
      this.selection = new Set([...this.selection].filter((id) => this.graph.hasNode(id)));
      this.tell("selection");
    }
  }

  /** Takes nodes with their links from the canvas. @param {string[]} ids @param {Label} [label] */
  remove(ids, label, expansions = this.expansions) {
    const gone = ids.filter((id) => this.graph.hasNode(id));
    const [before, chosen] = [this.expansions, this.selection];
    if (!gone.length && before.length === expansions.length) return;
    const keys = new Set(gone.flatMap((id) => this.graph.edges(id)));
    const nodes = gone.map((key) => ({ key, attributes: { ...this.graph.getNodeAttributes(key) } }));
    const links = [...keys].map((key) => {
      const [source, target] = this.graph.extremities(key);
      return { key, source, target, attributes: { ...this.graph.getEdgeAttributes(key) } };
    });
    this.perform({
      label: label ?? ["explore.did.remove", { count: gone.length, name: this.nameOf(gone[0]) }],
      apply: () => {
        this.expansions = expansions;
        this.cut(gone);
      },
      revert: () => {
        this.expansions = before;
        this.insert(nodes, links);
        this.put("selection", chosen);
      },
    });
  }

  /** Takes away what only the expansions of a node brought. @param {string} id */
  collapse(id) {
    this.remove(this.broughtBy(id), ["explore.did.collapse", { name: this.nameOf(id) }],
      this.expansions.filter((one) => one.around !== id));
  }

  /**
   * @param {string} id
   * @returns {string[]} what would go if the expansions of a node were taken back: all that is
   *   not reached any more from what was put there by itself
   */
  broughtBy(id) {
    const left = this.expansions.filter((one) => one.around !== id);
    const brought = new Set(this.expansions.filter((one) => one.around !== null).flatMap((one) => one.nodes));
    const stays = new Set(this.graph.filterNodes((/** @type {string} */ one) => !brought.has(one)));
    stays.add(id);
    for (const one of left) {
      if (one.around === null || !this.graph.hasNode(one.around)) for (const node of one.nodes) stays.add(node);
    }
    for (let size = -1; size !== stays.size;) {
      size = stays.size;
      for (const one of left) {
        if (one.around !== null && stays.has(one.around)) for (const node of one.nodes) stays.add(node);
      }
    }
    return this.graph.filterNodes((/** @type {string} */ one) => !stays.has(one));
  }

  // ---- what nodes carry

  /** @param {string[]} ids @param {string} name @param {any} value @param {string} label */
  mark(ids, name, value, label) {
    const changed = ids.filter((id) => this.graph.hasNode(id) && this.graph.getNodeAttribute(id, name) !== value);
    if (!changed.length) return;
    const write = (/** @type {any} */ to) => () => {
      for (const id of changed) if (this.graph.hasNode(id)) this.graph.setNodeAttribute(id, name, to);
      this.tell("graph", { marked: changed });
    };
    this.perform({ label: [label, { count: changed.length, name: this.nameOf(changed[0]) }], apply: write(value), revert: write(!value) });
  }

  /** @param {string[]} ids */
  hide(ids) { this.mark(ids, "hidden", true, "explore.did.hide"); }

  showAll() { this.mark(this.graph.filterNodes((/** @type {string} */ _, /** @type {any} */ one) => one.hidden), "hidden", false, "explore.did.show"); }

  /** @param {string[]} ids */
  pin(ids) { this.mark(ids, "pinned", true, "explore.did.pin"); }

  /** @param {string[]} ids */
  unpin(ids) { this.mark(ids, "pinned", false, "explore.did.unpin"); }

  /**
   * @param {Record<string, [number, number]>} where
   * @param {{label?: Label, layout?: any, from?: Record<string, [number, number]>}} [given] a layout
   *   leaves pinned nodes where they are; ``from`` says where they were before a drag
   */
  move(where, { label, layout, from } = {}) {
    const movable = Object.entries(where).filter(([id]) => this.graph.hasNode(id) && !(layout && this.graph.getNodeAttribute(id, "pinned")));
    if (!movable.length) return;
    const old = movable.map(([id]) => {
      const { x, y } = this.graph.getNodeAttributes(id);
      return /** @type {[string, [number, number]]} */ ([id, from?.[id] ?? [x, y]]);
    });
    const before = this.layout;
    const write = (/** @type {[string, [number, number]][]} */ list, /** @type {any} */ named) => () => {
      for (const [id, [x, y]] of list) if (this.graph.hasNode(id)) this.graph.mergeNodeAttributes(id, { x, y });
      this.layout = named;
      this.tell("layout", { moved: list.map(([id]) => id) });
    };
    this.perform({
      label: label ?? ["explore.did.move", { count: movable.length, name: this.nameOf(movable[0][0]) }],
      apply: write(movable, layout ?? before),
      revert: write(old, before),
    });
  }

  // ---- what is chosen, shown, grouped

  /** @param {string} field @param {any} value */
  put(field, value) {
    /** @type {any} */ (this)[field] = value;
    this.tell(field);
  }

  /** @param {string} field @param {any} value @param {Label} label */
  change(field, value, label) {
    const before = /** @type {any} */ (this)[field];
    this.perform({ label, apply: () => this.put(field, value), revert: () => this.put(field, before) });
  }

  /** @param {Iterable<string>} ids @param {{add?: boolean}} [given] */
  select(ids, { add = false } = {}) {
    const next = new Set(add ? [...this.selection, ...ids] : ids);
    if (next.size === this.selection.size && [...next].every((id) => this.selection.has(id))) return;
    this.change("selection", next, ["explore.did.select", { count: next.size }]);
  }

  /** @param {import("./rules.js").Filter[]} list */
  setFilters(list) { this.change("filters", list, ["explore.did.filter", { count: list.length }]); }

  /** @param {import("./rules.js").Rule[]} list */
  setStyles(list) { this.change("styles", list, ["explore.did.style", { count: list.length }]); }

  /** @param {{nodes: Iterable<string>, links: Iterable<string>}|null} one */
  setEmphasis(one) {
    if (one === this.emphasis) return;
    this.change("emphasis", one && { nodes: new Set(one.nodes), links: new Set(one.links) }, [one ? "explore.did.emphasis" : "explore.did.no_emphasis", {}]);
  }

  /** @param {any} groups */
  setGroups(groups) { this.change("groups", groups, [groups ? "explore.did.group" : "explore.did.ungroup", { count: groups?.groups?.length ?? 0 }]); }

  /** @param {string} id @param {string} text */
  setNote(id, text) {
    const before = this.notes.get(id) ?? "";
    if (before === text) return;
    const write = (/** @type {string} */ said) => () => {
      if (said) this.notes.set(id, said);
      else this.notes.delete(id);
      this.tell("notes");
    };
    this.perform({ label: ["explore.did.note", { name: this.nameOf(id) }], apply: write(text), revert: write(before) });
  }

  /** @param {string} id */
  nameOf(id) { return this.graph.hasNode(id) ? this.graph.getNodeAttribute(id, "name") ?? id : id ?? ""; }

  /** @param {string} id */
  visible(id) {
    let seen = this.seen.get(id);
    if (seen === undefined) {
      const one = this.graph.getNodeAttributes(id);
      seen = !one.hidden && passes(one, this.filters);
      this.seen.set(id, seen);
    }
    return seen;
  }

  /** @param {string} key */
  linkVisible(key) {
    const [from, to] = this.graph.extremities(key);
    return this.visible(from) && this.visible(to) && linkPasses(this.graph.getEdgeAttributes(key), this.filters);
  }

  /** @param {string} id @returns {{colour: string, size: number, shape: string, label: string, rule: object|undefined}} */
  styleOf(id) {
    const one = this.graph.getNodeAttributes(id);
    const rule = firstFit(one, this.styles, "node");
    const kind = this.schema.kinds[one.kind];
    return {
      colour: rule?.colour || kind?.colour || "#6b7280",
      size: rule?.size || 5 + 1.6 * Math.log2(1 + Math.min(one.degree || 0, 4000)) ** 0.8,
      shape: rule?.shape || "circle",
      label: one.name ?? id,
      rule,
    };
  }

  /** @param {string} key @returns {{colour: string, size: number, rule: object|undefined, dash: string}} */
  linkStyle(key) {
    const one = this.graph.getEdgeAttributes(key);
    const rule = firstFit(one, this.styles, "link");
    return { colour: rule?.colour || "", size: rule?.size || 1.2, rule, dash: rule?.dash || (one.inferred ? "dashed" : "solid") };
  }

  /** @returns {object} SNAPSHOT */
  snapshot() { return snapshot(this); }

  /**
   * Puts a kept view in place of what is there; can be undone.
   * @param {any} kept SNAPSHOT
   * @param {{nodes: any[], links: any[]}} answer of ``graph`` for its ids
   * @param {Label} [label]
   */
  restore(kept, answer, label) { restore(this, kept, answer, label); }
}
