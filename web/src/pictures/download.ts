/**
 * A picture as a file: SVG that stands alone on white, and PNG at twice its size.
 */
import { button, element } from "../elements";
import { NO_XML, painted, save } from "../file";
import type { Place } from "./data";

const SVG = "http://www.w3.org/2000/svg";

/** What a file has to say itself, as no style sheet comes with it. */
const PROPERTIES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "paint-order"];

/** Adds the files of a picture to the links to its data. */
export function buttons(figure: HTMLElement, drawing: HTMLElement, place: Place): void {
  const line = figure.querySelector(".data");
  if (!line) return;
  const name = `rapporteur-${figure.dataset.picture ?? "picture"}`;
  const said = element("span", { role: "status" });
  const offer = (label: string, make: (svg: SVGSVGElement) => Promise<Blob>): HTMLButtonElement => {
    const wanted = (): void => {
      const svg = drawing.querySelector("svg");
      if (!svg) return;
      said.textContent = "";
      make(svg).then(
        (blob) => save(`${name}.${label.toLowerCase()}`, blob),
        (error: unknown) => (said.textContent = ` ${error instanceof Error ? error.message : String(error)}`),
      );
    };
    return button(label, wanted, { class: "file", "aria-label": `${label}: ${place.title}` });
  };
  const svg = offer("SVG", async (drawn) => new Blob([standalone(drawn, place)], { type: "image/svg+xml" }));
  const png = offer("PNG", async (drawn) => painted(standalone(drawn, place), Number(drawn.getAttribute("width")), Number(drawn.getAttribute("height"))));
  line.append(element("span", { class: "files" }, " · The picture: ", svg, " ", png, said));
}

/** The text of an SVG file: computed colours for paper, whole addresses, nothing that only a page needs. */
export function standalone(svg: SVGSVGElement, place: Place): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const paper = element("div", { class: "on-white" }, copy);
  document.body.append(paper);
  try {
    for (const part of [copy, ...copy.querySelectorAll<SVGElement>("*")]) {
      const computed = getComputedStyle(part);
      const values = PROPERTIES.map((property) => [property, computed.getPropertyValue(property)] as const);
      for (const name of ["class", "style", "tabindex", "aria-hidden", "aria-label", "role"]) part.removeAttribute(name);
      if (["title", "desc", "defs", "a"].includes(part.tagName)) continue;
      for (const [property, value] of values) {
        if (value !== "" && value !== "none 0px" && !(property === "stroke-dasharray" && value === "none")) part.setAttribute(property, value);
      }
    }
  } finally {
    paper.remove();
  }
  for (const link of copy.querySelectorAll("a")) link.setAttribute("href", new URL(link.getAttribute("href") ?? "", location.href).href);
  const title = document.createElementNS(SVG, "title");
  title.textContent = place.title;
  const origin = document.createElementNS(SVG, "desc");
  origin.textContent = `From ${location.href}; data: ${new URL(place.source, location.href).href}`;
  const ground = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: "#ffffff" })) ground.setAttribute(name, value);
  copy.prepend(title, origin, ground);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy).replace(NO_XML, "\ufffd")}\n`;
}
