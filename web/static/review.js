// Keys of the review queue: each button and link that bears data-key is pressed by that key.
// They rest while a field is being filled in, and never take a key that has a modifier.

const FIELDS = "input, textarea, select, [contenteditable]";

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  const target = event.target;
  if (target instanceof Element && target.matches(FIELDS)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  for (const one of document.querySelectorAll("[data-key]")) {
    if (one instanceof HTMLElement && one.dataset.key === key) {
      event.preventDefault();
      one.click();
      return;
    }
  }
}

/** A form is sent once: a second press while the first is on its way does nothing. */
function sendOnce() {
  const form = document.querySelector("[data-answer]");
  form?.addEventListener("submit", (event) => {
    if (form.hasAttribute("aria-busy")) event.preventDefault();
    else form.setAttribute("aria-busy", "true");
  });
}

document.addEventListener("keydown", onKey);
sendOnce();
