/** An answer as a picture of nodes and links: of a graph, or of rows that are triples. */

import { element } from "../elements";
import type { Answer } from "./answer";
import type { Term } from "./terms";
import { View } from "./view";

const LABELS = ["http://www.w3.org/2004/02/skos/core#prefLabel", "http://www.w3.org/2000/01/rdf-schema#label"];
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/** A thing of the picture, and what the answer says of it. */
export interface Node {
  id: string;
  term: Term;
  label: string;
  /** The class that the answer gives it, shortened. */
  kind: string;
  /** What the answer says of it, texts and numbers included. */
  said: { property: string; value: Term }[];
}

/** What is drawn. */
export interface Drawn {
  nodes: Map<string, Node>;
  links: { from: string; to: string; property: string }[];
}

/** Nodes and links. */
export class Graph extends View {
  priority = 5;
  label = "Graph";

  protected fits(answer: Answer): boolean {
    return triples(answer) !== undefined && answer.rows.length > 0;
  }

  protected async show(place: HTMLElement, answer: Answer): Promise<void> {
    const columns = triples(answer);
    const drawn = columns ? drawing(answer, columns) : undefined;
    if (!drawn || drawn.nodes.size === 0) {
      place.append(element("p", {}, "The answer has no things that are linked: texts and numbers are in the table."));
      return;
    }
    const { draw } = await import("./drawing");
    draw(place, drawn, View.names);
  }
}

/** The columns of subject, property and object: those of a graph, or three of which the first two are addresses. */
function triples(answer: Answer): [number, number, number] | undefined {
  if (answer.isGraph) return [0, 1, 2];
  const named = [/^(s|sub|subject)$/i, /^(p|pred|predicate|property)$/i, /^(o|obj|object|value)$/i].map((name) =>
    answer.columns.findIndex((column) => name.test(column)),
  );
  const [s, p, o] = named.every((at) => at >= 0) ? named : answer.columns.length === 3 ? [0, 1, 2] : [];
  if (s === undefined || p === undefined || o === undefined) return undefined;
  const fits = answer.rows.every((row) => isThing(row[s]) && row[p]?.type === "uri" && row[o] !== undefined);
  return fits ? [s, p, o] : undefined;
}

function isThing(term: Term | undefined): boolean {
  return term?.type === "uri" || term?.type === "bnode";
}

function drawing(answer: Answer, [s, p, o]: [number, number, number]): Drawn {
  const nodes = new Map<string, Node>();
  const node = (term: Term): Node => {
    const id = `${term.type} ${term.value}`;
    let known = nodes.get(id);
    if (!known) {
      known = { id, term, label: View.names.text(term), kind: "", said: [] };
      nodes.set(id, known);
    }
    return known;
  };
  const links: Drawn["links"] = [];
  for (const row of answer.rows) {
    const [subject, property, object] = [row[s], row[p], row[o]];
    if (!subject || !property || !object) continue;
    const from = node(subject);
    from.said.push({ property: property.value, value: object });
    if (property.value === TYPE) {
      // What something is gives it its colour: a node for the class would draw all of them together.
      from.kind ||= View.names.text(object);
    } else if (isThing(object)) {
      links.push({ from: from.id, to: node(object).id, property: View.names.short(property.value) });
    } else if (LABELS.includes(property.value)) {
      from.label = object.value;
    }
  }
  return { nodes, links };
}
