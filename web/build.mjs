// Bundles the explorer's scripts and styles into `dist`, each file named by its contents so that browsers may keep it for good.
import { rm } from "node:fs/promises";
import { build } from "esbuild";

await rm("dist", { recursive: true, force: true });
await build({
  entryPoints: { site: "src/site.ts", style: "style.css", icon: "icon.svg" },
  loader: { ".svg": "copy" },
  outdir: "dist",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  // What a page does not show is not loaded: each kind of enhancement is a file of its own.
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "linked",
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
});
