/**
 * What was done and can be undone. Every change of the model is an act that goes through here.
 */

/** @typedef {[string, Record<string, any>]|string} Label a text, or a key of the words with values */
/** @typedef {{label: Label, apply(): void, revert(): void}} Act */

export const MOST_ACTS = 200; // that can be undone

export class History extends EventTarget {
  constructor() {
    super();
    /** @type {Act[]} */ this.done = [];
    /** @type {Act[]} */ this.undone = [];
  }

  /** @param {Act} act */
  perform(act) {
    act.apply();
    this.done.push(act);
    if (this.done.length > MOST_ACTS) this.done.shift();
    this.undone = [];
    this.tell("history");
  }

  get canUndo() { return this.done.length > 0; }

  get canRedo() { return this.undone.length > 0; }

  /** What was done and can be undone, the latest last; and what can be done again, the next last. */
  get history() {
    return { done: this.done.map((one) => one.label), undone: this.undone.map((one) => one.label) };
  }

  undo() {
    const act = this.done.pop();
    if (!act) return;
    act.revert();
    this.undone.push(act);
    this.tell("history");
  }

  redo() {
    const act = this.undone.pop();
    if (!act) return;
    act.apply();
    this.done.push(act);
    this.tell("history");
  }

  /** @param {string} what @param {object} [more] */
  tell(what, more = {}) {
    this.dispatchEvent(new CustomEvent("change", { detail: { what, ...more } }));
  }
}
