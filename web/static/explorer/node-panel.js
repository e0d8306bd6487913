/**
 * The panel of what is selected: of one node its links by kind with counts, before anything is
 * loaded, and a button for each; of several what can be done with all.
 */
import { button, el, redrawing, whole } from "./panels/dom.js";

/**
 * @param {any} model
 * @param {HTMLElement} element
 * @param {{expanding: import("./expanding.js").Expanding, t: (key: string, values?: any) => string, run: (name: string) => void,
 *   expand: (id: string, part?: object) => Promise<void>, limits: number[]}} given
 */
export function nodePanel(model, element, { expanding, t, run, expand, limits }) {
  const body = el("div", { "aria-live": "polite" });
  const limit = el("select", { id: "xp-limit", on: { change: () => { expanding.limit = Number(limit.value); } } },
    ...limits.map((one) => el("option", { value: one, text: String(one), selected: one === expanding.limit })));
  const asks = el("p", { class: "xp-limit" }, el("label", { for: "xp-limit", text: t("node.limit") }), limit);
  element.append(body, asks);

  const acts = (/** @type {string[]} */ names) => el("div", { class: "xp-acts" }, ...names.map((name) =>
    button(t(`do.${name}`), () => run(name), { data: { at: `act-${name}`, act: name } })));

  /** @param {string} id */
  const one = async (id) => {
    const node = model.graph.getNodeAttributes(id);
    const kind = model.schema.kinds[node.kind];
    const head = [
      el("h3", { class: "xp-name" }, el("span", { class: "xp-dot", data: { colour: model.styleOf(id).colour } }), node.name ?? id),
      el("p", { class: "muted" }, `${kind?.label ?? node.kind} · ${t("node.total", { count: whole(node.degree ?? 0) })}${node.pinned ? ` · ${t("node.pinned")}` : ""} · `,
        el("a", { href: expanding.address(id), text: t("do.open") })),
    ];
    const groups = el("table", { class: "xp-groups" }, el("caption", { text: t("node.groups") }), el("tbody", {}));
    body.replaceChildren(...head, groups, acts(["expand", "collapse", node.pinned ? "unpin" : "pin", "hide", "remove", "select_neighbours", "menu"]));
    dots(body);
    const found = await expanding.counts(id).catch(() => null);
    if (!found || !groups.isConnected) return;
    groups.tBodies[0].replaceChildren(...found.groups.map((/** @type {any} */ group, /** @type {number} */ number) => row(id, group, number)));
  };

  /** @param {string} id @param {any} group @param {number} number */
  const row = (id, group, number) => {
    const part = { link: group.link, way: group.way, other: group.other };
    const shown = expanding.shown(id, part);
    const begun = expanding.next(id, part) > 0;
    const other = model.schema.kinds[group.other]?.label ?? group.other;
    const all = shown >= group.count || (begun && expanding.next(id, part) >= group.count);
    const words = `${t(`node.way.${group.way}`)} ${group.label} · ${other}`;
    return el("tr", {}, el("th", { scope: "row" }, words, shown ? el("span", { class: "muted xp-shown", text: t("node.shown", { shown: whole(shown) }) }) : null),
      el("td", { class: "num", text: whole(group.count) }),
      el("td", {}, button(t(begun ? "node.more" : "do.expand"), () => expand(id, part),
        { disabled: all, data: { at: `group-${number}`, group: `${group.link} ${group.way} ${group.other}` }, "aria-label": `${t("do.expand")} ${words}` })));
  };

  const draw = redrawing(element, () => {
    const ids = [...model.selection].filter((id) => model.graph.hasNode(id));
    asks.hidden = ids.length === 0;
    if (ids.length === 1) void one(ids[0]);
    else if (ids.length) body.replaceChildren(el("p", { text: t("node.many", { count: whole(ids.length) }) }), acts(["expand", "collapse", "pin", "unpin", "hide", "remove", "select_neighbours", "invert"]));
    else body.replaceChildren(el("p", { class: "muted", text: t("node.none") }));
  });
  model.addEventListener("change", (/** @type {any} */ event) => { if (["selection", "graph", "styles"].includes(event.detail.what)) draw(); });
  draw();
}

/** Gives dots their colour; style attributes are not allowed, properties are. @param {HTMLElement} room */
export function dots(room) {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (room.querySelectorAll("[data-colour]"))) one.style.backgroundColor = one.dataset.colour ?? "";
}
