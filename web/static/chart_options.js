// What ECharts is told for each chart. Values come worked out by the server; here is only their look.

const SHORT = 12; // signs of a name on an axis

/** @param {string} name */
const short = (name) => (name.length > SHORT ? `${name.slice(0, SHORT - 1)}…` : name);
// ECharts reads {x|…} in texts as styles: a name's braces are shown as wide ones.
const plain = (name) => String(name).replace(/\{/g, "｛").replace(/\}/g, "｝");

/**
 * Return the option of a chart, or null where there is nothing to draw.
 * @param {string} name heat, flows, quadrant or spread
 * @param {object} picture the values of the chart's JSON
 * @param {Record<string, string>} words
 * @param {object} colours
 */
export function optionOf(name, picture, words, colours) {
  const made = { heat, flows, quadrant, spread }[name](picture, words, colours);
  if (!made) return null;
  made.value = {
    textStyle: { fontFamily: colours.font, color: colours.ink },
    animationDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300,
    aria: { enabled: false },
    ...made.value,
    tooltip: {
      renderMode: "richText", confine: true, backgroundColor: colours.surface,
      borderColor: colours.line, textStyle: { color: colours.ink, fontFamily: colours.font },
      ...made.value.tooltip,
    },
  };
  return made;
}

const axis = (colours) => ({
  axisLabel: { color: colours.ink, hideOverlap: true },
  axisLine: { lineStyle: { color: colours.muted } },
  splitLine: { lineStyle: { color: colours.line } },
  nameTextStyle: { color: colours.muted },
});

function heat(picture, words, colours) {
  if (!picture.cells.length) return null;
  const rows = picture.segments.map((_, at) => at).filter((at) => picture.cells.some((one) => one[1] === at));
  const at = new Map(rows.map((row, place) => [row, place]));
  return {
    tall: rows.length > 18,
    value: {
      grid: { left: 8, right: 24, top: 76, bottom: 8, containLabel: true },
      xAxis: {
        type: "category", data: picture.regions.map(plain), ...axis(colours), splitArea: { show: false },
        position: "bottom",
        axisLabel: { color: colours.ink, rotate: picture.regions.length > 6 ? 40 : 0, formatter: short, interval: 0 },
      },
      yAxis: {
        type: "category", inverse: true, data: rows.map((row) => plain(picture.segments[row])), ...axis(colours),
        axisLabel: { color: colours.ink, formatter: short, interval: 0 },
      },
      visualMap: {
        min: 1, max: Math.max(2, picture.most), calculable: false, orient: "horizontal", right: 20, top: 30,
        inRange: { color: [mixed(colours, 0.25), mixed(colours, 0.9)] }, textStyle: { color: colours.ink },
        precision: 0, itemHeight: 110,
      },
      series: [{
        type: "heatmap", data: picture.cells.map(([x, y, n]) => [x, at.get(y), n]),
        label: { show: true, color: colours.ink, textBorderColor: colours.surface, textBorderWidth: 3 },
        itemStyle: { borderColor: colours.line, borderWidth: 1 },
      }],
      tooltip: {
        formatter: ({ value: [x, y, n] }) => `${plain(picture.segments[rows[y]])}\n${plain(picture.regions[x])}：${n} ${words.firms}`,
      },
    },
    open: (event) => {
      if (!event.value) return "";
      const [chain, id] = picture.ids[rows[event.value[1]]].replace(/^seg:/, "").split("/");
      const code = picture.codes[event.value[0]];
      return `/chains/${encodeURIComponent(chain)}/segments/${encodeURIComponent(id)}?region=${code}`;
    },
  };
}

/** Blend the accent into the surface: a colour that canvas and SVG both read. */
function mixed(colours, share) {
  const read = (text) => {
    const hex = text.replace("#", "");
    const full = hex.length === 3 ? [...hex].map((one) => one + one).join("") : hex;
    return [0, 2, 4].map((place) => parseInt(full.slice(place, place + 2), 16));
  };
  const [over, under] = [read(colours.accent), read(colours.surface)];
  return `rgb(${over.map((one, place) => Math.round(one * share + under[place] * (1 - share))).join(",")})`;
}

function flows(picture, words, colours) {
  if (!picture.links.length) return null;
  return {
    tall: picture.nodes.length > 18,
    value: {
      series: [{
        type: "sankey", left: 12, right: 130, top: 64, bottom: 16, nodeGap: 10, nodeWidth: 14,
        draggable: false, emphasis: { focus: "adjacency" },
        // names may be alike: nodes are known by their number
        data: picture.nodes.map((one, at) => ({ name: String(at), itemStyle: { color: colours.accent } })),
        links: picture.links.map((one) => ({ source: String(one.from), target: String(one.to), value: one.count })),
        lineStyle: { color: colours.muted, opacity: 0.35, curveness: 0.5 },
        label: { color: colours.ink, formatter: ({ name }) => short(plain(picture.nodes[Number(name)].name)) },
      }],
      tooltip: {
        formatter: ({ data, dataType }) => {
          const name = (at) => plain(picture.nodes[Number(at)].name);
          return dataType === "edge"
            ? `${name(data.source)} → ${name(data.target)}\n${data.value} ${words[picture.measure]}`
            : name(data.name);
        },
      },
    },
  };
}

const COLUMN = 0.045; // of the strip at the left, in units of the axis

/** Place marks without feasibility in a strip, in the first column where they hide no other. */
function strip(points) {
  const columns = [];
  return [...points].sort((a, b) => b.value - a.value).map((one) => {
    let at = columns.findIndex((low) => low - one.value >= 0.04);
    if (at < 0) at = columns.length;
    columns[at] = one.value;
    return [-(at + 1) * COLUMN, one];
  });
}

function quadrant(picture, words, colours) {
  if (!picture.points.length && !picture.aside.length) return null;
  const aside = strip(picture.aside);
  const least = Math.min(0, ...aside.map(([x]) => x - COLUMN));
  const colour = (one) => colours.grade(one.kind);
  const mark = (x, one, known) => ({
    value: [x, one.value], point: one, symbolSize: 10 + 26 * Math.sqrt(one.need),
    itemStyle: known
      ? { color: colour(one), opacity: 0.75, borderColor: colours.ink }
      : { color: "transparent", borderColor: colour(one), borderType: "dashed", borderWidth: 2 },
  });
  const lines = [{ xAxis: 0.5 }, { yAxis: 0.5 }, ...(aside.length ? [{ xAxis: 0 }] : [])];
  return {
    value: {
      grid: { left: 56, right: 40, top: 76, bottom: 48 },
      xAxis: {
        min: least, max: 1, name: words.feasibility, nameLocation: "middle", nameGap: 28, ...axis(colours),
        interval: 0.25, axisLabel: { color: colours.ink, formatter: (v) => ([0, 0.25, 0.5, 0.75, 1].includes(v) ? v : "") },
        splitLine: { show: false },
      },
      yAxis: { min: 0, max: 1, name: words.value, nameLocation: "middle", nameGap: 36, ...axis(colours), axisLine: { onZero: false } },
      series: [{
        type: "scatter",
        data: [...picture.points.map((one) => mark(one.feasibility, one, true)), ...aside.map(([x, one]) => mark(x, one, false))],
        label: {
          show: picture.points.length + aside.length <= 60, position: "right", color: colours.ink,
          formatter: ({ data }) => short(plain(data.point.name)),
        },
        labelLayout: { hideOverlap: true },
        markLine: { silent: true, symbol: "none", label: { show: false }, data: lines, lineStyle: { color: colours.muted, type: "dashed" } },
        markArea: aside.length ? {
          silent: true, itemStyle: { color: colours.line, opacity: 0.25 }, label: { color: colours.muted, position: "insideBottom" },
          data: [[{ name: words.aside, xAxis: least }, { xAxis: 0 }]],
        } : undefined,
      }],
      tooltip: { formatter: ({ data }) => (data?.point ? said(data.point, words) : "") },
    },
    open: (event) => {
      const [chain, id] = (event.data?.point?.id ?? "").replace(/^seg:/, "").split("/");
      return id ? `/chains/${encodeURIComponent(chain)}/segments/${encodeURIComponent(id)}` : "";
    },
  };
}

function said(point, words) {
  const feasible = point.feasibility === null ? words.aside : `${words.feasibility} ${point.feasibility.toFixed(2)}`;
  const rank = point.rank ? `\n${words.rank} ${point.rank}` : "";
  return `${plain(point.name)} · ${point.grade}\n${feasible}，${words.value} ${point.value.toFixed(2)}，${words.need} ${point.need.toFixed(2)}${rank}`;
}

function spread(picture, words, colours) {
  const classes = [...picture.classes, ...(picture.unknown ? [words.unknown] : [])];
  if (!classes.length) return null;
  const bars = picture.counts.map((n) => ({ value: n, itemStyle: { color: colours.accent } }));
  const hollow = { color: "transparent", borderColor: colours.muted, borderType: "dashed", borderWidth: 1.5 };
  if (picture.unknown) bars.push({ value: picture.unknown, itemStyle: hollow });
  return {
    value: {
      grid: { left: 8, right: 16, top: 76, bottom: 36, containLabel: true },
      xAxis: {
        type: "category", data: classes, name: picture.unit, nameLocation: "middle", nameGap: 26,
        ...axis(colours), axisLabel: { color: colours.ink, interval: 0, hideOverlap: true },
      },
      yAxis: { type: "value", name: words.count, minInterval: 1, ...axis(colours) },
      series: [{ type: "bar", data: bars, barMaxWidth: 64, label: { show: true, position: "top", color: colours.ink } }],
      tooltip: { formatter: ({ name, value }) => `${name}：${value}` },
    },
  };
}
