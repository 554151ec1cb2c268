/** Which nodes and links a view shows. */
import type { Network } from "./data";
import type { View } from "./state";

/** What is shown of the graph. */
export interface Shown {
  nodes: Set<string>;
  links: Set<string>;
}

/** Whether what lies between two days meets a period; bounds may be months or years. What has no day only meets one without bounds. */
export function meets(first: string | undefined, last: string | undefined, from: string, to: string): boolean {
  if (from === "" && to === "") return true;
  const [begins, ends] = [first ?? last, last ?? first];
  if (begins === undefined || ends === undefined) return false;
  const length = (bound: string, day: string): number => Math.min(bound.length, day.length);
  const after = from === "" || ends.slice(0, length(from, ends)) >= from.slice(0, length(from, ends));
  const before = to === "" || begins.slice(0, length(to, begins)) <= to.slice(0, length(to, begins));
  return after && before;
}

/** What a view shows: nodes that no filter leaves without a link are shown with the links between them; nodes that had none before stay. */
export function shownOf(graph: Network, view: View): Shown {
  const withoutKinds = new Set(view.withoutKinds);
  const withoutLinks = new Set(view.withoutLinks);
  const hidden = new Set(view.hidden);
  const fits = (node: string): boolean => !hidden.has(node) && !withoutKinds.has(graph.getNodeAttribute(node, "kind"));
  const links = new Set<string>();
  const nodes = new Set<string>();
  graph.forEachEdge((key, link, source, target) => {
    if (withoutLinks.has(link.kind) || link.weight < view.weight || !meets(link.first, link.last, view.from, view.to)) return;
    if (!fits(source) || !fits(target)) return;
    links.add(key);
    nodes.add(source);
    nodes.add(target);
  });
  graph.forEachNode((node) => {
    if (fits(node) && (graph.degree(node) === 0 || node === view.selected)) nodes.add(node);
  });
  return { nodes, links };
}
