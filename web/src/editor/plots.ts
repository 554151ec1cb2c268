/** Answers along a time, and as bars or a line. Their columns can be chosen; the table has what they show. */

import { element } from "../elements";
import { type Answer, columnsWith } from "./answer";
import { day, number, type Term } from "./terms";
import { choice, View } from "./view";

/** A row with a day. */
export interface Event {
  date: Date;
  label: string;
}

/** A name with its number. */
export interface Amount {
  name: string;
  date?: Date;
  value: number;
}

/** Days and names. */
export class Timeline extends View {
  priority = 4;
  label = "Timeline";

  protected fits(answer: Answer): boolean {
    return answer.columns.length > 0 && columnsWith(answer, day).length > 0;
  }

  protected async show(place: HTMLElement, answer: Answer): Promise<void> {
    const { timeline } = await import("./plotting");
    const days = columnsWith(answer, day);
    const labels = answer.columns.map((_, at) => at).filter((at) => !days.includes(at));
    let dated = days[0] ?? 0;
    // A name is better to read than an address, and something that comes again than something that never does.
    let named = best(answer, labels) ?? dated;
    const picture = element("div", { class: "picture" });
    const draw = () => {
      const events: Event[] = [];
      for (const row of answer.rows) {
        const date = day(row[dated]);
        if (date) events.push({ date, label: View.names.text(row[named]) || "(none)" });
      }
      timeline(picture, events, answer.columns[dated] ?? "", answer.columns[named] ?? "");
    };
    const bar = element("p", { class: "bar" });
    bar.append(
      choice("Day", days.map((at) => answer.columns[at] ?? ""), 0, (at) => {
        dated = days[at] ?? 0;
        draw();
      }),
      choice("Label", answer.columns, named, (at) => {
        named = at;
        draw();
      }),
    );
    place.append(bar, picture);
    draw();
  }
}

/** Categories and numbers. */
export class Chart extends View {
  priority = 3;
  label = "Chart";

  protected fits(answer: Answer): boolean {
    return answer.columns.length > 1 && columnsWith(answer, number).length > 0;
  }

  protected async show(place: HTMLElement, answer: Answer): Promise<void> {
    const { bars, line } = await import("./plotting");
    const numbers = columnsWith(answer, number);
    const days = columnsWith(answer, day);
    const others = answer.columns.map((_, at) => at).filter((at) => !numbers.includes(at));
    let counted = numbers.at(-1) ?? 0;
    // An answer that begins with days is one along a time; else they are one more thing that it says of its rows.
    const texts = others.filter((at) => !days.includes(at));
    const begun = others[0] !== undefined && days.includes(others[0]) ? others[0] : undefined;
    let named = begun ?? best(answer, texts) ?? others[0] ?? answer.columns.findIndex((_, at) => at !== counted);
    let kind = days.includes(named) ? 1 : 0;
    const picture = element("div", { class: "picture" });
    const draw = () => {
      const amounts = added(answer, named, counted);
      (kind === 0 ? bars : line)(picture, amounts, answer.columns[named] ?? "", answer.columns[counted] ?? "");
    };
    const bar = element("p", { class: "bar" });
    bar.append(
      choice("As", ["bars", "line"], kind, (at) => {
        kind = at;
        draw();
      }),
      choice("Category", answer.columns, named, (at) => {
        named = at;
        draw();
      }),
      choice("Number", numbers.map((at) => answer.columns[at] ?? ""), numbers.indexOf(counted), (at) => {
        counted = numbers[at] ?? 0;
        draw();
      }),
    );
    place.append(bar, picture);
    draw();
  }
}

/** The column to name things by: texts before addresses, then the one with the fewest values that is more than one. */
function best(answer: Answer, columns: number[]): number | undefined {
  const rank = (at: number) => {
    const values = answer.rows.slice(0, 2000).map((row) => row[at]);
    const distinct = new Set(values.map((term) => term?.value)).size;
    const addresses = values.some((term) => term?.type === "uri" || term?.type === "bnode");
    return [Number(distinct < 2), Number(addresses), distinct] as const;
  };
  const ranked = columns.map((at) => ({ at, rank: rank(at) }));
  ranked.sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || a.rank[2] - b.rank[2] || a.at - b.at);
  return ranked[0]?.at;
}

/** The numbers of each category; those of the same one are added. */
function added(answer: Answer, named: number, counted: number): Amount[] {
  const found = new Map<string, Amount>();
  for (const row of answer.rows) {
    const value = number(row[counted]);
    if (value === undefined) continue;
    const term: Term | undefined = row[named];
    const name = View.names.text(term) || "(none)";
    const known = found.get(name);
    if (known) known.value += value;
    else found.set(name, { name, date: day(term), value });
  }
  return [...found.values()];
}
