/** What the tests in a browser share: Chromium, pages whose errors fail the test, and screenshots. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after } from "node:test";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

/** Where the service answers, without a slash at its end. */
export const SERVICE = wanted("RAPPORTEUR");

function wanted(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: these tests are run by tests/browser.rs`);
  return value;
}

let started: Promise<Browser> | undefined;

/** A browser of its own, with more arguments than the others. Who starts it closes it. */
export function launch(...more: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: wanted("CHROMIUM"),
    // Nothing but the service is asked for anything.
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", ...more],
  });
}

/** The browser, started once for all tests of a script. */
export function browser(): Promise<Browser> {
  started ??= launch();
  return started;
}

after(async () => {
  await (await started)?.close();
});

/** A tab that remembers what went wrong in it. */
export interface Tab {
  page: Page;
  /** Fails if a script failed, the security policy was broken or another host was asked; then closes the tab. */
  close: () => Promise<void>;
}

/** Opens a page of the service, such as `/meetings`, in a tab of its own. What the console tells that is `expected` is no error: it also tells each refusal. */
export async function open(path: string, options: BrowserContextOptions = {}, expected?: RegExp, within?: Browser): Promise<Tab> {
  const context = await (within ?? (await browser())).newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !expected?.test(message.text())) wrong.push(`${page.url()}: ${message.text()}`);
  });
  // What is shown as text can open none.
  page.on("dialog", (dialog) => {
    wrong.push(`${page.url()} says ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${SERVICE}/`) && !url.startsWith("data:") && !url.startsWith("blob:")) wrong.push(`${page.url()} asks ${url}`);
  });
  await page.goto(SERVICE + path);
  const close = async () => {
    await context.close();
    assert.deepEqual(wrong, []);
  };
  return { page, close };
}

/** How many bytes a page and all that it loads take on the way, as they are compressed; nothing comes from the browser's cache. */
export async function transferred(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.reload({ waitUntil: "networkidle" });
  return bytes;
}

/** Where a screenshot is kept as a result of the build. */
export function screenshot(name: string): string {
  return join(wanted("SCREENSHOTS"), `${name}.png`);
}

/** Keeps a picture of the whole page. */
export async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: screenshot(name), fullPage: true });
}

/** What a row holds, by the names of its columns. */
export type Row = Record<string, string>;

/** The rows of a SPARQL query. */
export function rows(query: string): Promise<Row[]> {
  return answered(`/sparql?query=${encodeURIComponent(query)}`);
}

/** The rows of a named query with its parameters, such as `trace?topic=GDC`. */
export function named(query: string): Promise<Row[]> {
  return answered(`/queries/${query}`);
}

async function answered(address: string): Promise<Row[]> {
  const answer = await fetch(SERVICE + address, { headers: { accept: "application/sparql-results+json" } });
  assert.equal(answer.status, 200, await answer.clone().text());
  const { results } = (await answer.json()) as { results: { bindings: Record<string, { value: string }>[] } };
  return results.bindings.map((row) => Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value])));
}

/** Addresses of the service, one for each kind of page that it has, by what the kind is called. */
export async function kinds(): Promise<Map<string, string>> {
  const first = async (query: string, column: string) => new URL((await named(query)).find((row) => row[column])![column]!).pathname;
  const [meeting, person, organisation] = [await first("meetings", "meeting"), await first("people", "who"), await first("organisations", "organisation")];
  const [decision, commitment, contribution] = [await first("decisions", "decision"), await first("commitments", "commitment"), await first("contributions", "contribution")];
  const series = await rows("SELECT ?series { ?meeting <https://w3id.org/rapporteur/series> ?series } LIMIT 1");
  const report = (await rows("SELECT ?report { ?report a <https://w3id.org/rapporteur/Report> } LIMIT 1"))[0]!.report!;
  const quoted = (await named("decisions"))[0]!;
  const text = `${new URL(report).pathname}/text.html`;
  const pages: [string, string][] = [
    ["home", "/"],
    ["meetings", "/meetings"],
    ["processes", "/processes"],
    ["people", "/people"],
    ["organisations", "/organisations"],
    ["decisions", "/decisions"],
    ["commitments", "/commitments"],
    ["graph", "/graph"],
    ["about", "/about"],
    ["meeting", meeting],
    ["person", person],
    ["organisation", organisation],
    ["process", "/ontology/process/global-digital-compact.html"],
    ["decision", decision],
    ["commitment", commitment],
    ["contribution", contribution],
    ["series", series[0]?.series ? new URL(series[0].series).pathname : "/meetings"],
    ["report", new URL(report).pathname],
    ["text", text],
    ["text with a quote", `${text}?start=${quoted.start}&end=${quoted.end}`],
    ["explanation", `/explain?iri=${encodeURIComponent(quoted.decision!)}`],
    ["search", "/search"],
    ["search with hits", "/search?q=global"],
    ["search without hits", "/search?q=xyzzyxyzzy"],
    ["queries", "/queries"],
    ["query with parameters", "/queries/trace"],
    ["query without", "/queries/meetings"],
    ["editor", "/sparql"],
    ["answer", `/sparql?format=html&query=${encodeURIComponent("SELECT ?s ?o { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?o } LIMIT 20")}`],
    ["api", "/api"],
    ["ontology", "/ontology.html"],
    ["dumps", "/dumps/"],
    ["changes", "/changes"],
    ["nothing", "/nowhere"],
    ["refusal", "/sparql?format=html&query=SELECT"],
  ];
  return new Map(pages);
}

/** What the browser says of a page that is a refusal. */
export const REFUSED = /Failed to load resource: the server responded with a status of 4/;
