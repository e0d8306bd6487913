/**
 * The card of what is selected: of one node its facts, note and links on the canvas; of two nodes
 * the links between them. Each value opens to the row it was read from.
 */
import { button, el, redrawing, speaker, whole } from "./dom.js";
import { valueWords } from "./fields.js";
import { noteForm } from "./notes.js";
import { propertyWords } from "./rows.js";

const MOST_LINKS = 200; // of a node on the canvas that the card lists
const MOST_VALUES = 4; // rows of one value that are named; the profile has all

/**
 * @param {any} model
 * @param {HTMLElement} element
 * @param {{words: Record<string, string>, api: any, view?: any, settings?: any}} given
 */
export function mount(model, element, { words, api, view, settings = {} }) {
  const t = speaker(words);
  const profiles = new Map();
  const profile = (/** @type {string} */ id) => {
    if (!profiles.has(id)) {
      const asking = api.get(`/api/v1/nodes/${path(id)}`);
      profiles.set(id, asking);
      asking.catch(() => profiles.delete(id));
    }
    return profiles.get(id);
  };
  const context = { model, t, view, profile, settings };
  let shown = "";
  const draw = redrawing(element, () => {
    const ids = [...model.selection].filter((id) => model.graph.hasNode(id));
    const key = JSON.stringify([ids.slice(0, 3), ids.map((id) => model.graph.degree(id))]);
    if (key === shown) return;
    shown = key;
    if (ids.length === 1) element.replaceChildren(...nodeCard(context, ids[0]));
    else if (ids.length === 2) element.replaceChildren(...pairCard(context, ids[0], ids[1]));
    else element.replaceChildren(el("p", { class: "muted", text: t(ids.length ? "details.many" : "details.none", { count: whole(ids.length) }) }));
  });
  model.addEventListener("change", (/** @type {any} */ event) => { if (["selection", "graph"].includes(event.detail.what)) draw(); });
  draw();
}

/** @param {string} id */
function path(id) {
  return encodeURIComponent(id).replace(/%2F/g, "/").replace(/%3A/g, ":");
}

/** @typedef {{model: any, t: import("./fields.js").Say, view: any, profile: (id: string) => Promise<any>, settings: any}} Context */

/** @param {Context} context @param {string} id */
function nodeCard({ model, t, view, profile, settings }, id) {
  const one = model.graph.getNodeAttributes(id);
  const facts = el("div", { "aria-live": "polite" }, el("p", { class: "muted", text: t("wait") }));
  const links = model.graph.edges(id).filter((/** @type {string} */ key) => model.linkVisible(key));
  profile(id).then((found) => facts.replaceChildren(factTable(found.facts, model, t)),
    () => facts.replaceChildren(el("p", { class: "note bad", text: t("details.failed") })));
  const address = (settings.node ?? "/nodes/ID").replace("ID", path(id));
  return [
    el("h3", { class: "pn-card-name", text: one.name ?? id }),
    el("p", { class: "muted" }, `${valueWords("kind", one.kind, model, t)} · `, el("code", { text: id })),
    el("p", {}, el("a", { href: address, text: t("details.page") })),
    facts, noteForm(model, id, t),
    el("h3", { text: t("details.links", { count: whole(links.length), all: whole(one.degree ?? links.length) }) }),
    el("ul", { class: "plain pn-links" }, ...links.slice(0, MOST_LINKS).map((/** @type {string} */ key) => linkRow({ model, t, view, profile, settings }, key, id))),
    links.length > MOST_LINKS ? el("p", { class: "muted", text: t("details.more_links", { shown: MOST_LINKS }) }) : null,
  ].filter((part) => part !== null);
}

/** @param {Context} context @param {string} a @param {string} b */
function pairCard(context, a, b) {
  const { model, t } = context;
  const links = [...new Set([...model.graph.edges(a, b), ...model.graph.edges(b, a)])].filter((key) => model.linkVisible(key));
  const list = el("ul", { class: "plain pn-links" }, ...links.map((key) => linkRow(context, key, a)));
  for (const one of list.querySelectorAll("details")) one.open = links.length < 4;
  return [el("h3", { text: t("details.pair", { a: model.nameOf(a), b: model.nameOf(b) }) }),
    links.length ? list : el("p", { class: "muted", text: t("details.no_links") })];
}

/**
 * A link in one line that opens to its properties and rows.
 * @param {Context} context
 * @param {string} key
 * @param {string} id the end from which it is seen
 */
function linkRow({ model, t, view, profile }, key, id) {
  const one = model.graph.getEdgeAttributes(key);
  const other = one.from === id ? one.to : one.from;
  const said = el("span", { class: "muted", text: `${one.from === id ? "→" : "←"} ${valueWords("link", one.kind, model, t)} ` });
  const body = el("div");
  const made = el("details", { data: { key } }, el("summary", {}, said, el("span", { text: model.nameOf(other) }),
    one.inferred ? el("span", { class: "pipe", text: t("details.inferred") }) : null), body);
  made.addEventListener("toggle", async () => {
    if (!made.open || body.childElementCount) return;
    body.replaceChildren(el("p", { text: propertyWords(one, model, t) || t("details.no_properties") }),
      button(t("details.go", { name: model.nameOf(other) }), () => { model.select([other]); view?.focus?.([other]); }));
    const rows = el("p", { class: "sources" });
    body.append(rows);
    const found = await fromEither(profile, one).catch(() => null);
    rows.replaceChildren(...(found ? sources(found.evidence, t, found.evidence.length) : [el("span", { class: "muted", text: t("details.link_rows") })]));
  });
  return el("li", {}, made);
}

/** @param {(id: string) => Promise<any>} profile @param {any} link @returns {Promise<any>} the link with its rows */
async function fromEither(profile, link) {
  const of = async (/** @type {string} */ id) => (await profile(id)).links.find((/** @type {any} */ one) => one.key === link.key);
  return (await of(link.from)) ?? (await of(link.to)) ?? null;
}

/** @param {any[]} facts @param {any} model @param {import("./fields.js").Say} t */
function factTable(facts, model, t) {
  return el("table", { class: "facts pn-facts" }, el("caption", { class: "hidden", text: t("details.facts") }), el("tbody", {}, ...facts.map((fact) => el("tr", {},
    el("th", { scope: "row", text: fact.label }),
    el("td", {}, valueWords(fact.name, fact.value, model, t) + (fact.unit ? ` ${fact.unit}` : ""),
      el("span", { class: "sources" }, ...sources(fact.evidence, t)),
      ...also(fact, model, t))))));
}

/** @param {any} fact @param {any} model @param {import("./fields.js").Say} t */
function also(fact, model, t) {
  return (fact.also_reported ?? []).filter((/** @type {any} */ one) => JSON.stringify(one.value) !== JSON.stringify(fact.value))
    .map((/** @type {any} */ one) => el("span", { class: "also" }, t("details.also", { value: valueWords(fact.name, one.value, model, t) }), " ", ...sources([one.evidence], t)));
}

/**
 * @param {any[]} rows
 * @param {import("./fields.js").Say} t
 * @param {number} [most]
 * @returns {HTMLElement[]} links to the rows as their files held them
 */
function sources(rows, t, most = MOST_VALUES) {
  const shown = rows.slice(0, most).map((one) => {
    const query = new URLSearchParams({ ...(one.sheet ? { sheet: one.sheet } : {}), row: String(one.row) });
    const file = one.file.split("/").map(encodeURIComponent).join("/");
    return el("a", { class: "source", href: `/rows/${encodeURIComponent(one.batch)}/${file}?${query}`,
      text: t("details.row", { file: one.file, sheet: one.sheet ? ` · ${one.sheet}` : "", row: one.row, date: one.observed_on ?? t("details.undated") }) });
  });
  return rows.length > most ? [...shown, el("span", { class: "muted", text: t("details.more_rows", { count: rows.length - most }) })] : shown;
}
