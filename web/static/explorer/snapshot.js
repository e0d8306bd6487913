/**
 * A view as it is kept and sent: what is on the canvas, where, and how it is looked at.
 */

/** @param {any} model @returns {any} SNAPSHOT */
export function snapshot(model) {
  const round = (/** @type {number} */ value) => Math.round(value * 100) / 100;
  return {
    format: 1,
    data_version: model.data_version,
    nodes: model.graph.mapNodes((/** @type {string} */ id, /** @type {any} */ one) => ({
      id, x: round(one.x), y: round(one.y), pinned: one.pinned, hidden: one.hidden,
    })),
    expansions: model.expansions,
    filters: model.filters,
    styles: model.styles,
    selection: [...model.selection],
    layout: model.layout,
    camera: model.camera,
    groups: model.groups && { by: model.groups.by, open: model.groups.open ?? [] },
    notes: Object.fromEntries(model.notes),
  };
}

/**
 * @param {any} model
 * @param {any} kept SNAPSHOT
 * @param {{nodes: any[], links: any[]}} answer
 * @param {import("./history.js").Label} [label]
 */
export function restore(model, kept, answer, label = ["explore.did.restore", {}]) {
  const before = state(model);
  const after = from(kept, answer);
  model.perform({ label, apply: () => load(model, after), revert: () => load(model, before) });
}

/** @param {any} model @returns {any} all of it, as it is */
function state(model) {
  const { expansions, filters, styles, selection, layout, camera, groups, emphasis, notes } = model;
  const { nodes, edges } = model.graph.export();
  return { nodes, edges, expansions, filters, styles, selection, layout, camera, groups, emphasis, notes: new Map(notes) };
}

/** @param {any} kept @param {{nodes: any[], links: any[]}} answer @returns {any} */
function from(kept, answer) {
  const places = new Map(kept.nodes.map((/** @type {any} */ one) => [one.id, one]));
  const nodes = answer.nodes.map((one) => {
    const { x = 0, y = 0, pinned = false, hidden = false } = places.get(one.id) ?? {};
    return { key: one.id, attributes: { ...one, x, y, pinned, hidden } };
  });
  const known = new Set(nodes.map((one) => one.key));
  const edges = answer.links.filter((one) => known.has(one.from) && known.has(one.to))
    .map((one) => ({ key: one.key, source: one.from, target: one.to, attributes: { ...one } }));
  return {
    nodes, edges,
    expansions: kept.expansions ?? [],
    filters: kept.filters ?? [],
    styles: kept.styles ?? [],
    selection: new Set((kept.selection ?? []).filter((/** @type {string} */ id) => known.has(id))),
    layout: kept.layout ?? null,
    camera: kept.camera ?? null,
    groups: null, // membership is asked for anew by who knows the server
    emphasis: null,
    notes: new Map(Object.entries(kept.notes ?? {})),
  };
}

/** @param {any} model @param {any} kept */
function load(model, { nodes, edges, notes, ...rest }) {
  model.graph.clear();
  Object.assign(model, rest, { notes: new Map(notes) });
  model.graph.import({ nodes, edges });
  for (const what of ["graph", "filters", "styles", "selection", "emphasis", "groups", "notes", "layout"]) model.tell(what, { whole: true });
}
