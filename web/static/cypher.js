// Pages that run a text: it can be stopped while it runs; a mistake in it is gone to at once.

const form = document.querySelector("[data-cypher]");
const text = /** @type {HTMLTextAreaElement|null} */ (document.querySelector("#q-text"));

if (form instanceof HTMLFormElement) {
  const cancel = /** @type {HTMLButtonElement} */ (form.querySelector("[data-cancel]"));
  const said = /** @type {HTMLElement} */ (form.querySelector("[data-said]"));

  form.addEventListener("submit", (event) => {
    const by = /** @type {HTMLButtonElement|null} */ (event.submitter);
    if (by?.name === "as" || by?.hasAttribute("formaction")) return; // a file leaves the page as it is
    cancel.hidden = false;
    said.textContent = form.dataset.running ?? "";
  });
  cancel.addEventListener("click", () => {
    cancel.disabled = true;
    void fetch(form.dataset.stop ?? "", { method: "DELETE" }).catch(() => undefined);
  });
  addEventListener("pageshow", () => {
    cancel.hidden = true;
    cancel.disabled = false;
    said.textContent = "";
  });
}

if (form instanceof HTMLFormElement && text) {
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  const line = Number(text.dataset.line ?? 0);
  if (line > 0) {
    const before = text.value.split("\n").slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const at = before + Number(text.dataset.column ?? 1) - 1;
    text.focus();
    text.setSelectionRange(at, Math.min(at + 1, text.value.length));
  }
}
