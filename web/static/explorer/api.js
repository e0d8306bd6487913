/**
 * Questions to the server. A failure is shown where the reader is, with its reason and a button
 * that tries again; who asks just waits: the promise ends with an answer, or is refused where the
 * reader closes the note.
 */
import { Failed, failed } from "../asking.js";
import { el } from "./panels/dom.js";

const LIMIT = 60000; // ms

export class Api {
  /**
   * @param {{api: string, node: string, version?: string, lang: string, csrf?: string}} settings
   * @param {HTMLElement} told where waiting and failures are said
   * @param {Record<string, string>} words
   */
  constructor(settings, told, words) {
    this.settings = settings;
    this.told = told;
    this.words = words;
    this.open = 0;
    this.line = el("p", { class: "asking", text: words["explore.loading"], hidden: true });
    told.append(this.line);
  }

  /** @param {string} path @param {Record<string, any>} [query] a list gives a parameter several times */
  get(path, query = {}) { return this.lasting("GET", path, query); }

  /** @param {string} path @param {any} body */
  post(path, body) { return this.lasting("POST", path, {}, body); }

  /** @param {string} path @param {any} body */
  put(path, body) { return this.lasting("PUT", path, {}, body); }

  /** @param {string} path */
  remove(path) { return this.lasting("DELETE", path, {}); }

  /** @param {string} path @param {any} body @returns {Promise<{blob: Blob, name: string}>} */
  file(path, body) { return this.lasting("POST", path, {}, body, true); }

  /** @param {string} path @param {Record<string, any>} query */
  address(path, query) {
    const url = new URL(path.startsWith("/") ? path : this.settings.api + path, location.href);
    const { version, lang } = this.settings;
    for (const [name, value] of Object.entries({ version, lang, ...query })) {
      for (const one of [value].flat()) if (one !== undefined && one !== null && one !== "") url.searchParams.append(name, String(one));
    }
    return url;
  }

  /**
   * @param {string} method @param {string} path @param {Record<string, any>} query
   * @param {any} [body] @param {boolean} [file]
   * @returns {Promise<any>}
   */
  async lasting(method, path, query, body, file = false) {
    for (;;) {
      this.waits(1);
      try {
        return await this.once(method, path, query, body, file);
      } catch (error) {
        await this.asks(error);
      } finally {
        this.waits(-1);
      }
    }
  }

  /** Shows a failure; goes on where the reader tries again. @param {any} error @returns {Promise<void>} */
  asks(error) {
    return new Promise((again, refuse) => {
      const note = failed(error, () => {
        note.remove();
        again();
      });
      const said = note.querySelector("p");
      if (said && error.said) said.textContent = error.said;
      if (error.why >= 400 && error.why < 500) note.querySelector("[data-retry]")?.remove();
      note.append(el("button", { type: "button", class: "quiet", text: this.words["explore.close"], on: { click: () => {
        note.remove();
        refuse(error);
      } } }));
      this.told.append(note);
      if (error.why >= 400 && error.why < 500) refuse(error);
    });
  }

  /** @param {string} method @param {string} path @param {any} query @param {any} body @param {boolean} file */
  async once(method, path, query, body, file) {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), LIMIT);
    /** @type {Record<string, string>} */ const headers = body === undefined ? {} : { "Content-Type": "application/json" };
    if (method !== "GET" && this.settings.csrf) headers["X-CSRFToken"] = this.settings.csrf;
    try {
      const answer = await fetch(this.address(path, query), {
        method, headers, signal: late.signal, body: body === undefined ? undefined : JSON.stringify(body),
      });
      if (!answer.ok) throw await refused(answer);
      if (!file) return await answer.json();
      const name = /filename\*?=(?:UTF-8'')?"?([^";]+)/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "";
      return { blob: await answer.blob(), name: decodeURIComponent(name) };
    } catch (error) {
      if (error instanceof Failed) throw error;
      throw new Failed(late.signal.aborted ? "late" : "gone");
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {1|-1} more */
  waits(more) {
    this.open += more;
    this.line.hidden = this.open === 0;
  }
}

/** @param {Response} answer @returns {Promise<Failed>} with what the server said, where it said something */
async function refused(answer) {
  const error = new Failed(answer.status);
  const told = await answer.json().catch(() => null);
  const { message, remedy } = told?.error ?? {};
  if (message) /** @type {any} */ (error).said = remedy ? `${message} ${remedy}` : message;
  return error;
}
