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

/** The browser, started once for all tests of a script. */
export function browser(): Promise<Browser> {
  started ??= chromium.launch({
    executablePath: wanted("CHROMIUM"),
    // Nothing but the service is asked for anything.
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
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

/** Opens a page of the service, such as `/meetings`, in a tab of its own. */
export async function open(path: string, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await (await browser()).newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") wrong.push(`${page.url()}: ${message.text()}`);
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
