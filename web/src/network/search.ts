/** Finding a node by its name: a field with suggestions, by the pattern for editable combo boxes of the ARIA practices. */
import type { Network } from "./data";
import { element } from "../elements";
import { lookOf } from "./kinds";
import type { Shown } from "./shown";

/** So many suggestions at most. */
const SUGGESTED = 12;

/** Letters without case and marks. */
export function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The nodes whose names hold the words; those that begin with them first, then by weight. */
export function found(graph: Network, shown: Shown, text: string): string[] {
  const wanted = folded(text.trim());
  if (wanted === "") return [];
  const hits: { key: string; begins: boolean; weight: number; label: string }[] = [];
  for (const key of shown.nodes) {
    const { label, weight } = graph.getNodeAttributes(key);
    const at = folded(label).indexOf(wanted);
    if (at >= 0) hits.push({ key, begins: at === 0, weight, label });
  }
  hits.sort((a, b) => Number(b.begins) - Number(a.begins) || b.weight - a.weight || (a.label < b.label ? -1 : 1));
  return hits.slice(0, SUGGESTED).map((hit) => hit.key);
}

/** The field. `choose` hears which node is meant. */
export function searchField(graph: Network, shown: () => Shown, choose: (node: string) => void): HTMLElement {
  const id = `network-names-${Math.floor(performance.now())}`;
  const list = element("ul", { role: "listbox", id, "aria-label": "Nodes of that name" });
  list.hidden = true;
  const field = element("input", {
    type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", autocomplete: "off", size: "28", maxlength: "200",
  });
  let hits: string[] = [];
  let active = -1;
  const close = (): void => {
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const take = (index: number): void => {
    const hit = hits[index];
    if (hit === undefined) return;
    field.value = graph.getNodeAttribute(hit, "label");
    close();
    choose(hit);
  };
  const mark = (index: number): void => {
    active = index;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = list.children[index];
    if (option === undefined) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  };
  const suggest = (): void => {
    hits = found(graph, shown(), field.value);
    list.replaceChildren(
      ...hits.map((hit, index) => {
        const { label, kind } = graph.getNodeAttributes(hit);
        const option = element("li", { role: "option", id: `${id}-${index}`, "aria-selected": "false", dir: "auto" }, `${label} `, element("span", { class: "soft" }, lookOf(kind).one));
        // Before the field loses the focus.
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(index);
        });
        return option;
      }),
    );
    if (field.value.trim() !== "" && hits.length === 0) list.append(element("li", { role: "option", "aria-disabled": "true", class: "soft" }, "No node that is shown has this in its name"));
    list.hidden = list.children.length === 0;
    active = -1;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
  };
  field.addEventListener("input", suggest);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) suggest();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (hits.length > 0) mark((active + step + hits.length + (active < 0 && step < 0 ? 1 : 0)) % hits.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(active >= 0 ? active : 0);
    } else if (event.key === "Escape") close();
  });
  return element("div", { class: "search" }, element("label", {}, "Find ", field), list);
}
