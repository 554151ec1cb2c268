/** Nodes as circles, squares, diamonds and triangles: one point each for the graphics card, with an outline in the colour of the ground. */
import type Sigma from "sigma";
import { NodeProgram, type NodeProgramType } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import type { Shape } from "./kinds";

/** How far a point is from the outline of a shape of radius 1, less than 0 within. */
const OUTLINES: Record<Shape, string> = {
  circle: "length(p) - 0.95",
  square: "max(abs(p.x), abs(p.y)) - 0.8",
  diamond: "(abs(p.x) + abs(p.y) - 1.0) * 0.7071",
  triangle: "max(abs(p.x) * 0.866 + p.y * 0.5, -p.y) - 0.5",
};

const VERTEX = `
attribute vec4 a_color;
attribute vec2 a_position;
attribute float a_size;
uniform float u_sizeRatio;
uniform float u_pixelRatio;
uniform mat3 u_matrix;
varying vec4 v_color;
varying float v_pixel;
void main() {
  gl_Position = vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1);
  gl_PointSize = max(2.0, a_size / u_sizeRatio * u_pixelRatio * 2.3);
  v_pixel = 2.0 / gl_PointSize;
  v_color = a_color;
  v_color.a *= 255.0 / 254.0;
}`;

const fragment = (outline: string): string => `
precision mediump float;
uniform vec3 u_ground;
varying vec4 v_color;
varying float v_pixel;
void main() {
  vec2 p = vec2(gl_PointCoord.x, 1.0 - gl_PointCoord.y) * 2.0 - 1.0;
  float far = ${outline};
  float within = clamp(0.5 - far / v_pixel, 0.0, 1.0);
  if (within <= 0.0) discard;
  float inner = clamp(0.5 - (far + 1.3 * v_pixel) / v_pixel, 0.0, 1.0);
  gl_FragColor = vec4(mix(u_ground, v_color.rgb, inner), v_color.a) * within;
}`;

/** The ground that outlines have the colour of; red, green and blue from 0 to 1. */
let ground: [number, number, number] = [1, 1, 1];

/** Says what the ground is, as `#rrggbb`. */
export function setGround(color: string): void {
  ground = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255) as [number, number, number];
}

const UNIFORMS = ["u_sizeRatio", "u_pixelRatio", "u_matrix", "u_ground"] as const;
type Uniform = (typeof UNIFORMS)[number];

function programOf(shape: Shape): NodeProgramType {
  return class extends NodeProgram<Uniform> {
    constructor(gl: WebGLRenderingContext, _picking: WebGLFramebuffer | null, sigma: Sigma) {
      // Nothing is drawn for picking: the scene knows itself which node is where.
      super(gl, null, sigma);
    }

    getDefinition() {
      const { FLOAT, UNSIGNED_BYTE, POINTS } = WebGLRenderingContext;
      return {
        VERTICES: 1,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: fragment(OUTLINES[shape]),
        METHOD: POINTS,
        UNIFORMS,
        ATTRIBUTES: [
          { name: "a_position", size: 2, type: FLOAT },
          { name: "a_size", size: 1, type: FLOAT },
          { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        ],
      };
    }

    processVisibleItem(_id: number, at: number, node: NodeDisplayData): void {
      this.array.set([node.x, node.y, node.size, floatColor(node.color)], at);
    }

    setUniforms(
      { sizeRatio, pixelRatio, matrix }: RenderParams,
      { gl, uniformLocations: at }: { gl: WebGLRenderingContext | WebGL2RenderingContext; uniformLocations: Record<Uniform, WebGLUniformLocation> },
    ): void {
      gl.uniform1f(at.u_pixelRatio, pixelRatio);
      gl.uniform1f(at.u_sizeRatio, sizeRatio);
      gl.uniformMatrix3fv(at.u_matrix, false, matrix);
      gl.uniform3f(at.u_ground, ...ground);
    }
  } as unknown as NodeProgramType;
}

/** What draws each shape. Made when there is something to draw on. */
export function programs(): Record<Shape, NodeProgramType> {
  return { circle: programOf("circle"), square: programOf("square"), diamond: programOf("diamond"), triangle: programOf("triangle") };
}
