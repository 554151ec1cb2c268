/** The graph view: what is loaded, what of it is seen, and what the reader does with it. */
import { answered } from "../answered";
import { button, element, tick } from "../elements";
import { painted, save } from "../file";
import { isStill as wantsStillness } from "../motion";
import { counted } from "../text";
import { MultiDirectedGraph } from "graphology";
import { type Answer, type Network, aroundSource, assemble } from "./data";
import { json, png, svg } from "./exports";
import { fillFilters } from "./filters";
import { type Frame, frameIn } from "./frame";
import { listenTo } from "./keyboard";
import { lookOf } from "./kinds";
import { type Layout, layOut, start } from "./layout";
import { fillList } from "./list";
import { fillPanel } from "./panel";
import { MANY_LINKS, Scene } from "./scene";
import { searchField } from "./search";
import { type Shown, shownOf } from "./shown";
import { put, whole } from "./still";
import { type Camera, type View, keep, read } from "./state";

/** So many neighbours are fetched for a node at most. */
const AROUND = 300;
/** All of the picture. */
const WHOLE: Camera = { x: 0.5, y: 0.5, ratio: 1 };

/** A graph view in its figure. */
export class NetworkView {
  private readonly graph: Network = new MultiDirectedGraph();
  private readonly frame: Frame;
  private readonly around = new Map<string, Answer>();
  /** Whose neighbours are in the graph. */
  private loaded: string[] = [];
  private loading = Promise.resolve();
  private readonly source: string;
  private readonly base: string;
  private readonly worker: string | null;
  private readonly middle: string[];
  private view: View;
  private shown: Shown = { nodes: new Set(), links: new Set() };
  private scene: Scene | null = null;
  /** Whether the browser draws no WebGL, and the picture is one that stays as it is. */
  private isStill = false;
  private layout: Layout | null = null;
  private readonly stopper: HTMLButtonElement;
  /** What moves the picture. */
  private movers: HTMLButtonElement[] = [];
  private waiting = 0;
  /** The last of several changes that wait for the service wins. */
  private turn = 0;

  constructor(figure: HTMLElement, private readonly whole: Answer) {
    this.source = figure.dataset["source"] ?? "";
    this.base = figure.dataset["base"] ?? `${location.origin}/`;
    this.worker = figure.dataset["worker"] ?? null;
    this.middle = (figure.dataset["focus"] ?? "").split(" ").filter((iri) => iri !== "");
    this.view = this.asked();
    this.frame = frameIn(figure);
    this.stopper = button("Stop layout", () => (this.layout === null ? void this.layOutAnew() : this.layout.stop()));
    this.fillTools();
    this.frame.list.addEventListener("toggle", () => this.list());
    addEventListener("popstate", () => {
      // A leap within the page is no other view.
      if (location.hash === "" || location.hash.includes("=")) void this.become(this.asked(), true);
    });
  }

  /** Lays out what is loaded and shows it as the address says. */
  async begin(): Promise<void> {
    assemble(this.graph, [this.whole]);
    start(this.graph, null);
    if (!wantsStillness()) this.draw();
    this.tell("Laying out…");
    await this.arrange(new Set());
    this.draw();
    await this.become(this.view, true);
  }

  /** What the address asks for; where it says nothing, what stands in the middle is selected. */
  private asked(): View {
    const view = read(location.hash);
    const [middle] = this.middle;
    return location.hash === "" && middle !== undefined && this.middle.length === 1 ? { ...view, selected: middle } : view;
  }

  private draw(): void {
    if (this.scene !== null || this.isStill) return;
    this.shown = shownOf(this.graph, this.view);
    try {
      this.scene = new Scene(this.graph, this.frame.stage, this.shown, {
        select: (node) => this.change({ selected: node }),
        moved: (camera) => this.moved(camera),
      });
    } catch {
      // Sigma fails so where there is no WebGL.
      this.isStill = true;
      // Nothing moves it then, and nothing offers to.
      for (const attribute of ["tabindex", "aria-roledescription", "aria-describedby"]) this.frame.stage.removeAttribute(attribute);
      this.frame.stage.setAttribute("role", "group");
      for (const place of [this.frame.keys, ...this.movers]) place.remove();
      return;
    }
    if (this.graph.size > MANY_LINKS) this.frame.tools.append(tick("Links while moving", false, (on) => this.scene?.drawWhileMoving(on)));
    listenTo(this.frame.stage, this.scene, () => this.change({ selected: null }));
  }

  /** Another view because of the reader: a step that "back" undoes. */
  private change(part: Partial<View>, goThere = false): void {
    const view = { ...this.view, ...part };
    keep(view, true);
    void this.become(view, false).then(() => {
      if (goThere && view.selected !== null && this.graph.hasNode(view.selected)) this.scene?.centre(view.selected);
    });
  }

  /** Shows a view; with its camera where it comes from an address. */
  private async become(view: View, withCamera: boolean): Promise<void> {
    const turn = ++this.turn;
    this.view = view;
    await this.load(view.expanded);
    if (turn !== this.turn) return;
    if (this.view.selected !== null && !this.graph.hasNode(this.view.selected)) this.view = { ...this.view, selected: null };
    this.shown = shownOf(this.graph, this.view);
    this.scene?.show(this.shown, this.view.selected);
    if (this.isStill) put(this.frame.stage, this.drawing());
    if (withCamera) this.scene?.go(this.view.camera ?? WHOLE, false);
    fillFilters(this.frame.filters, this.graph, this.view, (part) => this.change(part));
    this.panel();
    this.list();
    this.tell(this.said());
  }

  /** Has the neighbours of these nodes in the graph, and of no others; one change after the other. */
  private load(expanded: string[]): Promise<void> {
    this.loading = this.loading.then(() => this.loadNow(expanded));
    return this.loading;
  }

  private async loadNow(expanded: string[]): Promise<void> {
    if (expanded.join(" ") === this.loaded.join(" ")) return;
    for (const iri of expanded) {
      if (this.around.has(iri)) continue;
      this.tell("Fetching what is linked with it…");
      try {
        this.around.set(iri, (await answered(aroundSource(this.source, iri, AROUND))) as Answer);
      } catch (error) {
        // What stands in a link may be gone by now; the rest of it is shown.
        console.warn(`${iri}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    const answers = (some: string[]): Answer[] => [this.whole, ...some.flatMap((iri) => this.around.get(iri) ?? [])];
    const isMore = this.loaded.every((iri, at) => expanded[at] === iri);
    const from = isMore ? this.loaded.length : 0;
    this.loaded = [...expanded];
    if (!isMore) this.quietly(() => assemble(this.graph, answers([])));
    // Each is laid out around what is there, so that the same order gives the same picture.
    for (const [at, iri] of expanded.entries()) {
      if (at < from) continue;
      const before = new Set(this.graph.nodes());
      this.quietly(() => {
        assemble(this.graph, answers(expanded.slice(0, at + 1)));
        start(this.graph, iri);
      });
      if (this.graph.order > before.size) await this.arrange(before);
    }
  }

  private quietly(change: () => void): void {
    if (this.scene === null) change();
    else this.scene.quietly(change);
  }

  /** Lets the forces work until they are done or stopped; nodes in `fixed` stay. */
  private async arrange(fixed: Set<string>): Promise<void> {
    this.layout?.stop();
    const layout = layOut(this.graph, this.worker, fixed, (part) => {
      this.stopper.textContent = `Stop layout (${Math.round(part * 100)} %)`;
    });
    this.layout = layout;
    await layout.ended;
    if (this.layout !== layout) return;
    this.layout = null;
    this.stopper.textContent = "Lay out again";
  }

  private async layOutAnew(): Promise<void> {
    this.quietly(() => {
      this.graph.updateEachNodeAttributes((_, node) => ({ ...node, x: Number.NaN, y: Number.NaN }), { attributes: ["x", "y"] });
      start(this.graph, null);
    });
    await this.arrange(new Set());
  }

  private moved(camera: Camera): void {
    if (this.layout !== null) return;
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => {
      const isWhole = Math.abs(camera.x - 0.5) + Math.abs(camera.y - 0.5) + Math.abs(camera.ratio - 1) < 0.001;
      this.view = { ...this.view, camera: isWhole ? null : camera };
      keep(this.view, false);
    }, 250);
  }

  private panel(): void {
    const { expanded, hidden } = this.view;
    fillPanel(this.frame.panel, this.graph, this.shown, this.view.selected, {
      base: this.base,
      isStill: this.isStill,
      select: (node) => this.change({ selected: node }, true),
      isExpanded: (node) => expanded.includes(node),
      expand: (node) => this.change({ expanded: expanded.includes(node) ? expanded.filter((other) => other !== node) : [...expanded, node] }),
      hide: (node) => this.change({ hidden: [...hidden, node], selected: null }),
    });
  }

  private list(): void {
    const { list } = this.frame;
    let place = list.querySelector<HTMLElement>("div.all");
    if (place === null) list.append((place = element("div", { class: "all" })));
    if (list.open) fillList(place, this.graph, this.shown, (node) => this.change({ selected: node }, true));
  }

  private said(): string {
    const { nodes, links } = this.shown;
    const still = this.isStill ? " This browser draws no WebGL: the picture stays as it is; names, filters and the list select what it shows." : "";
    const count = `${nodes.size} of ${counted(this.graph.order, "node", "nodes")} and ${links.size} of ${counted(this.graph.size, "link", "links")} are shown.${still}`;
    const { selected } = this.view;
    if (selected === null) return count;
    const { label, kind } = this.graph.getNodeAttributes(selected);
    const near = this.graph.neighbors(selected).filter((other) => nodes.has(other)).length;
    return `${label}, ${lookOf(kind).one}, is selected; it has ${counted(near, "neighbour", "neighbours")} here. ${count}`;
  }

  private tell(text: string): void {
    this.frame.status.textContent = text;
  }

  private fillTools(): void {
    const scaled = (by: number): void => this.scene?.go({ ratio: (this.scene.camera.ratio ?? 1) * by });
    const saved = (name: string, make: () => Promise<Blob> | Blob) => async (): Promise<void> => {
      try {
        save(name, await make());
      } catch (error) {
        this.tell(error instanceof Error ? error.message : String(error));
      }
    };
    const files = element(
      "span",
      { class: "files" },
      "Save ",
      button("PNG", saved("graph.png", () => (this.isStill ? this.painted() : png(this.drawn().sigma))), { "aria-label": "Save the picture as PNG" }),
      button("SVG", saved("graph.svg", () => new Blob([this.drawing()], { type: "image/svg+xml" })), { "aria-label": "Save the picture as SVG" }),
      button("JSON", saved("graph.json", () => new Blob([json(this.graph, this.shown)], { type: "application/json" })), { "aria-label": "Save what is shown as JSON" }),
    );
    this.movers = [button("Larger", () => scaled(1 / 1.5)), button("Smaller", () => scaled(1.5)), button("Whole", () => this.scene?.go(WHOLE))];
    this.frame.tools.append(
      searchField(this.graph, () => this.shown, (node) => this.change({ selected: node }, true)),
      ...this.movers,
      this.stopper,
      files,
    );
  }

  private drawn(): Scene {
    if (this.scene === null) throw new Error("there is no picture yet");
    return this.scene;
  }

  private painted(): Promise<Blob> {
    const { clientWidth, clientHeight } = this.frame.stage;
    return painted(this.drawing(), clientWidth, clientHeight);
  }

  private drawing(): string {
    const { title } = this.whole.attributes;
    const { clientWidth, clientHeight } = this.frame.stage;
    if (this.isStill) return svg(this.graph, this.shown, whole(this.graph, this.shown, title, clientWidth, clientHeight));
    const { sigma } = this.drawn();
    const { width, height } = sigma.getDimensions();
    const named = sigma.getNodeDisplayedLabels();
    return svg(this.graph, this.shown, {
      width,
      height,
      title,
      at: (_, node) => ({ ...sigma.graphToViewport(node), size: sigma.scaleSize(node.size) }),
      isNamed: (key) => named.has(key) || key === this.view.selected,
    });
  }
}
