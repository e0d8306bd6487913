// A running job: its page asks once a second how far it is, and is loaded anew when it has ended.
// Without this module the page shows one moment, and a link shows the next.

import { ask as question, failed } from "./asking.js";

const SECOND = 1000;
const LOST = 5; // questions without an answer, after which only the reader asks again
const HIDDEN = 10 * SECOND; // between two questions of a page that nobody looks at

/**
 * @typedef {{share: number, done: number, total: number, message: string, stage_label: string}} Progress
 * @typedef {{state: string, state_label: string, cancelling: boolean, elapsed: string, progress: Progress, log: string[]}} Job
 */

const root = document.querySelector("[data-job]");

/**
 * @param {string} name the part to fill in
 * @param {string} words
 */
function fill(name, words) {
  const part = document.querySelector(`[data-${name}]`);
  if (part && part.textContent !== words) part.textContent = words;
}

/** @param {Job} job */
function show(job) {
  const { progress } = job;
  const bar = document.querySelector("[data-bar]");
  if (bar instanceof HTMLProgressElement) bar.value = progress.share;
  fill("percent", `${Math.round(progress.share * 100)}%`);
  fill("state", job.state_label);
  fill("elapsed", job.elapsed);
  const waiting = job.cancelling ? root?.getAttribute("data-cancelling") : progress.message;
  fill("stage", waiting || progress.stage_label);
  const [done, total] = [progress.done, progress.total].map((one) => one.toLocaleString("en-US"));
  fill("counted", progress.total ? `${done} / ${total}` : "");
  if (job.log.length) fill("log", job.log.join("\n"));
}

let lost = 0;

async function ask() {
  try {
    const answer = await question(String(root?.getAttribute("data-job")), { cache: "no-store" });
    lost = 0;
    document.querySelector(".job .asking")?.remove();
    /** @type {Job} */
    const job = await answer.json();
    if (job.state !== "queued" && job.state !== "running") {
      location.reload();
      return;
    }
    show(job);
  } catch (error) {
    fill("stage", String(root?.getAttribute("data-lost")));
    lost += 1;
    if (lost >= LOST) return stopped(error);
  }
  setTimeout(ask, document.hidden ? HIDDEN : SECOND);
}

/** @param {unknown} error why the last question had no answer */
function stopped(error) {
  document.querySelector(".job .asking")?.remove();
  root?.append(failed(error, () => ask()));
}

if (root) setTimeout(ask, SECOND);
