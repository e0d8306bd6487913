// The picture in an exported file: draws the nodes that the file holds and tells of the one selected.
"use strict";
(function () {
  /**
   * @typedef {{id: string, title: string, label: string}} DrawnNode
   * @typedef {{from: string, to: string, title: string}} DrawnLink
   */
  const held = document.getElementById("held");
  const stage = document.getElementById("stage");
  const told = document.getElementById("told");
  if (!held || !stage || !told) return;
  /** @type {{nodes: DrawnNode[], edges: DrawnLink[], options: object}} */
  const data = JSON.parse(held.textContent || "{}");
  const vis = /** @type {any} */ (window).vis;
  stage.replaceChildren();
  const network = new vis.Network(
    stage,
    { nodes: new vis.DataSet(data.nodes), edges: new vis.DataSet(data.edges) },
    data.options,
  );
  /** @type {Map<string, string>} */
  const titles = new Map(data.nodes.map((node) => [node.id, node.title]));

  /** @param {string[]} lines */
  function tell(lines) {
    const parts = lines.map((line, index) => {
      const part = document.createElement(index ? "li" : "strong");
      part.textContent = line;
      return part;
    });
    told.replaceChildren(...parts);
  }

  network.on("selectNode", (/** @type {{nodes: string[]}} */ event) => {
    const id = event.nodes[0];
    const links = data.edges
      .filter((link) => link.from === id || link.to === id)
      .map((link) => `${titles.get(link.from)} — ${link.title} → ${titles.get(link.to)}`);
    tell([titles.get(id) || id, ...links]);
  });
  network.on("deselectNode", () => told.replaceChildren());
  network.once("afterDrawing", () => {
    network.fit({ animation: false });
    stage.dataset.drawn = String(data.nodes.length);
  });
})();
