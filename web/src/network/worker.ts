/** Lays a graph out beside the page. A file of its own: the content security policy takes no worker from a blob. */
import { Forces, PER_NODE, type Task } from "./forces";

/** What the worker tells: the part that is done, and the places so far. */
export interface Told {
  part: number;
  places: Float32Array;
}

/** So long, in milliseconds, between two tellings; large graphs take the page long to draw. */
const PAUSE = 150;
const LONG_PAUSE = 1000;
const LARGE = 3000;

self.addEventListener("message", (event: MessageEvent<Task>) => {
  const forces = new Forces(event.data);
  const tell = (part: number): void => {
    const places = forces.positions();
    const told: Told = { part, places };
    self.postMessage(told, { transfer: [places.buffer] });
  };
  // Steps are counted by tens whatever the machine, so that the end is the same everywhere.
  const pause = event.data.nodes.length / PER_NODE > LARGE ? LONG_PAUSE : PAUSE;
  let last = performance.now();
  for (;;) {
    const part = forces.go(10);
    if (part >= 1) {
      tell(1);
      return;
    }
    if (performance.now() - last > pause) {
      tell(part);
      last = performance.now();
    }
  }
});
