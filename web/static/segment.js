/**
 * The side panel of a segment: opened in place, kept in the address, closed with Esc.
 * Without this module every box is a link to the same panel as a page.
 */

import { ask, failed, waiting } from "./asking.js";

/** @typedef {{onOpen: (article: HTMLElement) => void, onClose: () => void}} Hooks */

const SLOW = 150; // ms before the panel says that it is waiting

/**
 * Goes to an address without loading it; a grade that the legend lights stays in it.
 * @param {string} address
 */
function visit(address) {
  const url = new URL(address, location.href);
  const only = new URL(location.href).searchParams.get("only");
  if (only) url.searchParams.set("only", only);
  history.pushState(null, "", url);
}

/**
 * The address of a link; what is lit upstream and downstream stays lit from one segment to another.
 * @param {Element} link
 * @returns {string}
 */
function kept(link) {
  const url = new URL(link.getAttribute("href") ?? "", location.href);
  const lit = link.getAttribute("data-reach") ?? new URL(location.href).searchParams.get("reach");
  if (lit === "1") url.searchParams.set("reach", "1");
  else url.searchParams.delete("reach");
  return url.href;
}

export class Panel {
  /**
   * @param {HTMLElement} stage holds map and panel
   * @param {HTMLElement} aside the panel
   * @param {{home: string, title: string}} page the panorama without an open segment
   * @param {Hooks} hooks told of every opening and closing
   */
  constructor(stage, aside, { home, title }, hooks) {
    this.stage = stage;
    this.aside = aside;
    this.home = home;
    this.title = title;
    this.hooks = hooks;
    /** @type {HTMLElement|SVGElement|null} where the focus goes back to */
    this.opener = null;
    /** @type {AbortController|null} */
    this.loading = null;
    document.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !aside.hidden && !event.defaultPrevented) this.close();
    });
    window.addEventListener("popstate", () => this.#follow());
    const open = this.article;
    if (open) hooks.onOpen(open);
  }

  /** @returns {HTMLElement|null} what the panel shows */
  get article() {
    return this.aside.querySelector("article");
  }

  /** @param {MouseEvent} event */
  #click(event) {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = /** @type {Element} */ (event.target);
    if (target.closest("[data-close]")) {
      event.preventDefault();
      this.close();
      return;
    }
    const link = target.closest("a[data-segment]");
    if (!link) return;
    event.preventDefault();
    if (!this.aside.contains(link)) this.opener = /** @type {HTMLElement} */ (link);
    this.open(kept(link), true);
  }

  /**
   * @param {string} address of the segment's page
   * @param {boolean} push whether it becomes a new entry of the history
   */
  async open(address, push) {
    this.loading?.abort();
    this.loading = new AbortController();
    const url = new URL(address, location.href);
    url.searchParams.set("fragment", "1");
    const asked = this.loading;
    const slow = setTimeout(() => this.#say(waiting()), SLOW);
    try {
      const answer = await ask(url, { signal: asked.signal });
      const html = await answer.text();
      clearTimeout(slow);
      this.#show(html);
      if (push) visit(address);
      document.dispatchEvent(new Event("seen"));
    } catch (error) {
      if (asked.signal.aborted) return;
      const note = failed(error, () => this.open(address, push));
      this.#say(note);
      note.querySelector("button")?.focus();
    } finally {
      clearTimeout(slow);
    }
  }

  /**
   * Says in the panel how a question stands, above what it shows.
   * @param {HTMLElement} line
   */
  #say(line) {
    this.aside.querySelector(".asking")?.remove();
    this.aside.hidden = false;
    this.stage.classList.add("has-panel");
    this.aside.prepend(line);
    this.aside.scrollTop = 0;
  }

  /** @param {string} html the panel as the server wrote and escaped it */
  #show(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html").querySelector("article");
    if (!parsed) throw new Error("no article");
    this.aside.replaceChildren(document.adoptNode(parsed));
    this.aside.hidden = false;
    this.aside.scrollTop = 0;
    this.stage.classList.add("has-panel");
    document.title = parsed.dataset.title ?? this.title;
    this.hooks.onOpen(parsed);
    parsed.querySelector("h2")?.focus({ preventScroll: true });
  }

  /** Closes the panel and gives the focus back. */
  close() {
    visit(this.home);
    this.#hide();
  }

  #hide() {
    this.loading?.abort();
    const shown = this.article?.dataset.segment;
    this.aside.hidden = true;
    this.aside.replaceChildren();
    this.stage.classList.remove("has-panel");
    document.title = this.title;
    this.hooks.onClose();
    const box = shown && document.querySelector(`svg a[data-segment="${CSS.escape(shown)}"]`);
    const back = this.opener?.isConnected ? this.opener : box;
    /** @type {HTMLElement|null} */ (back || null)?.focus({ preventScroll: true });
    this.opener = null;
  }

  /** Shows what the address says after a step through the history. */
  #follow() {
    if (location.pathname.includes("/segments/")) this.open(location.pathname + location.search, false);
    else if (!this.aside.hidden) this.#hide();
  }
}
