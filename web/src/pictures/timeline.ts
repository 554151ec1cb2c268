/**
 * Meetings, decisions and commitments due on one axis of time, in lanes by series where there are several; each mark leads to its page.
 */
import * as Plot from "@observablehq/plot";
import { isolated } from "../text";
import { count, field, instant, type Json, list, type Place, text } from "./data";
import { type Entry, fit, measured, type Picture } from "./frame";

/** Series beyond so many share a lane. */
const LANES = 12;
/** How far the middles of two marks of a lane are apart at least. */
const APART = 13;
const OTHERS = "other series";

const KINDS = [
  { kind: "meeting", one: "Meeting", lane: "Meetings", legend: "meeting", fill: "var(--mark-1)", shape: "dot", symbol: "circle" },
  { kind: "decision", one: "Decision", lane: "Decisions", legend: "decision", fill: "var(--mark-2)", shape: "square", symbol: "square" },
  { kind: "commitment", one: "Commitment due", lane: "Due", legend: "commitment due", fill: "var(--mark-3)", shape: "triangle", symbol: "triangle" },
] as const;

interface Item {
  kind: (typeof KINDS)[number];
  at: Date;
  lane: string;
  page?: string;
  title: string;
}
interface Mark extends Item {
  y: number;
}

export function timeline(data: Json, place: Place): Picture {
  const found = list(field(data, "items"));
  const bySeries = new Map<string, number>();
  for (const item of found) {
    const series = text(field(item, "series"));
    bySeries.set(series, (bySeries.get(series) ?? 0) + 1);
  }
  const largest = [...bySeries].sort((a, b) => b[1] - a[1]).slice(0, LANES).map(([series]) => series);
  const several = bySeries.size > 1;
  const items = found.flatMap((item): Item[] => {
    const kind = KINDS.find((known) => known.kind === text(field(item, "kind")));
    const at = instant(text(field(item, "date")));
    if (!kind || !at) return [];
    const series = text(field(item, "series"));
    const lane = several ? (largest.includes(series) ? series || "no series" : OTHERS) : kind.lane;
    return [{ kind, at, lane, page: place.page(text(field(item, "id"))), title: told(item, kind.one) }];
  });
  const notes: string[] = [];
  const leftOut = count(field(data, "leftOut"));
  if (leftOut > 0) notes.push(`Drawn are the latest ${found.length}; ${leftOut} earlier ones are left out.`);
  if (bySeries.size > LANES) notes.push(`Drawn apart are the ${LANES} series with most marks; the others share a lane.`);
  const lanes = several ? [...new Set(items.map((item) => item.lane))].sort(byName) : KINDS.map((kind) => kind.lane);
  const legend: Entry[] = KINDS.map((kind) => ({ label: kind.legend, fill: kind.fill, shape: kind.shape }));
  return { notes, legend, draw: (width) => draw(width, items, lanes) };
}

function byName(a: string, b: string): number {
  return Number(a === OTHERS) - Number(b === OTHERS) || a.localeCompare(b, "en");
}

function told(item: Json, kind: string): string {
  const parts = [`${kind}, ${text(field(item, "date"))}`, isolated(short(text(field(item, "text"))))];
  const who = list(field(item, "who")).map(text).filter(Boolean);
  if (who.length > 0) parts.push(isolated(who.join("; ")));
  if (text(field(item, "state"))) parts.push(text(field(item, "state")));
  return parts.join("\n");
}

function short(words: string): string {
  return words.length > 200 ? `${words.slice(0, 200)}…` : words;
}

function draw(width: number, items: Item[], lanes: string[]): SVGSVGElement {
  const longest = Math.max(0, ...lanes.map((lane) => measured(lane)));
  const left = Math.min(longest + 16, Math.max(70, width * 0.24));
  const [from, to] = period(items);
  const x = (at: Date): number => left + 10 + ((at.getTime() - from) / (to - from)) * (width - left - 24);
  const marks: Mark[] = [];
  const middles: { lane: string; y: number }[] = [];
  const lines: number[] = [];
  let y = 0;
  for (const lane of lanes) {
    const levels = packed(items.filter((item) => item.lane === lane), x);
    const height = Math.max(2, levels.length) * APART;
    levels.forEach((level, at) => marks.push(...level.map((item) => ({ ...item, y: y + height / 2 + (at - (levels.length - 1) / 2) * APART }))));
    middles.push({ lane, y: y + height / 2 });
    y += height + 4;
    lines.push(y - 2);
  }
  marks.sort((a, b) => a.at.getTime() - b.at.getTime());
  return Plot.plot({
    width, height: y + 40, marginLeft: left, marginRight: 14, marginTop: 4, marginBottom: 36,
    x: { type: "utc", domain: [new Date(from), new Date(to)], range: [left + 10, width - 14], label: null, ticks: Math.max(2, Math.min(10, Math.floor((width - left) / 80))) },
    y: { type: "linear", domain: [0, y], range: [4, y + 4], axis: null },
    symbol: { domain: KINDS.map((kind) => kind.kind), range: KINDS.map((kind) => kind.symbol) },
    marks: [
      Plot.gridX({ stroke: "var(--line)", strokeOpacity: 1 }),
      Plot.ruleY(lines, { stroke: "var(--line)" }),
      Plot.text(middles, { y: "y", frameAnchor: "left", textAnchor: "end", dx: -8, text: (middle: { lane: string }) => fit(middle.lane, left - 14), title: "lane" }),
      Plot.dot(marks, {
        x: "at", y: "y", r: 5, href: "page", title: "title", stroke: "var(--ground)", strokeWidth: 1, className: "marks",
        symbol: (mark: Mark) => mark.kind.kind,
        fill: { value: (mark: Mark) => mark.kind.fill, scale: null },
      }),
    ],
  }) as SVGSVGElement;
}

/** Marks that would lie on each other stand above each other. */
function packed(items: Item[], x: (at: Date) => number): Item[][] {
  const levels: { items: Item[]; end: number }[] = [];
  const rank = (item: Item): number => KINDS.indexOf(item.kind);
  for (const item of [...items].sort((a, b) => a.at.getTime() - b.at.getTime() || rank(a) - rank(b))) {
    const at = x(item.at);
    const free = levels.find((level) => at - level.end >= APART);
    if (free) [free.end] = [at, free.items.push(item)];
    else levels.push({ items: [item], end: at });
  }
  return levels.map((level) => level.items);
}

function period(items: Item[]): [number, number] {
  const times = items.map((item) => item.at.getTime());
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const month = 30 * 86_400_000;
  return times.length === 0 ? [0, month] : to - from < month ? [from - month, to + month] : [from, to];
}
