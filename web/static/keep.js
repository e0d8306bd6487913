/**
 * What a browser keeps for its reader alone: in localStorage, or nowhere where that is shut.
 */
const NAME = "liantu.";

/**
 * @param {string} key
 * @returns {unknown} what was kept, null where there is nothing or nothing that can be read
 */
export function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(NAME + key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {unknown} value null takes it out
 */
export function keep(key, value) {
  try {
    if (value === null) localStorage.removeItem(NAME + key);
    else localStorage.setItem(NAME + key, JSON.stringify(value));
  } catch {
    // a browser that keeps nothing: the page works all the same
  }
}
