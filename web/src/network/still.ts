/** A picture that stays as it is, for browsers that draw no WebGL. */
import type { Network } from "./data";
import type { Drawing } from "./exports";
import type { Shown } from "./shown";

/** So many names stand in it at most, those of the heaviest nodes. */
const NAMED = 40;
/** About how wide a letter of a name is, and how high its line. */
const [LETTER, LINE] = [7, 15];
/** Room at the edges, for names. */
const EDGE = 60;

/** All that is shown, as large as the stage. */
export function whole(graph: Network, shown: Shown, title: string, width: number, height: number): Drawing {
  let [left, right, low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const key of shown.nodes) {
    const { x, y } = graph.getNodeAttributes(key);
    [left, right, low, high] = [Math.min(left, x), Math.max(right, x), Math.min(low, y), Math.max(high, y)];
  }
  const scale = Math.min((width - 2 * EDGE) / Math.max(right - left, 1e-6), (height - 2 * EDGE) / Math.max(high - low, 1e-6));
  const weight = (key: string): number => graph.getNodeAttribute(key, "weight");
  const at: Drawing["at"] = (_, { x, y, size }) => ({ x: width / 2 + (x - (left + right) / 2) * scale, y: height / 2 - (y - (low + high) / 2) * scale, size });
  // A name that would lie on one of a heavier node is left out.
  const named = new Set<string>();
  const taken: { x: number; y: number; end: number }[] = [];
  for (const key of [...shown.nodes].sort((a, b) => weight(b) - weight(a))) {
    if (named.size === NAMED) break;
    const node = graph.getNodeAttributes(key);
    const { x, y, size } = at(key, node);
    const end = x + size + node.label.length * LETTER;
    if (taken.some((other) => Math.abs(other.y - y) < LINE && x < other.end && other.x < end)) continue;
    taken.push({ x, y, end });
    named.add(key);
  }
  return { width, height, title, at, isNamed: (key) => named.has(key) };
}

/** Puts a drawing in place of the picture. */
export function put(stage: HTMLElement, drawing: string): void {
  const parsed = new DOMParser().parseFromString(drawing, "image/svg+xml").documentElement;
  stage.replaceChildren(document.importNode(parsed, true));
}
