// Bundles the explorer's scripts and styles into `dist`, each file named by its contents so that browsers may keep it for good.
import { readFile, rm } from "node:fs/promises";
import { build } from "esbuild";

// The content security policy of the pages allows no style in markup, and a browser tells each that it blocks. What these libraries write there is put into
// style sheets (`plot` in `src/editor/editor.css`) or left out.
const withoutStyles = {
  name: "without-styles",
  setup({ onLoad }) {
    const patches = [
      [/@observablehq\/plot\/src\/plot\.js$/, /svg\.append\("style"\)\.text\(\s*`[^`]*`\s*\)/, "svg"],
      [/@zazuko\/yasgui\/build\/yasgui\.esm\.js$/, /<strong style='text-decoration:underline'>/, "<strong>"],
    ];
    for (const [filter, wrong, right] of patches) {
      onLoad({ filter }, async ({ path }) => {
        const contents = await readFile(path, "utf8");
        if (!wrong.test(contents)) throw new Error(`${path} has no ${wrong} any more: look at what it writes instead`);
        return { contents: contents.replace(wrong, right) };
      });
    }
  },
};

await rm("dist", { recursive: true, force: true });
await build({
  // A worker is a file of its own: the content security policy takes none from a blob.
  entryPoints: {
    site: "src/site.ts",
    "network-layout": "src/network/worker.ts",
    style: "style.css",
    editor: "src/editor/editor.css",
    icon: "icon.svg",
  },
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
  plugins: [withoutStyles],
});
