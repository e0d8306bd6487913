/**
 * The explorer's page: puts model, canvas, panels, keys and menu together.
 *
 * Panels: ``panels/index.js`` exports ``PANELS``, a record of name and mount; each gets the element
 * ``[data-panel=name] .xp-panel-body`` (made where the page has none) and ``{api, view, words, settings,
 * expanding}``, where ``view`` is the stage: ``focus(ids)``, ``fit(ids)``, ``camera``.
 */
import { actions, openGroup } from "./actions.js";
import { Api } from "./api.js";
import { MOST_ARROWS } from "./display.js";
import { Expanding } from "./expanding.js";
import { Force } from "./force.js";
import { historyPanel } from "./history-panel.js";
import { keyboard } from "./keyboard.js";
import { LAYOUTS } from "./layouts.js";
import { Menu } from "./menu.js";
import { minimap } from "./minimap.js";
import { Model } from "./model.js";
import { nodePanel } from "./node-panel.js";
import { notices } from "./notices.js";
import { el, speaker } from "./panels/dom.js";
import { PANELS } from "./panels/index.js";
import { picker } from "./panels/picker.js";
import { Pointer } from "./pointer.js";
import { Stage } from "./stage.js";

const read = (/** @type {string} */ id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}");
const at = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));

async function start() {
  const [words, settings, root] = [read("words"), read("explore-settings"), at("explorer")];
  const t = speaker(words);
  const model = new Model({ data_version: settings.data_version });
  root.querySelector(".xp-body").hidden = root.querySelector(".xp-tools").hidden = false;
  at("plain").hidden = true;
  const told = at("told");
  const api = new Api(settings, told, words);
  const tell = notices(told, t);
  const stage = new Stage(at("stage"), model, { sigma: settings.sigma, label: t("stage"), painter: settings.painter });
  const expanding = new Expanding(model, api, tell);
  const force = new Force(stage, (done, of) => { at("count").textContent = t("layout.running", { done, of }); });
  const menu = new Menu(root.querySelector(".xp-view"));
  stage.addEventListener("painter", (/** @type {any} */ event) => {
    const said = { lost: "explore.lost", none: "explore.canvas_only", software: "explore.software" }[/** @type {string} */ (event.detail.why)];
    if (said) tell(said);
  });

  const expand = async (/** @type {string} */ id, /** @type {object} */ part = {}) => {
    const [few, fresh] = [model.graph.order < 60, await expanding.expand(id, part)];
    if (fresh.length && few) stage.fit();
  };
  const openMenu = (/** @type {any} */ item, /** @type {number} */ left, /** @type {number} */ top) => {
    const box = stage.root.getBoundingClientRect();
    const [x, y] = item ? stage.camera.toScreen(item) : [40, 40];
    menu.open(item ? item.name : t("tools"), entries(item), left ?? box.left + x + 12, top ?? box.top + y + 12);
    if (item && !item.group) void counted(item);
  };
  const pointer = new Pointer(stage, { menu: openMenu, expand: (id) => void expand(id), opened: (item) => openGroup(model, item.group, true) });
  const run = (/** @type {string} */ name) => acts[name]?.();
  const acts = actions({ model, stage, pointer, root, expand, menu: openMenu, layout: () => void arrange() });

  /** @param {any} item @returns {any[]} */
  function entries(item) {
    const plain = (/** @type {string[]} */ names) => names.map((name) => ({ words: t(`do.${name}`), act: () => run(name) }));
    if (!item) return plain(["fit", "select_all", "invert", "show", "undo", "redo"]);
    const about = (/** @type {string} */ name) => ({ words: t(`do.${name}`), act: () => {
      if (!item.chosen) model.select(stage.idsOf(item));
      run(name);
    } });
    if (item.group) return [{ words: t("do.open_group"), act: () => openGroup(model, item.group, true) }, { words: t("do.select_group"), act: () => model.select(item.group.ids) }, about("hide"), about("remove")];
    const { groups } = model;
    const inside = groups?.groups.find((/** @type {any} */ one) => groups.open?.includes(one.key) && one.ids.includes(item.id));
    return [
      ...["expand", "collapse", item.pinned ? "unpin" : "pin", "hide", "remove", "select_neighbours", "centre"].map(about),
      ...(inside ? [{ words: t("do.close_group"), act: () => openGroup(model, inside, false) }] : []),
      { words: t("do.open"), act: () => { location.href = expanding.address(item.id); } },
    ];
  }

  /** Adds the links by kind with their counts to an open menu. @param {any} item */
  async function counted(item) {
    const found = await expanding.counts(item.id).catch(() => null);
    if (!found || menu.list.hidden || menu.list.getAttribute("aria-label") !== item.name) return;
    menu.more([null, ...found.groups.map((/** @type {any} */ group) => ({
      words: `${t(`node.way.${group.way}`)} ${group.label} · ${model.schema.kinds[group.other]?.label ?? group.other}`, hint: group.count.toLocaleString("en-US"),
      act: () => void expand(item.id, { link: group.link, way: group.way, other: group.other }),
    }))]);
  }

  async function arrange() {
    const [name, knob] = [at("layout").value, root.querySelector("[data-do=layout]")];
    if (force.running) return force.stop();
    if (!model.graph.order) return;
    const label = ["explore.did.layout", { layout: t(`layout.${name}`) }];
    let where;
    if (name === "force") {
      knob.textContent = t("layout.stop");
      where = await force.run();
      knob.textContent = t("layout.run");
    } else {
      const found = LAYOUTS[name](model, model.graph.filterNodes((/** @type {string} */ id) => model.visible(id)));
      if (found.told) tell(...found.told);
      where = found.where;
    }
    model.move(where, { label, layout: { name } });
    stage.fit();
    count();
  }

  function count() {
    const seen = stage.display.items.reduce((sum, one) => sum + stage.idsOf(one).length, 0);
    const hidden = model.graph.order - seen;
    at("empty").hidden = model.graph.order > 0;
    at("count").textContent = t(hidden ? "count_hidden" : "count", { nodes: seen, links: stage.display.lines.reduce((sum, one) => sum + one.many, 0), hidden });
    if (stage.display.lines.length > MOST_ARROWS) at("count").textContent += ` · ${t("many_links", { most: MOST_ARROWS })}`;
    for (const [name, can] of [["undo", model.canUndo], ["redo", model.canRedo]]) {
      for (const one of root.querySelectorAll(`[data-do=${name}]`)) one.disabled = !can;
    }
  }

  stage.addEventListener("drawn", () => { if (!force.running) count(); });
  model.addEventListener("change", (/** @type {any} */ event) => { if (event.detail.what === "history") stage.redraw(); });
  stage.addEventListener("focused", (/** @type {any} */ event) => { at("said").textContent = saidOf(event.detail.item); });
  const saidOf = (/** @type {any} */ item) => {
    if (item.group) return t("node.group_said", { name: item.group.label, count: item.group.ids.length });
    const one = model.graph.getNodeAttributes(item.id);
    return t("node.said", { kind: model.schema.kinds[one.kind]?.label ?? one.kind, name: item.name, degree: one.degree ?? 0, near: model.graph.neighbors(item.id).length });
  };
  root.addEventListener("click", (/** @type {Event} */ event) => {
    const knob = /** @type {Element} */ (event.target).closest("[data-do]");
    if (!knob) return;
    knob.closest("dialog")?.close();
    run(/** @type {HTMLElement} */ (knob).dataset.do ?? "");
  });
  keyboard(stage, run);
  minimap(stage, at("minimap"));
  Object.assign(globalThis, { liantuExplorer: { model, stage, force, expanding, expand } }); // for measuring and for a reader's console

  const [schema] = await Promise.all([api.get("schema").catch(() => ({ kinds: {}, links: {} })), stage.begin()]);
  model.schema = schema;
  panels();
  await opened();
  stage.fit();
  root.dataset.ready = stage.painter.kind;

  function panels() {
    const body = (/** @type {string} */ name) => {
      let found = root.querySelector(`[data-panel="${name}"]`);
      if (!found) {
        found = el("details", { class: "xp-panel", data: { panel: name } }, el("summary", { text: t(`panel.${name}`) }), el("div", { class: "xp-panel-body" }));
        root.querySelector(".xp-side").append(found);
      }
      found.hidden = false;
      return found.querySelector(".xp-panel-body");
    };
    nodePanel(model, body("node"), { expanding, t, run, expand, limits: settings.limits });
    historyPanel(model, body("history"), (label) => typeof label === "string" ? label : t(label[0].replace(/^explore\./, ""), label[1]), t);
    for (const [name, mount] of Object.entries(PANELS)) mount(model, body(name), { api, view: stage, words, settings, expanding });
    at("start").replaceWith(picker({ label: t("start"), search: settings.search, none: t("start.none", { q: "" }), chosen: (hit) => void add([hit.id]) }));
  }

  /** @param {string[]} ids */
  async function add(ids) {
    const fresh = await expanding.start(ids);
    const there = ids.map((id) => expanding.renamed.get(id) ?? id).filter((id) => model.graph.hasNode(id));
    if (there.length) model.select(there);
    if (fresh.length && model.graph.order < 60) stage.fit();
    else stage.focus(there);
  }

  async function opened() {
    if (settings.ids.length) await add(settings.ids);
    model.done = []; // the beginning is nothing to undo
    model.tell("history");
  }
}

void start();
