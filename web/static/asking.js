/**
 * Questions to the server that say how they stand: that they wait, that they failed and what
 * can be done. A server that is silent for too long counts as one that failed.
 */
export const LIMIT = 15000; // ms

/**
 * @param {string|URL} address
 * @param {{signal?: AbortSignal, limit?: number, cache?: RequestCache}} [given]
 * @returns {Promise<Response>} an answer that is fine; throws AbortError only where ``signal`` says so
 */
export async function ask(address, { signal, limit = LIMIT, cache = "default" } = {}) {
  const late = new AbortController();
  const stop = () => late.abort();
  signal?.addEventListener("abort", stop);
  const timer = setTimeout(stop, limit);
  try {
    const answer = await fetch(address, { signal: late.signal, cache });
    if (!answer.ok) throw new Failed(answer.status);
    return answer;
  } catch (error) {
    if (error instanceof Failed || signal?.aborted) throw error;
    throw new Failed(late.signal.aborted ? "late" : "gone");
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** Why there is no answer: an HTTP status, "late" or "gone". */
export class Failed extends Error {
  /** @param {number|"late"|"gone"} why */
  constructor(why) {
    super(String(why));
    this.why = why;
  }
}

/** @returns {HTMLElement} a line that says that something is on its way */
export function waiting() {
  const line = document.createElement("p");
  line.className = "asking";
  line.setAttribute("role", "status");
  line.textContent = document.body.dataset.waiting ?? "…";
  return line;
}

/**
 * @param {unknown} error what ``ask`` threw
 * @param {() => void} again asks once more
 * @returns {HTMLElement} what happened, and a button that tries again
 */
export function failed(error, again) {
  const { lateWords = "", goneWords = "", failedWords = "", retryWords = "" } = document.body.dataset;
  const why = error instanceof Failed ? error.why : "gone";
  const note = document.createElement("div");
  note.className = "note bad asking";
  note.setAttribute("role", "alert");
  const said = document.createElement("p");
  said.textContent = why === "late" ? lateWords : why === "gone" ? goneWords : failedWords.replace("{status}", String(why));
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.retry = "";
  button.textContent = retryWords;
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    again();
  });
  note.append(said, button);
  return note;
}
