// The explorer's model by itself: expansions, collapse, filters, styles, snapshots, history.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const here = (path) => new URL(`../../web/static/${path}`, import.meta.url);
globalThis.graphology = createRequire(import.meta.url)(here("vendor/graphology/graphology.umd.min.js").pathname);
const { Model } = await import(here("explorer/model.js"));

const node = (id, more = {}) => ({ id, kind: "Enterprise", name: id, degree: 2, sources: ["a"], properties: {}, ...more });
const link = (from, to, more = {}) => ({ key: `${from}${to}`, kind: "SUPPLIES", from, to, properties: {}, sources: [], ...more });
const model = new Model({ schema: { kinds: { Enterprise: { colour: "#112233" } }, links: {} } });
const state = () => JSON.stringify([model.graph.export(), [...model.selection], model.filters, model.expansions, [...model.notes]]);
const states = [state()];
const step = (act) => { act(); states.push(state()); };

step(() => model.add([node("a")], []));
step(() => model.add([node("b"), node("c", { observed_on: "2024-01-01" })], [link("a", "b"), link("a", "c")], { around: "a" }));
const places = model.graph.mapNodes((id, one) => [id, one.x, one.y]);
step(() => model.add([node("a"), node("c"), node("d", { properties: { employees: 5 } })], [link("b", "c"), link("b", "d"), link("a", "b"), link("d", "z")], { around: "b" }));
assert.deepEqual(model.graph.mapNodes((id, one) => [id, one.x, one.y]).slice(0, 3), places); // what is there does not move
assert.equal(model.graph.size, 4); // no link twice, none into the void
assert.deepEqual(model.broughtBy("b"), ["d"]); // c is held by a
assert.deepEqual(model.broughtBy("a").sort(), ["b", "c", "d"]);
step(() => model.select(["d", "c"]));
step(() => model.pin(["d"]));
step(() => model.move({ a: [5, 5], d: [9, 9] }, { layout: { name: "force" } }));
assert.equal(model.graph.getNodeAttribute("a", "x"), 5);
assert.notEqual(model.graph.getNodeAttribute("d", "x"), 9); // pinned
step(() => model.setNote("a", "看一看"));
step(() => model.setFilters([{ field: "prop:Enterprise.employees", op: "≥", value: 5, unknown: true }, { field: "observed_on", op: "≥", value: "2025", unknown: true }]));
assert.deepEqual(["a", "b", "c", "d"].map((id) => model.visible(id)), [true, true, false, true]);
assert.equal(model.linkVisible("ac"), false); // goes with its node
step(() => model.setStyles([{ field: "prop:Enterprise.employees", op: "has", colour: "#ff0000" }, { kind: "Enterprise", colour: "#00ff00" }]));
assert.deepEqual(["a", "d"].map((id) => model.styleOf(id).colour), ["#00ff00", "#ff0000"]); // the first rule that fits
step(() => model.setGroups({ by: "kind", groups: [{ key: "k", label: "k", ids: ["a", "b"] }] }));
const kept = JSON.parse(JSON.stringify(model.snapshot()));
step(() => model.collapse("b"));
assert.equal(model.graph.hasNode("d"), false);
assert.deepEqual([...model.selection], ["c"]);
step(() => model.hide(["b"]));
step(() => model.showAll());
step(() => model.remove(["a"]));
step(() => model.restore(kept, { nodes: ["a", "b", "c"].map((id) => node(id)), links: [link("a", "b"), link("a", "q")] }));
assert.deepEqual(model.graph.nodes(), ["a", "b", "c"]);
assert.equal(model.graph.getNodeAttribute("a", "x"), 5);

const sorted = (text) => { // what comes back comes in another order
  const [graph, ...rest] = JSON.parse(text);
  const by = (a, b) => (a.key < b.key ? -1 : 1);
  return [graph.nodes.sort(by), graph.edges.sort(by), ...rest];
};
for (let at = states.length - 2; at >= 0; at -= 1) {
  model.undo();
  assert.deepEqual(sorted(state()), sorted(states[at]), `undone to ${at}`);
}
assert.equal(model.canUndo, false);
for (let at = 1; at < states.length; at += 1) {
  model.redo();
  assert.deepEqual(sorted(state()), sorted(states[at]), `redone to ${at}`);
}
assert.equal(model.canRedo, false);
console.log("ok");
