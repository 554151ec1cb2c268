/**
 * Bodies of a person, or people of a body, over time: a point is a statement and leads to its words, a line goes from the first statement to the last.
 */
import * as Plot from "@observablehq/plot";
import { counted, isolated } from "../text";
import { bounded, instant, type Json, type Place, rows } from "./data";
import { fit, measured, type Picture } from "./frame";

/** So many lines are drawn, those with most statements. */
const LINES = 40;
const HEIGHT = 24;

interface Point {
  key: string;
  at: Date;
  page?: string;
  title: string;
}
interface Span {
  key: string;
  label: string;
  page?: string;
  title: string;
  from: Date;
  to: Date;
  points: Point[];
}

export function affiliations(data: Json, place: Place): Picture {
  const all = rows(data);
  const spans = new Map<string, Span>();
  for (const row of all) {
    const at = instant(row.date);
    // On the page of a body the lines are people, on that of a person bodies.
    const [key, label] = row.body === undefined ? [row.who ?? "", row.person ?? ""] : [row.body, row.organisation ?? ""];
    if (!at) continue;
    const span = spans.get(key) ?? { key, label, page: place.page(key), title: "", from: at, to: at, points: [] };
    span.from = at < span.from ? at : span.from;
    span.to = at > span.to ? at : span.to;
    span.points.push({ key, at, page: place.words(row) ?? place.page(row.meeting), title: `${isolated(label)}, ${row.date}\n${isolated(row.meeting_name ?? "")}` });
    spans.set(key, span);
  }
  const ordered = [...spans.values()].sort((a, b) => b.points.length - a.points.length || a.label.localeCompare(b.label, "en"));
  const shown = ordered.slice(0, LINES).sort((a, b) => a.from.getTime() - b.from.getTime() || a.label.localeCompare(b.label, "en"));
  for (const span of shown) span.title = `${isolated(span.label)}: ${counted(span.points.length, "statement", "statements")}`;
  const notes = bounded(all, place);
  if (ordered.length > LINES) notes.push(`Drawn are the ${LINES} with most statements; ${ordered.length - LINES} are left out.`);
  return { notes, draw: (width) => draw(width, shown) };
}

function draw(width: number, spans: Span[]): SVGSVGElement {
  const longest = Math.max(0, ...spans.map((span) => measured(span.label)));
  const left = Math.min(longest + 16, Math.max(90, width * 0.35));
  const [from, to] = [Math.min(...spans.map((span) => span.from.getTime())), Math.max(...spans.map((span) => span.to.getTime()))];
  const room = Math.max(30 * 86_400_000, (to - from) * 0.04);
  return Plot.plot({
    width, height: HEIGHT * spans.length + 44, marginLeft: left, marginRight: 14, marginTop: 6, marginBottom: 36,
    x: { type: "utc", domain: [new Date(from - room), new Date(to + room)], label: null, ticks: Math.max(2, Math.min(10, Math.floor((width - left) / 80))) },
    y: { type: "point", domain: spans.map((span) => span.key), axis: null, padding: 0.5 },
    marks: [
      Plot.gridX({ stroke: "var(--line)", strokeOpacity: 1 }),
      Plot.ruleY(spans.filter((span) => span.points.length > 1), { y: "key", x1: "from", x2: "to", stroke: "var(--mark-1)", strokeWidth: 3, strokeDasharray: "2,3", title: "title" }),
      Plot.text(spans, { y: "key", frameAnchor: "left", textAnchor: "end", dx: -8, text: (span: Span) => fit(span.label, left - 14), href: "page", title: "title", className: "heads" }),
      Plot.dot(spans.flatMap((span) => span.points), { x: "at", y: "key", r: 5, fill: "var(--mark-1)", stroke: "var(--ground)", href: "page", title: "title", className: "marks" }),
    ],
  }) as SVGSVGElement;
}
