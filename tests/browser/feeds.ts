/** The graph in the forms of the libraries that draw and count it, loaded by these libraries. */
import assert from "node:assert/strict";
import { test } from "node:test";
import cytoscape from "cytoscape";
import Graph from "graphology";
import { SERVICE } from "./browser";

interface D3 {
  nodes: { id: string; kind: string; weight: number }[];
  links: { source: string; target: string; kind: string; weight: number }[];
}

/** An answer of the feed in a format. */
async function feed(format: string): Promise<unknown> {
  const answer = await fetch(`${SERVICE}/feeds/graph?format=${format}`);
  assert.equal(answer.status, 200);
  return answer.json();
}

const d3 = (await feed("d3")) as D3;

/** How many neighbours each node has, by the plain lists of D3. */
function neighbours(): Map<string, number> {
  const near = new Map<string, Set<string>>(d3.nodes.map(({ id }) => [id, new Set()]));
  for (const { source, target } of d3.links) {
    near.get(source)!.add(target);
    near.get(target)!.add(source);
  }
  return new Map([...near].map(([id, others]) => [id, others.size]));
}

test("graphology imports it", async () => {
  const graph = Graph.from((await feed("graphology")) as never);
  assert.deepEqual([graph.type, graph.multi, graph.order, graph.size], ["directed", true, d3.nodes.length, d3.links.length]);
  for (const [node, count] of neighbours()) assert.equal(graph.neighbors(node).length, count, node);
  const weight = graph.reduceEdges((sum, _, link) => sum + (link["weight"] as number), 0);
  assert.equal(weight, d3.links.reduce((sum, link) => sum + link.weight, 0));
});

test("Cytoscape.js loads it", async () => {
  const { elements, data } = (await feed("cytoscape")) as { elements: cytoscape.ElementsDefinition; data: object };
  const graph = cytoscape({ headless: true, elements, data });
  assert.deepEqual([graph.nodes().length, graph.edges().length], [d3.nodes.length, d3.links.length]);
  for (const [node, count] of neighbours()) assert.equal(graph.getElementById(node).openNeighborhood().nodes().length, count, node);
  const people = d3.nodes.filter(({ kind }) => kind === "person").length;
  assert.equal(graph.nodes('[kind = "person"]').length, people);
});
