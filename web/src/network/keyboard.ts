/** The picture by keyboard: arrows move it, plus and minus make it larger and smaller, 0 shows all of it. */
import type { Scene } from "./scene";

/** The keys, for those who ask how. */
export const KEYS = "Arrow keys move the picture, plus and minus make it larger and smaller, 0 shows all of it, Escape deselects.";

/** Makes a stage listen to keys. */
export function listenTo(stage: HTMLElement, scene: Scene, deselect: () => void): void {
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { x, y, ratio } = scene.camera;
    const step = 0.12 * ratio;
    const deeds: Record<string, () => void> = {
      ArrowLeft: () => scene.go({ x: x - step }, false),
      ArrowRight: () => scene.go({ x: x + step }, false),
      ArrowUp: () => scene.go({ y: y + step }, false),
      ArrowDown: () => scene.go({ y: y - step }, false),
      "+": () => scene.go({ ratio: ratio / 1.4 }, false),
      "=": () => scene.go({ ratio: ratio / 1.4 }, false),
      "-": () => scene.go({ ratio: ratio * 1.4 }, false),
      "0": () => scene.go({ x: 0.5, y: 0.5, ratio: 1 }),
      Escape: deselect,
    };
    const deed = deeds[event.key];
    if (deed === undefined) return;
    event.preventDefault();
    deed();
  });
}
