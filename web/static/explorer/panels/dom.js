/**
 * Elements without HTML: whatever a name of the data holds stays text.
 */

/**
 * @param {string} tag
 * @param {Record<string, any>} [given] attributes; ``class``, ``text``, ``on`` (listeners by event), and
 *   properties that are no strings (``checked``, ``disabled``, ``hidden``) are set as what they are
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {any}
 */
export function el(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") made.className = value;
    else if (name === "text") made.textContent = value;
    else if (name === "on") for (const [event, heard] of Object.entries(value)) made.addEventListener(event, heard);
    else if (name === "data") Object.assign(made.dataset, value);
    else if (typeof value === "boolean") made[name] = value;
    else made.setAttribute(name, String(value));
  }
  made.append(...children.filter((one) => one !== null && one !== undefined && one !== false).map((one) => /** @type {any} */ (one)));
  if (tag === "select" && given.value !== undefined) made.value = given.value;
  return made;
}

/**
 * @param {string} text
 * @param {() => void} pressed
 * @param {Record<string, any>} [given]
 * @returns {HTMLButtonElement}
 */
export function button(text, pressed, given = {}) {
  return el("button", { type: "button", class: "quiet", text, on: { click: pressed }, ...given });
}

/**
 * @param {[string, string][]} choices value and words
 * @param {string} value
 * @param {(value: string) => void} chosen
 * @param {Record<string, any>} [given]
 * @returns {HTMLSelectElement}
 */
export function choose(choices, value, chosen, given = {}) {
  const made = el("select", { ...given, on: { change: () => chosen(made.value) } },
    ...choices.map(([one, words]) => el("option", { value: one, text: words })));
  made.value = value;
  return made;
}

let numbered = 0;

/**
 * A control with its label above or beside it.
 * @param {string} words
 * @param {any} control
 * @param {string} [kind]
 * @returns {HTMLElement}
 */
export function field(words, control, kind = "pn-field") {
  control.id ||= `pn-${++numbered}`;
  return el("div", { class: kind }, el("label", { for: control.id, text: words }), control);
}

/**
 * @param {string} words
 * @param {boolean} checked
 * @param {(checked: boolean) => void} changed
 * @param {number} [count]
 * @returns {HTMLElement}
 */
export function tick(words, checked, changed, count) {
  const box = el("input", { type: "checkbox", checked, on: { change: () => changed(box.checked) } });
  return el("label", { class: "pn-tick" }, box, el("span", { text: words }), " ",
    count === undefined ? null : el("span", { class: "pn-count", text: whole(count) }));
}

/**
 * Words of the catalogue; the page hands them over by key.
 * @param {Record<string, string>} words
 * @returns {(key: string, values?: Record<string, string|number>) => string}
 */
export function speaker(words) {
  return (key, values = {}) => {
    const said = words[`explore.${key}`] ?? words[key] ?? key;
    return said.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  };
}

/** @param {number} count */
export function whole(count) {
  return count.toLocaleString("en-US");
}

/**
 * Draws anew at most once a frame, not while the panel is closed, and where a list is drawn anew
 * puts the focus back on what had it.
 * @param {HTMLElement} room
 * @param {() => void} draw
 * @returns {() => void}
 */
export function redrawing(room, draw) {
  const panel = /** @type {HTMLDetailsElement|null} */ (room.closest("details"));
  let [due, stale] = [false, false];
  const ask = () => {
    stale = Boolean(panel && !panel.open);
    if (due || stale) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      keepingFocus(room, draw);
    });
  };
  panel?.addEventListener("toggle", () => { if (panel.open && stale) ask(); });
  return ask;
}

/** @param {HTMLElement} room @param {() => void} draw */
function keepingFocus(room, draw) {
  const had = /** @type {HTMLElement|null} */ (document.activeElement);
  const at = had && room.contains(had) ? had.dataset.at : undefined;
  draw();
  if (!at || !had || had.isConnected) return;
  const found = [...room.querySelectorAll("[data-at]")].find((one) => /** @type {HTMLElement} */ (one).dataset.at === at);
  /** @type {HTMLElement|undefined} */ (found)?.focus();
}
