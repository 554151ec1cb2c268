/** What is known of the selected node, in words: the same as the picture shows, and where it is told in full. */
import { counted } from "../text";
import type { Network } from "./data";
import { pageOf } from "./data";
import { button, element, link } from "../elements";
import { LINKS, linkWords, lookOf } from "./kinds";
import type { Shown } from "./shown";

/** So many neighbours a kind of link are listed before one asks for more. */
const FEW = 40;

/** What the panel can do. */
export interface Deeds {
  select(node: string | null): void;
  expand(node: string): void;
  hide(node: string): void;
  isExpanded(node: string): boolean;
  base: string;
  /** Whether nothing in the picture can be clicked. */
  isStill: boolean;
}

/** Fills the panel for a node, or says how to select one. */
export function fillPanel(panel: HTMLElement, graph: Network, shown: Shown, node: string | null, deeds: Deeds): void {
  if (node === null || !graph.hasNode(node)) {
    panel.replaceChildren(element("p", { class: "soft" }, `Select a node, ${deeds.isStill ? "" : "in the picture or "}by its name, to see what it is linked with.`));
    return;
  }
  const known = graph.getNodeAttributes(node);
  const facts = element("dl", { class: "facts" });
  const fact = (name: string, value: string): void => facts.append(element("dt", {}, name), element("dd", { dir: "auto" }, value));
  fact("Kind", lookOf(known.kind).one);
  if (known.group) fact(known.kind === "meeting" ? "Series" : "Group", known.group);
  fact("Weight", String(known.weight));
  fact("Links", `${linksOf(graph, shown, node).length} shown of ${graph.degree(node)} here`);
  if (known.first) fact("From", known.first);
  if (known.last) fact("To", known.last);
  const page = pageOf(node, deeds.base);
  const here = new URLSearchParams({ focus: node });
  panel.replaceChildren(
    element("h2", { dir: "auto" }, known.label),
    facts,
    element(
      "p",
      { class: "deeds" },
      page === null ? null : element("a", { href: page }, "Its page"),
      button(deeds.isExpanded(node) ? "Fold" : "Expand", () => deeds.expand(node), {
        title: deeds.isExpanded(node) ? "Take away what was fetched for it" : "Fetch all that is linked with it",
      }),
      element("a", { href: `/graph?${here.toString()}` }, "Focus here"),
      button("Hide", () => deeds.hide(node)),
      button("Deselect", () => deeds.select(null)),
    ),
    ...neighbours(graph, shown, node, deeds),
  );
}

interface Neighbour {
  node: string;
  label: string;
  weight: number;
  first: string | undefined;
  last: string | undefined;
}

function linksOf(graph: Network, shown: Shown, node: string): string[] {
  return graph.edges(node).filter((key) => shown.links.has(key));
}

/** The neighbours by kind of link and its direction, the heaviest first. */
function neighbours(graph: Network, shown: Shown, node: string, deeds: Deeds): HTMLElement[] {
  const groups = new Map<string, Neighbour[]>();
  for (const key of linksOf(graph, shown, node)) {
    const known = graph.getEdgeAttributes(key);
    const outward = graph.source(key) === node;
    const other = outward ? graph.target(key) : graph.source(key);
    const words = linkWords(known.kind, !outward);
    const order = `${String(LINKS.indexOf(known.kind)).padStart(3, "0")} ${words}`;
    const list = groups.get(order) ?? [];
    list.push({ node: other, label: graph.getNodeAttribute(other, "label"), weight: known.weight, first: known.first, last: known.last });
    groups.set(order, list);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([order, list]) => {
    list.sort((a, b) => b.weight - a.weight || (a.label < b.label ? -1 : 1));
    const items = element("ul", { class: "neighbours" });
    const add = (some: Neighbour[]): void => items.append(...some.map((one) => item(one, deeds)));
    add(list.slice(0, FEW));
    const rest = list.length - FEW;
    const more = rest > 0 ? button(`${rest} more`, () => {
      add(list.slice(FEW));
      more?.remove();
      items.querySelectorAll<HTMLElement>("button")[FEW]?.focus();
    }) : null;
    return [element("h3", {}, `${order.slice(4)} (${list.length})`), items, ...(more === null ? [] : [more])];
  });
}

function item(one: Neighbour, deeds: Deeds): HTMLElement {
  const period = [one.first, one.last].filter((day, at, all) => day !== undefined && all.indexOf(day) === at).join(" to ");
  const told = [counted(one.weight, "time", "times"), period].filter((part) => part !== "").join(", ");
  const page = pageOf(one.node, deeds.base);
  const named = button(one.label, () => deeds.select(one.node), { class: "name", dir: "auto" });
  const away = page === null ? null : link("page", page);
  away?.setAttribute("aria-label", `page of ${one.label}`);
  return element("li", {}, named, ` ${told} `, away);
}
