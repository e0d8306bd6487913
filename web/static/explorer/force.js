/**
 * The force layout: ForceAtlas2 in a worker, a fixed number of steps from the places at hand with
 * a shift that goes by the id, so that the same canvas always ends in the same places. Pinned
 * nodes stay; the canvas shows the way; one act of the history in the end.
 */
import { GAP } from "./placing.js";

/** @param {number} many @returns {number} steps until it is calm enough to read */
export function stepsFor(many) {
  return many < 300 ? 400 : many < 3000 ? 250 : 120;
}

/** @param {string} text @returns {number} between 0 and 1, the same for the same text */
export function share(text) {
  let hash = 2166136261;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619);
  return (hash >>> 0) / 4294967296;
}

export class Force {
  /**
   * @param {import("./stage.js").Stage} stage
   * @param {(done: number, of: number) => void} told
   */
  constructor(stage, told) {
    this.stage = stage;
    this.told = told;
    /** @type {any} */ this.layout = null;
    /** @type {number[]} main thread per step, in ms */ this.times = [];
  }

  get running() { return this.layout !== null; }

  /** @returns {Promise<Record<string, [number, number]>>} places when it is done or was stopped */
  run() {
    const { stage } = this;
    const { graphology, graphologyLibrary } = /** @type {any} */ (globalThis);
    if (stage.stale) stage.draw();
    this.items = stage.display.items;
    this.began = this.items.map((one) => [one.x, one.y]);
    const graph = new graphology.UndirectedGraph();
    for (const one of this.items) {
      const shift = one.pinned ? 0 : GAP;
      graph.addNode(one.id, {
        x: one.x + shift * (share(one.id) - 0.5), y: one.y + shift * (share(`${one.id}y`) - 0.5),
        size: one.size, fixed: one.pinned,
      });
    }
    for (const { from, to } of stage.display.lines) if (from !== to) graph.mergeEdge(from.id, to.id);
    this.graph = graph;
    this.of = stepsFor(graph.order);
    this.done = 0;
    this.times = [];
    graph.on("eachNodeAttributesUpdated", () => this.step());
    this.layout = new graphologyLibrary.FA2Layout(graph, { settings: settings(graph) });
    stage.now.quick = true; // fewer names while it moves
    this.layout.start();
    return new Promise((resolve) => { this.finish = resolve; });
  }

  step() {
    if (!this.running || this.done >= (this.of ?? 0)) return;
    const began = performance.now();
    this.done += 1;
    this.carry();
    this.stage.shifted();
    this.times.push(performance.now() - began);
    if (this.done % 10 === 0) this.told(this.done, this.of ?? 0);
    if (this.done >= (this.of ?? 0)) setTimeout(() => this.stop()); // the layout is still within this step
  }

  /** Hands the places of the worker to the picture. */
  carry() {
    let number = 0;
    this.graph.forEachNode((/** @type {string} */ _, /** @type {any} */ one) => {
      const item = (this.items ?? [])[number++];
      if (item.pinned) return;
      item.x = one.x;
      item.y = one.y;
    });
  }

  /** Ends it where it is. */
  stop() {
    if (!this.layout) return;
    this.layout.kill();
    this.stage.now.quick = false;
    this.layout = null;
    /** @type {Record<string, [number, number]>} */ const where = {};
    (this.items ?? []).forEach((one, number) => {
      if (!one.group) return void (where[one.id] = [one.x, one.y]);
      const [x, y] = [one.x - (this.began ?? [])[number][0], one.y - (this.began ?? [])[number][1]];
      for (const id of one.group.ids) { // a group goes with all that it stands for
        const at = this.stage.model.graph.getNodeAttributes(id);
        where[id] = [at.x + x, at.y + y];
      }
    });
    this.finish?.(where);
  }
}

/** @param {any} graph */
function settings(graph) {
  const many = graph.order;
  return {
    barnesHutOptimize: many > 800, barnesHutTheta: 0.7, scalingRatio: 130, gravity: many > 3000 ? 0.4 : 0.8,
    strongGravityMode: false, slowDown: 1 + Math.log(many + 1), outboundAttractionDistribution: false, adjustSizes: false, edgeWeightInfluence: 0,
  };
}
