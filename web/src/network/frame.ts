/** The places around the picture: search, buttons, filters, panel, what is told, and the list. */
import { element } from "../elements";
import { KEYS } from "./keyboard";

/** The places, each to be filled. */
export interface Frame {
  tools: HTMLElement;
  filters: HTMLElement;
  stage: HTMLElement;
  /** What the keys do. */
  keys: HTMLElement;
  panel: HTMLElement;
  status: HTMLElement;
  list: HTMLDetailsElement;
}

/** Builds the places in a figure, below its caption. */
export function frameIn(figure: HTMLElement): Frame {
  const tools = element("div", { class: "tools" });
  const filters = element("div");
  const folded = element("details", { class: "filters" }, element("summary", {}, "What is shown, and the legend"), filters);
  // A phone has no room for both the picture and these.
  folded.open = matchMedia("(min-width: 50rem)").matches;
  const stage = element("div", {
    class: "stage", tabindex: "0", role: "application", "aria-roledescription": "graph", "aria-label": "The graph as a picture", "aria-describedby": "network-keys",
  });
  const keys = element("p", { class: "soft", id: "network-keys" }, KEYS);
  const panel = element("aside", { class: "panel", "aria-label": "The selected node" });
  const status = element("p", { class: "told", role: "status", "aria-live": "polite" });
  const list = element("details", { class: "list" }, element("summary", {}, "What the picture shows, as a list"));
  figure.append(tools, folded, status, element("div", { class: "scene" }, stage, panel), keys, list);
  return { tools, filters, stage, keys, panel, status, list };
}
