/**
 * The menu of a node: its links by kind with their counts, and what can be done with it. Opened by
 * the second button of the mouse, by a key or by a button; walked by arrow keys.
 */
import { el } from "./panels/dom.js";

export class Menu {
  /** @param {HTMLElement} root where it is put */
  constructor(root) {
    this.root = root;
    this.list = el("div", { class: "xp-menu", role: "menu", tabindex: -1, hidden: true });
    root.append(this.list);
    /** @type {HTMLElement|null} */ this.back = null;
    this.list.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.key(event));
    document.addEventListener("pointerdown", (event) => {
      if (!this.list.hidden && !this.list.contains(/** @type {Node} */ (event.target))) this.close();
    }, true);
  }

  /**
   * @param {string} label
   * @param {({words: string, act: () => void, hint?: string, off?: boolean}|null)[]} entries null is a line between
   * @param {number} left @param {number} top in the window
   */
  open(label, entries, left, top) {
    if (this.list.hidden) this.back = /** @type {HTMLElement} */ (document.activeElement);
    this.list.setAttribute("aria-label", label);
    this.list.replaceChildren(el("p", { class: "xp-menu-title", role: "presentation", text: label }));
    this.more(entries);
    this.list.hidden = false;
    this.at = [left, top];
    this.place();
    (this.items()[0] ?? this.list).focus({ preventScroll: true });
  }

  /** Puts the menu where it was asked for, as far as there is room. */
  place() {
    const [left, top] = this.at ?? [0, 0];
    const box = this.root.getBoundingClientRect();
    this.list.style.maxHeight = `${box.height - 16}px`;
    const { offsetWidth, offsetHeight } = this.list;
    this.list.style.left = `${Math.max(4, Math.min(left - box.left, box.width - offsetWidth - 8))}px`;
    this.list.style.top = `${Math.max(4, Math.min(top - box.top, box.height - offsetHeight - 8))}px`;
  }

  /** @param {any[]} entries */
  more(entries) {
    this.list.append(...entries.map((one) => one === null ? el("hr", { role: "separator" }) : el("button", {
      type: "button", role: "menuitem", tabindex: -1, disabled: Boolean(one.off),
      on: { click: () => {
        this.close();
        one.act();
      } },
    }, el("span", { text: one.words }), one.hint ? el("span", { class: "xp-hint", text: one.hint }) : null)));
    if (!this.list.hidden) this.place();
  }

  /** @returns {HTMLElement[]} */
  items() { return [...this.list.querySelectorAll("[role=menuitem]:not(:disabled)")]; }

  /** @param {KeyboardEvent} event */
  key(event) {
    const items = this.items();
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const go = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") this.close();
    else if (go !== undefined) items[(go + items.length) % items.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  close() {
    if (this.list.hidden) return;
    this.list.hidden = true;
    this.back?.focus({ preventScroll: true });
  }
}
