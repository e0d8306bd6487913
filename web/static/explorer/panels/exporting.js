/**
 * Files of what is on the canvas: made by the server from the snapshot, so that large pictures
 * and Chinese names come out the same on every machine.
 */
import { button, el, speaker } from "./dom.js";

export const FORMATS = ["png", "svg", "csv", "graphml", "gexf", "html"];

/**
 * @param {any} model
 * @param {HTMLElement} element
 * @param {{words: Record<string, string>, api: any, settings?: any}} given
 */
export function mount(model, element, { words, api, settings = {} }) {
  const t = speaker(words);
  const said = el("p", { role: "status" });
  const make = async (/** @type {string} */ format) => {
    if (!model.graph.order) return void (said.textContent = t("export.empty"));
    said.textContent = t("wait");
    const file = await api.file(`export/${format}`, { view: model.snapshot(), lang: settings.lang ?? document.documentElement.lang.slice(0, 2) }).catch(() => null);
    if (!file) return void (said.textContent = "");
    save(file.blob, file.name || `explore.${format}`);
    said.textContent = t("export.done", { name: file.name || `explore.${format}` });
  };
  element.append(el("p", { class: "muted", text: t("export.how") }), el("ul", { class: "plain pn-exports" }, ...FORMATS.map((format) =>
    el("li", {}, button(t(`export.${format}`), () => make(format), { data: { format } }), el("span", { class: "muted", text: t(`export.${format}.for`) })))), said);
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const address = URL.createObjectURL(blob);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
