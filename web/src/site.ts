/**
 * What every page loads. Pages are whole without scripts; where one has a place for a picture, a graph or an editor, the script for it is loaded then.
 */

import { element } from "./elements";

/** Fills a place that the server left in a page. */
export type Mount = (place: HTMLElement) => void | Promise<void>;

/** By the attribute that marks the places: what fills them. */
const PARTS: Record<string, () => Promise<{ mount: Mount }>> = {
  "data-picture": () => import("./pictures/mount"),
  "data-editor": () => import("./editor/index"),
  "data-network": () => import("./network/index"),
};

for (const [attribute, load] of Object.entries(PARTS)) {
  const places = document.querySelectorAll<HTMLElement>(`[${attribute}]`);
  if (places.length > 0) void fill(places, load);
}

async function fill(places: NodeListOf<HTMLElement>, load: () => Promise<{ mount: Mount }>): Promise<void> {
  for (const place of places) {
    try {
      const { mount } = await load();
      await mount(place);
    } catch (error) {
      tell(place, error);
    }
  }
}

/** Says in the place itself that it stays empty, and why. */
function tell(place: HTMLElement, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  place.append(element("p", { class: "soft", role: "status" }, `This cannot be shown: ${why}`));
}

if (document.querySelector("a.evidence")) {
  // Without the pane the links lead to the report's own page, as they do without scripts.
  void import("./report/pane").then(({ attach }) => attach());
}
