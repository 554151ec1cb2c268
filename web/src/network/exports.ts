/** The picture and what it shows as files. */
import type Sigma from "sigma";
import { element } from "../elements";
import { NO_XML, pngOf } from "../file";
import type { LinkData, Network, NodeData } from "./data";
import { type Shape, lookOf } from "./kinds";
import type { Shown } from "./shown";
import { theme } from "./theme";

/** The picture as it is seen, as PNG. */
export async function png(sigma: Sigma<NodeData, LinkData>): Promise<Blob> {
  // What WebGL draws can only be read before the browser shows it.
  sigma.refresh({ schedule: false });
  const layers = sigma.getCanvases();
  const { width, height } = layers["nodes"] ?? { width: 1, height: 1 };
  const canvas = element("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser draws no pictures");
  context.fillStyle = theme().ground;
  context.fillRect(0, 0, width, height);
  for (const layer of ["edges", "nodes", "edgeLabels", "labels", "hovers", "hoverNodes"]) {
    const from = layers[layer];
    if (from !== undefined && from.width > 0 && from.height > 0) context.drawImage(from, 0, 0, width, height);
  }
  return pngOf(canvas);
}

/** Text as it can stand in XML; what no XML may hold is left out. */
export function escaped(text: string): string {
  const marks: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(NO_XML, "").replace(/\p{Cs}/gu, "").replace(/[&<>"]/g, (mark) => marks[mark]!);
}

/** A point of the drawing. */
export interface Point {
  x: number;
  y: number;
}

/** What is drawn where. */
export interface Drawing {
  width: number;
  height: number;
  title: string;
  /** Where a node is, and how large. */
  at(key: string, node: NodeData): Point & { size: number };
  /** Whether its name is shown. */
  isNamed(key: string): boolean;
}

const n = (value: number): string => String(Math.round(value * 100) / 100);

function outline(shape: Shape, { x, y, size }: Point & { size: number }): string {
  const points = (...corners: [number, number][]): string => `<polygon points="${corners.map(([dx, dy]) => `${n(x + dx * size)},${n(y + dy * size)}`).join(" ")}"`;
  switch (shape) {
    case "circle":
      return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(size)}"`;
    case "square":
      return points([-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]);
    case "diamond":
      return points([0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]);
    case "triangle":
      return points([0, -1.15], [1, 0.58], [-1, 0.58]);
  }
}

/** What is shown, as SVG with names as text. */
export function svg(graph: Network, shown: Shown, drawing: Drawing): string {
  const colors = theme();
  const { width, height } = drawing;
  const places = new Map<string, Point & { size: number }>();
  for (const key of shown.nodes) places.set(key, drawing.at(key, graph.getNodeAttributes(key)));
  const isSeen = ({ x, y, size }: Point & { size: number }): boolean => x > -size && y > -size && x < width + size && y < height + size;
  const lines: string[] = [];
  for (const key of shown.links) {
    const [from, to] = graph.extremities(key).map((end) => places.get(end));
    if (from === undefined || to === undefined || !(isSeen(from) || isSeen(to))) continue;
    lines.push(`<line x1="${n(from.x)}" y1="${n(from.y)}" x2="${n(to.x)}" y2="${n(to.y)}" stroke-width="${n(graph.getEdgeAttribute(key, "size"))}"/>`);
  }
  const nodes: string[] = [];
  const names: string[] = [];
  for (const [key, place] of places) {
    if (!isSeen(place)) continue;
    const { label, kind } = graph.getNodeAttributes(key);
    const look = lookOf(kind);
    nodes.push(`${outline(look.shape, place)} fill="${look.color}"><title>${escaped(`${label}, ${look.one}`)}</title></${look.shape === "circle" ? "circle" : "polygon"}>`);
    if (drawing.isNamed(key)) names.push(`<text x="${n(place.x + place.size + 3)}" y="${n(place.y + 4)}">${escaped(label)}</text>`);
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}" role="img">`,
    `<title>${escaped(drawing.title)}</title>`,
    `<rect width="100%" height="100%" fill="${colors.ground}"/>`,
    `<g stroke="${colors.line}">`, ...lines, "</g>",
    `<g stroke="${colors.ground}" stroke-width="1">`, ...nodes, "</g>",
    `<g font-family="system-ui, sans-serif" font-size="13" fill="${colors.ink}">`, ...names, "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** What is shown, as graphology's JSON, without what only the picture needs. */
export function json(graph: Network, shown: Shown): string {
  const plain = (attributes: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(attributes).filter(([name]) => !["x", "y", "size"].includes(name)));
  return JSON.stringify({
    options: { type: "directed", multi: true, allowSelfLoops: false },
    attributes: {},
    nodes: [...shown.nodes].map((key) => ({ key, attributes: plain(graph.getNodeAttributes(key)) })),
    edges: [...shown.links].map((key) => ({ key, source: graph.source(key), target: graph.target(key), attributes: plain(graph.getEdgeAttributes(key)) })),
  });
}
