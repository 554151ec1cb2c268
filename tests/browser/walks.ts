/** Three questions that a newcomer answers from the first page by clicks alone, each down to the marked words in the report. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { SERVICE, named, open, rows, screenshot, shot } from "./browser";

/** Clicks, and waits for the page that it leads to. */
async function click(page: Page, link: Locator): Promise<void> {
  await Promise.all([page.waitForEvent("framenavigated"), link.click()]);
  await page.waitForLoadState();
}

/** Follows a link to the words that a line rests on: first beside the page, then on the page of the report. */
async function evidence(page: Page, link: Locator, name: string): Promise<string> {
  await link.click();
  const pane = page.getByRole("complementary", { name: "In the report" });
  const beside = pane.locator("mark");
  await beside.waitFor();
  const words = await beside.textContent();
  assert.ok(await inView(page, beside), "the marked words are not in view beside the page");
  await page.screenshot({ path: screenshot(`${name}-beside`) });
  await click(page, pane.getByRole("link", { name: "Open as a page" }));
  assert.equal(await lit(page), words);
  await shot(page, `${name}-report`);
  return words ?? "";
}

async function inView(page: Page, place: Locator): Promise<boolean> {
  const [box, size] = [await place.boundingBox(), page.viewportSize()];
  return box !== null && size !== null && box.y >= 0 && box.y < size.height && box.x >= 0 && box.x < size.width;
}

/** Insists that what is lit up is the quote of evidence at the very place, and stands in view; returns it. */
async function lit(page: Page): Promise<string> {
  const address = new URL(page.url());
  const [start, end] = [Number(address.searchParams.get("start")), Number(address.searchParams.get("end"))];
  const report = address.pathname.replace(/\/text\.html$/, "");
  const mark = page.locator("mark#quote");
  const words = (await mark.textContent()) ?? "";
  // The graph's own addresses, as this service was told to name them.
  const known = await rows(`PREFIX rap: <https://w3id.org/rapporteur/> SELECT DISTINCT ?quote {
    ?span rap:inReport ?report ; rap:start ${start} ; rap:end ${end} ; rap:quote ?quote FILTER(STRENDS(STR(?report), "${report}")) }`);
  assert.deepEqual(known, [{ quote: words }]);
  const text = await (await fetch(`${SERVICE}${report}/text`, { headers: { accept: "text/plain" } })).text();
  assert.equal([...text].slice(start, end).join(""), words);
  assert.ok(await inView(page, mark), "the marked words are out of the window");
  const colours = await mark.evaluate((element) => [getComputedStyle(element).backgroundColor, getComputedStyle(document.body).backgroundColor]);
  assert.notEqual(colours[0], colours[1], "what is marked looks like the rest");
  return words;
}

test("who said that NETmundial+10 is a red line, and in which meeting", async () => {
  const { page, close } = await open("/");
  await shot(page, "walk-1-home");
  await click(page, page.locator("header").getByRole("link", { name: "Processes" }));
  await click(page, page.getByRole("link", { name: "NETmundial+10", exact: true }));
  const said = page.locator("ol.said > li").filter({ hasText: "this is a red line" });
  const speaker = await said.locator("b").innerText();
  const meeting = await said.locator("p > a").first().innerText();
  await shot(page, "walk-1-process");
  const words = await evidence(page, said.locator("a.evidence").first(), "walk-1");
  assert.match(words, /this is a red line/);
  const row = (await named("trace?topic=NETmundial%2B10")).find(({ text }) => text === words);
  assert.equal(row?.speaker, speaker);
  assert.ok(row?.date && meeting.includes(row.date), meeting);
  await close();
});

test("which stakeholder groups spoke about the Global Digital Compact, and how often", async () => {
  const { page, close } = await open("/");
  await click(page, page.getByRole("link", { name: "Global Digital Compact", exact: true }).first());
  const table = page.getByRole("table", { name: /Who spoke of it/ });
  const counts = new Map<string, number>();
  for (const row of await table.locator("tbody tr").all()) {
    const [group, , , , contributions] = await row.locator("th, td").allInnerTexts();
    counts.set(group!, (counts.get(group!) ?? 0) + Number(contributions));
  }
  const known = new Map<string, number>();
  for (const { group, contributions } of await named("involvement?process=Global%20Digital%20Compact")) {
    known.set(group!, (known.get(group!) ?? 0) + Number(contributions));
  }
  assert.ok(known.size > 2);
  assert.deepEqual(counts, known);
  await shot(page, "walk-2-process");
  await evidence(page, table.locator("a.evidence").first(), "walk-2");
  await close();
});

test("what was promised in April 2022, and by when", async () => {
  const { page, close } = await open("/");
  await click(page, page.locator("header").getByRole("link", { name: "Meetings" }));
  await click(page, page.locator("main tr").filter({ hasText: "2022-04-07" }).getByRole("link").first());
  await page.locator("main").getByRole("link", { name: "Commitments", exact: true }).click();
  const promised = page.getByRole("table", { name: "What was promised, by whom and by when" }).locator("tbody tr").filter({ hasText: "2022-04-11" });
  assert.match(await promised.innerText(), /IGF Secretariat/);
  const promises = await promised.innerText();
  await shot(page, "walk-3-meeting");
  const words = await evidence(page, promised.locator("a.evidence").first(), "walk-3");
  assert.match(words, /11 April/);
  assert.ok(promises.includes(words), "the page shows other words than the report");
  await close();
});
