/**
 * Notices on the canvas: limits that were met, what is not there, what changed by itself. Nothing
 * of that is silent; a reader closes a notice, or the next ones push it out.
 */
import { button, el } from "./panels/dom.js";

const MOST = 3;

/**
 * @param {HTMLElement} told
 * @param {(key: string, values?: any) => string} t
 * @returns {(key: string, values?: any) => void}
 */
export function notices(told, t) {
  return (key, values = {}) => {
    const shown = Object.fromEntries(Object.entries(values).map(([name, one]) => [name, typeof one === "number" ? one.toLocaleString("en-US") : one]));
    const note = el("div", { class: "note xp-notice", data: { told: key } }, el("p", { text: t(key.replace(/^explore\./, ""), shown) }));
    note.append(button("×", () => note.remove(), { "aria-label": t("close") }));
    const same = [...told.querySelectorAll(".xp-notice")].find((one) => one.textContent === note.textContent);
    same?.remove();
    told.append(note);
    const all = told.querySelectorAll(".xp-notice");
    for (const old of [...all].slice(0, Math.max(0, all.length - MOST))) old.remove();
  };
}
