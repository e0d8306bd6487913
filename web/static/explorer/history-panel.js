/**
 * What was done, as a list: a click goes back to that state, or forward again.
 */
import { button, el, redrawing } from "./panels/dom.js";

const MOST = 60; // steps that are listed each way

/**
 * @param {any} model
 * @param {HTMLElement} element
 * @param {(label: import("./history.js").Label) => string} said
 * @param {(key: string, values?: any) => string} t
 */
export function historyPanel(model, element, said, t) {
  const list = el("ol", { class: "plain xp-history" });
  element.append(list);
  const draw = redrawing(element, () => {
    const { done, undone } = model.history;
    const past = done.slice(-MOST);
    const row = (/** @type {string} */ words, /** @type {number} */ back, /** @type {boolean} */ now) => el("li", {},
      now ? el("b", { "aria-current": "true", text: words })
        : button(words, () => go(model, back), { data: { at: `step-${back}` }, class: back < 0 ? "quiet xp-undone" : "quiet" }));
    list.replaceChildren(
      ...(past.length < done.length ? [el("li", { class: "muted", text: "…" })] : [row(t("history.begin"), done.length, !done.length)]),
      ...past.map((/** @type {any} */ label, /** @type {number} */ number) => row(said(label), past.length - 1 - number, number === past.length - 1)),
      ...undone.slice(-MOST).reverse().map((/** @type {any} */ label, /** @type {number} */ number) => row(said(label), -number - 1, false)),
    );
  });
  model.addEventListener("change", (/** @type {any} */ event) => { if (event.detail.what === "history") draw(); });
  draw();
}

/** @param {any} model @param {number} back steps to undo, or to do again where it is below zero */
function go(model, back) {
  for (let left = back; left > 0; left -= 1) model.undo();
  for (let left = back; left < 0; left += 1) model.redo();
}
