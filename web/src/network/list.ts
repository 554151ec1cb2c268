/** The nodes that the picture shows, as a list that reads the same without seeing it. */
import { counted } from "../text";
import type { Network } from "./data";
import { button, element } from "../elements";
import { lookOf } from "./kinds";
import type { Shown } from "./shown";

/** So many at a time. */
const SOME = 100;

/** Fills the list, the heaviest first; each name selects its node. */
export function fillList(place: HTMLElement, graph: Network, shown: Shown, select: (node: string) => void): void {
  const degrees = new Map<string, number>();
  for (const key of shown.links) for (const end of graph.extremities(key)) degrees.set(end, (degrees.get(end) ?? 0) + 1);
  const weight = (key: string): number => graph.getNodeAttribute(key, "weight");
  const order = [...shown.nodes].sort((a, b) => weight(b) - weight(a) || (a < b ? -1 : 1));
  const rows = element("tbody");
  const table = element(
    "table",
    {},
    element("caption", {}, "Nodes in the picture, the heaviest first"),
    element("thead", {}, element("tr", {}, ...["Name", "Kind", "Weight", "Links"].map((head) => element("th", { scope: "col" }, head)))),
    rows,
  );
  const more = button("", () => add());
  const add = (): void => {
    const from = rows.children.length;
    for (const key of order.slice(from, from + SOME)) {
      const { label, kind } = graph.getNodeAttributes(key);
      rows.append(
        element(
          "tr",
          {},
          element("th", { scope: "row" }, button(label, () => select(key), { class: "name", dir: "auto" })),
          element("td", {}, lookOf(kind).one),
          element("td", { class: "number" }, String(weight(key))),
          element("td", { class: "number" }, String(degrees.get(key) ?? 0)),
        ),
      );
    }
    const rest = order.length - rows.children.length;
    more.textContent = `${counted(rest, "node", "nodes")} more`;
    more.hidden = rest <= 0;
  };
  add();
  place.replaceChildren(element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Nodes in the picture" }, table), more);
}
