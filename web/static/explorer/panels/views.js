/**
 * Views: what is on the canvas is saved with a name, or put into a link that needs no server to
 * keep it; opened again it shows the data of today with what changed since.
 */
import { button, el, field, speaker, whole } from "./dom.js";
import { valueWords } from "./fields.js";
import { openFromAddress, openKept } from "./opening.js";
import { BadLink, LONGEST, PREFIX, packed } from "./share.js";

const [MOST_NAME, MOST_NOTE, MOST_CHANGES] = [100, 1000, 40];

/**
 * @param {any} model
 * @param {HTMLElement} element
 * @param {{words: Record<string, string>, api: any, view?: any, settings?: any}} given
 */
export function mount(model, element, { words, api, view, settings = {} }) {
  const t = speaker(words);
  /** @type {any} */ let opened = null;
  const [told, list, link] = [el("div"), el("div"), el("div", { role: "status" })];
  const said = el("p", { role: "status" });
  const context = { model, api, view, t, settings, said, reload: () => listing() };

  async function listing() {
    const answer = await api.get("views").catch(() => null);
    const rows = (answer?.views ?? []).map((/** @type {any} */ one) => row(context, one, opened?.id === one.id, () => show(openKept(model, api, one.id))));
    list.replaceChildren(rows.length ? el("ul", { class: "plain pn-views", "aria-label": t("view.saved") }, ...rows) : el("p", { class: "muted", text: t("view.none") }));
  }

  /** @param {Promise<any>} opening */
  async function show(opening) {
    try {
      const found = await opening;
      if (!found) return;
      opened = found;
      told.replaceChildren(...news(model, view, t, found));
      if (found.from !== model.data_version || found.unknown.length) told.scrollIntoView({ block: "nearest" });
      const panel = /** @type {HTMLDetailsElement|null} */ (element.closest("details"));
      if (panel) panel.open = true;
      if (found.snapshot.camera === null || found.snapshot.camera === undefined) view?.fit?.();
      listing();
    } catch (error) {
      if (error instanceof BadLink) told.replaceChildren(el("p", { class: "note bad", role: "alert", text: t(`view.bad.${error.why}`) }));
    }
  }

  element.append(told, settings.csrf ? saving(context, () => opened, (one) => { opened = one; }) : locked(t, settings), said,
    el("div", { class: "actions" }, button(t("view.copy"), () => share(context, link))), link,
    el("h3", { text: t("view.saved") }), list, el("p", {}, el("a", { href: "/views", text: t("view.page") })));
  listing();
  ready(element).then(() => show(openFromAddress(model, api)));
  window.addEventListener("hashchange", () => { if (location.hash.startsWith(PREFIX)) show(openFromAddress(model, api)); });
}

/** @param {HTMLElement} element @returns {Promise<void>} done when the page stands: what it begins with and where it looks */
function ready(element) {
  const page = /** @type {HTMLElement|null} */ (element.closest("#explorer"));
  return new Promise((done) => {
    if (!page || page.dataset.ready) return done();
    const watch = new MutationObserver(() => {
      if (!page.dataset.ready) return;
      watch.disconnect();
      done();
    });
    watch.observe(page, { attributes: true, attributeFilter: ["data-ready"] });
  });
}

/** @param {import("./fields.js").Say} t @param {any} settings */
function locked(t, settings) {
  return el("p", { class: "note" }, t("view.locked"), " ", settings.unlock ? el("a", { href: settings.unlock, text: t("view.unlock") }) : "");
}

/** @typedef {{model: any, api: any, view: any, t: import("./fields.js").Say, settings: any, said: HTMLElement, reload: () => void}} Context */

/**
 * @param {Context} context
 * @param {() => any} opened the view that is open
 * @param {(one: any) => void} open
 */
function saving({ model, api, t, said, reload }, opened, open) {
  const [name, note, mark] = [el("input", { type: "text", maxlength: MOST_NAME, required: true }), el("textarea", { rows: 2, maxlength: MOST_NOTE }), el("input", { type: "checkbox" })];
  const save = async (/** @type {boolean} */ again) => {
    if (!model.graph.order) return void (said.textContent = t("view.empty"));
    if (!again && !name.value.trim()) return void name.reportValidity();
    const given = again ? { body: model.snapshot() } : { name: name.value.trim(), note: note.value.trim(), bookmark: mark.checked, body: model.snapshot() };
    const kept = await (again ? api.put(`views/${opened().id}`, given) : api.post("views", given)).catch(() => null);
    if (!kept) return;
    open({ ...opened(), id: kept.id, name: kept.name });
    history.replaceState(null, "", `${location.pathname}?view=${encodeURIComponent(kept.id)}`);
    said.textContent = t("view.kept", { name: kept.name });
    name.value = "";
    note.value = "";
    reload();
  };
  const over = () => opened()?.id ? save(true) : void (said.textContent = t("view.nothing_open"));
  return el("form", { class: "pn-form", on: { submit: (/** @type {Event} */ event) => { event.preventDefault(); save(false); } } },
    field(t("view.name"), name), field(t("view.note"), note), el("label", { class: "pn-tick" }, mark, el("span", { text: t("view.bookmark") })),
    el("div", { class: "actions" }, el("button", { text: t("view.save") }), button(t("view.over"), over)));
}

/** @param {Context} context @param {HTMLElement} room */
async function share({ model, t, settings }, room) {
  if (!model.graph.order) return void room.replaceChildren(el("p", { text: t("view.empty") }));
  const address = new URL(location.pathname, location.href);
  if (settings.version) address.searchParams.set("version", settings.version);
  const text = address.href + await packed(model.snapshot());
  if (text.length > LONGEST) return void room.replaceChildren(el("p", { class: "note warn", text: t("view.too_long", { signs: whole(text.length), most: whole(LONGEST) }) }));
  room.replaceChildren(...linked(text, t));
}

/** @param {string} text @param {import("./fields.js").Say} t */
function linked(text, t) {
  const shown = el("input", { type: "text", readonly: "", class: "pn-link", on: { focus: () => shown.select() } });
  shown.value = text;
  const done = el("p", { class: "muted" });
  (navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("none"))).then(
    () => { done.textContent = t("view.copied"); }, () => { done.textContent = t("view.copy_self"); shown.select(); });
  return [field(t("view.link"), shown), done];
}

/**
 * @param {Context} context
 * @param {any} one
 * @param {boolean} on whether it is the one that is open
 * @param {() => void} opens
 */
function row(context, one, on, opens) {
  const { api, t, settings, reload, said } = context;
  const link = el("a", { href: `/explore?view=${encodeURIComponent(one.id)}`, text: one.name, "aria-current": on ? "true" : null });
  link.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, "", link.getAttribute("href"));
    opens();
  });
  const room = el("div");
  const send = (/** @type {Promise<any>} */ asked, /** @type {string} */ key) => asked.then(() => { said.textContent = t(key, { name: one.name }); reload(); }, () => {});
  const away = () => send(api.remove(`views/${one.id}`).then(() => setTimeout(() => said.append(" ", button(t("view.undo"), () =>
    send(api.post(`views/${one.id}/restore`, {}), "view.back"))))), "view.removed");
  const acts = settings.csrf ? [
    button(one.bookmark ? "★" : "☆", () => send(api.put(`views/${one.id}`, { bookmark: !one.bookmark }), one.bookmark ? "view.unmarked" : "view.marked"),
      { "aria-label": t(one.bookmark ? "view.unmark" : "view.mark", { name: one.name }), "aria-pressed": String(Boolean(one.bookmark)) }),
    button(t("view.rename"), () => rename(context, one, room), { "aria-label": t("view.rename_one", { name: one.name }) }),
    button(t("view.remove"), away, { "aria-label": t("view.remove_one", { name: one.name }) }),
  ] : [el("span", { class: "muted", text: one.bookmark ? "★" : "" })];
  const copy = button(t("view.link_of"), () => room.replaceChildren(...linked(new URL(link.href, location.href).href, t)), { "aria-label": t("view.link_of_one", { name: one.name }) });
  return el("li", {}, el("div", { class: "pn-row" }, el("span", { class: "pn-grow" }, link, " ", el("span", { class: "muted", text: String(one.changed_at ?? one.made_at ?? "").slice(0, 10) })), ...acts, copy),
    one.note ? el("p", { class: "muted pn-note", text: one.note }) : null, room);
}

/** @param {Context} context @param {any} one @param {HTMLElement} room */
function rename({ api, t, said, reload }, one, room) {
  const name = el("input", { type: "text", maxlength: MOST_NAME, required: true });
  name.value = one.name;
  const form = el("form", { class: "pn-form", on: { submit: async (/** @type {Event} */ event) => {
    event.preventDefault();
    const done = name.value.trim() && await api.put(`views/${one.id}`, { name: name.value.trim() }).catch(() => null);
    if (!done) return;
    said.textContent = t("view.renamed", { name: name.value.trim() });
    reload();
  } } }, field(t("view.name"), name), el("div", { class: "actions" }, el("button", { text: t("view.rename") })));
  room.replaceChildren(form);
  name.focus();
}

/**
 * What is to be known of a view that was opened.
 * @param {any} model
 * @param {any} view
 * @param {import("./fields.js").Say} t
 * @param {import("./opening.js").Opened} one
 */
function news(model, view, t, one) {
  const same = one.from === model.data_version;
  const lines = [el("p", {}, el("strong", { text: one.name || t("view.from_link") }), " ", t(same ? "view.same" : "view.older", { version: one.from }))];
  if (one.withdrawn) lines.push(el("p", { class: "note warn", text: t("view.withdrawn", { version: one.from }) }));
  if (!same && !one.withdrawn) lines.push(el("p", { text: t("view.changes", { added: whole(one.links.length), gone: whole(one.gone.length), changed: whole(one.changed.length), ended: whole(one.unknown.filter((end) => end.ended_in).length) }) }));
  if (one.links.length + one.changed.length) {
    const links = one.links.map((link) => link.key).filter((key) => model.graph.hasEdge(key));
    const nodes = new Set([...one.changed.map((node) => node.id), ...links.flatMap((key) => model.graph.extremities(key))]);
    lines.push(button(t("view.show_changes"), () => { model.setEmphasis({ nodes, links }); view?.focus?.([...nodes]); }));
  }
  lines.push(...changeList(model, t, one));
  if (one.unknown.length) {
    lines.push(el("div", { class: "note warn" }, el("p", { text: t("view.missing", { count: whole(one.unknown.length) }) }),
      el("ul", {}, ...one.unknown.slice(0, 20).map((end) => el("li", { text: end.ended_in ? t("view.ended", { id: end.id, version: end.ended_in }) : t("view.never", { id: end.id }) })))));
  }
  return [el("div", { class: "pn-opened", role: "status" }, ...lines)];
}

/** @param {any} model @param {import("./fields.js").Say} t @param {import("./opening.js").Opened} one */
function changeList(model, t, one) {
  const words = (/** @type {any} */ link) => ({ from: model.nameOf(link.from), to: model.nameOf(link.to), link: model.schema.links[link.kind]?.label ?? link.kind });
  const rows = [
    ...one.changed.flatMap((node) => node.properties.map((change) => t("view.changed", { name: model.nameOf(node.id), label: change.label,
      before: valueWords("", change.before, model, t) || t("view.unknown"), after: valueWords("", change.after, model, t) || t("view.unknown") }))),
    ...one.links.map((link) => t("view.added", words(link))),
    ...one.gone.map((link) => t("view.gone", words(link))),
  ];
  const more = rows.length > MOST_CHANGES ? [t("view.more", { count: whole(rows.length - MOST_CHANGES) })] : [];
  return rows.length ? [el("ul", { class: "pn-changes" }, ...[...rows.slice(0, MOST_CHANGES), ...more].map((text) => el("li", { text })))] : [];
}
