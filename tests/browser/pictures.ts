/** Pictures: each draws all of its data, leads where it says, is reached by keys, is seen in both themes and on a phone, and comes as files. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { SERVICE, open, shot, transferred } from "./browser";

const PAGES = [
  "/",
  "/ontology/process/global-digital-compact.html",
  "/id/person/jorge-cancio.html",
  "/id/organisation/igf-secretariat.html",
  "/id/series/wg-strategy.html",
  "/matrix",
  "/matrix?rows=organisation&columns=year",
  "/replies",
];

type Answer = Record<string, never> & {
  items?: { date: string; id: string; text: string }[];
  rows?: unknown[];
  columns?: unknown[];
  cells?: (number | null)[][];
  results?: { bindings: Record<string, { value: string } | undefined>[] };
};

/** How many marks a picture of this data has. */
function expected(kind: string, data: Answer): number {
  const rows = data.results?.bindings ?? [];
  const distinct = (...columns: string[]): number => new Set(rows.map((row) => JSON.stringify(columns.map((column) => row[column]?.value)))).size;
  const dated = rows.filter((row) => row.date?.value);
  switch (kind) {
    case "timeline":
      return data.items?.length ?? 0;
    case "mentions":
      return dated.length + dated.filter((row) => Number(row.contributions?.value) > 0).length;
    case "heatmap":
      return data.results ? distinct("group") * distinct("year") : (data.rows?.length ?? 0) * (data.columns?.length ?? 0);
    case "affiliations":
      return dated.length;
    case "positions":
      return distinct("year", "group", "act");
    case "replies":
      return distinct("who", "other");
    default:
      return assert.fail(`no picture is called ${kind}`);
  }
}

async function drawn(page: Page): Promise<Locator[]> {
  const figures = await page.locator("figure.picture").all();
  for (const figure of figures) await figure.locator("svg").waitFor();
  return figures;
}

async function dataOf(figure: Locator): Promise<Answer> {
  const answer = await fetch(SERVICE + (await figure.getAttribute("data-source")));
  assert.equal(answer.status, 200);
  return (await answer.json()) as Answer;
}

test("each picture draws as many marks as its data has, and what is not known is hatched", async () => {
  const kinds = new Set<string>();
  let hatched = 0;
  for (const path of PAGES) {
    const { page, close } = await open(path);
    for (const figure of await drawn(page)) {
      const [kind, data] = [(await figure.getAttribute("data-picture")) ?? "", await dataOf(figure)];
      const marks = await figure.locator("svg .marks > *, svg .cells > *").count();
      assert.equal(marks, expected(kind, data), `${path}: ${kind}`);
      assert.ok(marks > 0, `${path}: ${kind}`);
      const unknown = data.cells?.flat().filter((cell) => cell === null).length ?? 0;
      assert.equal(await figure.locator("svg .not-known > *").count(), unknown, `${path}: ${kind}`);
      hatched += unknown;
      kinds.add(kind);
    }
    await shot(page, `pictures-${path.replace(/\W+/g, "-")}`);
    await close();
  }
  assert.equal(kinds.size, 6);
  assert.ok(hatched > 0);
});

test("a mark leads to its page, by a click and by keys", async () => {
  const { page, close } = await open("/");
  const [figure] = await drawn(page);
  assert.ok(figure);
  const decision = (await dataOf(figure)).items!.find((item) => item.id.includes("/decision/"))!;
  const to = `${new URL(decision.id).pathname}.html`;
  const mark = figure.locator(`svg .marks a[href="${to}"]`);
  assert.match((await mark.getAttribute("aria-label")) ?? "", /^Decision, \d{4}/);
  await Promise.all([page.waitForURL(`**${to}`), mark.click()]);
  assert.ok((await page.locator("main").innerText()).includes(decision.text.slice(0, 60)));
  await page.goBack();
  const [again] = await drawn(page);
  const marks = again!.locator("svg .marks a");
  await again!.locator("svg a[tabindex='0']").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const third = await marks.nth(2).getAttribute("href");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("href")), third);
  assert.equal(await again!.locator("svg a[tabindex='0']").count(), 1, "the picture is one stop of the tabulator");
  await Promise.all([page.waitForURL(`**${third}`), page.keyboard.press("Enter")]);
  await close();
});

test("an affiliation leads to the words that it rests on", async () => {
  const { page, close } = await open("/id/person/jorge-cancio.html");
  await drawn(page);
  const mark = page.locator("figure[data-picture=affiliations] svg .marks a").first();
  await Promise.all([page.waitForURL(/text\.html\?start=\d+&end=\d+#quote/), mark.click()]);
  assert.match(await page.locator("mark#quote").innerText(), /Switzerland/);
  await close();
});

test("a picture comes as SVG that stands alone and as PNG of twice its size, also out of the dark", async () => {
  for (const path of ["/", "/matrix", "/ontology/process/global-digital-compact.html"]) {
    const { page, close } = await open(path, { colorScheme: "dark" });
    for (const figure of await drawn(page)) {
      const saved = async (name: string): Promise<Buffer> => {
        const button = figure.getByRole("button", { name });
        const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
        assert.match(download.suggestedFilename(), new RegExp(`^rapporteur-[a-z]+\\.${name.toLowerCase()}$`));
        return readFile(await download.path());
      };
      const text = (await saved("SVG")).toString("utf8");
      assert.doesNotMatch(text, /var\(|class=|style=|currentColor|xlink/);
      const read = await page.evaluate((text) => {
        const { documentElement: root } = new DOMParser().parseFromString(text, "image/svg+xml");
        const links = [...root.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? "");
        const ground = root.querySelector("rect")?.getAttribute("fill");
        const inks = [...root.querySelectorAll("text")].map((text) => text.getAttribute("fill") ?? "");
        return { name: root.localName, wrong: root.querySelectorAll("parsererror").length, links, ground, inks, width: Number(root.getAttribute("width")), height: Number(root.getAttribute("height")) };
      }, text);
      assert.deepEqual([read.name, read.wrong, read.ground], ["svg", 0, "#ffffff"]);
      assert.ok(read.links.length > 0 && read.links.every((link) => link.startsWith(SERVICE)), read.links.join(" "));
      // What the page writes in light on dark stands in dark on white there.
      assert.ok(read.inks.includes("rgb(22, 32, 46)"), [...new Set(read.inks)].join(" "));
      const png = await saved("PNG");
      assert.equal(png.subarray(0, 8).toString("hex"), "89504e470d0a1a0a");
      const size = [png.readUInt32BE(16), png.readUInt32BE(20)];
      assert.deepEqual(size, [Math.round(read.width * 2), Math.round(read.height * 2)]);
    }
    await close();
  }
});

/** For each mark and text of the pictures its contrast with what it stands on (WCAG 2.2, 1.4.3 and 1.4.11). */
function contrasts(): { what: string; ratio: number; least: number }[] {
  const parts = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = parts(colour).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (a: string, b: string): number => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  };
  const ground = getComputedStyle(document.body).backgroundColor;
  const found = [];
  for (const figure of document.querySelectorAll<HTMLElement>("figure.picture")) {
    const what = figure.dataset.picture ?? "";
    const fill = (element: Element): string => getComputedStyle(element).fill;
    // Cells are known by their numbers; other marks by their colour.
    if (what !== "heatmap" && what !== "replies") {
      for (const mark of figure.querySelectorAll(".marks a > :first-child, .legend path")) found.push({ what, ratio: ratio(fill(mark), ground), least: 3 });
    }
    const shapes = [...figure.querySelectorAll("svg rect")].filter((shape) => /^rgb/.test(fill(shape)));
    for (const text of figure.querySelectorAll("svg text")) {
      const { x, y, width, height, top, bottom } = { ...text.getBoundingClientRect().toJSON() };
      if (width === 0) continue;
      const on = shapes.findLast((shape) => {
        const box = shape.getBoundingClientRect();
        return box.left <= x + width / 2 && box.right >= x + width / 2 && box.top <= (top + bottom) / 2 && box.bottom >= (top + bottom) / 2 && height > 0 && y >= 0;
      });
      found.push({ what: `${what}: ${text.textContent}`, ratio: ratio(fill(text), on ? fill(on) : ground), least: 4.5 });
    }
  }
  return found;
}

test("marks and texts are seen in both themes", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const path of PAGES) {
      const { page, close } = await open(path, { colorScheme });
      await drawn(page);
      const all = await page.evaluate(contrasts);
      assert.ok(all.length > 5, path);
      assert.deepEqual(all.filter(({ ratio, least }) => ratio < least), [], `${path} ${colorScheme}`);
      await close();
    }
  }
});

test("pages with pictures fit a phone, where wide pictures scroll in their place", async () => {
  for (const path of PAGES) {
    const { page, close } = await open(path, { viewport: { width: 360, height: 740 } });
    await drawn(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(width, 360, path);
    await shot(page, `pictures-phone-${path.replace(/\W+/g, "-")}`);
    await close();
  }
});

test("the first page takes less than 300 kB, and what shows no picture does not load what draws it", async () => {
  for (const [path, most] of [["/", 300_000], ["/people", 100_000]] as const) {
    const { page, close } = await open(path);
    const bytes = await transferred(page);
    const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
    // A time is a figure and no test: it is the machine's as well.
    console.log(`${path} takes ${Math.round(bytes / 100) / 10} kB and shows something after ${Math.round(paint ?? 0)} ms`);
    assert.ok(bytes > 1000 && bytes < most, `${path} takes ${bytes} bytes`);
    await close();
  }
});
