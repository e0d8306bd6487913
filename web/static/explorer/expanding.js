/**
 * Expansion: counts before anything is loaded, a limit that is seen, one request each.
 *
 * @typedef {{link?: string, way?: string, other?: string}} Part which links; none of it is all
 */
export const MOST_NODES = 20000; // on the canvas; the server is told them all
export const MOST_AT_ONCE = 20; // nodes that one click expands

export class Expanding {
  /**
   * @param {any} model @param {import("./api.js").Api} api
   * @param {(key: string, values?: any) => void} tell says a notice
   */
  constructor(model, api, tell) {
    this.model = model;
    this.api = api;
    this.tell = tell;
    this.limit = 50;
    /** @type {Map<string, string>} what an id of old is called now */ this.renamed = new Map();
    /** @type {Map<string, Promise<any>>} */ this.counted = new Map();
  }

  /** @param {string} id @returns {Promise<{total: number, groups: any[]}>} asked for once */
  counts(id) {
    let asked = this.counted.get(id);
    if (!asked) {
      asked = this.api.get("counts", { id }).then((answer) => answer.counts[id] ?? { total: 0, groups: [] });
      asked.catch(() => this.counted.delete(id));
      this.counted.set(id, asked);
    }
    return asked;
  }

  /** @param {string} id @param {Part} part @returns {number} from where the next expansion goes on */
  next(id, part) {
    const same = this.model.expansions.filter((/** @type {any} */ one) => one.around === id && one.link === part.link && one.way === part.way && one.other === part.other);
    return Math.max(0, ...same.map((/** @type {any} */ one) => one.start + one.limit));
  }

  /** @param {string} id @param {Part} [part] @returns {Promise<string[]>} the ids that are new */
  async expand(id, part = {}) {
    const { model } = this;
    if (!model.graph.hasNode(id)) return [];
    if (model.graph.order >= MOST_NODES) return this.tell("explore.most", { most: MOST_NODES }), [];
    const start = this.next(id, part);
    const limit = Math.min(this.limit, MOST_NODES - model.graph.order);
    const answer = await this.api.post("expand", { id, ...part, start, limit, shown: model.graph.nodes() }).catch(() => null);
    if (!answer || !model.graph.hasNode(id)) return [];
    const name = model.nameOf(id);
    const reached = Math.min(answer.total, start + answer.limit);
    if (answer.total > reached) this.tell("explore.node.cut", { name, total: answer.total, shown: reached, limit: answer.limit });
    else if (!answer.nodes.length) this.tell("explore.node.nothing", { name });
    return model.add(answer.nodes, answer.links, { around: id, expansion: { ...part, start, limit: answer.limit, total: answer.total } });
  }

  /**
   * Puts nodes on the canvas by their ids, with the links between them and what is there.
   * @param {string[]} ids
   * @returns {Promise<string[]>} the ids that are new
   */
  async start(ids) {
    const { model } = this;
    const wanted = ids.filter((id) => !model.graph.hasNode(id));
    if (!wanted.length) return [];
    if (model.graph.order + wanted.length > MOST_NODES) return this.tell("explore.most", { most: MOST_NODES }), [];
    const alone = model.graph.order === 0 && wanted.length === 1;
    const answer = await (alone ? this.api.get("node", { id: wanted }) : this.api.post("graph", { ids: [...model.graph.nodes(), ...wanted] })).catch(() => null);
    if (!answer) return [];
    this.unknown(answer.unknown ?? []);
    for (const [old, id] of Object.entries(answer.renamed ?? {})) this.renamed.set(old, id);
    const fresh = new Set(wanted);
    const nodes = answer.nodes.filter((/** @type {any} */ one) => fresh.has(one.id) || !model.graph.hasNode(one.id));
    return model.add(nodes, answer.links ?? []);
  }

  /** @param {string} id @returns {string} the address of its page */
  address(id) {
    return this.api.settings.node.replace("ID", () => encodeURIComponent(id).replace(/%2F/g, "/").replace(/%3A/g, ":"));
  }

  /** @param {any[]} list what the version does not hold */
  unknown(list) {
    const never = list.filter((one) => !one.ended_in);
    for (const one of list.filter((other) => other.ended_in)) this.tell("explore.ended", { id: one.id, version: one.ended_in });
    if (never.length) this.tell("explore.unknown", { ids: never.map((one) => one.id).join("、") });
  }

  /** @param {string} id @param {Required<Part>} part @returns {number} how many of such neighbours are on the canvas */
  shown(id, { link, way, other }) {
    const { graph } = this.model;
    const found = new Set();
    const count = (/** @type {string} */ _, /** @type {any} */ one, /** @type {string} */ from, /** @type {string} */ to) => {
      const end = from === id ? to : from;
      if (one.kind === link && graph.getNodeAttribute(end, "kind") === other) found.add(end);
    };
    if (way === "out") graph.forEachOutEdge(id, count);
    else graph.forEachInEdge(id, count);
    return found.size;
  }
}
