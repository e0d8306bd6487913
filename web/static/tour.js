/**
 * The tour: offered once, dismissed for good; on a step the card has the focus and the part of
 * the page that it speaks of is outlined and in view. Without script the card is the same.
 */
import { keep, kept } from "./keep.js";

const SEEN = "tour.seen";

function offer() {
  const note = /** @type {HTMLElement|null} */ (document.querySelector("[data-tour-offer]"));
  if (!note || document.querySelector("[data-tour]") || kept(SEEN)) return;
  note.hidden = false;
  note.querySelector("[data-tour-no]")?.addEventListener("click", () => {
    keep(SEEN, true);
    note.hidden = true;
    document.getElementById("main")?.focus({ preventScroll: true });
  });
}

/** @param {HTMLElement} card */
function point(card) {
  keep(SEEN, true);
  const selector = card.dataset.mark;
  const part = selector ? document.querySelector(selector) : null;
  part?.classList.add("is-toured");
  document.getElementById("tour-text")?.focus({ preventScroll: true });
  if (part && part.getBoundingClientRect().top > innerHeight - 80) part.scrollIntoView({ block: "center" });
}

/** Offers the tour, or shows the step of the address. */
export function tour() {
  offer();
  const card = /** @type {HTMLElement|null} */ (document.querySelector("[data-tour]"));
  if (!card) return;
  // A browser goes to the part that an address names, and moves the focus there, after loading.
  const later = () => setTimeout(() => point(card));
  if (document.readyState === "complete") later();
  else addEventListener("load", later);
}
