/** The response as the service sent it. */

import { element } from "../elements";
import { counted, download, View } from "./view";

/** No longer text is put on the page, in characters: the rest is in the file to be downloaded. */
const LONGEST = 200_000;

/** The bytes of the answer, as text. */
export class Raw extends View {
  priority = 1;
  label = "Response";

  protected fits(): boolean {
    return true;
  }

  protected show(place: HTMLElement): void {
    const text = this.yasr.results?.getOriginalResponseAsString() ?? "";
    const shown = element("pre", {}, text.slice(0, LONGEST));
    shown.tabIndex = 0;
    shown.setAttribute("role", "region");
    shown.setAttribute("aria-label", "Response");
    const type = this.yasr.results?.getContentType() ?? "";
    const cut = text.length > LONGEST ? `; the first ${LONGEST.toLocaleString("en")} are shown, the download has all` : "";
    place.append(element("p", { class: "soft" }, `${type}, ${counted(text.length, "character")}${cut}`), shown);
  }

  download(filename?: string) {
    const type = this.yasr.results?.getContentType() ?? "text/plain";
    const ending = type.includes("json") ? "json" : "ttl";
    return download(filename, ending, type, () => this.yasr.results?.getOriginalResponseAsString() ?? "");
  }
}
