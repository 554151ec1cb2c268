/**
 * A process over time: above the line how often the reports of a meeting name it, below how many contributions do; each head leads to the meeting.
 */
import * as Plot from "@observablehq/plot";
import { counted, isolated } from "../text";
import { bounded, count, instant, type Json, type Place, rows } from "./data";
import type { Picture } from "./frame";

interface Mark {
  at: Date;
  y: number;
  fill: string;
  page?: string;
  title: string;
}

const [MENTIONS, CONTRIBUTIONS] = ["var(--mark-1)", "var(--mark-2)"];

export function mentions(data: Json, place: Place): Picture {
  const all = rows(data);
  const marks = all.flatMap((row): Mark[] => {
    const at = instant(row.date);
    if (!at) return [];
    const [named, said] = [count(row.mentions), count(row.contributions)];
    const page = place.page(row.meeting);
    const title = `${isolated(row.meeting_name ?? "")}\n${counted(named, "mention", "mentions")}, ${counted(said, "contribution", "contributions")}`;
    const up = { at, y: named, fill: MENTIONS, page, title };
    return said > 0 ? [up, { at, y: -said, fill: CONTRIBUTIONS, page, title }] : [up];
  });
  marks.sort((a, b) => a.at.getTime() - b.at.getTime() || b.y - a.y);
  const legend = [
    { label: "mentions", fill: MENTIONS, shape: "dot" as const },
    { label: "contributions", fill: CONTRIBUTIONS, shape: "dot" as const },
  ];
  return { notes: bounded(all, place), legend, draw: (width) => draw(width, marks) };
}

function draw(width: number, marks: Mark[]): SVGSVGElement {
  const times = marks.map((mark) => mark.at.getTime());
  const [from, to] = times.length > 0 ? [Math.min(...times), Math.max(...times)] : [0, 0];
  const month = 30 * 86_400_000;
  const room = Math.max(month, (to - from) * 0.03);
  const most = Math.max(1, ...marks.map((mark) => Math.abs(mark.y)));
  return Plot.plot({
    width, height: 220, marginLeft: 40, marginRight: 14, marginTop: 12, marginBottom: 36,
    x: { type: "utc", domain: [new Date(from - room), new Date(to + room)], label: null, ticks: Math.max(2, Math.min(10, Math.floor(width / 90))) },
    y: { label: null, tickFormat: (value: number) => String(Math.abs(value)), ticks: most < 4 ? most : 5, nice: true },
    marks: [
      Plot.gridY({ stroke: "var(--line)", strokeOpacity: 1 }),
      Plot.ruleX(marks, { x: "at", y1: 0, y2: "y", stroke: { value: "fill", scale: null }, strokeWidth: 2.5 }),
      Plot.ruleY([0], { stroke: "var(--soft)" }),
      Plot.dot(marks, { x: "at", y: "y", r: 5, fill: { value: "fill", scale: null }, stroke: "var(--ground)", href: "page", title: "title", className: "marks" }),
    ],
  }) as SVGSVGElement;
}
