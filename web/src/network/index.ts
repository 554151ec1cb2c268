/** The graph of `/graph`, drawn by sigma in the figure that the page leaves for it. */
import { answered } from "../answered";
import { element } from "../elements";
import type { Mount } from "../site";
import type { Answer } from "./data";
import { NetworkView } from "./network";

export const mount: Mount = async (place) => {
  const source = place.dataset["source"];
  if (source === undefined) return;
  const waiting = element("p", { class: "soft", role: "status" }, "Fetching the graph…");
  place.append(waiting);
  try {
    const answer = (await answered(source)) as Answer;
    if (answer.nodes.length === 0) {
      waiting.textContent = "There is nothing to draw.";
      return;
    }
    await new NetworkView(place, answer).begin();
  } finally {
    if (waiting.textContent === "Fetching the graph…") waiting.remove();
  }
};
