/** Draws nodes and links, and tells of the one that is chosen. */

import Graphology from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import Sigma from "sigma";
import { element } from "../elements";
import { isStill } from "../motion";
import type { Drawn, Node } from "./graph";
import type { Names } from "./terms";
import { counted } from "./view";

/** More nodes are not drawn: nobody sees anything in them. */
const MOST = 600;

/** Colours that readers who see few colours tell apart (Okabe and Ito), with a contrast of 3 to 1 or more on both grounds. */
const COLOURS = ["#0072b2", "#b34a00", "#00805c", "#a6518a", "#8a6d00", "#3a7ca5", "#767676"];

/** Puts the picture and the choice among its nodes into a place. */
export function draw(place: HTMLElement, drawn: Drawn, names: Names): void {
  const degrees = new Map<string, number>();
  for (const { from, to } of drawn.links) {
    degrees.set(from, (degrees.get(from) ?? 0) + 1);
    degrees.set(to, (degrees.get(to) ?? 0) + 1);
  }
  const degree = (node: Node) => degrees.get(node.id) ?? 0;
  const nodes = [...drawn.nodes.values()].sort((a, b) => degree(b) - degree(a)).slice(0, MOST);
  const graph = layout(nodes, drawn, degree);

  const kinds = [...new Set(nodes.map((node) => node.kind))].sort();
  const colour = (kind: string) => COLOURS[Math.min(kinds.indexOf(kind), COLOURS.length - 1)] ?? "#767676";
  for (const node of nodes) graph.setNodeAttribute(node.id, "color", colour(node.kind));

  const left = drawn.nodes.size - nodes.length;
  const size = `${counted(graph.order, "thing")} and ${counted(graph.size, "link")}`;
  const more = left > 0 ? `; ${counted(left, "thing")} with fewer links are left out` : "";
  place.append(element("p", { class: "soft" }, `${size}${more}. The table has all of it.`));

  const bar = element("p", { class: "bar" });
  const label = element("label", {}, "Thing ");
  const select = element("select");
  select.append(new Option("choose one", ""));
  for (const node of [...nodes].sort((a, b) => a.label.localeCompare(b.label, "en", { numeric: true }))) select.append(new Option(node.label, node.id));
  label.append(select);
  bar.append(label);
  if (kinds.some(Boolean)) {
    for (const kind of kinds) {
      const mark = element("span", { class: "key" }, kind || "class not told");
      mark.style.borderColor = colour(kind);
      bar.append(mark);
    }
  }
  const picture = element("div", {
    class: "network", role: "img", "aria-label": `A picture of ${size}. Choose a thing to read what is said of it; the table has all of it.`,
  });
  const told = element("div", { class: "told", role: "status" });
  place.append(bar, picture, told);

  let renderer: Sigma | undefined;
  let chosen = "";
  const choose = (id: string) => {
    chosen = id;
    select.value = id;
    tell(told, drawn.nodes.get(id), names);
    renderer?.refresh();
  };
  select.addEventListener("change", () => {
    choose(select.value);
    const at = select.value ? renderer?.getNodeDisplayData(select.value) : undefined;
    if (at) void renderer?.getCamera().animate({ x: at.x, y: at.y, ratio: 0.5 }, { duration: isStill() ? 0 : 300 });
  });

  try {
    renderer = new Sigma(graph, picture, {
      labelColor: { color: getComputedStyle(picture).color },
      labelFont: "system-ui, sans-serif",
      defaultEdgeColor: "#8a93a0",
      renderEdgeLabels: graph.size <= 40,
      edgeLabelColor: { color: getComputedStyle(picture).color },
      nodeReducer: (id, data) => (id === chosen ? { ...data, highlighted: true, forceLabel: true, size: Number(data.size) * 1.4 } : data),
      edgeReducer: (edge, data) => (chosen && !graph.hasExtremity(edge, chosen) ? { ...data, hidden: graph.size > 60 } : data),
      // What the pointer stands on is written on a ground of its own, in both themes.
      defaultDrawNodeHover: hover,
    });
    renderer.on("clickNode", ({ node }) => choose(node));
    renderer.on("clickStage", () => choose(""));
  } catch (error) {
    picture.remove();
    place.append(element("p", { class: "soft" }, `This browser cannot draw it (${error instanceof Error ? error.message : String(error)}); the choice above and the table have all of it.`));
  }
  // The library takes its picture away when another is shown; what it holds on the graphics card must go with it.
  new MutationObserver((_, observer) => {
    if (place.isConnected) return;
    observer.disconnect();
    renderer?.kill();
  }).observe(place.parentElement ?? document.body, { childList: true });
}

/** Places the nodes; the same answer always looks the same. */
function layout(nodes: Node[], drawn: Drawn, degree: (node: Node) => number): Graphology {
  const graph = new Graphology({ multi: false, type: "directed" });
  for (const [at, node] of nodes.entries()) {
    const angle = at * 2.399963;
    const radius = Math.sqrt(at + 1);
    graph.addNode(node.id, { label: node.label, x: radius * Math.cos(angle), y: radius * Math.sin(angle), size: 4 + Math.min(10, Math.sqrt(degree(node)) * 1.6) });
  }
  for (const { from, to, property } of drawn.links) {
    if (from === to || !graph.hasNode(from) || !graph.hasNode(to)) continue;
    if (!graph.hasDirectedEdge(from, to)) graph.addDirectedEdge(from, to, { label: property, size: 1.5, type: "arrow" });
  }
  const settings = { ...forceAtlas2.inferSettings(graph), barnesHutOptimize: graph.order > 200 };
  forceAtlas2.assign(graph, { iterations: graph.order > 300 ? 120 : 300, settings });
  return graph;
}

/** Writes a node's name on the colour of the page. */
function hover(context: CanvasRenderingContext2D, data: { x: number; y: number; size: number; label?: string | null; color?: string }, settings: { labelSize: number; labelFont: string }): void {
  const label = data.label ?? "";
  const style = getComputedStyle(document.body);
  context.font = `${settings.labelSize}px ${settings.labelFont}`;
  const width = context.measureText(label).width;
  const height = settings.labelSize + 8;
  context.fillStyle = style.backgroundColor;
  context.strokeStyle = style.color;
  context.beginPath();
  context.rect(data.x + data.size + 1, data.y - height / 2, width + 8, height);
  context.fill();
  context.stroke();
  context.beginPath();
  context.arc(data.x, data.y, data.size + 2, 0, Math.PI * 2);
  context.stroke();
  context.fillStyle = style.color;
  context.fillText(label, data.x + data.size + 5, data.y + settings.labelSize / 3);
}

/** What the answer says of a node. */
function tell(place: HTMLElement, node: Node | undefined, names: Names): void {
  place.replaceChildren();
  if (!node) return;
  const title = element("h2");
  const link = names.element(node.term);
  if (node.label) link.textContent = node.label;
  title.append(link);
  const list = element("dl", { class: "facts" });
  for (const { property, value } of node.said.slice(0, 100)) {
    const meaning = element("dd");
    meaning.append(names.element(value));
    list.append(element("dt", {}, names.short(property)), meaning);
  }
  place.append(title, node.said.length > 0 ? list : element("p", { class: "soft" }, "The answer only links to it."));
}
