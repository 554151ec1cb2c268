/** An answer as a table: a part at a time, sorted by any column, with those rows that hold a text. */

import { element } from "../elements";
import { type Answer, answerOf } from "./answer";
import { number, type Term } from "./terms";
import { counted, download, View } from "./view";

/** How many rows stand on the page at once. */
const SHOWN = 100;

/** Rows and columns, or yes and no. */
export class Table extends View {
  priority = 10;
  label = "Table";

  protected fits(): boolean {
    return true;
  }

  protected show(place: HTMLElement, answer: Answer): void {
    if (answer.yes !== undefined) {
      place.append(element("p", { class: "yes" }, answer.yes ? "yes" : "no"));
    } else if (answer.rows.length === 0) {
      place.append(element("p", {}, "Nothing is known that fits: the answer has no rows."));
    } else {
      place.append(...table(answer));
    }
  }

  download(filename?: string) {
    return download(filename, "csv", "text/csv", () => csv(answerOf(this.yasr.results)));
  }
}

function table(answer: Answer): HTMLElement[] {
  const { names } = View;
  let sorted: { at: number; down: boolean } | undefined;
  let from = 0;
  let rows = answer.rows;

  const bar = element("div", { class: "bar" });
  const wanted = element("input", { type: "search" });
  const said = element("span", { class: "soft", role: "status" });
  const back = element("button", {}, "Rows before");
  const on = element("button", {}, "Next rows");
  back.type = on.type = "button";
  bar.append(element("label", {}, "Rows with ", wanted), said, back, on);

  const frame = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Answer" });
  const grid = element("table");
  const head = grid.createTHead().insertRow();
  const body = grid.createTBody();
  frame.append(grid);

  for (const [at, column] of answer.columns.entries()) {
    const cell = element("th");
    cell.scope = "col";
    const button = element("button", { class: "sort" }, column);
    button.type = "button";
    button.addEventListener("click", () => {
      sorted = { at, down: sorted?.at === at && !sorted.down };
      for (const other of head.cells) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      choose();
    });
    cell.append(button);
    head.append(cell);
  }

  const choose = () => {
    const text = wanted.value.trim().toLowerCase();
    const holds = (term: Term | undefined) => term !== undefined && names.text(term).toLowerCase().includes(text);
    rows = text ? answer.rows.filter((row) => row.some(holds)) : [...answer.rows];
    if (sorted) {
      const { at, down } = sorted;
      rows.sort((a, b) => (down ? compare(b[at], a[at]) : compare(a[at], b[at])));
    }
    from = 0;
    fill();
  };
  const fill = () => {
    const to = Math.min(from + SHOWN, rows.length);
    body.replaceChildren(...rows.slice(from, to).map(row));
    const part = rows.length > SHOWN ? `${(from + 1).toLocaleString("en")} to ${to.toLocaleString("en")} of ` : "";
    said.textContent = part + counted(rows.length, "row");
    back.hidden = on.hidden = rows.length <= SHOWN;
    back.disabled = from === 0;
    on.disabled = to >= rows.length;
  };
  wanted.addEventListener("input", choose);
  back.addEventListener("click", () => {
    from = Math.max(0, from - SHOWN);
    fill();
  });
  on.addEventListener("click", () => {
    from += SHOWN;
    fill();
  });
  fill();
  return [bar, frame];
}

/** Rows as SPARQL's results in CSV: values without their types (RFC 4180). */
function csv(answer: Answer | null): string {
  if (!answer) return "";
  if (answer.yes !== undefined) return `${String(answer.yes)}\r\n`;
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const value = (term: Term | undefined) => (!term ? "" : term.type === "bnode" ? `_:${term.value}` : String(term.value));
  const lines = [answer.columns, ...answer.rows.map((terms) => terms.map(value))];
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

function row(terms: (Term | undefined)[]): HTMLTableRowElement {
  const line = element("tr");
  for (const term of terms) {
    const cell = line.insertCell();
    if (!term) continue;
    if (number(term) !== undefined) cell.className = "number";
    cell.append(View.names.element(term));
  }
  return line;
}

/** Numbers by their value, all else by its letters; what is missing comes last. */
function compare(a: Term | undefined, b: Term | undefined): number {
  if (!a || !b) return Number(!a) - Number(!b);
  const [one, other] = [number(a), number(b)];
  if (one !== undefined && other !== undefined) return one - other;
  return View.names.text(a).localeCompare(View.names.text(b), "en", { numeric: true });
}
