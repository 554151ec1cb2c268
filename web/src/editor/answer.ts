/** The answer to a query, whatever its form: columns and rows. */

import type { Parser } from "@zazuko/yasr";
import type { Term } from "./terms";

/** Columns and rows. */
export interface Answer {
  columns: string[];
  rows: (Term | undefined)[][];
  /** The rows are the triples of a graph. */
  isGraph: boolean;
  /** What an `ASK` was answered. */
  yes?: boolean;
}

const read = new WeakMap<Parser, Answer | null>();

/** The answer that a response holds; none where it is a refusal or no answer. Read once. */
export function answerOf(results: Parser | undefined): Answer | null {
  if (!results || results.hasError()) return null;
  let answer = read.get(results);
  if (answer === undefined) {
    answer = parse(results);
    read.set(results, answer);
  }
  return answer;
}

function parse(results: Parser): Answer | null {
  const type = results.getContentType() ?? "";
  // Not through the library's parser, which fills in what stands between double braces: values are shown as they are.
  if (type.includes("json")) return ofJson(results.getOriginalResponseAsString());
  const graph = results.getAsJson();
  return graph ? table(graph.head.vars, (graph.results?.bindings ?? []) as Record<string, Term>[], true) : null;
}

function ofJson(text: string): Answer | null {
  try {
    const answer = JSON.parse(text) as { head?: { vars?: string[] }; boolean?: boolean; results?: { bindings: Record<string, Term>[] } };
    if (typeof answer.boolean === "boolean") return { columns: [], rows: [], isGraph: false, yes: answer.boolean };
    return answer.results ? table(answer.head?.vars ?? [], answer.results.bindings, false) : null;
  } catch {
    return null;
  }
}

function table(columns: string[], bindings: Record<string, Term>[], isGraph: boolean): Answer {
  return { columns, rows: bindings.map((binding) => columns.map((name) => binding[name])), isGraph };
}

/** The columns of which at least half of the values, and one, are something. */
export function columnsWith(answer: Answer, is: (term: Term | undefined) => unknown): number[] {
  return answer.columns.flatMap((_, at) => {
    const bound = answer.rows.filter((row) => row[at] !== undefined);
    const fitting = bound.filter((row) => is(row[at]) !== undefined).length;
    return fitting > 0 && fitting * 2 >= bound.length ? [at] : [];
  });
}
