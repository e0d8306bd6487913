/**
 * The panels of the explorer, by the name that their element has in the page.
 */
import * as details from "./details.js";
import * as exporting from "./exporting.js";
import * as filters from "./filters.js";
import * as groups from "./groups.js";
import * as legend from "./legend.js";
import * as notes from "./notes.js";
import * as paths from "./paths.js";
import * as styles from "./styles.js";
import * as table from "./table.js";
import * as views from "./views.js";

export const PANELS = { details, legend, filters, styles, groups, paths, views, export: exporting, notes, table };

/**
 * @param {any} model
 * @param {ParentNode} page where ``[data-panel]`` elements stand
 * @param {{words: Record<string, string>, api: any, view: any, settings: any}} context
 */
export function mountPanels(model, page, context) {
  for (const [name, panel] of Object.entries(PANELS)) {
    const room = /** @type {HTMLElement|null} */ (page.querySelector(`[data-panel="${name}"]`));
    if (!room) continue;
    room.hidden = false;
    panel.mount(model, /** @type {HTMLElement} */ (room.querySelector(".xp-panel-body") ?? room), context);
  }
}
