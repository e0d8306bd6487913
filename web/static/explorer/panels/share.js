/**
 * A view as part of an address: the snapshot as JSON, deflated, in base64 for addresses. What
 * stands behind ``#`` is never sent to a server, so this also works where nothing may be saved.
 */

export const PREFIX = "#v=";
export const LONGEST = 60_000; // signs of an address that every browser of the last years takes
const MOST = 8 << 20; // bytes that a link may unfold to

/** What is wrong with a link; ``why`` is "broken", "large" or "format". */
export class BadLink extends Error {
  /** @param {"broken"|"large"|"format"} why */
  constructor(why) {
    super(why);
    this.why = why;
  }
}

/**
 * @param {object} snapshot
 * @returns {Promise<string>} ``#v=…``
 */
export async function packed(snapshot) {
  const bytes = new TextEncoder().encode(JSON.stringify(snapshot));
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const small = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = "";
  for (let at = 0; at < small.length; at += 0x8000) text += String.fromCharCode(...small.subarray(at, at + 0x8000));
  return PREFIX + btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/**
 * @param {string} hash
 * @returns {Promise<any>} the snapshot, null where the address holds none; throws BadLink
 */
export async function unpacked(hash) {
  if (!hash.startsWith(PREFIX)) return null;
  const found = JSON.parse(await inflated(hash.slice(PREFIX.length)).then((text) => text, refused));
  if (!checked(found)) throw new BadLink("format");
  return found;
}

/** @param {unknown} error @returns {never} */
function refused(error) {
  throw error instanceof BadLink ? error : new BadLink("broken");
}

/** @param {string} coded */
async function inflated(coded) {
  const bytes = Uint8Array.from(atob(coded.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return check(text + decoder.decode());
    size += value.length;
    if (size > MOST) throw new BadLink("large");
    text += decoder.decode(value, { stream: true });
  }
}

/** @param {string} text */
function check(text) {
  JSON.parse(text);
  return text;
}

/**
 * @param {any} one
 * @returns {boolean} whether a snapshot has the parts that a view needs, each of its own type
 */
export function checked(one) {
  const lists = ["expansions", "filters", "styles", "selection"];
  return Boolean(one) && one.format === 1 && typeof one.data_version === "string" && Array.isArray(one.nodes)
    && one.nodes.every((/** @type {any} */ node) => typeof node?.id === "string" && node.id.length <= 300
      && [node.x, node.y].every((at) => at === undefined || at === null || Number.isFinite(at)))
    && lists.every((name) => one[name] === undefined || Array.isArray(one[name]));
}
