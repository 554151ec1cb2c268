/**
 * The frame of a picture: as wide as its place, one stop of the tabulator with arrow keys between the marks, what is left out, and its files.
 */
import { element } from "../elements";
import { isolated } from "../text";
import type { Place } from "./data";
import { buttons } from "./download";

const SVG = "http://www.w3.org/2000/svg";

/** A picture of some data. */
export interface Picture {
  /** Draws it so wide, or wider where it needs more: then it scrolls in its place. */
  draw(width: number): SVGSVGElement;
  /** What of the data is not drawn. */
  notes: string[];
  /** What the colours and shapes stand for. */
  legend?: Entry[];
}

/** A line of a legend; the mark is as in the picture. */
export interface Entry {
  label: string;
  fill: string;
  shape?: "dot" | "square" | "triangle";
}

/** Puts a picture into its figure, and draws it again when its place has another width. */
export function frame(figure: HTMLElement, place: Place, picture: Picture): void {
  const drawing = element("div", { class: "drawing" });
  figure.prepend(drawing);
  for (const note of picture.notes) figure.querySelector("figcaption")?.append(element("p", { class: "soft" }, note));
  let width = 0;
  const redraw = (): void => {
    const now = Math.floor(drawing.clientWidth);
    if (now === width || now < 50) return;
    width = now;
    const links = [...drawing.querySelectorAll("svg a")];
    const held = links.indexOf(document.activeElement as Element);
    const svg = finished(picture, place, now);
    drawing.replaceChildren(svg);
    const marks = rove(svg, held);
    if (held >= 0) marks[held]?.focus();
  };
  redraw();
  new ResizeObserver(redraw).observe(drawing);
  buttons(figure, drawing, place);
}

/** The drawing without what the policy of the page forbids, with names for those who do not see it. */
function finished(picture: Picture, place: Place, width: number): SVGSVGElement {
  const svg = picture.draw(width);
  svg.setAttribute("class", "plot");
  svg.setAttribute("font-size", "12");
  svg.setAttribute("role", "group");
  for (const group of svg.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  for (const silent of svg.querySelectorAll("[aria-hidden]")) silent.removeAttribute("aria-hidden");
  const links = svg.querySelectorAll("a");
  svg.setAttribute("aria-label", `${place.title}. ${links.length} marks, with arrow keys between them; the numbers stand in the table of this figure.`);
  for (const link of links) {
    const to = link.getAttributeNS("http://www.w3.org/1999/xlink", "href");
    if (to !== null) {
      link.removeAttributeNS("http://www.w3.org/1999/xlink", "href");
      link.setAttribute("href", to);
    }
    const title = (link.querySelector("title")?.textContent ?? "").replace(/\s*\n\s*/g, ", ");
    const seen = link.querySelector("text")?.firstChild?.textContent ?? "";
    // A name that is seen whole needs no other; one that was cut begins what the link is called (WCAG 2.2, 2.5.3).
    if (seen === isolated(title)) link.querySelector("title")?.remove();
    else link.setAttribute("aria-label", [seen, title].filter(Boolean).join(", "));
  }
  // What no link names is told by the names of the links, and by the table.
  for (const text of svg.querySelectorAll("text")) if (!text.closest("a")) text.setAttribute("aria-hidden", "true");
  return picture.legend ? withLegend(svg, picture.legend) : svg;
}

/** One stop of the tabulator: arrow keys go from mark to mark. */
function rove(svg: SVGSVGElement, held: number): SVGAElement[] {
  const marks = [...svg.querySelectorAll<SVGAElement>("a")];
  let at = Math.max(0, held);
  const hold = (next: number): void => {
    marks[at]?.setAttribute("tabindex", "-1");
    at = Math.min(marks.length - 1, Math.max(0, next));
    marks[at]?.setAttribute("tabindex", "0");
  };
  for (const mark of marks) mark.setAttribute("tabindex", "-1");
  hold(at);
  svg.addEventListener("focusin", (event) => {
    const next = marks.findIndex((mark) => mark.contains(event.target as Node));
    if (next >= 0) hold(next);
  });
  svg.addEventListener("keydown", (event) => {
    const steps: Record<string, number> = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: marks.length - 1 };
    const next = steps[event.key];
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    hold(next);
    marks[at]?.focus();
  });
  return marks;
}

/** The legend is a part of the drawing, so that it is in its files too. */
function withLegend(svg: SVGSVGElement, entries: Entry[]): SVGSVGElement {
  const [width, height] = [Number(svg.getAttribute("width")), Number(svg.getAttribute("height"))];
  const legend = document.createElementNS(SVG, "g");
  legend.setAttribute("class", "legend");
  legend.setAttribute("aria-hidden", "true");
  let [x, y] = [8, height + 14];
  for (const entry of entries) {
    const long = measured(entry.label) + 34;
    if (x > 8 && x + long > width) [x, y] = [8, y + 20];
    const mark = document.createElementNS(SVG, "path");
    mark.setAttribute("d", SHAPES[entry.shape ?? "square"]);
    mark.setAttribute("transform", `translate(${x + 6},${y - 4})`);
    mark.setAttribute("fill", entry.fill);
    const label = document.createElementNS(SVG, "text");
    label.setAttribute("x", String(x + 16));
    label.setAttribute("y", String(y));
    label.setAttribute("fill", "currentColor");
    label.setAttribute("text-anchor", "start");
    label.textContent = entry.label;
    legend.append(mark, label);
    x += long;
  }
  svg.append(legend);
  const total = y + 10;
  svg.setAttribute("height", String(total));
  svg.setAttribute("viewBox", `0 0 ${width} ${total}`);
  return svg;
}

const SHAPES = {
  dot: "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0Z",
  square: "M-5,-5h10v10h-10Z",
  triangle: "M0,-6L6,5H-6Z",
};

let canvas: CanvasRenderingContext2D | null | undefined;

/** How wide a text is in the font of pictures, in pixels. */
export function measured(text: string, size = 12): number {
  canvas ??= element("canvas").getContext("2d");
  if (!canvas) return text.length * size * 0.6;
  canvas.font = `${size}px system-ui, sans-serif`;
  return canvas.measureText(text).width;
}

/** As much of a name as fits, cut between what readers take for one character. */
export function fit(name: string, width: number, size = 12): string {
  if (measured(name, size) <= width) return isolated(name);
  const parts = [...new Intl.Segmenter().segment(name.slice(0, 200))].map((part) => part.segment);
  let [low, high] = [0, parts.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measured(`${parts.slice(0, middle).join("")}…`, size) <= width) low = middle;
    else high = middle - 1;
  }
  return isolated(`${parts.slice(0, low).join("").trimEnd()}…`);
}
