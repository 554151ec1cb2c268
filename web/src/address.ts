/** Where things of the graph have their pages. */

/** The namespace of the ontology, which the service describes below `/ontology`. */
export const NAMESPACE = "https://w3id.org/rapporteur/";

/** The page of a thing, as the server names it; nothing for what has none here. `base` is what this installation's addresses begin with. */
export function pageHere(iri: string, base: string): string | undefined {
  if (base && iri.startsWith(base)) {
    const path = iri.slice(base.length).replace(/^\/+/, "");
    return `/${path}${path.startsWith("id/") ? ".html" : ""}`;
  }
  const term = iri.startsWith(NAMESPACE) ? iri.slice(NAMESPACE.length) : "";
  return /^(process|topic)\/./.test(term) ? `/ontology/${term}.html` : undefined;
}
