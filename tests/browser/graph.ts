/** The graph view as readers use it: filters, links that keep what is seen, what is fetched, the keyboard, and the files it saves. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import Graph from "graphology";
import type { BrowserContextOptions, Page } from "playwright-core";
import { SERVICE, launch, open, shot, type Tab } from "./browser";

const GDC = "https://w3id.org/rapporteur/process/global-digital-compact";

/** Opens a graph and waits until it stands still. */
async function graph(address: string, options: BrowserContextOptions = {}): Promise<Tab> {
  const tab = await open(address, options);
  await told(tab.page);
  return tab;
}

/** What the line below the filters tells, when it is at its end. */
async function told(page: Page, has = "are shown."): Promise<string> {
  const line = page.locator("figure.network .told");
  await page.waitForFunction((text) => document.querySelector("figure.network .told")?.textContent?.includes(text), has, { timeout: 60_000 });
  return (await line.textContent()) ?? "";
}

/** How many nodes and links the line says are shown. */
async function counts(page: Page): Promise<{ nodes: number; ofNodes: number; links: number; ofLinks: number }> {
  const [nodes, ofNodes, links, ofLinks] = ((await told(page)).match(/(\d+) of (\d+) nodes? and (\d+) of (\d+) links?/) ?? []).slice(1).map(Number);
  return { nodes: nodes!, ofNodes: ofNodes!, links: links!, ofLinks: ofLinks! };
}

async function saved(page: Page, name: string): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
  return readFile((await download.path())!);
}

/** Insists that two drawings are the same but for less than half a pixel: the address has no more places of the camera. */
function assertAlike(one: string, other: string): void {
  const number = /-?\d+(\.\d+)?/g;
  assert.equal(one.replace(number, "0"), other.replace(number, "0"));
  const [a, b] = [one, other].map((text) => (text.match(number) ?? []).map(Number));
  assert.ok(a!.every((value, at) => Math.abs(value - b![at]!) < 0.5), "nodes stand elsewhere");
}

async function found(page: Page, words: string): Promise<void> {
  await page.getByRole("combobox", { name: "Find" }).fill(words);
  const first = page.locator("figure.network").getByRole("option").first();
  await first.waitFor();
  await page.keyboard.press("ArrowDown");
  assert.equal(await first.getAttribute("aria-selected"), "true");
  await page.keyboard.press("Enter");
  await told(page, "is selected");
}

test("filters change what is shown, and the address keeps it", async () => {
  const { page, close } = await graph("/graph");
  const all = await counts(page);
  const feed = (await (await fetch(`${SERVICE}/feeds/graph?format=d3`)).json()) as { nodes: { kind: string }[]; links: { kind: string; weight: number }[] };
  assert.deepEqual(all, { nodes: feed.nodes.length, ofNodes: feed.nodes.length, links: feed.links.length, ofLinks: feed.links.length });
  await page.locator("[data-link='attended'] input").uncheck();
  await page.waitForURL(/unlinked=attended/);
  assert.equal((await counts(page)).links, feed.links.filter((link) => link.kind !== "attended").length);
  await page.locator("[data-field=weight]").fill("3");
  await page.locator("[data-field=weight]").press("Enter");
  await page.waitForURL(/weight=3/);
  const heavy = feed.links.filter((link) => link.kind !== "attended" && link.weight >= 3).length;
  assert.equal((await counts(page)).links, heavy);
  // Back and forth.
  await page.goBack();
  await page.waitForFunction((count) => document.querySelector("figure.network .told")?.textContent?.includes(` ${count} of`), feed.links.filter((link) => link.kind !== "attended").length);
  await page.goBack();
  await page.waitForFunction((count) => document.querySelector("figure.network .told")?.textContent?.includes(` ${count} of`), feed.links.length);
  assert.ok(await page.locator("[data-link='attended'] input").isChecked());
  await page.locator("[data-field=from]").fill("2024");
  await page.locator("[data-field=from]").press("Tab");
  await page.waitForURL(/from=2024/);
  assert.ok((await counts(page)).links < feed.links.length);
  await shot(page, "graph-filtered");
  await close();
});

test("a link shows again what was seen: selection, filters, camera and picture", async () => {
  const { page, close } = await graph("/graph");
  await page.locator("[data-kind='organisation'] input").uncheck();
  await page.waitForURL(/without=organisation/);
  await found(page, "global digital");
  await page.waitForURL(/camera=/);
  const line = await told(page, "Global Digital Compact, process, is selected");
  const panel = await page.locator("figure.network .panel").innerText();
  assert.match(panel, /spoken about by/i);
  const picture = (await saved(page, "Save the picture as SVG")).toString();
  await shot(page, "graph-selected");
  const again = await graph(page.url().slice(SERVICE.length));
  await told(again.page, "is selected");
  assert.equal(await told(again.page), line);
  assert.equal(await again.page.locator("figure.network .panel").innerText(), panel);
  assert.ok(!(await again.page.locator("[data-kind='organisation'] input").isChecked()));
  assertAlike((await saved(again.page, "Save the picture as SVG")).toString(), picture);
  await again.close();
  await close();
});

test("what is linked with a node is fetched, and folded again", async () => {
  const { page, close } = await graph(`/graph?focus=${encodeURIComponent(GDC)}`);
  const before = await counts(page);
  assert.equal(await page.locator("figure.network .panel h2").textContent(), "Global Digital Compact");
  // A meeting has more to it than what it has to do with the process.
  await page.locator("figure.network .panel button.name", { hasText: "2024-10-31" }).first().click();
  await told(page, "2024-10-31, meeting, is selected");
  await page.getByRole("button", { name: "Expand" }).click();
  await page.getByRole("button", { name: "Fold" }).waitFor();
  await told(page, "2024-10-31, meeting, is selected");
  const after = await counts(page);
  assert.ok(after.ofNodes > before.ofNodes && after.ofLinks > before.ofLinks, JSON.stringify([before, after]));
  const again = await graph(page.url().slice(SERVICE.length));
  assert.deepEqual(await counts(again.page), after);
  await again.close();
  await page.getByRole("button", { name: "Fold" }).click();
  await page.getByRole("button", { name: "Expand" }).waitFor();
  assert.deepEqual(await counts(page), before);
  await page.getByRole("button", { name: "Hide", exact: true }).click();
  await page.getByRole("button", { name: "Show 1 hidden again" }).waitFor();
  assert.equal((await counts(page)).nodes, before.nodes - 1);
  await close();
});

test("the keyboard moves the picture and selects", async () => {
  const { page, close } = await graph("/graph");
  await page.locator("figure.network .stage").focus();
  await page.keyboard.press("+");
  await page.waitForURL(/camera=0\.5%2C0\.5%2C0\.71429/);
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(/camera=0\.58571/);
  await page.keyboard.press("0");
  await page.waitForURL((address) => !address.hash.includes("camera"));
  await page.locator("figure.network details.list summary").focus();
  await page.keyboard.press("Enter");
  const heaviest = page.locator("figure.network details.list tbody button").first();
  const name = await heaviest.textContent();
  await heaviest.focus();
  await page.keyboard.press("Enter");
  await told(page, `${name},`);
  assert.equal(await page.locator("figure.network .panel h2").textContent(), name);
  // Its page is where the panel says.
  await Promise.all([page.waitForEvent("framenavigated"), page.getByRole("link", { name: "Its page" }).click()]);
  assert.equal(await page.locator("h1").textContent(), name);
  await close();
});

test("a click on a node selects it, Escape deselects", async () => {
  const { page, close } = await graph(`/graph?focus=${encodeURIComponent(GDC)}#without=`);
  const picture = (await saved(page, "Save the picture as SVG")).toString();
  const [, x, y] = picture.match(/<circle cx="([\d.]+)" cy="([\d.]+)" r="[\d.]+" fill="#0072b2"><title>/)!;
  await page.locator("figure.network .stage").evaluate((stage) => stage.scrollIntoView({ block: "center" }));
  const stage = (await page.locator("figure.network .stage").boundingBox())!;
  await page.mouse.click(stage.x + Number(x), stage.y + Number(y));
  await told(page, "person, is selected");
  await page.locator("figure.network .stage").press("Escape");
  await page.waitForURL((address) => !address.hash.includes("selected"));
  await close();
});

test("files hold what is shown", async () => {
  const { page, close } = await graph("/graph");
  const shown = await counts(page);
  const png = await saved(page, "Save the picture as PNG");
  assert.equal(png.subarray(0, 8).toString("hex"), "89504e470d0a1a0a");
  const size = await page.locator("figure.network .stage").evaluate((stage) => [stage.clientWidth, stage.clientHeight]);
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], size);
  // A picture with something in it does not shrink to nothing.
  assert.ok(png.length > 20_000, `${png.length} bytes`);
  const svg = (await saved(page, "Save the picture as SVG")).toString();
  const drawn = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    return { wrong: parsed.querySelectorAll("parsererror").length, nodes: parsed.querySelectorAll("circle, polygon").length, lines: parsed.querySelectorAll("line").length, names: parsed.querySelectorAll("text").length };
  }, svg);
  assert.deepEqual([drawn.wrong, drawn.nodes, drawn.lines], [0, shown.nodes, shown.links]);
  assert.ok(drawn.names > 5, `${drawn.names} names`);
  const data = Graph.from(JSON.parse((await saved(page, "Save what is shown as JSON")).toString()) as never);
  assert.deepEqual([data.order, data.size], [shown.nodes, shown.links]);
  await close();
});

test("without WebGL there is a picture that stays, which says so, and what selects and saves", async () => {
  const without = await launch("--disable-gpu", "--disable-3d-apis");
  try {
    const { page, close } = await open(`/graph?focus=${encodeURIComponent(GDC)}`, {}, undefined, without);
    assert.match(await told(page, "no WebGL"), /the picture stays as it is/);
    const shown = await counts(page);
    assert.ok(shown.nodes > 10);
    assert.equal(await page.locator("figure.network .stage svg :is(circle, polygon)").count(), shown.nodes);
    assert.ok((await page.locator("figure.network .stage svg text").count()) > 5, "nodes have no names");
    // Nothing is offered that would do nothing.
    assert.equal(await page.getByRole("button", { name: "Larger" }).count(), 0);
    assert.equal(await page.getByText("Arrow keys move the picture").count(), 0);
    await found(page, "2024-10-31");
    assert.match((await page.locator("figure.network .panel h2").textContent()) ?? "", /2024-10-31/);
    const png = await saved(page, "Save the picture as PNG");
    assert.equal(png.subarray(0, 8).toString("hex"), "89504e470d0a1a0a");
    assert.ok(png.length > 10_000, `${png.length} bytes`);
    assert.match((await saved(page, "Save the picture as SVG")).toString(), /<svg [^]*<circle /);
    await shot(page, "graph-still");
    await close();
  } finally {
    await without.close();
  }
});

test("it fits a phone, in the dark, and does not move where the reader wants no motion", async () => {
  const { page, close } = await graph("/graph?focus=GDC", { viewport: { width: 360, height: 740 }, colorScheme: "dark", reducedMotion: "reduce" });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await shot(page, "graph-phone");
  await close();
});
