/** The graph of `/graph`, drawn by sigma in the figure that the page leaves for it. */
import type { Mount } from "../site";
import { fetchAnswer } from "./data";
import { element } from "./elements";
import { NetworkView } from "./network";

export const mount: Mount = async (place) => {
  const source = place.dataset["source"];
  if (source === undefined) return;
  const waiting = element("p", { class: "soft", role: "status" }, "Fetching the graph…");
  place.append(waiting);
  try {
    const answer = await fetchAnswer(source);
    if (answer.nodes.length === 0) {
      waiting.textContent = "There is nothing to draw.";
      return;
    }
    await new NetworkView(place, answer).begin();
  } finally {
    if (waiting.textContent === "Fetching the graph…") waiting.remove();
  }
};
