/** What is seen, in the part of the address behind `#`: whoever opens the link sees the same. */

/** A camera: the middle of the picture, and how much of it is seen. */
export interface Camera {
  x: number;
  y: number;
  ratio: number;
}

/** What of the graph is seen. */
export interface View {
  /** Kinds of nodes and of links that are not shown. */
  withoutKinds: string[];
  withoutLinks: string[];
  /** Days, months or years; empty where there is no bound. */
  from: string;
  to: string;
  /** Lighter links are not shown. */
  weight: number;
  selected: string | null;
  /** Nodes whose neighbours were fetched, in that order. */
  expanded: string[];
  hidden: string[];
  camera: Camera | null;
}

/** All of it is seen. */
export function everything(): View {
  return { withoutKinds: [], withoutLinks: [], from: "", to: "", weight: 1, selected: null, expanded: [], hidden: [], camera: null };
}

/** Addresses and names have no blanks. */
const listed = (text: string | null): string[] => [...new Set((text ?? "").split(" ").filter((item) => item !== ""))].slice(0, 500);

/** A day, a month or a year, else nothing. */
export const dated = (text: string | null): string => (/^\d{4}(-\d{2}(-\d{2})?)?$/.test(text ?? "") ? text! : "");

/** Reads what stands behind `#`; what makes no sense is passed over. */
export function read(hash: string): View {
  const pairs = new URLSearchParams(hash.replace(/^#/, ""));
  const weight = Math.floor(Number(pairs.get("weight") ?? 1));
  const numbers = (pairs.get("camera") ?? "").split(",").map(Number);
  const [x, y, ratio] = numbers;
  const isCamera = numbers.length === 3 && numbers.every(Number.isFinite) && ratio! > 0;
  return {
    withoutKinds: listed(pairs.get("without")),
    withoutLinks: listed(pairs.get("unlinked")),
    from: dated(pairs.get("from")),
    to: dated(pairs.get("to")),
    weight: weight >= 1 ? weight : 1,
    selected: pairs.get("selected"),
    expanded: listed(pairs.get("expanded")).slice(0, 50),
    hidden: listed(pairs.get("hidden")),
    camera: isCamera ? { x: x!, y: y!, ratio: ratio! } : null,
  };
}

/** The same view behind `#`; empty where all is seen. */
export function written(view: View): string {
  const pairs = new URLSearchParams();
  const put = (name: string, value: string): void => {
    if (value !== "") pairs.set(name, value);
  };
  put("without", view.withoutKinds.join(" "));
  put("unlinked", view.withoutLinks.join(" "));
  put("from", view.from);
  put("to", view.to);
  put("weight", view.weight > 1 ? String(view.weight) : "");
  put("selected", view.selected ?? "");
  put("expanded", view.expanded.join(" "));
  put("hidden", view.hidden.join(" "));
  put("camera", view.camera === null ? "" : [view.camera.x, view.camera.y, view.camera.ratio].map((n) => String(Math.round(n * 1e5) / 1e5)).join(","));
  const text = pairs.toString();
  return text === "" ? "" : `#${text}`;
}

/** Writes the view into the address: as a step that "back" undoes, or in place. */
export function keep(view: View, step: boolean): void {
  const address = `${location.pathname}${location.search}${written(view)}`;
  if (address === `${location.pathname}${location.search}${location.hash}`) return;
  if (step) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}
