/** What nodes and links are called and how they look: a shape and a colour a kind, so that neither has to be told by the other. */

/** The outline of a node. */
export type Shape = "circle" | "square" | "diamond" | "triangle";

/** How a kind of node looks; the colours are those of Okabe and Ito that keep 3 to 1 on light and on dark ground. */
export interface Look {
  shape: Shape;
  color: string;
  one: string;
  many: string;
}

export const LOOKS: Record<string, Look> = {
  person: { shape: "circle", color: "#0072b2", one: "person", many: "people" },
  organisation: { shape: "square", color: "#d55e00", one: "organisation", many: "organisations" },
  meeting: { shape: "diamond", color: "#009e73", one: "meeting", many: "meetings" },
  process: { shape: "triangle", color: "#cc79a7", one: "process", many: "processes" },
};

const OTHER: Look = { shape: "circle", color: "#7a7f87", one: "thing", many: "things" };

/** How a node of a kind looks; what is not known is a grey circle. */
export function lookOf(kind: string): Look {
  return LOOKS[kind] ?? OTHER;
}

/** What a link says of its source, and seen from its target. */
const WORDS: Record<string, [string, string]> = {
  attended: ["attended", "attended by"],
  "spoke-at": ["spoke at", "speakers"],
  "affiliated-with": ["affiliated with", "people affiliated with it"],
  "spoke-about": ["spoke about", "spoken about by"],
  answered: ["answered", "answered by"],
  "committed-at": ["made commitments at", "commitments made by"],
  "decided-on": ["decided on", "decisions on it at"],
  "named-at": ["named at", "processes named"],
};

/** The kinds of links, in the order of the feed. */
export const LINKS = Object.keys(WORDS);

/** A kind of link in words, seen from its source or from its target. */
export function linkWords(kind: string, fromTarget = false): string {
  return WORDS[kind]?.[fromTarget ? 1 : 0] ?? kind.replaceAll("-", " ");
}
