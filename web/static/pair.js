/**
 * Maps side by side: a box lights its twin on the other map and its row in the table, and
 * both maps scroll together. Nothing of it is needed to read the page.
 */

/** @param {HTMLElement} page */
function twins(page) {
  /** @param {EventTarget|null} target */
  const segment = (target) => /** @type {Element|null} */ (target)?.closest?.("[data-segment]")?.getAttribute("data-segment") ?? "";
  /** @param {string} id */
  const light = (id) => {
    for (const one of page.querySelectorAll("[data-segment]")) {
      one.classList.toggle("is-twin", id !== "" && one.getAttribute("data-segment") === id);
    }
    for (const line of page.querySelectorAll(".between-bands path")) {
      const { from, to } = /** @type {SVGPathElement} */ (line).dataset;
      line.classList.toggle("is-twin", id !== "" && (from === id || to === id));
    }
  };
  page.addEventListener("pointerover", (event) => light(segment(event.target)));
  page.addEventListener("pointerleave", () => light(""));
  page.addEventListener("focusin", (event) => light(segment(event.target)));
  page.addEventListener("focusout", () => light(""));
}

/** @param {HTMLElement[]} boxes */
function together(boxes) {
  for (const one of boxes) {
    one.addEventListener("scroll", () => {
      for (const other of boxes) if (other !== one && other.scrollLeft !== one.scrollLeft) other.scrollLeft = one.scrollLeft;
    }, { passive: true });
  }
}

const page = /** @type {HTMLElement|null} */ (document.querySelector(".pan"));
if (page) {
  twins(page);
  together(/** @type {HTMLElement[]} */ ([...document.querySelectorAll("#pair .pair-scroll")]));
}
