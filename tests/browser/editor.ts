/** The query editor: as a form, and with its scripts; what it shows is what SPARQL says. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { named, open, REFUSED, rows, SERVICE, shot } from "./browser";

const LABELS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\nPREFIX rap: <https://w3id.org/rapporteur/>\n";
const PEOPLE = `${LABELS}SELECT ?who ?name WHERE { ?who a rap:Person ; skos:prefLabel ?name } ORDER BY ?name`;

/** An address of the editor that carries a query. */
const carrying = (query: string, name = "a test") => `/sparql#${new URLSearchParams({ name, query }).toString()}`;

/** The part of the editor that is shown: one tab of several. */
const shown = (page: Page): Locator => page.locator(".tabPanel.active");

function text(page: Page): Promise<string> {
  return shown(page)
    .locator(".CodeMirror")
    .evaluate((element) => (element as unknown as { CodeMirror: { getValue: () => string } }).CodeMirror.getValue());
}

/** Empties the query and writes another one. */
async function write(page: Page, query: string): Promise<void> {
  await shown(page).locator(".CodeMirror").click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(query);
}

/** The cells of the table that is shown, row by row. */
async function cells(page: Page): Promise<string[][]> {
  const lines = await shown(page).locator(".view tbody tr").all();
  return Promise.all(lines.map((line) => line.locator("td").allInnerTexts()));
}

test("without scripts it is a form, with the catalogue to begin with", async () => {
  const { page, close } = await open("/sparql", { javaScriptEnabled: false });
  const field = page.getByLabel("Query", { exact: true });
  await field.fill(PEOPLE);
  await page.getByRole("button", { name: "Ask" }).click();
  const known = await rows(PEOPLE);
  assert.ok(known.length > 20);
  const listed = await page.locator("main table tbody tr td:nth-child(2)").allInnerTexts();
  assert.deepEqual(listed.map((name) => name.trim()), known.map(({ name }) => name));
  await page.goto(`${SERVICE}/sparql`);
  await page.getByText("mentions", { exact: false }).locator("xpath=ancestor-or-self::summary").first().click();
  await page.locator("[data-example=named]").click();
  assert.match(await field.inputValue(), /^# .*\nPREFIX[^]*"Global Digital Compact"/);
  await close();
});

test("a query is asked with the keys, and its addresses lead to their pages", async () => {
  const { page, close } = await open("/sparql");
  await shown(page).waitFor();
  assert.ok(await page.locator("form textarea").isHidden());
  await write(page, PEOPLE);
  await page.keyboard.press("ControlOrMeta+Enter");
  await shown(page).locator(".view table").waitFor();
  const known = await rows(PEOPLE);
  assert.deepEqual((await cells(page)).map(([, name]) => name), known.map(({ name }) => name).slice(0, 100));
  await shown(page).getByLabel("Rows with").fill("anriette");
  const found = await cells(page);
  assert.ok(found.length > 0 && found.every(([, name]) => name!.toLowerCase().includes("anriette")), JSON.stringify(found));
  await shot(page, "editor-table");
  const link = shown(page).locator(".view tbody a").first();
  assert.match((await link.getAttribute("href")) ?? "", /^\/id\/person\//);
  await link.click();
  await page.getByRole("heading", { level: 1, name: found[0]![1]! }).waitFor();
  await close();
});

test("classes, properties and prefixes are completed from the graph", async () => {
  const { page, close } = await open("/sparql");
  await shown(page).waitFor();
  await write(page, "SELECT * WHERE {\n?c a rap:Commit");
  await page.keyboard.press("Control+Space");
  const hints = page.locator(".CodeMirror-hints");
  const [{ n } = { n: "" }] = await rows(`${LABELS}SELECT (COUNT(*) AS ?n) { ?c a rap:Commitment }`);
  await hints.getByText("rap:Commitment", { exact: false }).first().waitFor();
  assert.match(await hints.innerText(), new RegExp(`rap:Commitment .*${n} of them`));
  await shot(page, "editor-completion");
  await page.keyboard.press("Enter");
  await page.keyboard.type(" ; rap:responsib");
  await page.keyboard.press("Control+Space");
  await hints.getByText("rap:responsible", { exact: false }).first().waitFor();
  await page.keyboard.press("Enter");
  assert.match(await text(page), /^PREFIX rap: <https:\/\/w3id.org\/rapporteur\/>\n[^]*a rap:Commitment ; rap:responsible$/);
  // The key that leads through a page leads out of the editor.
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.closest(".CodeMirror-code") === null), true);
  await close();
});

test("a named query opens with its parameters and gives its own answer", async () => {
  const { page, close } = await open("/queries/trace?topic=NETmundial%2B10");
  await page.getByRole("link", { name: "Open in the editor" }).click();
  await shown(page).locator(".view table").waitFor();
  assert.ok((await text(page)).includes('"NETmundial+10"'));
  assert.equal((await cells(page)).length, (await named("trace?topic=NETmundial%2B10")).length);
  await page.locator("main [data-examples]").getByLabel("Find an example").fill("open names");
  await page.locator("[data-example=open-names]").click();
  await page.getByRole("tab", { name: "open-names" }).waitFor();
  await shown(page).locator(".view").waitFor();
  assert.match(await text(page), /^# Which names could not be settled[^]*rap:candidate/);
  await close();
});

test("graphs are drawn, and tell of each thing in them", async () => {
  const query = `${LABELS}CONSTRUCT { ?c a rap:Commitment ; rap:responsible ?who . ?who skos:prefLabel ?name } WHERE { ?c a rap:Commitment ; rap:responsible ?who . ?who skos:prefLabel ?name }`;
  const { page, close } = await open(carrying(query));
  await shown(page).getByRole("button", { name: "Graph" }).click();
  await shown(page).locator(".network canvas").first().waitFor();
  const links = await rows(`${LABELS}SELECT ?c ?who { ?c a rap:Commitment ; rap:responsible ?who . ?who skos:prefLabel ?name }`);
  const things = new Set(links.flatMap(({ c, who }) => [c, who]));
  assert.match(await shown(page).locator(".view").innerText(), new RegExp(`^${things.size} things and ${links.length} links`));
  await shot(page, "editor-graph");
  await shown(page).getByRole("combobox", { name: /^Thing/ }).selectOption({ label: "IGF Secretariat" });
  const told = shown(page).locator(".told a").first();
  assert.match((await told.getAttribute("href")) ?? "", /^\/id\/organisation\/igf-secretariat$/);
  await close();
});

test("days stand along a time, and numbers as bars or a line, by columns of one's choice", async () => {
  const query = `${LABELS}SELECT ?meeting ?name ?date (COUNT(*) AS ?said) { ?meeting a rap:Meeting ; skos:prefLabel ?name ; rap:date ?date . ?record rap:recordOf ?meeting . ?c a rap:Contribution ; rap:inRecord ?record } GROUP BY ?meeting ?name ?date`;
  const { page, close } = await open(carrying(query));
  const known = await rows(query);
  await shown(page).getByRole("button", { name: "Timeline" }).click();
  const marks = shown(page).locator(".picture svg [data-part=dot] circle");
  await marks.first().waitFor();
  assert.equal(await marks.count(), known.length);
  const titles = await marks.locator("title").allTextContents();
  assert.deepEqual(titles.map((title) => title.split("\n")[1]).sort(), known.map(({ date }) => date).sort());
  await shown(page).getByRole("button", { name: "Chart" }).click();
  await shown(page).getByLabel("As").selectOption("bars");
  await shown(page).getByLabel("Category").selectOption("name");
  const bars = shown(page).locator(".picture svg [data-part=bar] rect");
  await bars.first().waitFor();
  const told = (await bars.locator("title").allTextContents()).map((title) => title.split("\n"));
  assert.deepEqual(new Map(told.map(([name, said]) => [name, said])), new Map(known.map(({ name, said }) => [name, said])));
  await shot(page, "editor-chart");
  await close();
});

test("what is wrong is told, and shown in its line", async () => {
  const { page, close } = await open(carrying("SELECT ?s WHERE {\n  ?s ?p ?o .\n  FILTER(?s ?)\n}"), {}, REFUSED);
  const refusal = shown(page).locator(".refusal");
  await refusal.waitFor();
  const [, line, column] = /line (\d+), column (\d+)/.exec(await refusal.innerText()) ?? [];
  await refusal.getByRole("button", { name: `Go to line ${line}, column ${column}` }).click();
  const at = await shown(page)
    .locator(".CodeMirror")
    .evaluate((element) => (element as unknown as { CodeMirror: { getCursor: () => { line: number; ch: number } } }).CodeMirror.getCursor());
  assert.deepEqual([at.line + 1, at.ch + 1], [Number(line), Number(column)]);
  assert.equal(await shown(page).locator(".wrong-here").count(), 1);
  await page.keyboard.type(" ");
  assert.equal(await shown(page).locator(".wrong-here, .wrong-from-here").count(), 0);
  await close();
});

test("tabs stay, and a link brings a query to another browser", async () => {
  const { page, close } = await open("/sparql");
  await page.getByRole("button", { name: "New query" }).click();
  await write(page, PEOPLE);
  await page.getByRole("button", { name: "Rename" }).click();
  await page.keyboard.type("people");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Link to this query" }).click();
  await page.locator(".tools").getByText("link", { exact: false }).last().waitFor();
  const link = page.url();
  await page.goto(`${SERVICE}/sparql`);
  await page.getByRole("tab", { name: "people" }).waitFor();
  assert.equal(await page.getByRole("tab").count(), 2);
  await close();

  const other = await open(link.slice(SERVICE.length));
  await shown(other.page).locator(".view table").waitFor();
  assert.equal(await text(other.page), PEOPLE);
  await other.page.getByRole("tab", { name: "people" }).focus();
  await other.page.keyboard.press("Delete");
  await other.page.getByRole("tab", { name: "Query" }).waitFor();
  await other.close();
});

test("what the catalogue, the graph and a link hold is text", async () => {
  const evil = `SELECT ("<img src=x onerror=alert(1)>" AS ?markup) ("{{markup}}" AS ?braces) (<javascript:alert(1)> AS ?address) {}`;
  const { page, close } = await open(carrying(evil, "<img src=x onerror=alert(1)>"));
  await shown(page).locator(".view table").waitFor();
  assert.deepEqual(await cells(page), [["<img src=x onerror=alert(1)>", "{{markup}}", "javascript:alert(1)"]]);
  assert.equal(await page.locator("main img, .view a").count(), 0);
  const [file] = await Promise.all([page.waitForEvent("download"), shown(page).getByRole("button", { name: "Download Results" }).click()]);
  assert.equal(await readFile(await file.path(), "utf8"), "markup,braces,address\r\n<img src=x onerror=alert(1)>,{{markup}},javascript:alert(1)\r\n");
  await close();
});
