/** Pages over hundreds of reports: figures count all of it, lists say what they leave out, and pictures stay readable. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { named, open, shot } from "./browser";

const GDC = "https://w3id.org/rapporteur/process/global-digital-compact";
const PAGE = "/ontology/process/global-digital-compact.html";

test("the page of a process that very many meetings name counts all of them", async () => {
  const held = await named(`process-meetings?process=${encodeURIComponent(GDC)}`);
  const involved = await named(`involvement?process=${encodeURIComponent(GDC)}`);
  const trace = await named(`trace?topic=${encodeURIComponent(GDC)}`);
  const sum = (rows: Record<string, string>[], column: string): number => rows.reduce((all, row) => all + Number(row[column] ?? 0), 0);
  // Else nothing is left out, and this shows nothing.
  assert.ok(involved.length > 500 && trace.length > 500, `${involved.length} rows of involvement, ${trace.length} of trace`);
  const { page, close } = await open(PAGE);
  const text = await page.locator("main").innerText();
  assert.ok(text.includes(`Named ${sum(held, "mentions")} times at ${held.length} meetings; ${sum(held, "contributions")} contributions name it.`), text.slice(0, 600));
  for (const group of new Set(involved.map((row) => row.group!))) {
    const of = involved.filter((row) => row.group === group);
    const line = `${group}: ${sum(of, "contributions")} contributions by ${new Set(of.map((row) => row.who)).size} people`;
    assert.ok(text.includes(line), `no “${line}”`);
  }
  const rows = page.getByRole("region", { name: "Who spoke of it, for whom, and how often" }).locator("tbody tr");
  assert.equal(await rows.count(), 100);
  assert.ok(text.includes(`${involved.length - 100} more rows`));
  // The first row is the one with most contributions.
  const most = Math.max(...involved.map((row) => Number(row.contributions)));
  assert.equal(Number(await rows.first().locator("td").nth(3).innerText()), most);
  await close();
});

test("meetings too many to stand beside each other are drawn by month or year", async () => {
  const held = await named(`process-meetings?process=${encodeURIComponent(GDC)}`);
  const { page, close } = await open(PAGE);
  const marks = page.locator("figure[data-picture=mentions] svg.plot a");
  await marks.first().waitFor();
  const addresses = await marks.evaluateAll((links) => links.map((link) => [link.getAttribute("href") ?? "", link.getAttribute("aria-label") ?? link.querySelector("title")?.textContent ?? ""]));
  assert.ok(held.length > 120 && addresses.length <= 240, `${addresses.length} marks of ${held.length} meetings`);
  assert.ok(addresses.every(([href]) => /^\/meetings\?year=\d{4}(-\d{2})?$/.test(href!)), addresses[0]?.join(" "));
  // A mark counts what its time has, and leads to it.
  const [href, label] = addresses[0]!;
  const when = href!.split("=")[1]!;
  const then = held.filter((row) => row.date?.startsWith(when));
  const [, meetings, mentions] = /, (\d+) meetings?, (\d+) mentions?/.exec(label!) ?? [];
  assert.deepEqual([Number(meetings), Number(mentions)], [then.length, then.reduce((all, row) => all + Number(row.mentions), 0)], label);
  assert.match(await page.locator("figure[data-picture=mentions] figcaption").innerText(), /Each mark is a (month|year): \d+ meetings would stand on each other/);
  await shot(page, "scale-process");
  await page.goto(new URL(href!, page.url()).href);
  assert.ok((await page.locator("tbody tr").count()) >= Math.min(100, then.length));
  await close();
});
