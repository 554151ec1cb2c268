/** Pictures as files. */

import { element } from "./elements";

/** Characters that a page can hold and XML cannot (XML 1.0, 2.2). */
export const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Hands a file to the reader. */
export function save(name: string, content: Blob): void {
  const link = element("a", { href: URL.createObjectURL(content), download: name });
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** What a canvas shows as PNG; the error says so where it is too large for one. */
export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("the picture is too large for a PNG; take the SVG"))), "image/png");
  });
}
