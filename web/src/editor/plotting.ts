/** The pictures of answers, through Observable Plot. */

import * as Plot from "@observablehq/plot";
import { element } from "../elements";
import type { Amount, Event } from "./plots";
import { counted } from "./view";

/** No more lines, bars or marks are legible. */
const MOST_ROWS = 40;
const MOST_BARS = 60;
const MOST_EVENTS = 3000;

const MARK = "var(--mark)";

/** The longest piece of a name that stands beside a mark, in characters. */
const NAME = 32;

/** Written as large as small print on the pages; through the style of the element, as the policy of the pages wants it. */
const STYLE = { fontSize: "12px", overflow: "visible" };

const brief = (name: string) => (name.length > NAME ? `${name.slice(0, NAME - 1)}…` : name);
const told = (date: Date) => date.toISOString().slice(0, 10);

/** Puts a picture into its place, with words for those who do not see it. */
function put(place: HTMLElement, picture: Element, words: string, left: string): void {
  // One picture with one name: labels that the library gives to its parts are for elements with a role.
  for (const part of picture.querySelectorAll<SVGElement>("[aria-label]")) {
    part.dataset.part = part.getAttribute("aria-label") ?? "";
    part.removeAttribute("aria-label");
  }
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", words);
  place.replaceChildren(element("p", { class: "soft" }, left ? `${words} ${left}` : words), picture);
}

function width(place: HTMLElement): number {
  return Math.max(280, Math.min(1100, place.clientWidth || 640));
}

function margin(names: string[], wide: number): number {
  const longest = Math.max(0, ...names.map((name) => brief(name).length));
  return Math.min(wide * 0.45, 16 + longest * 7.2);
}

/** Marks along a time: a line for each label, or heaped where there are too many of them. */
export function timeline(place: HTMLElement, all: Event[], dated: string, named: string): void {
  const events = [...all].sort((a, b) => a.date.getTime() - b.date.getTime()).slice(0, MOST_EVENTS);
  const labels = [...new Set(events.map((event) => event.label))];
  const [first, last] = [events[0], events.at(-1)];
  if (!first || !last) {
    place.replaceChildren(element("p", {}, "No row has a day in this column."));
    return;
  }
  const wide = width(place);
  const inRows = labels.length <= MOST_ROWS;
  const title = (event: Event) => `${event.label}\n${told(event.date)}`;
  const common = { x: "date", r: 4.5, fill: MARK, fillOpacity: 0.75, stroke: "var(--ground)", strokeWidth: 0.5, title } as const;
  const picture = Plot.plot({
    width: wide,
    height: inRows ? labels.length * 24 + 70 : 320,
    marginLeft: inRows ? margin(labels, wide) : 20,
    marginRight: 20,
    marginBottom: 50,
    style: STYLE,
    x: { type: "utc", label: dated, grid: true, nice: true },
    y: inRows ? { domain: labels, label: null, tickFormat: brief } : { axis: null },
    marks: inRows ? [Plot.dot(events, { ...common, y: "label" })] : [Plot.dot(events, Plot.dodgeY({ ...common, anchor: "bottom" }))],
  });
  const words = `${counted(events.length, "row")} from ${told(first.date)} to ${told(last.date)}, by ${named} (${counted(labels.length, "value")}).`;
  put(place, picture, words, all.length > events.length ? `The first ${counted(MOST_EVENTS, "row")} of ${all.length.toLocaleString("en")} are drawn.` : "");
}

/** A bar for each category, the greatest first; categories that are days stay in their order. */
export function bars(place: HTMLElement, all: Amount[], named: string, numbered: string): void {
  const dated = all.length > 0 && all.every((amount) => amount.date);
  const ordered = [...all].sort((a, b) => (dated ? (a.date?.getTime() ?? 0) - (b.date?.getTime() ?? 0) : b.value - a.value));
  const amounts = ordered.slice(0, MOST_BARS);
  if (amounts.length === 0) {
    place.replaceChildren(element("p", {}, "No row has a number in this column."));
    return;
  }
  const wide = width(place);
  const names = amounts.map((amount) => amount.name);
  const picture = Plot.plot({
    width: wide,
    height: amounts.length * 22 + 70,
    marginLeft: margin(names, wide),
    marginRight: 60,
    marginBottom: 40,
    style: STYLE,
    x: { label: numbered, grid: true, nice: true },
    y: { domain: names, label: null, tickFormat: brief },
    marks: [
      Plot.barX(amounts, { x: "value", y: "name", fill: MARK, insetTop: 2, insetBottom: 2, title: (amount: Amount) => `${amount.name}\n${amount.value.toLocaleString("en")}` }),
      Plot.text(amounts, { x: "value", y: "name", text: (amount: Amount) => amount.value.toLocaleString("en"), textAnchor: "start", dx: 4, fill: "currentColor" }),
      Plot.ruleX([0]),
    ],
  });
  put(place, picture, summary(all, named, numbered), all.length > amounts.length ? `The first ${MOST_BARS} are drawn.` : "");
}

/** A line through the numbers, by day or in the order of the answer. */
export function line(place: HTMLElement, all: Amount[], named: string, numbered: string): void {
  const amounts = all.slice(0, MOST_EVENTS);
  const dated = amounts.length > 0 && amounts.every((amount) => amount.date);
  if (dated) amounts.sort((a, b) => (a.date?.getTime() ?? 0) - (b.date?.getTime() ?? 0));
  if (amounts.length === 0) {
    place.replaceChildren(element("p", {}, "No row has a number in this column."));
    return;
  }
  const wide = width(place);
  const x = dated ? "date" : "name";
  const title = (amount: Amount) => `${amount.name}\n${amount.value.toLocaleString("en")}`;
  const many = !dated && amounts.length > 12;
  const picture = Plot.plot({
    width: wide,
    height: 320,
    marginLeft: 60,
    marginBottom: many ? 120 : 50,
    style: STYLE,
    x: dated ? { type: "utc", label: named } : { type: "point", domain: amounts.map((amount) => amount.name), label: named, tickRotate: many ? -60 : 0, tickFormat: (name: string) => name.slice(0, 16) },
    y: { label: numbered, grid: true, nice: true, zero: true },
    marks: [
      Plot.lineY(amounts, { x, y: "value", stroke: MARK, strokeWidth: 2 }),
      Plot.dot(amounts, { x, y: "value", fill: MARK, r: 3.5, title }),
      Plot.ruleY([0]),
    ],
  });
  put(place, picture, summary(all, named, numbered), all.length > amounts.length ? `The first ${MOST_EVENTS.toLocaleString("en")} are drawn.` : "");
}

function summary(all: Amount[], named: string, numbered: string): string {
  const most = all.reduce((a, b) => (b.value > a.value ? b : a));
  return `${numbered} by ${named}: ${counted(all.length, "category", "categories")}, the most is ${most.value.toLocaleString("en")} (${brief(most.name)}). Rows of the same ${named} are added.`;
}
