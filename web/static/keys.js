/**
 * A few keys, each with a link or a button that does the same; they can be switched off.
 */
import { keep, kept } from "./keep.js";

const OFF = "keys.off";
const SECOND = 1200; // ms for the second key of two

/** @param {EventTarget|null} target */
function writes(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function search() {
  /** @type {HTMLDialogElement|null} */ (document.querySelector("#keys"))?.close();
  /** @type {HTMLInputElement|null} */ (document.querySelector("#q"))?.focus();
}

/** Listens for the keys and shows the list of them. */
export function keys() {
  const list = /** @type {HTMLDialogElement|null} */ (document.querySelector("#keys"));
  const button = /** @type {HTMLElement|null} */ (document.querySelector("[data-keys]"));
  if (!list || !button) return;
  button.hidden = false;
  button.addEventListener("click", () => list.showModal());
  list.querySelector("[data-key-search]")?.addEventListener("click", search);
  const off = /** @type {HTMLInputElement} */ (list.querySelector("[data-keys-off]"));
  off.checked = kept(OFF) === true;
  off.addEventListener("change", () => keep(OFF, off.checked || null));
  let begun = -SECOND;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (off.checked || writes(event.target)) return;
    const go = event.timeStamp - begun < SECOND ? list.querySelector(`[data-go="${CSS.escape(event.key)}"]`) : null;
    begun = event.key === "g" ? event.timeStamp : -SECOND;
    if (go) /** @type {HTMLElement} */ (go).click();
    else if (event.key === "/") search();
    else if (event.key === "?" && !list.open) list.showModal();
    else return;
    event.preventDefault();
  });
}
