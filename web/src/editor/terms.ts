/** Values of answers: what they are called, and which page of this service is theirs. */

import { element } from "../elements";

/** A value as SPARQL's results in JSON tell it. */
export interface Term {
  type: "uri" | "literal" | "typed-literal" | "bnode" | "triple";
  value: string;
  datatype?: string;
  "xml:lang"?: string;
}

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(
  ["integer", "decimal", "double", "float", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger"].map((name) => XSD + name),
);

/** How addresses are shortened and where they lead. */
export class Names {
  /**
   * @param prefixes short names of namespaces, by name
   * @param base what this installation's addresses begin with, wherever it is reached
   * @param words the namespace of the ontology, which this service describes
   */
  constructor(
    readonly prefixes: Readonly<Record<string, string>>,
    private readonly base: string,
    private readonly words: string,
  ) {}

  /** A short name to read: `rap:Decision`, `person/jorge-cancio`. */
  short(iri: string): string {
    if (iri.startsWith(this.base)) return iri.slice(this.base.length).replace(/^id\//, "");
    for (const [name, namespace] of Object.entries(this.prefixes)) {
      if (iri.startsWith(namespace) && iri.length > namespace.length) return `${name}:${iri.slice(namespace.length)}`;
    }
    return iri;
  }

  /** The page of an address: of this service where it has one; none where a browser must not follow it (`javascript:`). */
  page(iri: string): string | undefined {
    if (iri.startsWith(this.base)) return `/${iri.slice(this.base.length)}`;
    if (iri.startsWith(this.words)) return `/ontology/${iri.slice(this.words.length)}`;
    return /^https?:\/\//i.test(iri) ? iri : undefined;
  }

  /** A value to read, in one line. */
  text(term: Term | undefined): string {
    if (!term) return "";
    if (term.type === "uri") return this.short(term.value);
    if (term.type === "bnode") return `_:${term.value}`;
    return typeof term.value === "string" ? term.value : JSON.stringify(term.value);
  }

  /** A value as an element: an address as a link, a text in its language and direction. */
  element(term: Term): HTMLElement {
    const page = term.type === "uri" ? this.page(term.value) : undefined;
    if (page !== undefined) {
      const link = element("a", { href: page, title: term.value }, this.short(term.value));
      if (!page.startsWith("/")) link.rel = "nofollow noreferrer";
      return link;
    }
    const text = this.text(term);
    const shown = term.type === "uri" || term.type === "bnode" ? element("code", {}, text) : element("span", { dir: "auto" }, text);
    if (term["xml:lang"]) shown.lang = term["xml:lang"];
    return shown;
  }
}

/** The number that a value is, if it is one: by its type, or written as one where a query made it a text. */
export function number(term: Term | undefined): number | undefined {
  if (!term || term.type === "uri" || term.type === "bnode") return undefined;
  const typed = term.datatype !== undefined && NUMBERS.has(term.datatype);
  const plain = (term.datatype === undefined || term.datatype === `${XSD}string`) && /^-?\d+(\.\d+)?$/.test(term.value);
  const value = typed || plain ? Number(term.value) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** The day (UTC) that a value is or begins with: of a date, a time, a month or a year, also where a query made it a text. */
export function day(term: Term | undefined): Date | undefined {
  if (!term || term.type === "uri" || term.type === "bnode" || (term.datatype && NUMBERS.has(term.datatype))) return undefined;
  const found = /^(-?\d{4})(?:-(\d\d)(?:-(\d\d)(T\d\d:\d\d.*)?)?)?(?:Z|[+-]\d\d:\d\d)?$/.exec(term.value);
  if (!found) return undefined;
  // A year alone is a day only where the graph says so: as a text it may be any number.
  if (found[2] === undefined && term.datatype !== `${XSD}gYear`) return undefined;
  const date = found[4] ? new Date(term.value) : new Date(Date.UTC(Number(found[1]), Number(found[2] ?? 1) - 1, Number(found[3] ?? 1)));
  return Number.isNaN(date.getTime()) ? undefined : date;
}
