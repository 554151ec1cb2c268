/** The graph as the feed gives it, and what is merged into it. */
import { MultiDirectedGraph } from "graphology";
import { NAMESPACE, pageHere } from "../address";

/** What the feed says of a node, and where it stands in the picture. */
export interface NodeData {
  label: string;
  kind: string;
  group?: string;
  weight: number;
  first?: string;
  last?: string;
  x: number;
  y: number;
  size: number;
  [other: string]: unknown;
}

/** What the feed says of a link: how often, and the first and last day. */
export interface LinkData {
  kind: string;
  weight: number;
  first?: string;
  last?: string;
  size: number;
  [other: string]: unknown;
}

export type Network = MultiDirectedGraph<NodeData, LinkData>;

/** An answer of `/feeds/graph?format=graphology`. */
export interface Answer {
  attributes: { title: string; note: string; nodes: number; edges: number; leftOut: { nodes: number; edges: number } };
  nodes: { key: string; attributes: Omit<NodeData, "x" | "y" | "size"> }[];
  edges: { key: string; source: string; target: string; attributes: Omit<LinkData, "size"> }[];
}

/** Where the feed tells of one node and its neighbours, within the same period, series and process. */
export function aroundSource(source: string, iri: string, limit: number): string {
  const [path, query] = source.split("?", 2);
  const pairs = new URLSearchParams(query);
  pairs.set("focus", iri);
  pairs.set("depth", "1");
  pairs.set("limit", String(limit));
  return `${path}?${pairs.toString()}`;
}

/** Makes the graph hold what the answers say and nothing else; what it held before keeps its place. Gives the nodes that are new. */
export function assemble(graph: Network, answers: Answer[]): string[] {
  const nodes = new Set(answers.flatMap((answer) => answer.nodes.map((node) => node.key)));
  const links = new Set(answers.flatMap((answer) => answer.edges.map((edge) => edge.key)));
  for (const link of graph.edges()) if (!links.has(link)) graph.dropEdge(link);
  for (const node of graph.nodes()) if (!nodes.has(node)) graph.dropNode(node);
  const added: string[] = [];
  for (const answer of answers) {
    for (const { key, attributes } of answer.nodes) {
      if (graph.hasNode(key)) continue;
      graph.addNode(key, { ...attributes, x: Number.NaN, y: Number.NaN, size: 1 } as NodeData);
      added.push(key);
    }
    for (const { key, source, target, attributes } of answer.edges) {
      if (graph.hasEdge(key) || !graph.hasNode(source) || !graph.hasNode(target)) continue;
      graph.addEdgeWithKey(key, source, target, { ...attributes, size: 1 } as LinkData);
    }
  }
  measure(graph);
  return added;
}

/** Sizes by weight, smaller where there are many. */
function measure(graph: Network): void {
  let most = 1;
  graph.forEachNode((_, node) => (most = Math.max(most, node.weight)));
  const span = graph.order < 500 ? 13 : graph.order < 3000 ? 8 : 5;
  const least = graph.order < 500 ? 4 : graph.order < 3000 ? 2.5 : 1.4;
  const thin = graph.size > 5000;
  graph.updateEachNodeAttributes(
    (_, node) => ({ ...node, size: least + span * Math.sqrt(node.weight / most) }),
    { attributes: ["size"] },
  );
  graph.updateEachEdgeAttributes(
    (_, link) => ({ ...link, size: thin ? 0.6 : Math.min(5, 1 + Math.log2(Math.max(1, link.weight)) * 0.6) }),
    { attributes: ["size"] },
  );
}

/** Where the page of a thing is, as the pages of the service link to it; null for what no browser should be sent to. */
export function pageOf(iri: string, base: string): string | null {
  const here = pageHere(iri, base);
  if (here !== undefined) return encoded(here);
  if (iri.startsWith(NAMESPACE)) return encoded(`/ontology#${iri.slice(NAMESPACE.length)}`);
  return /^https?:/i.test(iri) ? encoded(iri) : null;
}

/** All that is not ASCII as `%XX`; what is written so stays. */
function encoded(address: string): string {
  return address.replace(/[^\x21-\x7e]|["<>]/gu, (character) => encodeURIComponent(character));
}
