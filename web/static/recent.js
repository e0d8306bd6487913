/**
 * What this reader saw lately, kept in this browser alone, newest first.
 */
import { keep, kept } from "./keep.js";

/** @typedef {{name: string, path: string}} Seen */

const MOST = 8;
const LONGEST = 60;
const SCOPE = ["region", "assume_complete"]; // of an address, what a segment is seen in

/** @returns {Seen[]} */
function all() {
  const found = kept("recent");
  if (!Array.isArray(found)) return [];
  return found.filter((one) => typeof one?.name === "string" && typeof one?.path === "string" && local(one.path));
}

/** @param {string} path */
function local(path) {
  return /^\/(nodes|chains)\//.test(path) && new URL(path, location.href).origin === location.origin;
}

/** Keeps the node or the segment that the page shows. */
function note() {
  const segment = /^\/chains\/[^/]+\/segments\/[^/]+$/.test(location.pathname);
  if (!segment && !location.pathname.startsWith("/nodes/")) return;
  const name = document.querySelector(segment ? ".sgm h2" : "main h1")?.textContent?.trim().slice(0, LONGEST);
  if (!name) return;
  const scope = new URLSearchParams();
  for (const [key, value] of new URL(location.href).searchParams) if (SCOPE.includes(key)) scope.set(key, value);
  const path = location.pathname + (scope.size ? `?${scope}` : "");
  keep("recent", [{ name, path }, ...all().filter((one) => one.path !== path)].slice(0, MOST));
}

/** Lists them where a page has room for them. */
function list() {
  const room = /** @type {HTMLElement|null} */ (document.querySelector("[data-recent]"));
  const found = all();
  if (!room || !found.length) return;
  room.querySelector("ul")?.replaceChildren(...found.map(({ name, path }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = path;
    link.textContent = name;
    item.append(link);
    return item;
  }));
  room.hidden = false;
  room.querySelector("[data-recent-clear]")?.addEventListener("click", () => {
    keep("recent", null);
    room.hidden = true;
    document.getElementById("main")?.focus({ preventScroll: true });
  });
}

/** Keeps and lists what was seen. */
export function recent() {
  list();
  if (document.querySelector("main .note.bad [data-retry]")) return;
  note();
  document.addEventListener("seen", note);
}
