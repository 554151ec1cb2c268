/**
 * A process over time: above the line how often the reports of a meeting name it, below how many contributions do; each head leads to the meeting. Where meetings are many, they are taken
 * together by month or by year, and a head leads to the meetings of that time.
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

/** More heads stand on each other. */
const MOST = 120;

/** A meeting, or the meetings of a month or year. */
interface Time {
  date: string;
  name: string;
  page?: string;
  meetings: number;
  named: number;
  said: number;
}

const [MENTIONS, CONTRIBUTIONS] = ["var(--mark-1)", "var(--mark-2)"];

export function mentions(data: Json, place: Place): Picture {
  const all = rows(data);
  const held = all.flatMap((row): Time[] => {
    if (!instant(row.date)) return [];
    return [{ date: row.date!, name: isolated(row.meeting_name ?? ""), page: place.page(row.meeting), meetings: 1, named: count(row.mentions), said: count(row.contributions) }];
  });
  const { times, step } = together(held);
  const marks = times.flatMap(({ date, name, page, named, said }): Mark[] => {
    const at = instant(date)!;
    const title = `${name}\n${counted(named, "mention", "mentions")}, ${counted(said, "contribution", "contributions")}`;
    const up = { at, y: named, fill: MENTIONS, page, title };
    return said > 0 ? [up, { at, y: -said, fill: CONTRIBUTIONS, page, title }] : [up];
  });
  const notes = bounded(all, place);
  if (step) notes.push(`Each mark is a ${step}: ${counted(held.length, "meeting", "meetings")} would stand on each other. The data has each of them.`);
  marks.sort((a, b) => a.at.getTime() - b.at.getTime() || b.y - a.y);
  const legend = [
    { label: "mentions", fill: MENTIONS, shape: "dot" as const },
    { label: "contributions", fill: CONTRIBUTIONS, shape: "dot" as const },
  ];
  return { notes, legend, draw: (width) => draw(width, marks) };
}

/** Few enough heads: the meetings themselves, else their months, else their years. */
function together(held: Time[]): { times: Time[]; step?: "month" | "year" } {
  if (held.length <= MOST) return { times: held };
  const months = sums(held, 7);
  return months.length <= MOST ? { times: months, step: "month" } : { times: sums(held, 4), step: "year" };
}

/** Meetings whose dates begin alike, taken together; the date of a year alone is no month, and stays a year. */
function sums(held: Time[], length: number): Time[] {
  const by = new Map<string, Time>();
  for (const { date, meetings, named, said } of held) {
    const when = date.slice(0, length);
    const sum = by.get(when) ?? { date: when, name: "", page: `/meetings?year=${when}`, meetings: 0, named: 0, said: 0 };
    by.set(when, { ...sum, meetings: sum.meetings + meetings, named: sum.named + named, said: sum.said + said });
  }
  return [...by.values()].map((sum) => ({ ...sum, name: `${sum.date}, ${counted(sum.meetings, "meeting", "meetings")}` }));
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
