/**
 * Paths between two or more nodes: the ends by typing or from the selection, the shortest or all
 * up to a length, some kinds of links. A path that is chosen stands out, the rest is dimmed.
 */
import { button, choose, el, field, redrawing, speaker, tick, whole } from "./dom.js";
import { valueWords } from "./fields.js";
import { picker } from "./picker.js";

const [FEWEST, MOST] = [2, 50];
const HELD_OUT = ["Region", "Chain"]; // a path through a region says only that both lie in it

/**
 * @param {any} model
 * @param {HTMLElement} element
 * @param {{words: Record<string, string>, api: any, view?: any, settings?: any}} given
 */
export function mount(model, element, { words, api, view, settings = {} }) {
  const t = speaker(words);
  /** @type {Map<string, string>} */ const ends = new Map();
  const asked = { all: false, most: 4, directed: false, kinds: new Set(), through: new Set() };
  const [list, results] = [el("ul", { class: "pn-chips", "aria-label": t("path.ends") }), el("div", { class: "pn-results" })];
  const problem = el("p", { class: "pn-problem", role: "alert", hidden: true });
  const kinds = el("fieldset", { class: "pn-ticks" });
  const most = choose([1, 2, 3, 4, 5, 6].map((one) => [String(one), t("path.steps", { count: one })]), "4", (one) => { asked.most = Number(one); });

  const drawEnds = () => list.replaceChildren(...[...ends].map(([id, name]) => el("li", {}, el("span", { text: name }),
    button("×", () => { ends.delete(id); drawEnds(); }, { "aria-label": t("path.remove_end", { name }) }))));
  const add = (/** @type {string} */ id, /** @type {string} */ name) => {
    if (ends.size < MOST) ends.set(id, name);
    drawEnds();
  };
  const take = () => {
    for (const id of model.selection) add(id, model.nameOf(id));
    tell(model.selection.size ? "" : t("path.nothing_selected"));
  };
  const tell = (/** @type {string} */ said) => {
    problem.textContent = said;
    problem.hidden = !said;
  };

  async function search(/** @type {Event} */ event) {
    event.preventDefault();
    tell(ends.size < FEWEST ? t("path.too_few") : "");
    if (ends.size < FEWEST) return;
    results.replaceChildren(el("p", { class: "muted", role: "status", text: t("wait") }));
    const answer = await api.post("paths", { ids: [...ends.keys()], most: asked.most, all: asked.all, directed: asked.directed,
      kinds: [...asked.kinds], through: [...asked.through] }).catch(() => null);
    results.replaceChildren(...(answer ? found(model, t, view, answer) : []));
  }

  const mode = choose([["", t("path.shortest")], ["all", t("path.all")]], "", (one) => { asked.all = one === "all"; });
  element.append(el("form", { class: "pn-form", on: { submit: search } },
    list, picker({ label: t("path.add_end"), search: settings.search ?? "/api/v1/search", none: t("path.no_hit"), chosen: (hit) => add(hit.id, hit.name) }),
    button(t("path.take"), take), el("div", { class: "pn-two" }, field(t("path.which"), mode), field(t("path.most"), most)),
    el("details", { class: "pn-list" }, el("summary", { text: t("path.more") }),
      tick(t("path.directed"), false, (on) => { asked.directed = on; }),
      ...HELD_OUT.map((kind) => tick(t("path.through", { kind: valueWords("kind", kind, model, t) }), false,
        (on) => on ? asked.through.add(kind) : asked.through.delete(kind))),
      el("h3", { text: t("path.kinds") }), kinds),
    problem, el("div", { class: "actions" }, el("button", { text: t("path.find") }))), results);
  kinds.append(el("legend", { class: "hidden", text: t("path.kinds") }), el("p", { class: "muted", text: t("path.kinds_none") }),
    ...Object.entries(model.schema.links).map(([kind, said]) => tick(/** @type {any} */ (said).label ?? kind, false,
      (on) => on ? asked.kinds.add(kind) : asked.kinds.delete(kind))));
  const clear = el("div");
  element.append(clear);
  const draw = redrawing(element, () => clear.replaceChildren(...(model.emphasis ? [button(t("path.clear"), () => model.setEmphasis(null), { data: { at: "clear" } })] : [])));
  model.addEventListener("change", (/** @type {any} */ event) => { if (event.detail.what === "emphasis") draw(); });
}

/**
 * @param {any} model
 * @param {import("./fields.js").Say} t
 * @param {any} view
 * @param {any} answer
 */
function found(model, t, view, answer) {
  const { paths } = answer;
  if (!paths.length) return [el("p", { class: "note", role: "status", text: t("path.none") })];
  const names = new Map(answer.nodes.map((/** @type {any} */ one) => [one.id, one.name ?? one.id]));
  const kinds = new Map(answer.links.map((/** @type {any} */ one) => [one.key, one]));
  const show = (/** @type {any[]} */ chosen) => {
    const emphasis = { nodes: new Set(chosen.flatMap((one) => one.nodes)), links: new Set(chosen.flatMap((one) => one.links)) };
    model.add(answer.nodes.filter((/** @type {any} */ one) => emphasis.nodes.has(one.id)), answer.links.filter((/** @type {any} */ one) => emphasis.links.has(one.key)),
      { label: ["explore.did.path", { count: chosen.length }] });
    model.setEmphasis(emphasis);
    view?.focus?.([...emphasis.nodes]);
  };
  return [
    el("p", { class: "muted", role: "status", text: t(answer.cut ? "path.found_cut" : "path.found", { count: whole(paths.length) }) }),
    paths.length > 1 ? button(t("path.show_all", { count: whole(paths.length) }), () => show(paths)) : null,
    el("ol", { class: "pn-paths" }, ...paths.map((/** @type {any} */ path) => {
      const made = button("", () => show([path]), { class: "pn-entry" });
      made.append(...steps(path, names, kinds, model, t));
      return el("li", {}, made);
    })),
  ].filter((one) => one !== null);
}

/**
 * A path in words: 甲 —供应→ 乙.
 * @param {any} path
 * @param {Map<string, string>} names
 * @param {Map<string, any>} links
 * @param {any} model
 * @param {import("./fields.js").Say} t
 */
function steps(path, names, links, model, t) {
  return path.nodes.flatMap((/** @type {string} */ id, /** @type {number} */ at) => {
    const name = el("span", { text: names.get(id) ?? id });
    if (!at) return [name];
    const link = links.get(path.links[at - 1]);
    const words = valueWords("link", link?.kind ?? "", model, t);
    return [el("span", { class: "muted", text: link?.from === id ? ` ←${words}— ` : ` —${words}→ ` }), name];
  });
}
