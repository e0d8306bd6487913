/**
 * Notes on nodes: a text that a view keeps with its nodes. The panel lists them all; the card of a
 * node has the field to write in.
 */
import { button, el, field, redrawing, speaker } from "./dom.js";

export const LONGEST = 2000; // signs

/**
 * @param {any} model
 * @param {HTMLElement} element
 * @param {{words: Record<string, string>, view?: any}} given
 */
export function mount(model, element, { words, view }) {
  const t = speaker(words);
  const draw = redrawing(element, () => {
    const rows = [...model.notes].filter(([id]) => model.graph.hasNode(id)).map(([id, text]) => el("li", {},
      button(model.nameOf(id), () => { model.select([id]); view?.focus?.([id]); }, { class: "pn-name", data: { at: `note:${id}` } }),
      el("p", { class: "pn-note", text }),
      button(t("note.remove"), () => model.setNote(id, ""), { "aria-label": t("note.remove_of", { name: model.nameOf(id) }), data: { at: `remove:${id}` } })));
    element.replaceChildren(el("p", { class: "muted", text: t("note.how") }), rows.length ? el("ul", { class: "plain pn-notes" }, ...rows) : el("p", { text: t("note.none") }));
  });
  model.addEventListener("change", (/** @type {any} */ event) => { if (["notes", "graph"].includes(event.detail.what)) draw(); });
  draw();
}

/**
 * @param {any} model
 * @param {string} id
 * @param {import("./fields.js").Say} t
 * @returns {HTMLElement} a form for the note of a node
 */
export function noteForm(model, id, t) {
  const area = el("textarea", { rows: 3, maxlength: LONGEST });
  area.value = model.notes.get(id) ?? "";
  const said = el("span", { class: "muted", role: "status" });
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    model.setNote(id, area.value.trim());
    said.textContent = t("note.kept");
  };
  area.addEventListener("input", () => { said.textContent = ""; });
  return el("form", { class: "pn-form pn-note-form", on: { submit: save } }, field(t("note.label"), area),
    el("div", { class: "actions" }, el("button", { text: t("note.save") }), said));
}
