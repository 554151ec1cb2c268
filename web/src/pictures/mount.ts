/**
 * Pictures: fills the `<figure class="picture" data-picture="…" data-source="…">` of a page. The numbers and the data stand on the page already; what is here draws them.
 */
import { answered } from "../answered";
import type { Mount } from "../site";
import { affiliations } from "./affiliations";
import { type Json, Place } from "./data";
import { frame, type Picture } from "./frame";
import { heatmap } from "./heatmap";
import { mentions } from "./mentions";
import { positions } from "./positions";
import { replies } from "./replies";
import { timeline } from "./timeline";

/** By the name in `data-picture`: makes a picture of what the source says. */
const PICTURES: Record<string, (data: Json, place: Place) => Picture> = {
  affiliations,
  heatmap,
  mentions,
  positions,
  replies,
  timeline,
};

export const mount: Mount = async (figure) => {
  const place = new Place(figure);
  const make = PICTURES[figure.dataset.picture ?? ""];
  if (!make) throw new Error(`there is no picture “${figure.dataset.picture ?? ""}”`);
  frame(figure, place, make((await answered(place.source)) as Json, place));
};
