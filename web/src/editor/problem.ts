/** What the service says is wrong (RFC 9457), with the way to the place in the query. */

import type { Yasr } from "@zazuko/yasr";
import { element } from "../elements";

/** Where something is wrong: both from 1. */
export interface Place {
  line: number;
  column: number;
}

/** What a refusal says. */
export interface Problem {
  title: string;
  detail: string;
  place?: Place;
}

/** What is wrong, from the body of a refusal or the words of the browser. */
export function problemOf(text: string): Problem {
  try {
    const told = JSON.parse(text) as { title?: unknown; detail?: unknown; status?: unknown };
    if (typeof told.detail === "string") {
      const found = /line (\d+), column (\d+)/.exec(told.detail);
      const place = found ? { line: Number(found[1]), column: Number(found[2]) } : undefined;
      return { title: `${String(told.title ?? "Problem")} (${String(told.status ?? "")})`, detail: told.detail, place };
    }
  } catch {
    // It is no JSON: something else than the service spoke.
  }
  return { title: "There is no answer", detail: text ? `${text}. Is the service still there?` : "The service cannot be reached." };
}

/** Shows what is wrong in the place of the answer. */
export class Refusal {
  priority = 20;
  hideFromSelection = true;
  /** Leads to a place of the query that was asked. */
  static lead: (yasr: Yasr, place: Place) => void = () => {};

  constructor(private readonly yasr: Yasr) {}

  canHandleResults(): boolean {
    return Boolean(this.yasr.results?.getError());
  }

  draw(): void {
    const problem = problemOf(this.yasr.results?.getError()?.text ?? "");
    const shown = element("div", { class: "refusal" });
    shown.setAttribute("role", "alert");
    shown.append(element("h2", {}, problem.title), element("p", {}, problem.detail));
    const { place } = problem;
    if (place) {
      const button = element("button", {}, `Go to line ${place.line}, column ${place.column}`);
      button.type = "button";
      button.addEventListener("click", () => Refusal.lead(this.yasr, place));
      shown.append(button);
    }
    this.yasr.resultsEl.append(shown);
  }

  getIcon(): undefined {
    return undefined;
  }
}
