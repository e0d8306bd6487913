/**
 * What the buttons and keys do, by name.
 */
import { MOST_AT_ONCE } from "./expanding.js";
import { near } from "./layouts.js";

/**
 * @param {{model: any, stage: import("./stage.js").Stage, pointer: import("./pointer.js").Pointer, root: HTMLElement,
 *   expand: (id: string, part?: object) => Promise<void>, menu: (item: any, left?: number, top?: number) => void, layout: () => void}} given
 * @returns {Record<string, () => void>}
 */
export function actions({ model, stage, pointer, root, expand, menu, layout }) {
  /** @returns {string[]} what an act is about: the selection, else what has the focus */
  const meant = () => {
    const chosen = [...model.selection].filter((id) => model.graph.hasNode(id));
    return chosen.length || !stage.now.focused ? chosen : stage.idsOf(stage.now.focused);
  };
  const press = (/** @type {string} */ name, /** @type {boolean} */ on) => {
    for (const one of document.querySelectorAll(`[data-do=${name}]`)) if (one.hasAttribute("aria-pressed")) one.setAttribute("aria-pressed", String(on));
  };
  const seen = () => model.graph.filterNodes((/** @type {string} */ id) => model.visible(id));
  return {
    undo: () => model.undo(),
    redo: () => model.redo(),
    expand: async () => {
      for (const id of meant().slice(0, MOST_AT_ONCE)) await expand(id);
    },
    collapse: () => meant().forEach((id) => model.graph.hasNode(id) && model.collapse(id)),
    pin: () => {
      const ids = meant();
      const all = ids.every((id) => model.graph.getNodeAttribute(id, "pinned"));
      if (ids.length) all ? model.unpin(ids) : model.pin(ids);
    },
    unpin: () => model.unpin(meant()),
    hide: () => model.hide(meant()),
    show: () => model.showAll(),
    remove: () => model.remove(meant()),
    lasso: () => {
      pointer.lassoing = !pointer.lassoing;
      stage.canvas.classList.toggle("is-lasso", pointer.lassoing);
      press("lasso", pointer.lassoing);
    },
    select_all: () => model.select(seen()),
    select_none: () => model.select([]),
    invert: () => model.select(seen().filter((/** @type {string} */ id) => !model.selection.has(id))),
    select_neighbours: () => {
      const links = near(model, seen());
      model.select(meant().flatMap((id) => [...(links.get(id) ?? [])]), { add: true });
    },
    fit: () => stage.fit(),
    centre: () => stage.focus(meant()),
    in: () => zoom(stage, 1.35),
    out: () => zoom(stage, 1 / 1.35),
    menu: () => menu(stage.now.focused ?? stage.display.items.find((one) => one.chosen) ?? null),
    minimap: () => {
      const map = /** @type {HTMLElement} */ (document.querySelector("#minimap"));
      map.hidden = !map.hidden;
      press("minimap", !map.hidden);
      stage.redraw();
    },
    fullscreen: () => void (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.().catch(() => {})),
    layout,
    keys: () => /** @type {HTMLDialogElement} */ (document.querySelector("#xp-keys")).showModal(),
  };
}

/** @param {import("./stage.js").Stage} stage @param {number} factor */
function zoom(stage, factor) {
  stage.camera.zoomBy(factor);
  stage.looked();
}

/**
 * Opens or closes a group; can be undone.
 * @param {any} model @param {any} group @param {boolean} open
 */
export function openGroup(model, group, open) {
  const now = model.groups.open ?? [];
  const next = open ? [...now, group.key] : now.filter((/** @type {string} */ key) => key !== group.key);
  model.change("groups", { ...model.groups, open: next }, [open ? "explore.did.open_group" : "explore.did.close_group", { name: group.label }]);
}
