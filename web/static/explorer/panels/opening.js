/**
 * Opens a kept view: its nodes are asked for anew, so that it shows the data of today, and what
 * changed since it was kept is found and marked. Without a page; what is said is said by views.js.
 */
import { cleaned } from "./cleaning.js";
import { BadLink, checked, unpacked } from "./share.js";

const MOST_IDS = 20_000; // of one question

/**
 * @typedef {{snapshot: any, from: string, name: string, id: string, withdrawn: boolean,
 *   unknown: {id: string, ended_in: string|null}[]} & Changes} Opened ``from`` is the data version it was kept of
 * @typedef {{links: any[], gone: any[], changed: {id: string, properties: {label: string, unit?: string, before: any, after: any}[]}[], withdrawn: boolean}} Changes
 *   ``links`` are new since, ``gone`` are there no more
 */

/**
 * @param {any} model
 * @param {any} api
 * @param {any} given a snapshot
 * @param {{id?: string, name?: string, changes?: any, withdrawn?: boolean}} [kept] of a view kept by the server
 * @returns {Promise<Opened>}
 */
export async function open(model, api, given, { id = "", name = "", changes, withdrawn = false } = {}) {
  if (!checked(given)) throw new BadLink("format");
  const snapshot = cleaned(given);
  const ids = [...new Set(snapshot.nodes.map((/** @type {any} */ one) => one.id))];
  const answer = await api.post("graph", { ids: ids.slice(0, MOST_IDS) });
  const found = changes ?? (snapshot.data_version === answer.data_version ? none() : await compared(model, api, snapshot, ids, answer));
  const [added, changed] = [new Set(found.links.map((/** @type {any} */ one) => one.key)), new Set(found.changed.map((/** @type {any} */ one) => one.id))];
  const nodes = answer.nodes.map((/** @type {any} */ one) => changed.has(one.id) ? { ...one, mark: "changed" } : one);
  const links = answer.links.map((/** @type {any} */ one) => added.has(one.key) ? { ...one, mark: "new" } : one);
  model.restore(moved(snapshot, answer), { nodes, links }, ["explore.did.view", { name }]);
  const by = snapshot.groups?.by;
  if (by) {
    const groups = await api.post("group", { ids: model.graph.nodes(), by }).catch(() => null);
    if (groups?.groups.length) model.put("groups", { ...groups, by, open: snapshot.groups.open ?? [] });
  }
  return { snapshot, id, name, ...found, from: snapshot.data_version, withdrawn: withdrawn || found.withdrawn, unknown: answer.unknown ?? [] };
}

/** What an id is called today, where it was renamed since. @param {any} snapshot @param {any} answer */
function moved(snapshot, answer) {
  const names = answer.renamed ?? {};
  if (!Object.keys(names).length) return snapshot;
  const now = (/** @type {string} */ id) => names[id] ?? id;
  return {
    ...snapshot,
    nodes: snapshot.nodes.map((/** @type {any} */ one) => ({ ...one, id: now(one.id) })),
    expansions: snapshot.expansions.map((/** @type {any} */ one) => ({ ...one, around: one.around === null ? null : now(one.around), nodes: one.nodes.map(now) })),
    selection: snapshot.selection.map(now),
    notes: Object.fromEntries(Object.entries(snapshot.notes).map(([id, text]) => [now(id), text])),
  };
}

/** @returns {Changes} */
function none() {
  return { links: [], gone: [], changed: [], withdrawn: false };
}

/**
 * What is different from the version in which a view was kept. That version is asked for the same
 * nodes; where it cannot be shown any more, that is said instead.
 * @param {any} model @param {any} api @param {any} snapshot @param {any[]} ids @param {any} answer
 * @returns {Promise<Changes>}
 */
async function compared(model, api, snapshot, ids, answer) {
  const address = api.address("graph", {});
  address.searchParams.set("version", snapshot.data_version);
  const asked = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ids: ids.slice(0, MOST_IDS) }) }).catch(() => null);
  if (!asked?.ok) return { ...none(), withdrawn: asked !== null && asked.status < 500 };
  return difference(await asked.json(), answer, model.schema);
}

/**
 * @param {{nodes: any[], links: any[]}} before
 * @param {{nodes: any[], links: any[]}} after
 * @param {any} schema
 * @returns {Changes}
 */
export function difference(before, after, schema) {
  const without = (/** @type {any[]} */ some, /** @type {any[]} */ others) => {
    const keys = new Set(others.map((one) => one.key));
    return some.filter((one) => !keys.has(one.key));
  };
  const nodes = new Map(before.nodes.map((one) => [one.id, one]));
  const changed = after.nodes.filter((one) => nodes.has(one.id)).map((one) => ({ id: one.id, properties: differing(nodes.get(one.id), one, schema) }));
  return { links: without(after.links, before.links), gone: without(before.links, after.links), changed: changed.filter((one) => one.properties.length), withdrawn: false };
}

/** @param {any} was @param {any} is @param {any} schema */
function differing(was, is, schema) {
  const said = schema.kinds[is.kind]?.properties ?? {};
  const names = new Set([...Object.keys(was.properties ?? {}), ...Object.keys(is.properties ?? {})]);
  return [...names].map((name) => ({ label: said[name]?.label ?? name, unit: said[name]?.unit ?? "", before: was.properties?.[name] ?? null, after: is.properties?.[name] ?? null }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
}

/**
 * Opens what the address names, ``?view=`` or ``#v=``.
 * @param {any} model
 * @param {any} api
 * @returns {Promise<Opened|null>} null where it names nothing; throws BadLink
 */
export async function openFromAddress(model, api) {
  const snapshot = await unpacked(location.hash);
  if (snapshot) return open(model, api, snapshot);
  const id = new URL(location.href).searchParams.get("view");
  return id ? openKept(model, api, id) : null;
}

/** @param {any} model @param {any} api @param {string} id @returns {Promise<Opened>} */
export async function openKept(model, api, id) {
  const { snapshot, name, changes } = await api.get(`views/${encodeURIComponent(id)}`);
  return open(model, api, snapshot, { id, name, changes, withdrawn: changes.withdrawn });
}
