/**
 * Groups: the server joins what is on the canvas by kind, region, park or chain and merges the
 * links between groups, with counts. A group is opened and closed by itself.
 */
import { openGroup } from "../actions.js";
import { button, choose, el, field, redrawing, speaker, whole } from "./dom.js";

export const BY = ["kind", "region", "park", "chain"];

/**
 * @param {any} model
 * @param {HTMLElement} element
 * @param {{words: Record<string, string>, api: any, view?: any}} given
 */
export function mount(model, element, { words, api, view }) {
  const t = speaker(words);
  const said = el("p", { class: "muted", role: "status" });
  const by = choose(BY.map((one) => [one, t(`group.by.${one}`)]), BY[0], () => {});
  const form = el("form", { class: "pn-form", on: { submit: (/** @type {Event} */ event) => { event.preventDefault(); group(model, api, by.value).then(tell); } } },
    el("div", { class: "pn-two" }, field(t("group.by"), by), el("div", { class: "actions" }, el("button", { text: t("group.make") }))));
  const room = el("div");
  element.append(form, said, room);

  /** @param {any} answer */
  function tell(answer) {
    said.textContent = answer ? "" : t("group.nothing");
    if (answer) view?.fit?.();
  }

  const draw = redrawing(element, () => {
    if (model.groups) by.value = model.groups.by;
    room.replaceChildren(...(model.groups ? listing(model, t) : []));
  });
  let timer = 0;
  model.addEventListener("change", (/** @type {any} */ event) => {
    const { what, added, removed, whole: all } = event.detail;
    if (["groups", "filters"].includes(what)) draw();
    if (what === "graph" && model.groups && (added || removed || all)) {
      clearTimeout(timer);
      timer = window.setTimeout(() => again(model, api), 250);
    }
  });
}

/**
 * Asks for the groups of what is on the canvas and puts them there.
 * @param {any} model
 * @param {any} api
 * @param {string} by
 * @returns {Promise<any>} null where there is nothing to group
 */
export async function group(model, api, by) {
  const ids = model.graph.nodes();
  if (!ids.length) return null;
  const answer = await api.post("group", { ids, by });
  if (!answer.groups.length) return null;
  model.setGroups({ ...answer, by, open: [] });
  return answer;
}

/** Asks anew after nodes came or went; no act of its own. @param {any} model @param {any} api */
async function again(model, api) {
  const before = model.groups;
  if (!before) return;
  const answer = await api.post("group", { ids: model.graph.nodes(), by: before.by }).catch(() => null);
  if (answer && model.groups === before) model.put("groups", { ...answer, by: before.by, open: before.open ?? [] });
}

/** @param {any} model @param {import("./fields.js").Say} t */
function listing(model, t) {
  const { groups, links, ungrouped = [], open = [] } = model.groups;
  const label = new Map(groups.map((/** @type {any} */ one) => [one.key, one.label]));
  return [
    button(t("group.clear"), () => model.setGroups(null), { data: { at: "clear" } }),
    el("p", { class: "muted", text: t("group.count", { count: whole(groups.length), nodes: whole(groups.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.count, 0)), alone: whole(ungrouped.length) }) }),
    el("ul", { class: "plain pn-groups" }, ...groups.map((/** @type {any} */ one) => {
      const on = open.includes(one.key);
      return el("li", {}, button(one.label, () => model.select(one.ids), { class: "pn-entry pn-grow", title: t("group.select", { name: one.label }), data: { at: `select:${one.key}` } }),
        el("span", { class: "pn-count", text: whole(one.count) }),
        button(t(on ? "group.close" : "group.open"), () => openGroup(model, one, !on), { "aria-label": t(on ? "group.close_one" : "group.open_one", { name: one.label }), data: { at: `open:${one.key}` } }));
    })),
    links.length ? el("details", { class: "pn-list" }, el("summary", { text: t("group.links", { count: whole(links.length) }) }),
      el("ul", { class: "plain" }, ...links.slice(0, 200).map((/** @type {any} */ one) => el("li", {
        text: t("group.link", { from: label.get(one.from) ?? one.from, to: label.get(one.to) ?? one.to, link: model.schema.links[one.kind]?.label ?? one.kind, count: whole(one.count) }),
      })))) : null,
  ].filter((one) => one !== null);
}
