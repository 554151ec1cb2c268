/** Names are text whatever they look like, pages fit a phone whatever stands on them, and the first page is light. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { kinds, open, REFUSED, rows, shot } from "./browser";

const PHONE = { viewport: { width: 360, height: 740 } };

/** What sticks out of a page to the right. */
function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth;
    if (wide <= innerWidth) return [];
    const out = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > innerWidth + 1);
    return [`${wide}px wide: ${out.slice(0, 4).map((element) => `${element.tagName}.${element.className} ${(element.textContent ?? "").slice(0, 30)}`).join("; ")}`];
  });
}

test("every kind of page fits a phone, with names that are markup, of no known length and written from right to left", async () => {
  const wrong: string[] = [];
  for (const [kind, path] of await kinds()) {
    const { page, close } = await open(path, PHONE, REFUSED);
    await page.waitForLoadState("networkidle");
    for (const out of await overflow(page)) wrong.push(`${kind} (${path}): ${out}`);
    // Elements that only the minutes name would be there if one of their words was taken for markup.
    const made = await page.locator("main iframe, main img, main [onmouseover], main [onerror], main svg[onload], main a[href^='javascript:'], main script, main style").count();
    if (made > 0) wrong.push(`${kind} (${path}): ${made} elements out of names`);
    if (kind === "meeting" || kind === "person") await shot(page, `hostile-${kind}`);
    await close();
  }
  assert.deepEqual(wrong, [], wrong.join("\n"));
});

test("the pages of all people and bodies show their names as they are written", async () => {
  const things = await rows(`PREFIX rap: <https://w3id.org/rapporteur/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    SELECT DISTINCT ?thing ?name { VALUES ?relation { rap:person rap:organisation } ?part rap:inRecord ?record ; ?relation ?thing . ?thing skos:prefLabel ?name }`);
  assert.ok(things.length > 5);
  for (const { thing, name } of things) {
    const { page, close } = await open(new URL(thing!).pathname, PHONE, REFUSED);
    // A name without end is cut where its page begins.
    const shown = (await page.locator("h1").first().textContent())?.trim().replace(/…$/, "") ?? "";
    assert.ok(shown.length > 3 && name!.startsWith(shown) && (shown === name || shown.length > 80), `${thing}: ${name}, not ${shown}`);
    assert.deepEqual(await overflow(page), [], thing);
    await close();
  }
});

test("what is written from right to left stands so", async () => {
  const { page, close } = await open("/people", PHONE);
  const name = page.locator("main").getByText("محمد الأحمد", { exact: true }).first();
  await name.waitFor();
  await close();
});
