/** Where nodes stand: a start by their names, then forces in a worker, which the reader may stop. */
import type { Network } from "./data";
import { FIXED, Forces, PER_LINK, PER_NODE, type Task } from "./forces";
import type { Told } from "./worker";

/** A number from 0 to 1 that hangs on a text alone (FNV-1a, mixed once more). */
export function chance(text: string, salt: number): number {
  let hash = 2166136261 ^ salt;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
  hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}

/** Gives nodes that have no place one: around `near` where that is given, else somewhere in a disc. */
export function start(graph: Network, near: string | null): void {
  const middle = near !== null && graph.hasNode(near) ? graph.getNodeAttributes(near) : null;
  const isPlaced = middle !== null && Number.isFinite(middle.x);
  const radius = isPlaced ? 10 : 10 * Math.sqrt(graph.order);
  graph.updateEachNodeAttributes(
    (key, node) => {
      if (Number.isFinite(node.x)) return node;
      const angle = chance(key, 1) * 2 * Math.PI;
      const far = radius * (isPlaced ? 0.5 + chance(key, 2) : Math.sqrt(chance(key, 2)));
      return { ...node, x: (isPlaced ? middle.x : 0) + far * Math.cos(angle), y: (isPlaced ? middle.y : 0) + far * Math.sin(angle) };
    },
    { attributes: ["x", "y"] },
  );
}

/** The graph as the forces take it; nodes in `fixed` stay where they are. */
function taskOf(graph: Network, fixed: Set<string>): Task {
  const places = new Map<string, number>();
  const nodes = new Float32Array(graph.order * PER_NODE);
  const links = new Float32Array(graph.size * PER_LINK);
  graph.forEachNode((key, node) => {
    const at = places.size * PER_NODE;
    places.set(key, at);
    // x, y, four of movement, mass, convergence, size, whether it stays.
    nodes.set([node.x, node.y, 0, 0, 0, 0, 1, 1, node.size], at);
    nodes[at + FIXED] = fixed.has(key) ? 1 : 0;
  });
  let at = 0;
  graph.forEachEdge((_, link, source, target) => {
    const [from, to] = [places.get(source)!, places.get(target)!];
    const pull = 1 + Math.log2(Math.max(1, link.weight)) / 2;
    nodes[from + 6]! += pull;
    nodes[to + 6]! += pull;
    links.set([from, to, pull], at);
    at += PER_LINK;
  });
  const most = graph.order < 1000 ? 600 : graph.order < 4000 ? 300 : 150;
  return { nodes, links, most: fixed.size > 0 ? Math.min(most, 200) : most };
}

/** A layout under way, which ends by itself or when it is stopped. */
export interface Layout {
  ended: Promise<void>;
  stop(): void;
}

/** Lays the graph out. `tell` hears after each piece of work, when new places are in the graph. */
export function layOut(graph: Network, worker: string | null, fixed: Set<string>, tell: (part: number) => void): Layout {
  const order = graph.nodes();
  const task = taskOf(graph, fixed);
  const place = (places: Float32Array): void => {
    const at = new Map(order.map((key, index) => [key, index * 2]));
    graph.updateEachNodeAttributes(
      (key, node) => {
        const index = at.get(key);
        return index === undefined ? node : { ...node, x: places[index]!, y: places[index + 1]! };
      },
      { attributes: ["x", "y"] },
    );
  };
  let stop = (): void => {};
  const ended = new Promise<void>((resolve) => {
    const inSlices = (): void => {
      // Without a worker the page itself works, a little between two frames.
      const forces = new Forces(task);
      let frame = 0;
      const go = (): void => {
        const until = performance.now() + 12;
        let part = 0;
        while (part < 1 && performance.now() < until) part = forces.go(10);
        place(forces.positions());
        tell(part);
        if (part < 1) frame = requestAnimationFrame(go);
        else resolve();
      };
      stop = () => {
        cancelAnimationFrame(frame);
        resolve();
      };
      go();
    };
    if (worker === null) return inSlices();
    const beside = new Worker(worker, { type: "module" });
    stop = () => {
      beside.terminate();
      resolve();
    };
    beside.addEventListener("message", (event: MessageEvent<Told>) => {
      place(event.data.places);
      tell(event.data.part);
      if (event.data.part >= 1) stop();
    });
    beside.addEventListener("error", () => {
      beside.terminate();
      inSlices();
    });
    beside.postMessage(task);
  });
  return { ended, stop: () => stop() };
}
