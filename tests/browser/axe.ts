/** No kind of page keeps anybody out, as far as a program can tell (WCAG 2.2 AA, by axe): light, dark, and on a phone. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { AxeResults } from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { kinds, open, REFUSED } from "./browser";

const LOOKS: [string, BrowserContextOptions][] = [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["phone", { colorScheme: "light", viewport: { width: 360, height: 740 } }],
  ["phone, dark", { colorScheme: "dark", viewport: { width: 360, height: 740 } }],
];

/** What axe finds on a page, a line a violation. */
async function violations(page: Page, about: string): Promise<string[]> {
  await page.addScriptTag({ path: join("node_modules", "axe-core", "axe.min.js") });
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: (place: Document, options: object) => Promise<AxeResults> } };
    const results = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] });
    return results.violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 3).map((node) => `${node.target.join(" ")}: ${node.failureSummary ?? ""}`) }));
  });
  return found.map(({ id, nodes }) => `${about}: ${id}\n  ${nodes.join("\n  ").replace(/\s*\n\s*/g, "\n    ")}`);
}

for (const [look, options] of LOOKS) {
  test(`every kind of page, ${look}`, async () => {
    const wrong: string[] = [];
    for (const [kind, path] of await kinds()) {
      // The tool comes in as a script of its own, which the policy of the pages would not let in.
      const { page, close } = await open(path, { ...options, bypassCSP: true }, REFUSED);
      await page.waitForLoadState("networkidle");
      wrong.push(...(await violations(page, `${kind} (${path})`)));
      await close();
    }
    assert.deepEqual(wrong, [], wrong.join("\n"));
  });

  test(`the editor with each kind of answer, ${look}`, async () => {
    // Longer than its frame.
    const query = `${"# a line\n".repeat(60)}SELECT ?s ?p ?o ?day ?n { ?s ?p ?o FILTER(isIRI(?o)) BIND("2020-05-06"^^<http://www.w3.org/2001/XMLSchema#date> AS ?day) BIND(STRLEN(STR(?o)) AS ?n) } LIMIT 30`;
    const { page, close } = await open(`/sparql#${new URLSearchParams({ query }).toString()}`, { ...options, bypassCSP: true }, REFUSED);
    const wrong: string[] = [];
    for (const [view, shown] of [["table", ".view table"], ["graph", ".view .network"], ["timeline", ".view svg"], ["chart", ".view svg"], ["response", ".view pre"]]) {
      await page.locator(`.tabPanel.active .select_${view}`).click();
      await page.locator(`.tabPanel.active ${shown}`).first().waitFor();
      wrong.push(...(await violations(page, view!)));
    }
    await page.goto(`${page.url().split("#")[0]}#${new URLSearchParams({ query: "SELECT" }).toString()}`);
    await page.locator(".tabPanel.active .refusal").waitFor();
    wrong.push(...(await violations(page, "refusal")));
    await close();
    assert.deepEqual(wrong, [], wrong.join("\n"));
  });
}
