// The search box of every page: suggestions while typing, by mouse or keyboard; a plain form without script.

import { ask, failed, waiting } from "./asking.js";

/** @typedef {{id: string, name: string, kind_label: string, detail: string, matched: string, field: string}} Hit */

const WAIT = 120; // ms after the last key
const MOST = 8;
const SLOW = 300; // ms before the list says that it is waiting
const LIMIT = 8000; // ms

/** Keeps one search form with its list of suggestions. */
class Suggestions {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.input = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
    this.list = document.createElement("ul");
    this.live = document.createElement("span");
    /** @type {Hit[]} */
    this.hits = [];
    this.at = -1;
    this.timer = 0;
    /** @type {AbortController | null} */
    this.asking = null;
    this.dress();
    this.listen();
  }

  /** Gives the elements their roles. */
  dress() {
    this.list.id = "suggestions";
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.form.dataset.label || "");
    this.live.className = "hidden";
    this.live.setAttribute("role", "status");
    this.form.append(this.list, this.live);
    const attributes = {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    };
    for (const [name, value] of Object.entries(attributes)) this.input.setAttribute(name, value);
  }

  /** Waits for keys, clicks and leaving. */
  listen() {
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.ask(), WAIT);
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("focusout", (event) => {
      const to = /** @type {Node | null} */ (event.relatedTarget);
      if (!to || !this.form.contains(to)) this.close();
    });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      const item = target.closest("[role=option]");
      if (item) this.open(Number(/** @type {HTMLElement} */ (item).dataset.at));
    });
  }

  /** Asks for hits; only the last question is answered. */
  async ask() {
    const text = this.input.value.trim();
    this.asking?.abort();
    if (!text) return this.close();
    const asking = (this.asking = new AbortController());
    const slow = setTimeout(() => this.say(waiting()), SLOW);
    const address = new URL(this.form.dataset.suggest || "", location.href);
    address.searchParams.set("q", text);
    address.searchParams.set("limit", String(MOST));
    try {
      const answer = await ask(address, { signal: asking.signal, limit: LIMIT });
      const found = await answer.json();
      clearTimeout(slow);
      if (asking.signal.aborted) return;
      this.say(null);
      if (document.activeElement === this.input) this.show(found.hits);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.close();
      this.say(failed(error, () => {
        this.input.focus();
        this.ask();
      }));
    } finally {
      clearTimeout(slow);
    }
  }

  /**
   * Says how a question stands where the list would be; null takes it away.
   * @param {HTMLElement|null} line
   */
  say(line) {
    this.form.querySelector(".asking")?.remove();
    if (line) this.form.append(line);
  }

  /** @param {Hit[]} hits */
  show(hits) {
    this.hits = hits;
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...hits.map((hit, index) => option(hit, index)));
    this.list.hidden = hits.length === 0;
    this.input.setAttribute("aria-expanded", String(hits.length > 0));
    const { none, count } = this.form.dataset;
    this.live.textContent = hits.length ? `${hits.length} ${count}` : none || "";
  }

  /** Puts the list away. */
  close() {
    this.asking?.abort();
    this.say(null);
    this.hits = [];
    this.at = -1;
    this.list.hidden = true;
    this.live.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return; // an input method is at work
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && this.hits.length) {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.open(this.at);
    }
  }

  /** @param {number} by */
  move(by) {
    const count = this.hits.length;
    this.at = this.at < 0 ? (by > 0 ? 0 : count - 1) : (this.at + by + count) % count;
    [...this.list.children].forEach((item, index) => {
      item.setAttribute("aria-selected", String(index === this.at));
      if (index === this.at) {
        this.input.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      }
    });
  }

  /** @param {number} index */
  open(index) {
    const hit = this.hits[index];
    if (!hit) return;
    const path = encodeURIComponent(hit.id).replace(/%2F/g, "/").replace(/%3A/g, ":");
    const address = new URL(this.form.dataset.node || "", location.href); // keeps the version
    location.assign(`${address.pathname}${path}${address.search}`);
  }
}

/**
 * @param {Hit} hit
 * @param {number} index
 */
function option(hit, index) {
  const item = document.createElement("li");
  item.id = `suggestion-${index}`;
  item.dataset.at = String(index);
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const detail = document.createElement("span");
  detail.className = "kind";
  const why = hit.name.includes(hit.matched) ? "" : `${hit.field} ${hit.matched}`;
  detail.textContent = [hit.kind_label, hit.detail, why].filter(Boolean).join(" · ");
  item.append(hit.name, detail);
  return item;
}

for (const form of document.querySelectorAll("form[data-search]")) {
  new Suggestions(/** @type {HTMLFormElement} */ (form));
}
