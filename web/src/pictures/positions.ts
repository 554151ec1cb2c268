/**
 * How stakeholder groups stood to a process: a row of bars a group, a bar a year, stacked by what the clauses do.
 */
import * as Plot from "@observablehq/plot";
import { counted, isolated } from "../text";
import { bounded, count, type Json, type Place, rows } from "./data";
import { fit, measured, type Picture } from "./frame";

/** The acts in their order, from agreement to disagreement; what is not among them comes last. */
const ACTS = ["supports", "proposes", "urges", "informs", "answers", "asks", "objects"];
const HEIGHT = 84;

interface Part {
  year: string;
  group: string;
  act: string;
  moves: number;
  page?: string;
  title: string;
}

export function positions(data: Json, place: Place): Picture {
  const all = rows(data);
  const parts = new Map<string, Part>();
  for (const row of all) {
    const [year, group, act] = [row.year || "no date", row.group ?? "", row.act ?? ""];
    const key = JSON.stringify([year, group, act]);
    const page = row.year && document.getElementById(`said-${row.year}`) ? `#said-${row.year}` : undefined;
    const part = parts.get(key) ?? { year, group, act, moves: 0, page, title: "" };
    part.moves += count(row.moves);
    part.title = `${isolated(group)}, ${year}: ${isolated(act)}\n${counted(part.moves, "clause", "clauses")}`;
    parts.set(key, part);
  }
  const drawn = [...parts.values()];
  const acts = [...new Set(drawn.map((part) => part.act))].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, "en"));
  const groups = [...new Set(drawn.map((part) => part.group))].sort((a, b) => Number(a === "unknown") - Number(b === "unknown") || a.localeCompare(b, "en"));
  const legend = acts.map((act) => ({ label: act, fill: colour(act) }));
  return { notes: bounded(all, place), legend, draw: (width) => draw(width, drawn, acts, groups) };
}

function rank(act: string): number {
  const at = ACTS.indexOf(act);
  return at < 0 ? ACTS.length : at;
}

function colour(act: string): string {
  return `var(--act-${rank(act) + 1})`;
}

/** All years from the first to the last: one without a bar tells something too. */
function years(parts: Part[]): string[] {
  const known = [...new Set(parts.map((part) => part.year))].sort();
  const numbers = known.filter((year) => /^\d{4}$/.test(year)).map(Number);
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  if (numbers.length === 0 || last - first > 60) return known;
  const between = Array.from({ length: last - first + 1 }, (_, at) => String(first + at).padStart(4, "0"));
  return [...between, ...known.filter((year) => !/^\d{4}$/.test(year))];
}

function draw(width: number, parts: Part[], acts: string[], groups: string[]): SVGSVGElement {
  const left = Math.min(Math.max(...groups.map((group) => measured(group))) + 16, Math.max(90, width * 0.3));
  const domain = years(parts);
  const total = Math.max(width, left + domain.length * 34 + 10);
  const sums = new Map<string, number>();
  for (const part of parts) sums.set(`${part.group} ${part.year}`, (sums.get(`${part.group} ${part.year}`) ?? 0) + part.moves);
  const most = Math.max(1, ...sums.values());
  const stack = { x: "year", y: "moves", z: "act", fy: "group", order: acts };
  const fills = { fill: { value: (part: Part) => colour(part.act), scale: null } };
  const roomy = parts.filter((part) => (part.moves / most) * (HEIGHT - 12) >= 11);
  return Plot.plot({
    width: total, height: HEIGHT * groups.length + 30, marginLeft: left, marginRight: 10, marginTop: 4, marginBottom: 26,
    x: { type: "band", domain, label: null, padding: Math.max(0.15, 1 - 60 / ((total - left) / domain.length)) },
    y: { domain: [0, most], axis: null },
    fy: { domain: groups, axis: null, padding: 0.12 },
    marks: [
      Plot.barY(parts, Plot.stackY({ ...stack, ...fills, stroke: "var(--ground)", strokeWidth: 1, href: "page", title: "title", className: "marks" } as Plot.BarYOptions)),
      Plot.text(parts, Plot.stackY({ ...stack, text: (part: Part) => (roomy.includes(part) ? String(part.moves) : ""), fill: { value: (part: Part) => `var(--act-ink-${rank(part.act) + 1})`, scale: null }, fontSize: 11, pointerEvents: "none" } as Plot.TextOptions)),
      Plot.ruleY([0], { stroke: "var(--soft)" }),
      Plot.text(groups, { fy: (group: string) => group, frameAnchor: "bottom-left", textAnchor: "end", dx: -8, dy: -4, text: (group: string) => fit(group, left - 14) }),
    ],
  }) as SVGSVGElement;
}
