/** What the ways to look at an answer share. */

import type { Plugin, Yasr } from "@zazuko/yasr";
import { element } from "../elements";
import { type Answer, answerOf } from "./answer";
import type { Names } from "./terms";

/** A way to look at an answer. */
export abstract class View implements Plugin<never> {
  /** How short addresses are written: told once, before the editor is made. */
  static names: Names;

  abstract priority: number;
  abstract label: string;
  hideFromSelection = false;

  constructor(protected readonly yasr: Yasr) {}

  /** Whether it can show this answer. */
  protected abstract fits(answer: Answer): boolean;

  /** Shows the answer in a place of its own. */
  protected abstract show(place: HTMLElement, answer: Answer): void | Promise<void>;

  canHandleResults(): boolean {
    const answer = answerOf(this.yasr.results);
    return answer !== null && this.fits(answer);
  }

  async draw(): Promise<void> {
    const answer = answerOf(this.yasr.results);
    if (!answer) return;
    const place = element("div", { class: "view" });
    this.yasr.resultsEl.append(place);
    await this.show(place, answer);
  }

  getIcon(): undefined {
    return undefined;
  }
}

let labelled = 0;

/** A choice among names with its label. */
export function choice(label: string, names: string[], chosen: number, changed: (at: number) => void): HTMLElement {
  const place = element("span", { class: "choice" });
  const select = element("select", { id: `editor-choice-${++labelled}` });
  for (const [at, name] of names.entries()) select.append(new Option(name, String(at), at === chosen, at === chosen));
  select.addEventListener("change", () => changed(Number(select.value)));
  place.append(element("label", { for: select.id }, label), " ", select);
  return place;
}

/** `1 row`, `2,000 rows`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** What is to be downloaded, under the name that the library gives. */
export function download(filename: string | undefined, ending: string, contentType: string, getData: () => string) {
  return { contentType, getData, filename: `${filename || "answer"}.${ending}`, title: "Download the answer" };
}
