// The queries behind a page: each text can be copied. Without this module it is selected by hand.

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!(button instanceof HTMLButtonElement) || !navigator.clipboard) continue;
  const text = button.closest("li")?.querySelector("pre")?.textContent ?? "";
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(text).then(
      () => { button.textContent = button.dataset.copy ?? ""; },
      () => { button.hidden = true; },
    );
  });
}
