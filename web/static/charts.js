// Draws the charts of the page from their JSON; the tables beside them need no script.
/* global echarts */
import { optionOf } from "./chart_options.js";

/** Read the colours of the page, so that charts are light or dark as it is. */
function colours() {
  const style = getComputedStyle(document.body);
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    ink: read("--ink"), muted: read("--muted"), line: read("--line"), accent: read("--accent"),
    surface: read("--surface"), font: style.fontFamily,
    grade: (kind) => read(`--grade-${GRADES[kind] ?? "blank"}`) || read("--accent"),
  };
}

const GRADES = {
  BREAK: "break", MISSING_INPUT: "missing", EXTENSION: "extension", BLANK: "blank", WEAK: "weak",
  FRAGILE: "fragile", UNMATCHED: "unmatched", SUPPORT: "support", UNKNOWN: "unknown",
};

/**
 * Draw one figure and open its downloads.
 * @param {HTMLElement} figure
 */
async function draw(figure) {
  const words = JSON.parse(figure.dataset.words);
  try {
    const answer = await fetch(figure.dataset.src, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const found = await answer.json();
    const option = optionOf(figure.dataset.chart, found.picture, words, colours());
    if (!option) return;
    figure.hidden = false;
    figure.classList.toggle("is-tall", option.tall === true);
    const chart = echarts.init(figure, null, { renderer: "canvas" });
    chart.setOption(option.value);
    new ResizeObserver(() => chart.resize()).observe(figure);
    if (option.open) chart.on("click", (event) => {
      const address = option.open(event);
      if (address) window.location.assign(address);
    });
    tools(figure, option);
  } catch {
    figure.hidden = false;
    figure.classList.add("charts-none");
    figure.textContent = words.failed;
  }
}

/**
 * Let the picture be kept: larger than on the page, with title, version and date, on white.
 * @param {HTMLElement} figure
 * @param {{value: object, tall?: boolean}} option
 */
function tools(figure, option) {
  const room = figure.closest("section").querySelector("[data-picture-tools]");
  room.hidden = false;
  for (const button of room.querySelectorAll("[data-picture]")) {
    button.addEventListener("click", () => {
      const svg = button.dataset.picture === "svg";
      const place = { width: 1400, height: option.tall ? 1100 : 800 };
      const holder = document.createElement("div");
      const chart = svg
        ? echarts.init(null, null, { renderer: "svg", ssr: true, ...place })
        : echarts.init(holder, null, { renderer: "canvas", devicePixelRatio: 2, ...place });
      chart.setOption({
        ...option.value,
        animation: false,
        backgroundColor: colours().surface,
        title: {
          text: figure.dataset.title, subtext: figure.dataset.source, left: 16, top: 10,
          textStyle: { color: colours().ink, fontFamily: colours().font },
          subtextStyle: { color: colours().muted, fontFamily: colours().font },
        },
      });
      const made = svg
        ? URL.createObjectURL(new Blob([chart.renderToSVGString()], { type: "image/svg+xml" }))
        : chart.getDataURL({ type: "png", pixelRatio: 2 });
      const link = document.createElement("a");
      link.href = made;
      link.download = `${figure.dataset.title.replace(/[\\/:*?"<>|.\s]+/g, "_")}.${button.dataset.picture}`;
      link.click();
      chart.dispose();
      if (svg) setTimeout(() => URL.revokeObjectURL(made), 10_000);
    });
  }
}

for (const figure of document.querySelectorAll("[data-chart]")) draw(figure);
