/**
 * The table bound to the canvas: what is selected here is selected there, and the other way. Only
 * the rows in sight are in the page, so that 50,000 of them scroll.
 */
import { button, choose, el, field, redrawing, speaker, whole } from "./dom.js";
import { fields } from "./fields.js";
import { linkColumns, listed, nodeColumns } from "./rows.js";

const HEIGHT = 34; // pixels of a row, until one is measured
const SPARE = 8; // rows drawn above and below what is in sight

/**
 * @param {any} model
 * @param {HTMLElement} element
 * @param {{words: Record<string, string>, view?: any}} given
 */
export function mount(model, element, { words, view }) {
  new Table(model, element, speaker(words), view);
}

class Table {
  /** @param {any} model @param {HTMLElement} element @param {import("./fields.js").Say} t @param {any} view */
  constructor(model, element, t, view) {
    this.model = model;
    this.t = t;
    this.view = view;
    /** @type {"nodes"|"links"} */ this.tab = "nodes";
    this.words = "";
    this.order = { nodes: "name", links: "from" };
    this.down = false;
    this.selected = false;
    /** @type {string[]} */ this.more = [];
    /** @type {any[]} */ this.rows = [];
    this.height = HEIGHT;
    this.own = false; // whether the selection that changed was made here
    this.dress(element);
    const refresh = redrawing(element, () => this.refresh());
    model.addEventListener("change", (/** @type {any} */ event) => {
      const { what } = event.detail;
      if (["graph", "filters"].includes(what) || (what === "selection" && this.selected)) refresh();
      else if (what === "selection") this.follow();
    });
    this.refreshSoon = refresh;
    refresh();
  }

  /** @param {HTMLElement} element */
  dress(element) {
    const { t } = this;
    this.tabs = ["nodes", "links"].map((one) => button(t(`table.${one}`), () => this.open(/** @type {any} */ (one)), { data: { tab: one }, "aria-pressed": String(one === this.tab) }));
    const find = el("input", { type: "search", maxlength: 100, autocomplete: "off", on: { input: () => this.set({ words: find.value }) } });
    const only = el("input", { type: "checkbox", on: { change: () => this.set({ selected: only.checked }) } });
    this.columnsRoom = el("div");
    this.count = el("p", { class: "muted", role: "status" });
    this.head = el("tr");
    this.body = el("tbody");
    this.table = el("table", { class: "pn-table" }, el("caption", { class: "hidden", text: t("table.caption") }), el("thead", {}, this.head), this.body);
    this.scroll = el("div", { class: "scroll pn-scroll", tabindex: 0, role: "region", "aria-label": t("table.caption"), on: { scroll: () => this.draw() } }, this.table);
    element.append(el("div", { class: "pn-bar" }, el("div", { class: "pn-tabs", role: "group", "aria-label": t("table.tabs") }, ...this.tabs),
      field(t("table.find"), find), el("label", { class: "pn-tick" }, only, el("span", { text: t("table.only_selected") })), this.columnsRoom), this.count, this.scroll);
    this.body.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(this.scroll);
  }

  /** @param {object} changed */
  set(changed) {
    Object.assign(this, changed);
    this.refreshSoon();
  }

  /** @param {"nodes"|"links"} tab */
  open(tab) {
    for (const one of this.tabs) one.setAttribute("aria-pressed", String(one.dataset.tab === tab));
    this.scroll.scrollTop = 0;
    this.set({ tab, down: false });
  }

  refresh() {
    const { model, t, tab } = this;
    this.columns = tab === "nodes" ? nodeColumns(model, t, this.more) : linkColumns(model, t);
    this.rows = listed(model, tab, { columns: this.columns, words: this.words, order: this.order[tab], down: this.down, selected: this.selected });
    this.at = new Map(this.rows.map((one, at) => [one.key ?? one.id, at]));
    this.count.textContent = t(`table.count_${tab}`, { count: whole(this.rows.length), all: whole(tab === "nodes" ? model.graph.order : model.graph.size) });
    this.head.replaceChildren(el("th", { scope: "col" }, el("span", { class: "hidden", text: t("table.select") })), ...this.columns.map((one) => this.heading(one)));
    this.table.setAttribute("aria-rowcount", String(this.rows.length + 1));
    this.columnsRoom.replaceChildren(...(tab === "nodes" ? [this.columnChoice()] : []));
    this.draw(true);
  }

  /** @param {import("./rows.js").Column} column */
  heading(column) {
    const on = this.order[this.tab] === column.id;
    const sort = () => this.set({ order: { ...this.order, [this.tab]: column.id }, down: on ? !this.down : Boolean(column.numeric) });
    return el("th", { scope: "col", "aria-sort": on ? (this.down ? "descending" : "ascending") : "none", class: column.numeric ? "num" : "" },
      button(column.label + (on ? (this.down ? " ↓" : " ↑") : ""), sort, { class: "pn-sort", data: { at: `sort:${column.id}` } }));
  }

  columnChoice() {
    const offered = fields(this.model, this.t, false).filter((one) => one.id.startsWith("prop:") && !this.more.includes(one.id));
    const made = choose([["", this.t("table.column_none")], ...offered.map((one) => /** @type {[string, string]} */ ([one.id, `${one.group} · ${one.label}`]))], "",
      (id) => this.set({ more: [...this.more, id].slice(-3) }));
    return field(this.t("table.column"), made);
  }

  /** Puts the rows in sight into the page. @param {boolean} [anew] */
  draw(anew = false) {
    if (!this.columns) return; // closed so far
    const first = Math.max(0, Math.floor(this.scroll.scrollTop / this.height) - SPARE);
    const last = Math.min(this.rows.length, Math.ceil((this.scroll.scrollTop + (this.scroll.clientHeight || 400)) / this.height) + SPARE);
    if (!anew && first === this.first && last === this.last) return;
    [this.first, this.last] = [first, last];
    const had = /** @type {HTMLElement|null} */ (document.activeElement?.closest?.("tr[data-key]"));
    const space = (/** @type {number} */ many) => {
      const row = el("tr", { "aria-hidden": "true", class: "pn-space" }, el("td", { colspan: this.columns.length + 1 }));
      row.style.height = `${many * this.height}px`;
      return row;
    };
    const key = had && this.body.contains(had) ? had.dataset.key : "";
    const place = key ? document.activeElement?.tagName : "";
    this.body.replaceChildren(...(first ? [space(first)] : []), ...this.rows.slice(first, last).map((one, at) => this.row(one, first + at)),
      ...(last < this.rows.length ? [space(this.rows.length - last)] : []));
    if (key) this.focus(key, place === "INPUT");
    const high = this.body.querySelector("tr[data-key]")?.getBoundingClientRect().height;
    if (!high || Math.abs(high - this.height) < 0.5) return;
    this.height = high; // letters of another size
    this.draw(true);
  }

  /** @param {any} one @param {number} at */
  row(one, at) {
    const key = one.key ?? one.id;
    const on = this.isSelected(one);
    const name = this.tab === "nodes" ? one.name ?? one.id : `${this.model.nameOf(one.from)} — ${this.model.nameOf(one.to)}`;
    const box = el("input", { type: "checkbox", checked: on, "aria-label": this.t("table.select_one", { name }), on: { change: () => this.choose(one, box.checked) } });
    const cells = this.columns.map((/** @type {any} */ column, /** @type {number} */ number) => el("td", { class: column.numeric ? "num" : "", title: column.words(one) },
      number ? column.words(one) : button(column.words(one), () => this.show(one), { class: "pn-name", title: this.t("table.show", { name }) })));
    return el("tr", { data: { key }, class: on ? "is-selected" : "", "aria-rowindex": at + 2 }, el("td", {}, box), ...cells);
  }

  /** @param {any} one */
  isSelected(one) {
    const { selection } = this.model;
    return this.tab === "nodes" ? selection.has(one.id) : selection.has(one.from) && selection.has(one.to);
  }

  /** @param {any} one @param {boolean} on */
  choose(one, on) {
    const ids = this.tab === "nodes" ? [one.id] : [one.from, one.to];
    this.own = true;
    this.model.select(on ? [...this.model.selection, ...ids] : [...this.model.selection].filter((id) => !ids.includes(id)));
    this.own = false;
  }

  /** Selects it alone and brings it into sight on the canvas. @param {any} one */
  show(one) {
    const ids = this.tab === "nodes" ? [one.id] : [one.from, one.to];
    this.own = true;
    this.model.select(ids);
    this.own = false;
    this.view?.focus?.(ids);
  }

  /** Follows a selection: marks its rows, and brings the first of one made on the canvas into sight. */
  follow() {
    if (!this.columns) return;
    if (!this.own && this.tab === "nodes" && this.model.selection.size) {
      const places = [...this.model.selection].map((id) => this.at?.get(id)).filter((at) => at !== undefined);
      const [top, low] = [this.scroll.scrollTop / this.height, (this.scroll.scrollTop + this.scroll.clientHeight) / this.height - 2];
      if (places.length && !places.some((at) => at >= top && at <= low)) this.scroll.scrollTop = Math.max(0, Math.min(...places) - 2) * this.height;
    }
    this.draw(true);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const row = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("tr[data-key]"));
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (!row || !step) return;
    event.preventDefault();
    const at = Math.max(0, Math.min(this.rows.length - 1, (this.at?.get(row.dataset.key) ?? 0) + step));
    const [top, high] = [this.scroll.scrollTop, this.scroll.clientHeight - this.height];
    if (at * this.height < top) this.scroll.scrollTop = at * this.height;
    else if ((at + 2) * this.height > top + high) this.scroll.scrollTop = (at + 2) * this.height - high;
    this.draw();
    const one = this.rows[at];
    this.focus(one.key ?? one.id, /** @type {Element} */ (event.target).tagName === "INPUT");
  }

  /** @param {string} key @param {boolean} box */
  focus(key, box) {
    for (const row of this.body.children) {
      if (/** @type {HTMLElement} */ (row).dataset.key === key) row.querySelector(box ? "input" : "button")?.focus({ preventScroll: true });
    }
  }
}
