/** What is shown: kinds of nodes and links, a period, a least weight. The kinds of nodes are also the legend. */
import type { Network } from "./data";
import { button, element, tick } from "../elements";
import { LINKS, LOOKS, linkWords, type Shape } from "./kinds";
import { type View, dated } from "./state";

/** The outline of a shape in a box of 16 by 16. */
const PATHS: Record<Shape, string> = {
  circle: "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13z",
  square: "M2 2h12v12h-12z",
  diamond: "M8 .5l7.5 7.5l-7.5 7.5l-7.5-7.5z",
  triangle: "M8 1l7 13h-14z",
};

function mark(shape: Shape, color: string): SVGElement {
  const name = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(name, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 16 16", width: "16", height: "16", "aria-hidden": "true", focusable: "false" })) drawing.setAttribute(key, value);
  const path = document.createElementNS(name, "path");
  path.setAttribute("d", PATHS[shape]);
  path.setAttribute("fill", color);
  drawing.append(path);
  return drawing;
}

/** With or without one item. */
const switched = (list: string[], item: string, without: boolean): string[] => [...list.filter((other) => other !== item), ...(without ? [item] : [])];

/** Fills the place of the filters; `change` hears what of the view is to be another. */
export function fillFilters(place: HTMLElement, graph: Network, view: View, change: (part: Partial<View>) => void): void {
  const nodes = count(graph.mapNodes((_, node) => node.kind));
  const links = count(graph.mapEdges((_, link) => link.kind));
  const kinds = element("fieldset", {}, element("legend", {}, "Nodes"));
  for (const [kind, look] of Object.entries(LOOKS)) {
    const box = tick(`${look.many} (${nodes.get(kind) ?? 0})`, !view.withoutKinds.includes(kind), (on) => change({ withoutKinds: switched(view.withoutKinds, kind, !on) }));
    box.querySelector("input")?.after(" ", mark(look.shape, look.color));
    box.dataset["kind"] = kind;
    kinds.append(box, " ");
  }
  kinds.append(element("span", { class: "soft" }, "The larger, the heavier."));
  const lines = element("fieldset", {}, element("legend", {}, "Links"));
  for (const kind of LINKS) {
    if (!links.has(kind) && !view.withoutLinks.includes(kind)) continue;
    const box = tick(`${linkWords(kind)} (${links.get(kind) ?? 0})`, !view.withoutLinks.includes(kind), (on) => change({ withoutLinks: switched(view.withoutLinks, kind, !on) }));
    box.dataset["link"] = kind;
    lines.append(box, " ");
  }
  const day = (label: string, name: "from" | "to"): HTMLElement => {
    const field = element("input", { size: "10", maxlength: "10", value: view[name], "data-field": name, placeholder: "2024-10" });
    field.addEventListener("change", () => {
      const text = field.value.trim();
      const wrong = text !== "" && dated(text) === "";
      field.setAttribute("aria-invalid", String(wrong));
      field.setCustomValidity(wrong ? "A day, a month or a year, such as 2024-10-31, 2024-10 or 2024" : "");
      if (wrong) field.reportValidity();
      else change({ [name]: text });
    });
    return element("label", {}, `${label} `, field);
  };
  const weight = element("input", { type: "number", min: "1", step: "1", value: String(view.weight), "data-field": "weight" });
  weight.addEventListener("change", () => change({ weight: Math.max(1, Math.floor(Number(weight.value)) || 1) }));
  const more = element("p", {}, day("Links from", "from"), " ", day("to", "to"), " ", element("label", {}, "of weight at least ", weight));
  if (view.hidden.length > 0) more.append(" ", button(`Show ${view.hidden.length} hidden again`, () => change({ hidden: [] })));
  place.replaceChildren(kinds, lines, more);
}

function count(items: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
