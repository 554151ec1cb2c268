/**
 * Counts of rows against columns with what they are out of: each cell says "4 of 23", and is hatched where nobody knows.
 */
import * as Plot from "@observablehq/plot";
import { counted, isolated } from "../text";
import { count, field, type Json, list, type Place, rows as answer, text } from "./data";
import { fit, measured, type Picture } from "./frame";

/** So many are drawn: the last columns and the first rows. */
const [COLUMNS, ROWS] = [60, 100];
/** A share of a column has one of so many colours. */
const STEPS = 6;
const HEIGHT = 28;

let patterns = 0;

interface Line {
  key: string;
  label: string;
  page?: string;
}
interface Column extends Line {
  head: string;
  of: number | null;
  told: string;
}
interface Cell {
  row: Line;
  column: Column;
  value: number | null;
}
interface Matrix {
  lines: Line[];
  columns: Column[];
  cells: Cell[];
  notes: string[];
}

export function heatmap(data: Json, place: Place): Picture {
  const all = field(data, "results") ? ofQuery(data) : ofFeed(data, place);
  const columns = all.columns.slice(-COLUMNS);
  const lines = all.lines.slice(0, ROWS);
  const [drawnLines, drawnColumns] = [new Set(lines), new Set(columns)];
  const cells = all.cells.filter((cell) => drawnLines.has(cell.row) && drawnColumns.has(cell.column));
  const notes = [...all.notes];
  if (columns.length < all.columns.length) notes.push(`Drawn are the last ${COLUMNS} of ${all.columns.length} columns.`);
  if (lines.length < all.lines.length) notes.push(`Drawn are ${ROWS} of ${all.lines.length} rows.`);
  return { notes, draw: (width) => draw(width, lines, columns, cells) };
}

/** The feed `matrix`. */
function ofFeed(data: Json, place: Place): Matrix {
  const by = place.asked("columns") || "meeting";
  const lines = list(field(data, "rows")).map((row) => ({ key: text(field(row, "id")), label: text(field(row, "label")), page: place.page(text(field(row, "id"))) }));
  const columns = list(field(data, "columns")).map((column): Column => {
    const [id, label, date, of] = [text(field(column, "id")), text(field(column, "label")), text(field(column, "date")), field(column, "counted")];
    const [meetings, lists] = [count(field(column, "meetings")), count(field(column, "withRoster"))];
    const page = by === "year" && /^\d{4}$/.test(id) ? `/meetings?year=${id}` : place.page(id);
    const told = by === "meeting" ? "" : `${counted(meetings, "meeting", "meetings")}, ${lists} with a list of participants`;
    return { key: id, label, page, head: date || label, of: typeof of === "number" ? of : null, told };
  });
  const cells = list(field(data, "cells")).flatMap((values, at) =>
    list(values).flatMap((value, across) => {
      const [row, column] = [lines[at], columns[across]];
      return row && column ? [{ row, column, value: typeof value === "number" ? value : null }] : [];
    }),
  );
  return { lines, columns, cells, notes: [] };
}

/** The named query `groups-over-time`. */
function ofQuery(data: Json): Matrix {
  const found = answer(data);
  const lines = [...new Set(found.map((row) => row.group ?? ""))].map((group) => ({ key: group, label: group }));
  lines.sort((a, b) => Number(a.key === "unknown") - Number(b.key === "unknown") || a.key.localeCompare(b.key, "en"));
  const columns = [...new Map(found.map((row) => [row.year ?? "", count(row.of)]))].map(([year, of]): Column => {
    return { key: year, label: year || "no date", head: year || "no date", page: year ? `#said-${year}` : undefined, of, told: "" };
  });
  const cells = lines.flatMap((row) =>
    columns.map((column) => {
      const cell = found.find((one) => one.group === row.key && (one.year ?? "") === column.key);
      return { row, column, value: count(cell?.contributions) };
    }),
  );
  return { lines, columns, cells, notes: [] };
}

function draw(width: number, lines: Line[], columns: Column[], cells: Cell[]): SVGSVGElement {
  const longest = Math.max(...lines.map((line) => measured(line.label)));
  const left = Math.min(longest + 12, Math.max(90, width * 0.3));
  const widest = Math.max(...columns.map((column) => Math.min(measured(column.head), 110)), ...cells.map((cell) => measured(said(cell), 11)));
  const each = Math.min(130, Math.max(widest + 12, (width - left) / columns.length));
  const [top, total] = [26, left + each * columns.length];
  const known = cells.filter((cell) => cell.value !== null);
  const unknown = cells.filter((cell) => cell.value === null);
  const pattern = `not-known-${(patterns += 1)}`;
  const place = { x: (cell: Cell) => cell.column.key, y: (cell: Cell) => cell.row.key };
  const linked = { ...place, href: (cell: Cell) => cell.column.page, title: (cell: Cell) => told(cell) };
  const svg = Plot.plot({
    width: total, height: top + HEIGHT * lines.length + 4, marginLeft: left, marginTop: top, marginRight: 0, marginBottom: 4,
    x: { type: "band", domain: columns.map((column) => column.key), axis: null, padding: 0.04, round: false },
    y: { type: "band", domain: lines.map((line) => line.key), axis: null, padding: 0.08, round: false },
    marks: [
      Plot.cell(known, { ...linked, fill: { value: (cell: Cell) => `var(--heat-${step(cell)})`, scale: null }, stroke: "var(--line)", strokeWidth: 0.5, className: "cells" }),
      Plot.cell(unknown, { ...linked, fill: `url(#${pattern})`, stroke: "var(--soft)", strokeWidth: 0.5, className: "cells not-known" }),
      Plot.text(cells, { ...place, text: said, fill: { value: (cell: Cell) => `var(--heat-ink-${step(cell)})`, scale: null }, fontSize: 11, pointerEvents: "none", className: "numbers" }),
      Plot.text(columns, { x: "key", frameAnchor: "top", dy: -18, lineAnchor: "top", text: (column: Column) => fit(column.head, each - 6), href: "page", title: (column: Column) => [column.label, column.told].filter(Boolean).join("\n"), className: "heads" }),
      Plot.text(lines, { y: "key", frameAnchor: "left", textAnchor: "end", dx: -8, text: (line: Line) => fit(line.label, left - 12), href: "page", title: "label", className: "heads" }),
    ],
  }) as SVGSVGElement;
  return hatched(svg, pattern);
}

function share(cell: Cell): number {
  return cell.value === null || !cell.column.of ? 0 : cell.value / cell.column.of;
}

/** 0 for nothing, then by sixths of the column; what is not known has the colours of nothing. */
function step(cell: Cell): number {
  return cell.value ? Math.min(STEPS, 1 + Math.floor(share(cell) * STEPS)) : 0;
}

function said(cell: Cell): string {
  return cell.value === null ? "?" : `${cell.value} of ${cell.column.of ?? 0}`;
}

function told(cell: Cell): string {
  const where = `${isolated(cell.row.label)}, ${isolated(cell.column.label)}`;
  return cell.value === null ? `${where}: not known, there is no list of participants` : `${where}: ${said(cell)}`;
}

/** The pattern of what is not known, under a name of its own. */
function hatched(svg: SVGSVGElement, id: string): SVGSVGElement {
  const make = (name: string, values: Record<string, string>): SVGElement => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
    return made;
  };
  const pattern = make("pattern", { id, width: "6", height: "6", patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(make("rect", { width: "6", height: "6", fill: "var(--ground)" }), make("rect", { width: "1.5", height: "6", fill: "var(--hatch)" }));
  const defs = make("defs", {});
  defs.append(pattern);
  svg.prepend(defs);
  return svg;
}
