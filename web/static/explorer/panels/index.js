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

/** @type {Record<string, (model: any, element: HTMLElement, context: any) => void>} */
export const PANELS = {
  details: details.mount,
  legend: legend.mount,
  filters: filters.mount,
  styles: styles.mount,
  groups: groups.mount,
  paths: paths.mount,
  views: views.mount,
  export: exporting.mount,
  notes: notes.mount,
  table: table.mount,
};
