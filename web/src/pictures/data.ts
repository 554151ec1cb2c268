/**
 * What pictures are drawn from: the answers of feeds and named queries, and where the things in them have their pages.
 */

import { pageHere } from "../address";

/** A value of JSON. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A row of a named query: a text a column, nothing where it is unbound. */
export type Row = Record<string, string>;

/** Where a picture stands, and what the server says of it. */
export class Place {
  /** The address of the data, on this host. */
  readonly source: string;
  /** What the picture is, in a few words. */
  readonly title: string;
  /** The person whose page it is on. */
  readonly focus: string;
  private readonly base: string;

  constructor(figure: HTMLElement) {
    const source = new URL(figure.dataset.source ?? "", location.href);
    if (source.origin !== location.origin) throw new Error("its data is not on this host");
    this.source = source.pathname + source.search;
    this.title = figure.dataset.title ?? "";
    this.focus = figure.dataset.focus ?? "";
    this.base = figure.dataset.base ?? "";
  }

  /** What the source is asked with. */
  asked(name: string): string {
    return new URL(this.source, location.href).searchParams.get(name) ?? "";
  }

  /** The page of a thing, as the server names it; nothing for what has none here. */
  page(iri: string | undefined): string | undefined {
    return iri ? pageHere(iri, this.base) : undefined;
  }

  /** The words that a row was read from, lit up in the text of the report. */
  words(row: Row): string | undefined {
    const [report, start, end] = [this.page(row.source), row.start, row.end];
    if (!report || !start || !end || !/^\d+$/.test(start + end)) return undefined;
    return `${report.replace(/\.html$/, "")}/text.html?start=${start}&end=${end}#quote`;
  }
}

/** The rows of a named query's answer. */
export function rows(data: Json): Row[] {
  return list(field(field(data, "results"), "bindings")).map((binding) => {
    const row: Row = {};
    if (binding && typeof binding === "object" && !Array.isArray(binding)) {
      for (const [name, term] of Object.entries(binding)) row[name] = text(field(term, "value"));
    }
    return row;
  });
}

/** Says so where a query has as many rows as were asked for. */
export function bounded(all: Row[], place: Place): string[] {
  const limit = Number(place.asked("limit"));
  return limit > 0 && all.length >= limit ? [`Drawn are the first ${limit} rows; the data has them all.`] : [];
}

export function field(value: Json | undefined, name: string): Json | undefined {
  return value && typeof value === "object" && !Array.isArray(value) ? value[name] : undefined;
}

export function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

export function count(value: string | Json | undefined): number {
  const number = Number(value ?? 0);
  return Number.isFinite(number) ? number : 0;
}

/** The middle of a day, week, month or year; nothing for what is no date. */
export function instant(date: string | undefined): Date | undefined {
  const parts = /^(\d{4})(?:-(?:W(\d{2})|(\d{2})(?:-(\d{2}))?))?$/.exec(date ?? "");
  if (!parts) return undefined;
  const [, year, week, month, day] = parts;
  const at = new Date(Date.UTC(2000, Number(month ?? (week ? 1 : 7)) - 1, Number(day ?? (month ? 15 : week ? 4 : 1))));
  at.setUTCFullYear(Number(year));
  // The fourth of January is in the first week; a week stands on its Thursday.
  if (week) at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7) + 3 + (Number(week) - 1) * 7);
  return at;
}
