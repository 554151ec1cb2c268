/** The forces that lay the graph out: ForceAtlas2 from a start that hangs on the names of the nodes alone, so that the same graph gives the same picture. */
import iterate from "graphology-layout-forceatlas2/iterate";
import type { ForceAtlas2Settings } from "graphology-layout-forceatlas2";

/** Numbers a node in the matrix of nodes, and a link in that of links, as the library lays them out. */
export const PER_NODE = 10;
export const PER_LINK = 3;
export const FIXED = 9;
const X = 0;
const Y = 1;

/** What is laid out. */
export interface Task {
  nodes: Float32Array;
  links: Float32Array;
  /** Steps at most. */
  most: number;
}

/** How far nodes move in a step, as a part of the picture's size, when it is as good as it gets. */
const STILL = 0.0004;

/** A layout under way. */
export class Forces {
  private done = 0;
  private readonly settings: Required<ForceAtlas2Settings>;

  constructor(private readonly task: Task) {
    const order = task.nodes.length / PER_NODE;
    this.settings = {
      linLogMode: false,
      outboundAttractionDistribution: false,
      adjustSizes: false,
      edgeWeightInfluence: 1,
      scalingRatio: 10,
      strongGravityMode: true,
      gravity: 0.05,
      slowDown: 1 + Math.log(Math.max(1, order)),
      barnesHutOptimize: order > 1000,
      barnesHutTheta: 0.8,
    };
  }

  /** Goes some steps on. Gives the part that is done, 1 at the end: after the last step, or when nothing moves any more. */
  go(steps: number): number {
    const { nodes, links, most } = this.task;
    const count = Math.min(steps, most - this.done);
    const before = this.positions();
    for (let step = 0; step < count; step++) iterate(this.settings, nodes, links);
    this.done += count;
    if (this.done >= most || count === 0) return 1;
    return this.moved(before) / count < STILL ? 1 : this.done / most;
  }

  /** The places of the nodes, x and y in turn. */
  positions(): Float32Array {
    const { nodes } = this.task;
    const places = new Float32Array((nodes.length / PER_NODE) * 2);
    for (let at = 0, to = 0; at < nodes.length; at += PER_NODE) {
      places[to++] = nodes[at + X]!;
      places[to++] = nodes[at + Y]!;
    }
    return places;
  }

  /** How far nodes moved on the average, as a part of the picture's size. */
  private moved(before: Float32Array): number {
    const after = this.positions();
    let [far, size] = [0, 0];
    for (let at = 0; at < after.length; at += 2) {
      far += Math.hypot(after[at]! - before[at]!, after[at + 1]! - before[at + 1]!);
      size += Math.hypot(after[at]!, after[at + 1]!);
    }
    return size > 0 ? far / size : 0;
  }
}
