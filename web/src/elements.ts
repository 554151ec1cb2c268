/** Making elements. What comes from the graph goes in as text, never as markup. */

type Child = Node | string | null;

/** An element with attributes, and what stands in it. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  for (const child of children) if (child !== null) made.append(child);
  return made;
}

/** A button that does something. */
export function button(text: string, act: () => void, attributes: Record<string, string> = {}): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

/** A link where there is somewhere to go, else the text alone. */
export function link(text: string, to: string | null): HTMLElement {
  return to === null ? element("span", { dir: "auto" }, text) : element("a", { href: to, dir: "auto" }, text);
}

/** A box to tick with its label. */
export function tick(text: string, checked: boolean, change: (checked: boolean) => void): HTMLLabelElement {
  const box = element("input", { type: "checkbox" });
  box.checked = checked;
  box.addEventListener("change", () => change(box.checked));
  return element("label", {}, box, ` ${text}`);
}
