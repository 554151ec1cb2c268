/** What completes words in the editor: the classes, properties and prefixes of this graph, and nothing from elsewhere. */

import type Yasqe from "@zazuko/yasqe";
import type { Hint } from "@zazuko/yasqe";
import { element } from "../elements";
import type { Names } from "./terms";

/** A class or a property of the graph. */
interface Word {
  iri: string;
  /** How many things are of the class, or statements have the property. */
  count: number;
  label: string;
}

/** The words of the graph, the most used first. */
interface Words {
  class: Word[];
  property: Word[];
}

/** Where the words are kept while the tab of the browser is open. */
const KEPT = "rapporteur-editor-words";

/** How many words are proposed at once. */
const MOST = 60;

const VOID = "http://rdfs.org/ns/void#";
const LABELS = `PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?word ?kind (SAMPLE(?name) AS ?label) WHERE {
  VALUES ?kind { owl:Class rdfs:Class owl:ObjectProperty owl:DatatypeProperty rdf:Property }
  ?word a ?kind . FILTER(isIRI(?word)) OPTIONAL { ?word rdfs:label ?name }
} GROUP BY ?word ?kind`;

let known: Words | undefined;
let asked: Promise<Words> | undefined;

/** The words of the graph: asked for when the first completion is wanted; none as long as the service does not tell them. */
async function words(): Promise<Words> {
  known ??= kept();
  if (known) return known;
  asked ??= ask();
  try {
    known = await asked;
    return known;
  } catch {
    asked = undefined;
    return { class: [], property: [] };
  }
}

function kept(): Words | undefined {
  try {
    const text = sessionStorage.getItem(KEPT);
    return text ? (JSON.parse(text) as Words) : undefined;
  } catch {
    return undefined;
  }
}

async function ask(): Promise<Words> {
  const [counts, named] = await Promise.all([counted(), labelled()]);
  const kind = (iris: Map<string, number>, others: Map<string, string>): Word[] => {
    const all = new Set([...iris.keys(), ...others.keys()]);
    const found = [...all].map((iri) => ({ iri, count: iris.get(iri) ?? 0, label: others.get(iri) ?? "" }));
    return found.sort((a, b) => b.count - a.count || a.iri.localeCompare(b.iri));
  };
  const words = { class: kind(counts.class, named.class), property: kind(counts.property, named.property) };
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(words));
  } catch {
    // Without a place to keep them they are asked for again.
  }
  return words;
}

/** How often each class and property is used, as the description of the graph says, which the service keeps ready. */
async function counted(): Promise<{ class: Map<string, number>; property: Map<string, number> }> {
  const reply = await fetch("/.well-known/void", { headers: { Accept: "application/n-triples" } });
  if (!reply.ok) throw new Error(`/.well-known/void: ${reply.status}`);
  const parts = new Map<string, { class?: string; property?: string; count?: number }>();
  for (const line of (await reply.text()).split("\n")) {
    const found = /^(\S+) <([^>]+)> (?:<([^>]+)>|"(\d+)").* \.$/.exec(line);
    const [, part, relation, iri, count] = found ?? [];
    if (part === undefined || !relation?.startsWith(VOID)) continue;
    const known = parts.get(part) ?? {};
    if (relation === `${VOID}class`) known.class = iri;
    if (relation === `${VOID}property`) known.property = iri;
    if (relation === `${VOID}entities` || (relation === `${VOID}triples` && known.count === undefined)) known.count = Number(count);
    parts.set(part, known);
  }
  const counts = { class: new Map<string, number>(), property: new Map<string, number>() };
  for (const part of parts.values()) {
    if (part.class) counts.class.set(part.class, Math.max(part.count ?? 0, counts.class.get(part.class) ?? 0));
    else if (part.property) counts.property.set(part.property, Math.max(part.count ?? 0, counts.property.get(part.property) ?? 0));
  }
  return counts;
}

/** What the ontology calls its classes and properties, used or not. */
async function labelled(): Promise<{ class: Map<string, string>; property: Map<string, string> }> {
  const asking = new URLSearchParams({ query: LABELS, timeout: "5", "max-rows": "5000", format: "json" });
  const reply = await fetch(`/sparql?${asking.toString()}`);
  const named = { class: new Map<string, string>(), property: new Map<string, string>() };
  if (!reply.ok) return named;
  const answer = (await reply.json()) as { results: { bindings: Record<string, { value: string }>[] } };
  for (const { word, kind, label } of answer.results.bindings) {
    if (word && kind) named[kind.value.endsWith("Class") ? "class" : "property"].set(word.value, label?.value ?? "");
  }
  return named;
}

/** Has the editor complete from this graph: what it would ask other hosts for goes. */
export function complete(editor: typeof Yasqe, names: Names): void {
  for (const kind of ["class", "property"] as const) {
    editor.forkAutocompleter(kind, {
      name: kind,
      get: async (_yasqe, token) => fitting((await words())[kind], token?.autocompletionString ?? "", names),
      postProcessSuggestion: (yasqe, _token, iri) => written(yasqe, iri),
      postprocessHints: (yasqe, hints) => described(yasqe, hints, kind),
    });
  }
  const prefixes = Object.entries(names.prefixes).map(([name, namespace]) => `${name}: <${namespace}>`);
  editor.forkAutocompleter("prefixes", { name: "prefixes", persistenceId: null, get: () => prefixes });
}

/** The words that a beginning can stand for: of their addresses, or somewhere in their short names and labels. */
function fitting(all: Word[], begun: string, names: Names): string[] {
  const wanted = begun.toLowerCase();
  const fits = ({ iri, label }: Word) =>
    iri.startsWith(begun) || (!wanted.includes("://") && `${names.short(iri)} ${label}`.toLowerCase().includes(wanted));
  const found = all.filter(fits);
  // Words that begin so come first, the most used before the others.
  const [begin, hold] = [found.filter(({ iri }) => iri.startsWith(begun)), found.filter(({ iri }) => !iri.startsWith(begun))];
  return [...begin, ...hold].slice(0, MOST).map(({ iri }) => iri);
}

/** An address as the query can write it: by one of its own prefixes, else whole. */
function written(yasqe: Yasqe, iri: string): string {
  for (const [name, namespace] of Object.entries(yasqe.getPrefixesFromQuery())) {
    const local = iri.startsWith(namespace) ? iri.slice(namespace.length) : undefined;
    if (local !== undefined && /^[A-Za-z_][\w-]*$/.test(local)) return `${name}:${local}`;
  }
  return `<${iri}>`;
}

/** Proposals that say what they mean and how often they are used. */
function described(yasqe: Yasqe, hints: Hint[], kind: "class" | "property"): Hint[] {
  const said = new Map(known?.[kind].map((word) => [written(yasqe, word.iri), word]));
  for (const hint of hints) {
    const word = said.get(hint.text);
    hint.render = (place) => {
      place.textContent = hint.text;
      if (!word) return;
      place.append(" ", element("span", { class: "meaning" }, [word.label, used(word, kind)].filter(Boolean).join(", ")));
    };
  }
  return hints;
}

function used({ count }: Word, kind: "class" | "property"): string {
  if (count === 0) return "not used";
  return kind === "class" ? `${count.toLocaleString("en")} of them` : `${count.toLocaleString("en")} times`;
}
