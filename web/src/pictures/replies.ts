/**
 * Who answers whom: a matrix of those who do so most; on the page of a person bars to both sides, whom they answer and who answers them.
 */
import * as Plot from "@observablehq/plot";
import { counted, isolated } from "../text";
import { bounded, count, type Json, type Place, type Row, rows } from "./data";
import { fit, measured, type Picture } from "./frame";

/** So many people are drawn in each direction. */
const PEOPLE = 30;
const SIZE = 30;
const STEPS = 6;

interface Pair {
  who: string;
  person: string;
  other: string;
  answers: string;
  weight: number;
  acts: string[];
  page?: string;
}

export function replies(data: Json, place: Place): Picture {
  const found = rows(data);
  const pairs = paired(found, place);
  return place.focus ? ofPerson(pairs, place, bounded(found, place)) : ofAll(pairs, bounded(found, place), place);
}

/** A pair has a row for each act; its mark leads to a contribution of the most usual one. */
function paired(found: Row[], place: Place): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const row of found) {
    const key = JSON.stringify([row.who, row.other]);
    const pair = pairs.get(key) ?? { who: row.who ?? "", person: row.person ?? "", other: row.other ?? "", answers: row.answers ?? "", weight: 0, acts: [], page: place.page(row.one) };
    pair.weight += count(row.contributions);
    pair.acts.push(`${row.act ?? ""} ${count(row.contributions)}`);
    pairs.set(key, pair);
  }
  return [...pairs.values()];
}

function told(pair: Pair): string {
  return `${isolated(pair.person)} answers ${isolated(pair.answers)}: ${counted(pair.weight, "contribution", "contributions")}\n${pair.acts.join(", ")}`;
}

interface Person {
  key: string;
  label: string;
  weight: number;
  page?: string;
}

/** Those with most contributions first. */
function heaviest(pairs: Pair[], place: Place, one: (pair: Pair) => [string, string]): Person[] {
  const people = new Map<string, Person>();
  for (const pair of pairs) {
    const [key, label] = one(pair);
    const person = people.get(key) ?? { key, label, weight: 0, page: place.page(key) };
    person.weight += pair.weight;
    people.set(key, person);
  }
  return [...people.values()].sort((a, b) => b.weight - a.weight || a.label.localeCompare(b.label, "en"));
}

function ofAll(pairs: Pair[], notes: string[], place: Place): Picture {
  const [allRows, allColumns] = [heaviest(pairs, place, (pair) => [pair.who, pair.person]), heaviest(pairs, place, (pair) => [pair.other, pair.answers])];
  const [lines, columns] = [allRows.slice(0, PEOPLE), allColumns.slice(0, PEOPLE)];
  if (allRows.length > PEOPLE) notes.push(`Drawn are the ${PEOPLE} of ${allRows.length} people who answer most.`);
  if (allColumns.length > PEOPLE) notes.push(`Drawn are the ${PEOPLE} of ${allColumns.length} people who are answered most.`);
  const [among, to] = [new Set(lines.map((line) => line.key)), new Set(columns.map((column) => column.key))];
  const cells = pairs.filter((pair) => among.has(pair.who) && to.has(pair.other));
  return { notes, draw: (width) => matrix(width, lines, columns, cells) };
}

function matrix(width: number, lines: Person[], columns: Person[], cells: Pair[]): SVGSVGElement {
  const left = Math.min(Math.max(...lines.map((line) => measured(line.label))) + 14, Math.max(90, width * 0.3));
  const top = Math.min(Math.max(...columns.map((column) => measured(column.label))) * 0.71 + 24, 130);
  const each = Math.min(44, Math.max(SIZE, (width - left - top) / columns.length));
  // The slanted names of the last columns stand out to the right.
  const total = left + each * columns.length + top * 0.8;
  const most = Math.max(1, ...cells.map((cell) => cell.weight));
  const step = (cell: Pair): number => Math.max(1, Math.ceil((cell.weight / most) * STEPS));
  const grid = lines.flatMap((line) => columns.map((column) => ({ who: line.key, other: column.key })));
  return Plot.plot({
    width: total, height: top + SIZE * lines.length + 4, marginLeft: left, marginTop: top, marginRight: top * 0.8, marginBottom: 4,
    x: { type: "band", domain: columns.map((column) => column.key), axis: null, padding: 0.06, round: false },
    y: { type: "band", domain: lines.map((line) => line.key), axis: null, padding: 0.06, round: false },
    marks: [
      Plot.cell(grid, { x: "other", y: "who", fill: "none", stroke: "var(--line)", strokeWidth: 0.5 }),
      Plot.cell(cells, { x: "other", y: "who", fill: { value: (cell: Pair) => `var(--heat-${step(cell)})`, scale: null }, stroke: "var(--soft)", strokeWidth: 1, href: "page", title: told, className: "marks" }),
      Plot.text(cells, { x: "other", y: "who", text: (cell: Pair) => String(cell.weight), fill: { value: (cell: Pair) => `var(--heat-ink-${step(cell)})`, scale: null }, pointerEvents: "none" }),
      Plot.text(columns, { x: "key", frameAnchor: "top", dy: -6, rotate: -45, textAnchor: "start", text: (column: Person) => fit(column.label, (top - 24) / 0.71), href: "page", title: "label", className: "heads" }),
      Plot.text(lines, { y: "key", frameAnchor: "left", textAnchor: "end", dx: -8, text: (line: Person) => fit(line.label, left - 12), href: "page", title: "label", className: "heads" }),
    ],
  }) as SVGSVGElement;
}

function ofPerson(pairs: Pair[], place: Place, notes: string[]): Picture {
  const other = (pair: Pair): [string, string] => (pair.who === place.focus ? [pair.other, pair.answers] : [pair.who, pair.person]);
  const everybody = heaviest(pairs, place, other);
  const people = everybody.slice(0, PEOPLE);
  if (everybody.length > PEOPLE) notes.push(`Drawn are ${PEOPLE} of ${everybody.length} people, those with most contributions.`);
  const shown = new Set(people.map((person) => person.key));
  const bars = pairs.filter((pair) => shown.has(other(pair)[0])).map((pair) => ({ pair, key: other(pair)[0], value: pair.who === place.focus ? pair.weight : -pair.weight }));
  const legend = [
    { label: "answers them", fill: "var(--mark-1)" },
    { label: "is answered by them", fill: "var(--mark-2)" },
  ];
  return { notes, legend, draw: (width) => sides(width, people, bars) };
}

function sides(width: number, people: Person[], bars: { pair: Pair; key: string; value: number }[]): SVGSVGElement {
  const left = Math.min(Math.max(...people.map((person) => measured(person.label))) + 16, Math.max(90, width * 0.35));
  const most = Math.max(1, ...bars.map((bar) => Math.abs(bar.value)));
  return Plot.plot({
    width: Math.min(width, left + 420), height: 24 * people.length + 34, marginLeft: left, marginRight: 14, marginTop: 4, marginBottom: 26,
    x: { domain: [-most, most], label: null, tickFormat: (value: number) => String(Math.abs(value)), ticks: Math.min(most * 2, 8) },
    y: { type: "band", domain: people.map((person) => person.key), axis: null, padding: 0.25 },
    marks: [
      Plot.gridX({ stroke: "var(--line)", strokeOpacity: 1 }),
      Plot.barX(bars, { x1: 0, x2: "value", y: "key", fill: { value: (bar: { value: number }) => (bar.value > 0 ? "var(--mark-1)" : "var(--mark-2)"), scale: null }, href: (bar: { pair: Pair }) => bar.pair.page, title: (bar: { pair: Pair }) => told(bar.pair), className: "marks" }),
      Plot.ruleX([0], { stroke: "var(--soft)" }),
      Plot.text(people, { y: "key", frameAnchor: "left", textAnchor: "end", dx: -8, text: (person: Person) => fit(person.label, left - 14), href: "page", title: "label", className: "heads" }),
    ],
  }) as SVGSVGElement;
}
