/**
 * Picks a node by typing: hits of the search under the field, by mouse or keyboard.
 */
import { el } from "./dom.js";

const WAIT = 150; // ms after the last key
const MOST = 8;
let numbered = 0;

/**
 * @param {{label: string, search: string, none: string, chosen: (hit: {id: string, name: string, kind: string}) => void}} given
 *   ``search`` is the address that answers with hits
 * @returns {HTMLElement}
 */
export function picker({ label, search, none, chosen }) {
  const id = `xp-picker-${++numbered}`;
  const list = el("ul", { id: `${id}-list`, class: "suggestions", role: "listbox", "aria-label": label, hidden: true });
  const input = el("input", { id, type: "search", maxlength: 100, autocomplete: "off", spellcheck: "false", role: "combobox",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id });
  const live = el("p", { class: "muted xp-live", role: "status" });
  let [timer, at, asked] = [0, -1, 0];
  /** @type {any[]} */ let hits = [];

  function close() {
    hits = [];
    at = -1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    const text = input.value.trim();
    const mine = ++asked;
    live.textContent = "";
    if (!text) return close();
    const address = new URL(search, location.href);
    address.searchParams.set("q", text);
    address.searchParams.set("limit", String(MOST));
    const answer = await fetch(address).then((one) => one.ok ? one.json() : Promise.reject(one.status)).catch(() => null);
    if (mine !== asked || document.activeElement !== input) return;
    hits = answer?.hits ?? [];
    at = -1;
    live.textContent = answer === null ? document.body.dataset.goneWords ?? "" : hits.length ? "" : none;
    list.replaceChildren(...hits.map((hit, number) => el("li", { id: `${id}-${number}`, role: "option", "aria-selected": "false", data: { number } },
      hit.name, el("span", { class: "kind", text: [hit.kind_label, hit.detail].filter(Boolean).join(" · ") }))));
    list.hidden = !hits.length;
    input.setAttribute("aria-expanded", String(hits.length > 0));
  }

  /** @param {number} number */
  function take(number) {
    const hit = hits[number];
    if (!hit) return;
    input.value = "";
    close();
    chosen(hit);
    input.focus();
  }

  /** @param {number} by */
  function step(by) {
    at = (at + by + hits.length + (at < 0 && by < 0 ? 1 : 0)) % hits.length;
    [...list.children].forEach((one, number) => one.setAttribute("aria-selected", String(number === at)));
    input.setAttribute("aria-activedescendant", `${id}-${at}`);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing) return; // an input method is at work
    if (event.key === "Enter") {
      event.preventDefault();
      take(Math.max(at, 0));
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && hits.length) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (/** @type {Event} */ event) => event.preventDefault());
  list.addEventListener("click", (/** @type {Event} */ event) => {
    const item = /** @type {Element} */ (event.target).closest("[role=option]");
    if (item) take(Number(/** @type {HTMLElement} */ (item).dataset.number));
  });
  return el("div", { class: "xp-field xp-picker" }, el("label", { for: id, text: label }), input, list, live);
}
