/** The query editor: YASGUI over this service alone, with its catalogue, words and pages. */

import Yasgui from "@zazuko/yasgui";
import { answered } from "../answered";
import { button, element } from "../elements";
import { Graph } from "./graph";
import { Chart, Timeline } from "./plots";
import { problemOf, Refusal } from "./problem";
import { Raw } from "./raw";
import { Table } from "./table";
import { Names } from "./terms";
import { View } from "./view";
import { complete } from "./words";

const { Yasqe, Yasr } = Yasgui;
type Tab = InstanceType<typeof Yasgui.Tab>;

/** No answer in the editor has more rows: a browser holds it whole. */
const MOST_ROWS = 20_000;

/** Under this name tabs and settings are kept in the browser. */
const KEPT = "rapporteur";

/** A query to be opened. */
interface Wanted {
  name: string;
  text: string;
}

/** Puts the editor in the place of the form. Where that fails, the form stays. */
export function mount(place: HTMLElement): void {
  const form = place.querySelector("form");
  const begun = form?.querySelector("textarea")?.value.trimEnd() ?? "";
  const names = new Names(JSON.parse(place.dataset.prefixes ?? "{}") as Record<string, string>, place.dataset.base ?? "", place.dataset.words ?? "");
  View.names = names;
  settle(names, begun);

  const host = element("div", { class: "query-editor" });
  const menu = element("div");
  place.append(host, menu);
  const wanted = addressed(begun);
  let editor: Yasgui;
  try {
    editor = yasgui(host, menu, wanted === undefined);
  } catch (error) {
    host.remove();
    menu.remove();
    throw error;
  }
  if (form) form.hidden = true;
  tools(editor, host);
  accessible(host);
  leadBack(editor);
  if (wanted) open(editor, wanted);
  addEventListener("hashchange", () => {
    const other = addressed(begun);
    if (other) open(editor, other);
  });
  examples(editor, host);
}

/** What the library does by itself, it does as this service wants it: no other host is asked for anything. */
function settle(names: Names, begun: string): void {
  const views = { table: Table, graph: Graph, timeline: Timeline, chart: Chart, response: Raw, error: Refusal };
  for (const name of Object.keys(Yasr.plugins)) {
    delete Yasr.plugins[name];
    delete Yasr.defaults.plugins[name];
  }
  for (const [name, view] of Object.entries(views)) Yasr.registerPlugin(name, view as never);
  Yasr.defaults.pluginOrder = Object.keys(views);
  Yasr.defaults.prefixes = { ...names.prefixes };
  complete(Yasqe, names);
  Object.assign(Yasqe.defaults, {
    value: begun,
    autocompleters: ["variables", "prefixes", "class", "property"],
    prefixCcApi: null,
    resizeable: false,
    editorHeight: "auto",
    screenReaderLabel: "Query in SPARQL",
    // Its text is the field itself: readers of screens hear it, and what scrolls holds what has the focus.
    inputStyle: "contenteditable",
  });
  // The keys that lead through a page must lead out of the editor too (WCAG 2.1.2).
  Object.assign(Yasqe.defaults.extraKeys ?? {}, { Tab: false, "Shift-Tab": false });
}

function yasgui(host: HTMLElement, menu: HTMLElement, autoAddOnInit: boolean): Yasgui {
  const endpoint = new URL(`/sparql?max-rows=${MOST_ROWS}`, location.origin).href;
  return new Yasgui(host, {
    persistenceId: KEPT,
    autofocus: false,
    autoAddOnInit,
    copyEndpointOnNewTab: false,
    // Links are read here: the library's also carry another endpoint and headers.
    populateFromUrl: false,
    contextMenuContainer: menu,
    endpointCatalogueOptions: { getData: () => [], keys: [], renderItem: () => {} },
    requestConfig: {
      // As a function it goes before whatever was kept in the browser.
      endpoint: () => endpoint,
      method: "POST",
      acceptHeaderSelect: () => "application/sparql-results+json,*/*;q=0.1",
      acceptHeaderGraph: () => "text/turtle,*/*;q=0.1",
    },
  });
}

/** The query that the address leads to: `#query=…`, or the example that the form began with. */
function addressed(begun: string): Wanted | undefined {
  const hash = new URLSearchParams(location.hash.slice(1));
  const text = hash.get("query");
  const example = new URLSearchParams(location.search).get("example");
  if (text === null && example === null) return undefined;
  // Loaded again, the page shows what was worked on last.
  history.replaceState(null, "", location.pathname);
  return text === null ? { name: example ?? "", text: begun } : { name: hash.get("name") ?? "", text };
}

/** Shows a query in a tab and asks it; in the tab that holds it already, if one does. */
function open(editor: Yasgui, { name, text }: Wanted): void {
  const held = editor.persistentConfig.getTabs().find((id) => editor.persistentConfig.getTab(id).yasqe.value === text);
  const tab = held === undefined ? editor.addTab(true, { name: editor.createTabName(name || undefined), yasqe: { value: text } }) : editor.getTab(held);
  if (held !== undefined) editor.selectTabId(held);
  ask(tab);
}

function ask(tab: Tab | undefined): void {
  // What goes wrong is shown in the place of the answer.
  tab?.query().catch(() => {});
}

/** What can be done with tabs, as buttons for pointer and keys alike. */
function tools(editor: Yasgui, host: HTMLElement): void {
  const bar = element("div", { class: "tools", role: "group", "aria-label": "Queries" });
  const said = element("span", { class: "soft", role: "status" });
  bar.append(
    button("New query", () => {
      editor.addTab(true);
      editor.getTab()?.getYasqe()?.focus();
    }),
    button("Rename", () => {
      const id = editor.getTab()?.getId();
      if (id === undefined) return;
      editor.tabElements.get(id)?.startRename();
      host.querySelector<HTMLInputElement>(".tab.renaming input")?.select();
    }),
    button("Close", () => editor.getTab()?.close()),
    button("Lay out", () => editor.getTab()?.getYasqe()?.autoformat()),
    button("Link to this query", () => void link(editor, said)),
    said,
    element("span", { class: "soft keys" }, "Ctrl+Enter asks, Ctrl+Space completes."),
  );
  host.prepend(bar);
  editor.on("tabClose", () => {
    // Its last steps come after this.
    queueMicrotask(() => {
      if (editor.persistentConfig.getTabs().length === 0) editor.addTab(true);
    });
  });
}

/** Puts the query into the address of the page, and the address where it can be pasted. */
async function link(editor: Yasgui, said: HTMLElement): Promise<void> {
  const tab = editor.getTab();
  const query = tab?.getYasqe()?.getValue();
  if (tab === undefined || query === undefined) return;
  const address = `${location.origin}${location.pathname}#${new URLSearchParams({ name: tab.getName(), query }).toString()}`;
  history.replaceState(null, "", address);
  try {
    await navigator.clipboard.writeText(address);
    said.textContent = "The link is copied, and stands in the address of this page.";
  } catch {
    said.textContent = "The address of this page is the link.";
  }
}

/** Mends what the library's markup keeps from those who use keys or a screen reader. */
function accessible(host: HTMLElement): void {
  const list = host.querySelector<HTMLElement>(".tabsList");
  if (!list) return;
  list.setAttribute("aria-label", "Queries");
  // Its own handling of keys counts a button for new tabs among the tabs, and takes them from the field for a name.
  list.addEventListener(
    "keydown",
    (event) => {
      if (event.target instanceof HTMLInputElement) event.stopPropagation();
      else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
        event.stopPropagation();
        const tabs = [...list.querySelectorAll<HTMLElement>("[role=tab]")];
        const at = tabs.indexOf(event.target as HTMLElement) + (event.key === "ArrowLeft" ? -1 : 1);
        tabs[(at + tabs.length) % tabs.length]?.focus();
      }
    },
    true,
  );
  const label = () => {
    for (const field of list.querySelectorAll("input")) field.setAttribute("aria-label", "Name of this query");
    for (const field of host.querySelectorAll("[contenteditable=true]")) {
      field.setAttribute("role", "textbox");
      field.setAttribute("aria-multiline", "true");
    }
    for (const panel of host.querySelectorAll<HTMLElement>(".tabPanel")) {
      for (const button of panel.querySelectorAll<HTMLButtonElement>(".yasr_btnGroup button")) {
        const chosen = button.classList.contains("selected");
        button.setAttribute("aria-pressed", String(chosen));
        button.setAttribute("aria-label", button.title);
        button.disabled = button.classList.contains("disabled");
      }
    }
  };
  // The library sets classes where it should set states.
  new MutationObserver(label).observe(host, { subtree: true, childList: true, attributeFilter: ["class"] });
  label();
}

/** Shows in the query where the service found something wrong. */
function leadBack(editor: Yasgui): void {
  const tabs = () => editor.persistentConfig.getTabs().flatMap((id) => editor.getTab(id) ?? []);
  const position = (tab: Tab, { line, column }: { line: number; column: number }) => {
    const text = tab.getYasqe()?.getDoc().getLine(line - 1) ?? "";
    // The service counts characters, the editor their halves.
    return { line: line - 1, ch: [...text].slice(0, column - 1).join("").length };
  };
  Refusal.lead = (yasr, place) => {
    const tab = tabs().find((tab) => tab.getYasr() === yasr);
    tab?.getYasqe()?.getDoc().setCursor(position(tab, place));
    tab?.getYasqe()?.focus();
  };
  editor.on("queryResponse", (_editor, tab) => {
    // The response is read after this.
    queueMicrotask(() => {
      const error = tab.getYasr()?.results?.getError();
      const yasqe = tab.getYasqe();
      const problem = error && problemOf(error.text);
      if (!problem?.place || !yasqe) return;
      const at = position(tab, problem.place);
      const sign = element("div", { class: "wrong-here" }, "✖");
      sign.title = problem.detail;
      yasqe.setGutterMarker(at.line, "gutterErrorBar", sign);
      const mark = yasqe.getDoc().markText(at, { line: at.line + 1, ch: 0 }, { className: "wrong-from-here" });
      const mended = () => {
        mark.clear();
        yasqe.off("change" as never, mended as never);
      };
      yasqe.on("change" as never, mended as never);
    });
  });
}

/** Has the names of the examples put their text into the editor, and finds among them. */
function examples(editor: Yasgui, host: HTMLElement): void {
  const section = document.querySelector<HTMLElement>("[data-examples]");
  if (!section) return;
  let catalogue: Promise<Map<string, string>> | undefined;
  section.addEventListener("click", (event) => {
    const name = event.target instanceof HTMLAnchorElement ? event.target.dataset.example : undefined;
    if (name === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { href } = event.target as HTMLAnchorElement;
    catalogue ??= texts();
    catalogue.then(
      (known) => {
        const text = known.get(name);
        if (text === undefined) return location.assign(href);
        open(editor, { name, text });
        host.scrollIntoView({ block: "start" });
        editor.getTab()?.getYasqe()?.focus();
      },
      () => location.assign(href),
    );
  });

  const field = element("input", { type: "search" });
  const label = element("label", {}, "Find an example ", field);
  section.querySelector("details")?.before(label);
  field.addEventListener("input", () => {
    const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const group of section.querySelectorAll("details")) {
      let shown = 0;
      for (const term of group.querySelectorAll<HTMLElement>("dt")) {
        const meaning = term.nextElementSibling as HTMLElement | null;
        const text = `${term.textContent} ${meaning?.textContent}`.toLowerCase();
        const fits = wanted.every((word) => text.includes(word));
        term.hidden = !fits;
        if (meaning) meaning.hidden = !fits;
        shown += Number(fits);
      }
      group.hidden = shown === 0;
      group.open = wanted.length > 0 && shown > 0;
    }
  });
}

/** The text of each query of the catalogue. */
async function texts(): Promise<Map<string, string>> {
  const { queries } = (await answered("/queries")) as { queries: { name: string; sparql: string | null }[] };
  return new Map(queries.flatMap(({ name, sparql }) => (sparql === null ? [] : [[name, sparql] as const])));
}
