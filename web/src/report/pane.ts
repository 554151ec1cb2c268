/**
 * The report beside the page: where the window is wide enough, a link to the words that something rests on opens their place in a pane instead of on a page
 * of its own, so that a reader goes through the lines of a page and sees each where it was said.
 */

import { button, element } from "../elements";

/** What links to a place in a report. */
export const EVIDENCE = "a.evidence[href*='/text.html?']";

/** Narrower windows have no room for two columns. */
const WIDE = matchMedia("(min-width: 64rem)");

/** The reports that were shown, as the service marked them. */
const seen = new Map<string, Promise<HTMLElement>>();

let pane: { root: HTMLElement; title: HTMLElement; text: HTMLElement; whole: HTMLAnchorElement } | undefined;
let from: HTMLAnchorElement | undefined;

/** Has links to evidence open in the pane from now on. */
export function attach(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(EVIDENCE) : null;
    // Who asks for a new tab or window gets one.
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || !WIDE.matches || event.defaultPrevented) return;
    event.preventDefault();
    show(link).catch(() => {
      location.assign(link.href);
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && pane && !pane.root.hidden) close();
  });
  WIDE.addEventListener("change", () => {
    if (!WIDE.matches && pane && !pane.root.hidden) close();
  });
}

async function show(link: HTMLAnchorElement): Promise<void> {
  const address = link.href.split("#")[0]!;
  const page = await (seen.get(address) ?? remember(address));
  from?.removeAttribute("aria-current");
  from = link;
  link.setAttribute("aria-current", "true");
  pane ??= made();
  pane.title.textContent = page.querySelector("h1")?.textContent ?? "The report";
  pane.whole.href = link.href;
  const text = page.querySelector("pre")!.cloneNode(true) as HTMLElement;
  pane.text.replaceChildren(text);
  pane.root.hidden = false;
  document.body.classList.add("with-pane");
  const mark = text.querySelector("mark");
  mark?.scrollIntoView({ block: "center" });
  // What is read next is the quote itself, not the head of the pane.
  mark?.setAttribute("tabindex", "-1");
  mark?.focus({ preventScroll: true });
  link.scrollIntoView({ block: "nearest" });
}

function remember(address: string): Promise<HTMLElement> {
  const page = fetch(address, { headers: { accept: "text/html" } }).then(async (answer) => {
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = read.querySelector("main");
    if (!main?.querySelector("pre")) throw new Error("the page holds no text");
    return main;
  });
  page.catch(() => seen.delete(address));
  seen.set(address, page);
  return page;
}

function made(): NonNullable<typeof pane> {
  const title = element("h2");
  const whole = element("a", {}, "Open as a page");
  // It scrolls, so that keyboards must reach it.
  const text = element("div", { class: "text", tabindex: "0", role: "region", "aria-label": "The text of the report" });
  const head = element("header", {}, title, whole, button("Close", close));
  const root = element("aside", { class: "pane", "aria-label": "In the report" }, head, text);
  document.body.append(root);
  return { root, title, text, whole };
}

function close(): void {
  if (pane) pane.root.hidden = true;
  document.body.classList.remove("with-pane");
  from?.removeAttribute("aria-current");
  from?.focus();
}
