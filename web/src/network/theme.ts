/** The colours of the page, for what is drawn on canvases: light or dark, as the reader has it. */

/** Colours as `#rrggbb`. */
export interface Theme {
  ground: string;
  ink: string;
  soft: string;
  line: string;
  /** What stands back while something else is lit up. */
  faint: string;
  lit: string;
  dark: boolean;
}

/** The colours as the style of the page has them now. */
export function theme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string, usual: string): string => {
    const value = style.getPropertyValue(name).trim();
    return /^#[0-9a-f]{6}$/i.test(value) ? value : usual;
  };
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  return {
    ground: color("--ground", dark ? "#12161d" : "#ffffff"),
    ink: color("--ink", dark ? "#e6ebf2" : "#16202e"),
    soft: color("--soft", dark ? "#aab6c6" : "#4d5a6b"),
    line: dark ? "#66728a" : "#8a94a3",
    faint: dark ? "#2b3340" : "#dfe3ea",
    lit: color("--link", dark ? "#8cbcff" : "#0b4f9e"),
    dark,
  };
}

/** Calls back when the reader changes between light and dark. */
export function onTheme(change: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", change);
}
