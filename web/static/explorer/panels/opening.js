/**
 * Opens a kept view: its nodes are asked for anew, so that it shows the data of today, and what
 * changed since it was kept is found and marked. Without a page; what is said is said by views.js.
 */
import { unpacked } from "./share.js";

const MOST_IDS = 20_000; // of one question

/**
 * @typedef {{snapshot: any, from: string, name: string, id: string, withdrawn: boolean,
 *   unknown: {id: string, ended_in: string|null}[], added: string[], changed: string[]}} Opened
 *   ``from`` is the data version it was kept of; ``added`` are keys of links, ``changed`` ids of nodes
 */

/**
 * @param {any} model
 * @param {any} api
 * @param {any} snapshot
 * @param {{id?: string, name?: string, changes?: any, withdrawn?: boolean}} [given] of a view kept by the server
 * @returns {Promise<Opened>}
 */
export async function open(model, api, snapshot, { id = "", name = "", changes, withdrawn = false } = {}) {
  const ids = [...new Set(snapshot.nodes.map((/** @type {any} */ one) => one.id))];
  const answer = await api.post("graph", { ids: ids.slice(0, MOST_IDS) });
  const found = changes ?? (snapshot.data_version === answer.data_version ? none() : await compared(api, snapshot, ids, answer));
  const [added, changed] = [new Set(found.added), new Set(found.changed)];
  const nodes = answer.nodes.map((/** @type {any} */ one) => changed.has(one.id) ? { ...one, mark: "changed" } : one);
  const links = answer.links.map((/** @type {any} */ one) => added.has(one.key) ? { ...one, mark: "new" } : one);
  model.restore(moved(snapshot, answer), { nodes, links }, ["explore.did.view", { name }]);
  const by = snapshot.groups?.by;
  if (by) {
    const groups = await api.post("group", { ids: model.graph.nodes(), by }).catch(() => null);
    if (groups?.groups.length) model.put("groups", { ...groups, by, open: snapshot.groups.open ?? [] });
  }
  return { snapshot, id, name, from: snapshot.data_version, withdrawn: withdrawn || found.withdrawn, unknown: answer.unknown ?? [], added: [...added], changed: [...changed] };
}

/** What an id is called today, where it was renamed since. @param {any} snapshot @param {any} answer */
function moved(snapshot, answer) {
  const names = answer.renamed ?? {};
  if (!Object.keys(names).length) return snapshot;
  const now = (/** @type {string} */ id) => names[id] ?? id;
  return { ...snapshot, nodes: snapshot.nodes.map((/** @type {any} */ one) => ({ ...one, id: now(one.id) })), selection: (snapshot.selection ?? []).map(now),
    notes: Object.fromEntries(Object.entries(snapshot.notes ?? {}).map(([id, text]) => [now(id), text])) };
}

function none() {
  return { added: [], changed: [], withdrawn: false };
}

/**
 * What is different from the version in which a view was kept. That version is asked for the same
 * nodes; where it cannot be shown any more, that is said instead.
 * @param {any} api @param {any} snapshot @param {any[]} ids @param {any} answer
 */
async function compared(api, snapshot, ids, answer) {
  const address = api.address("graph", {});
  address.searchParams.set("version", snapshot.data_version);
  const asked = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ids: ids.slice(0, MOST_IDS) }) }).catch(() => null);
  if (!asked?.ok) return { ...none(), withdrawn: asked !== null && asked.status < 500 };
  return difference(await asked.json(), answer);
}

/**
 * @param {{nodes: any[], links: any[]}} before
 * @param {{nodes: any[], links: any[]}} after
 * @returns {{added: string[], changed: string[], withdrawn: boolean}}
 */
export function difference(before, after) {
  const links = new Set(before.links.map((one) => one.key));
  const nodes = new Map(before.nodes.map((one) => [one.id, said(one)]));
  return {
    added: after.links.filter((one) => !links.has(one.key)).map((one) => one.key),
    changed: after.nodes.filter((one) => nodes.has(one.id) && nodes.get(one.id) !== said(one)).map((one) => one.id),
    withdrawn: false,
  };
}

/** @param {any} one a node */
function said(one) {
  return JSON.stringify([one.name, Object.entries(one.properties ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))]);
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
  const kept = await api.get(`views/${encodeURIComponent(id)}`);
  return open(model, api, kept.body ?? kept.snapshot, { id, name: kept.name, changes: kept.changes && read(kept.changes), withdrawn: Boolean(kept.withdrawn ?? kept.changes?.withdrawn) });
}

/** @param {any} changes as the server says them */
function read(changes) {
  const key = (/** @type {any} */ one) => typeof one === "string" ? one : one.key ?? one.id;
  return { added: (changes.links ?? changes.added ?? []).map(key), changed: (changes.changed ?? []).map(key), withdrawn: Boolean(changes.withdrawn) };
}
