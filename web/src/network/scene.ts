/** The picture: what sigma draws of the graph, what is lit up in it, and where the camera is. */
import { isStill } from "../motion";
import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";
import { EdgeArrowProgram, EdgeLineProgram, EdgeRectangleProgram } from "sigma/rendering";
import type { LinkData, Network, NodeData } from "./data";
import { linkWords, lookOf } from "./kinds";
import { programs, setGround } from "./shapes";
import type { Shown } from "./shown";
import type { Camera } from "./state";
import { onTheme, theme } from "./theme";

/** From so many links on they are thin lines, are not drawn while the camera moves unless that is wanted, and hovering dims nothing. */
export const MANY_LINKS = 5000;
/** From so many nodes on names are not drawn while the camera moves. */
const MANY_NODES = 2000;
/** So many neighbours have their names shown, and their links told in words. */
const NAMED = 30;

/** So many pixels beside a node still mean it. */
const REACH = 3;

/** A name as long as a picture has room for; the end stays, where meetings have their day. */
export function shortened(name: string): string {
  const letters = [...name];
  return letters.length <= 44 ? name : `${letters.slice(0, 26).join("").trimEnd()}…${letters.slice(-16).join("").trimStart()}`;
}

/** What the picture tells. */
export interface Heard {
  select(node: string | null): void;
  moved(camera: Camera): void;
}

export class Scene {
  readonly sigma: Sigma<NodeData, LinkData>;
  private colors = theme();
  private resting = 0;
  private hovered: string | null = null;
  private selected: string | null = null;
  /** The neighbours of what is lit up. */
  private near = new Set<string>();

  constructor(
    private readonly graph: Network,
    stage: HTMLElement,
    private shown: Shown,
    heard: Heard,
  ) {
    setGround(this.colors.ground);
    const many = graph.size > MANY_LINKS;
    this.sigma = new Sigma<NodeData, LinkData>(graph, stage, {
      nodeProgramClasses: programs() as never,
      edgeProgramClasses: { arrow: EdgeArrowProgram, line: EdgeRectangleProgram, thin: EdgeLineProgram } as never,
      defaultNodeType: "circle",
      defaultEdgeType: many ? "thin" : "arrow",
      labelFont: "system-ui, sans-serif",
      labelSize: 13,
      labelRenderedSizeThreshold: graph.order < 300 ? 5 : 7,
      labelDensity: 0.7,
      renderEdgeLabels: !many,
      edgeLabelSize: 11,
      hideEdgesOnMove: many,
      hideLabelsOnMove: graph.order > MANY_NODES,
      zIndex: !many,
      minCameraRatio: 0.005,
      maxCameraRatio: 5,
      stagePadding: 40,
      allowInvalidContainer: true,
      nodeReducer: (key, node) => this.drawnNode(key, node),
      edgeReducer: (key, link) => this.drawnLink(key, link),
      defaultDrawNodeLabel: (context, node, settings) => this.drawName(context, node, settings.labelSize, settings.labelFont),
      defaultDrawNodeHover: (context, node, settings) => this.drawHover(context, node, settings.labelSize, settings.labelFont),
      ...this.colored(),
    });
    // Sigma would read back a pixel of what it drew, and wait each time until all is drawn; while the camera moves that halves the frames.
    Object.assign(this.sigma, { getNodeAtPosition: (at: { x: number; y: number }) => this.nodeAt(at) });
    this.sigma.on("clickNode", ({ node }) => heard.select(node));
    this.sigma.on("clickStage", () => heard.select(null));
    this.sigma.on("enterNode", ({ node }) => this.hover(node));
    this.sigma.on("leaveNode", () => this.hover(null));
    this.camera.on("updated", ({ x, y, ratio }) => {
      heard.moved({ x, y, ratio });
      if (graph.order > MANY_NODES) this.lighten();
    });
    onTheme(() => {
      this.colors = theme();
      setGround(this.colors.ground);
      this.sigma.setSettings(this.colored());
      this.sigma.refresh();
    });
  }

  /** Shows something else, and lights up what is selected. */
  show(shown: Shown, selected: string | null): void {
    this.shown = shown;
    this.selected = selected;
    this.hovered = null;
    this.light();
    this.sigma.refresh();
  }

  /** Lets nodes and links come and go: sigma fails over changes of a node that it has not drawn yet. */
  quietly(change: () => void): void {
    this.sigma.setGraph(new MultiDirectedGraph<NodeData, LinkData>());
    change();
    this.sigma.setGraph(this.graph);
  }

  /** Goes to a node, near enough to see what is around it. */
  centre(node: string): void {
    const at = this.sigma.getNodeDisplayData(node);
    if (at !== undefined) this.go({ x: at.x, y: at.y, ratio: Math.min(this.camera.ratio, 0.4) });
  }

  /** Moves the camera; at once where the reader wants no motion. */
  go(camera: Partial<Camera>, slowly = true): void {
    if (slowly && !isStill()) void this.camera.animate(camera, { duration: 250 });
    else this.camera.setState(camera);
  }

  /** Takes away the layers that hold nothing while the camera moves: putting layers together costs more than drawing on them. */
  private lighten(): void {
    const layers = this.sigma.getCanvases();
    const idle = ["edgeLabels", "labels", "hovers", "hoverNodes", ...(this.sigma.getSetting("hideEdgesOnMove") ? ["edges"] : [])];
    for (const name of idle) layers[name]!.style.display = "none";
    clearTimeout(this.resting);
    this.resting = window.setTimeout(() => {
      for (const name of ["edgeLabels", "labels", "hovers", "hoverNodes", "edges"]) layers[name]!.style.display = "";
      this.sigma.refresh({ skipIndexation: true });
    }, 200);
  }

  /** Whether links are drawn while the camera moves, where there are many. */
  drawWhileMoving(links: boolean): void {
    this.sigma.setSetting("hideEdgesOnMove", !links);
  }

  get camera() {
    return this.sigma.getCamera();
  }

  private get lit(): string | null {
    return this.hovered ?? this.selected;
  }

  private light(): void {
    const lit = this.lit;
    this.near = new Set();
    if (lit === null || !this.graph.hasNode(lit)) return;
    this.graph.forEachEdge(lit, (key, _link, source, target) => {
      if (this.shown.links.has(key)) this.near.add(source === lit ? target : source);
    });
  }

  /** The node at a place of the stage: of several the one whose middle is nearest. None while the camera moves. */
  private nodeAt(at: { x: number; y: number }): string | null {
    const mouse = this.sigma.getMouseCaptor();
    if (this.camera.isAnimated() || mouse.isMoving || mouse.currentWheelDirection !== 0) return null;
    const { x, y } = this.sigma.viewportToGraph(at);
    // A length of the stage as one of the graph.
    const scale = 1 / this.sigma.getGraphToViewportRatio();
    let [nearest, least] = [null as string | null, Number.POSITIVE_INFINITY];
    for (const key of this.shown.nodes) {
      const node = this.graph.getNodeAttributes(key);
      const far = Math.hypot(node.x - x, node.y - y);
      if (far < least && far <= (this.sigma.scaleSize(node.size) + REACH) * scale) [nearest, least] = [key, far];
    }
    return nearest;
  }

  private hover(node: string | null): void {
    if (this.hovered === node) return;
    this.hovered = node;
    if (this.graph.size > MANY_LINKS) return;
    this.light();
    // At once: places on the stage cannot be told between a refresh that is asked for and the one that is done.
    this.sigma.refresh({ skipIndexation: true });
  }

  private drawnNode(key: string, node: NodeData): Partial<NodeDisplayData> {
    if (!this.shown.nodes.has(key)) return { x: node.x, y: node.y, hidden: true };
    const look = lookOf(node.kind);
    const drawn: Partial<NodeDisplayData> = { x: node.x, y: node.y, size: node.size, label: node.label, type: look.shape, color: look.color, zIndex: 1 };
    const lit = this.lit;
    if (key === this.selected) return { ...drawn, highlighted: true, zIndex: 2 };
    if (lit === null || key === lit) return drawn;
    if (this.near.has(key)) return { ...drawn, forceLabel: this.near.size <= NAMED, zIndex: 2 };
    return { ...drawn, color: this.colors.faint, label: null, zIndex: 0 };
  }

  private drawnLink(key: string, link: LinkData): Partial<EdgeDisplayData> {
    if (!this.shown.links.has(key)) return { hidden: true };
    const lit = this.lit;
    if (lit === null) return { color: this.colors.line, size: link.size, zIndex: 0 };
    const [source, target] = this.graph.extremities(key);
    if (source !== lit && target !== lit) return { color: this.colors.faint, size: link.size, zIndex: 0 };
    const label = this.near.size <= NAMED ? this.said(key, source, target) : null;
    return { color: this.colors.lit, size: Math.max(1.5, link.size), zIndex: 1, label, forceLabel: label !== null };
  }

  /** What links two nodes, in words, at the first of the links between them. */
  private said(key: string, source: string, target: string): string | null {
    const all = this.graph.edges(source, target).filter((other) => this.shown.links.has(other));
    if (all[0] !== key) return null;
    return all.map((other) => linkWords(this.graph.getEdgeAttribute(other, "kind"))).join(", ");
  }

  private colored() {
    const { ink, soft, line } = this.colors;
    return { labelColor: { color: ink }, edgeLabelColor: { color: soft }, defaultEdgeColor: line };
  }

  /** The name of a node beside it, legible over lines. */
  private drawName(
    context: CanvasRenderingContext2D,
    node: { x: number; y: number; size: number; label: string | null },
    size: number,
    font: string,
  ): void {
    if (!node.label) return;
    const [x, y] = [node.x + node.size + 4, node.y + size / 3];
    context.font = `${size}px ${font}`;
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = this.colors.ground;
    context.strokeText(shortened(node.label), x, y);
    context.fillStyle = this.colors.ink;
    context.fillText(shortened(node.label), x, y);
  }

  /** The name of a node in a box, and a ring around the node. */
  private drawHover(
    context: CanvasRenderingContext2D,
    node: { x: number; y: number; size: number; label: string | null },
    size: number,
    font: string,
  ): void {
    const { ground, ink, lit } = this.colors;
    context.lineWidth = 2;
    context.strokeStyle = lit;
    context.beginPath();
    context.arc(node.x, node.y, node.size * 1.2 + 3, 0, Math.PI * 2);
    context.stroke();
    if (!node.label) return;
    context.font = `600 ${size}px ${font}`;
    const [left, top] = [node.x + node.size * 1.2 + 6, node.y - size / 2 - 4];
    const width = context.measureText(node.label).width + 10;
    context.fillStyle = ground;
    context.fillRect(left, top, width, size + 8);
    context.strokeRect(left, top, width, size + 8);
    context.fillStyle = ink;
    context.fillText(node.label, left + 5, node.y + size / 3);
  }
}
