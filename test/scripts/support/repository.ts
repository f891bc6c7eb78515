import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";

/** Writes files below a folder: paths to their texts, objects as JSON. */
export function write(root: string, files: Readonly<Record<string, string | object>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
  }
}

const packageFiles = (folder: string, manifest: object) => ({
  [`${folder}/package.json`]: {
    ...{ version: "0.2.0", description: "A package.", license: "MIT", type: "module", files: ["index.js"] },
    ...{ exports: "./index.js", ...manifest },
  },
  [`${folder}/index.js`]: "export const one = 1;\n",
  [`${folder}/README.md`]: "# A package\n",
  [`${folder}/LICENSE`]: "MIT\n",
});

/** A repository of two public packages and a private one, on the tag of its version. */
export function makeRepository(): string {
  const root = mkdtempSync(join(tmpdir(), "quittance-release-test-"));
  write(root, {
    "package.json": { name: "root", private: true, workspaces: ["sdk", "apps/*"] },
    "package-lock.json": { name: "root", lockfileVersion: 3, packages: {} },
    "CHANGELOG.md": "# Changelog\n\n## [0.2.0] - 2026-03-01\n\n- One.\n",
    ...packageFiles("sdk", {
      ...{ name: "quittance", scripts: { build: "node build.js" } },
      ...{ files: ["index.js", "dist"] },
    }),
    "sdk/build.js":
      'import { mkdirSync, writeFileSync } from "node:fs"; mkdirSync("dist", { recursive: true }); writeFileSync("dist/built.js", "export {};\\n");\n',
    ...packageFiles("apps/cli", { name: "@quittance/cli", dependencies: { quittance: "0.2.0" } }),
    ...packageFiles("apps/page", { name: "page", private: true, dependencies: { quittance: "*" } }),
    ".gitignore": "dist/\n*.local.js\n",
  });
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root });
  git("init", "--quiet", "--initial-branch=main");
  git("add", ".");
  git("-c", "user.name=t", "-c", "user.email=t@t.example", "commit", "--quiet", "--message", "All");
  git("tag", "v0.2.0");
  return root;
}

/** Runs `scripts/<name>.ts` in a repository, where nothing answers a question. */
export async function run(
  name: string,
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const command = spawn(process.execPath, [resolve(`scripts/${name}.ts`), ...args], {
    cwd: root,
    env: { ...process.env, ...env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [code]] = await Promise.all([
    text(command.stdout),
    text(command.stderr),
    once(command, "close"),
  ]);
  return { code: code as number, out, err };
}
