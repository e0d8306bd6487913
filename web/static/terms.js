/**
 * The question mark beside an indicator: opens its plain words beside it. Without script it is a
 * link to the same words on the page of all of them.
 */

/** @type {HTMLElement|null} */ let said = null;
/** @type {HTMLAnchorElement|null} */ let from = null;

/** @param {boolean} back whether the focus goes back to the question mark */
function close(back) {
  said?.remove();
  said = null;
  from?.setAttribute("aria-expanded", "false");
  if (back) from?.focus();
  from = null;
}

/**
 * @param {string} tag
 * @param {string} words
 * @returns {HTMLElement}
 */
function made(tag, words) {
  const part = document.createElement(tag);
  part.textContent = words;
  return part;
}

/** @param {HTMLAnchorElement} link */
function open(link) {
  const { allWords = "", closeWords = "" } = document.body.dataset;
  const box = document.createElement("div");
  box.className = "term-said";
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", link.dataset.name ?? "");
  box.tabIndex = -1;
  const more = /** @type {HTMLAnchorElement} */ (made("a", allWords));
  more.href = link.href;
  const shut = made("button", closeWords);
  shut.setAttribute("type", "button");
  shut.className = "quiet";
  shut.addEventListener("click", () => close(true));
  const actions = document.createElement("p");
  actions.className = "actions";
  actions.append(more, shut);
  box.append(made("strong", link.dataset.name ?? ""), made("p", link.title), actions);
  document.body.append(box);
  const place = link.getBoundingClientRect();
  const left = Math.min(place.left, document.documentElement.clientWidth - box.offsetWidth - 12);
  const under = place.bottom + box.offsetHeight + 8 < innerHeight;
  box.style.left = `${Math.max(8, left) + scrollX}px`;
  box.style.top = `${(under ? place.bottom + 6 : Math.max(6, place.top - box.offsetHeight - 6)) + scrollY}px`;
  [said, from] = [box, link];
  link.setAttribute("aria-expanded", "true");
  box.focus({ preventScroll: true });
}

/** Lets every question mark open in place. */
export function terms() {
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const link = /** @type {HTMLAnchorElement|null} */ (target.closest("a.term"));
    if (said?.contains(target)) return;
    const again = link !== null && link === from;
    if (said) close(again);
    if (!link || again || event.button || event.ctrlKey || event.metaKey || event.shiftKey) {
      if (again) event.preventDefault();
      return;
    }
    event.preventDefault();
    open(link);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !said) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    close(true);
  }, true);
  document.addEventListener("focusin", (event) => {
    if (said && !said.contains(/** @type {Node} */ (event.target)) && event.target !== from) close(false);
  });
}
