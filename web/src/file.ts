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

/** Larger pictures than this many pixels are drawn at their own size, or browsers give none. */
const PIXELS = 32_000_000;

/** The text of an SVG file as PNG, at twice its size. */
export async function painted(text: string, width: number, height: number): Promise<Blob> {
  const scale = width * height * 4 > PIXELS ? 1 : 2;
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image(width, height);
    image.src = address;
    await image.decode();
    const canvas = element("canvas");
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await pngOf(canvas);
  } finally {
    URL.revokeObjectURL(address);
  }
}
