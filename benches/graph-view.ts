/**
 * How many frames a second the graph view shows while it is dragged and zoomed, with 10,000 nodes and 20,000 links that this script makes up in place of the
 * feed's answer. Run by `benches/graph-view.rs`.
 */
import { chromium, type Page } from "playwright-core";

const [NODES, LINKS] = [10_000, 20_000];
const KINDS = ["person", "person", "person", "person", "person", "person", "person", "organisation", "meeting", "meeting", "process"];
const SAYS = ["attended", "spoke-at", "affiliated-with", "spoke-about", "answered", "committed-at", "decided-on", "named-at"];

/** Numbers from 0 to 1, the same each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** A graph in groups of a hundred, with some links between them. */
function generated(): string {
  const next = numbers(2026);
  const below = (count: number): number => Math.floor(next() * count);
  const nodes = Array.from({ length: NODES }, (_, number) => {
    const kind = KINDS[below(KINDS.length)]!;
    const attributes = { label: `${kind} number ${number}`, kind, weight: 1 + Math.floor(1 / (next() + 0.01)), first: "2015-03-01", last: "2024-10-31" };
    return { key: `http://localhost:7878/id/${kind}/${number}`, attributes };
  });
  const edges = new Map<string, unknown>();
  while (edges.size < LINKS) {
    const from = below(NODES);
    const to = next() < 0.8 ? Math.floor(from / 100) * 100 + below(100) : below(NODES);
    const kind = SAYS[below(SAYS.length)]!;
    if (from === to) continue;
    const [source, target] = [nodes[from]!.key, nodes[to]!.key];
    const key = `${kind} ${source} ${target}`;
    edges.set(key, { key, source, target, attributes: { kind, weight: 1 + below(5), first: "2016-01-01", last: "2020-12-31" } });
  }
  const attributes = { title: "Generated", note: "", nodes: NODES, edges: LINKS, leftOut: { nodes: 0, edges: 0 } };
  return JSON.stringify({ attributes, options: { type: "directed", multi: true, allowSelfLoops: false }, nodes, edges: [...edges.values()] });
}

/**
 * Frames a second while something moves: how many on the average, and at the slowest of twenty. The page itself gives the picture a push before each frame, as a
 * mouse does, so that every frame is drawn anew and none waits for this script.
 */
async function frames(page: Page, push: "drag" | "zoom"): Promise<string> {
  const gaps = await page.evaluate(async (way) => {
    const surface = document.querySelector<HTMLElement>("figure.network .sigma-mouse")!;
    const box = surface.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const mouse = (type: string, target: EventTarget, clientX: number, clientY: number): boolean =>
      target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, button: 0, buttons: 1, clientX, clientY }));
    const times: number[] = [];
    if (way === "drag") mouse("mousedown", surface, x, y);
    await new Promise<void>((resolve) => {
      const tick = (time: number): void => {
        times.push(time);
        const step = times.length;
        if (way === "drag") mouse("mousemove", document, x + 150 * Math.sin(step / 15), y + 100 * Math.cos(step / 15));
        else surface.dispatchEvent(new WheelEvent("wheel", { bubbles: true, cancelable: true, deltaY: step % 60 < 30 ? -120 : 120, clientX: x, clientY: y }));
        if (time - times[0]! > 6000) resolve();
        else requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    });
    if (way === "drag") mouse("mouseup", document, x, y);
    return times.slice(1).map((time, at) => time - times[at]!);
  }, push);
  gaps.sort((a, b) => a - b);
  const mean = (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0);
  const slow = 1000 / gaps[Math.floor(gaps.length * 0.95)]!;
  return `${mean.toFixed(1)} frames a second, ${slow.toFixed(1)} at the slowest of twenty (${gaps.length} frames)`;
}

const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"]!,
  args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", ...(process.env["CHROMIUM_ARGUMENTS"] ?? "--use-gl=angle --use-angle=swiftshader --enable-unsafe-swiftshader").split(" ")],
});
const answer = generated();
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.route("**/feeds/graph?*", (route) => route.fulfill({ contentType: "application/json", body: answer }));
let began = performance.now();
await page.goto(`${process.env["RAPPORTEUR"]!}/graph`);
const stage = page.locator("figure.network .stage");
await stage.locator("canvas").first().waitFor();
// The graphics card, or the program that stands in for one.
const renderer = await page.evaluate(() => {
  const context = document.createElement("canvas").getContext("webgl2");
  const named = context?.getExtension("WEBGL_debug_renderer_info");
  return named ? String(context?.getParameter(named.UNMASKED_RENDERER_WEBGL)) : "none";
});
console.log(`drawn by ${renderer}`);
console.log(`first picture after ${((performance.now() - began) / 1000).toFixed(1)} s`);
await page.waitForFunction(() => /are shown\./.test(document.querySelector("figure.network .told")?.textContent ?? ""), null, { timeout: 300_000 });
console.log(`layout at its end after ${((performance.now() - began) / 1000).toFixed(1)} s`);
await stage.scrollIntoViewIfNeeded();
for (const links of ["hidden", "drawn"]) {
  await page.getByLabel("Links while moving").setChecked(links === "drawn");
  console.log(`dragging, links ${links} while moving: ${await frames(page, "drag")}`);
  console.log(`zooming, links ${links} while moving: ${await frames(page, "zoom")}`);
}
began = performance.now();
await page.getByLabel("Find").fill("person number 4");
await page.locator("figure.network").getByRole("option").first().waitFor();
console.log(`suggestions for a name after ${Math.round(performance.now() - began)} ms`);
began = performance.now();
await page.keyboard.press("Enter");
await page.locator("figure.network .panel h2").waitFor();
console.log(`a node selected after ${Math.round(performance.now() - began)} ms`);
await browser.close();
