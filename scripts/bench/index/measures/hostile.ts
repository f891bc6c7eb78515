import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type IndexFigure, medianOf, ratioOf } from "../figures/goals.ts";
import { ask, serveUnder } from "../http/load.ts";
import { HOT, requestOf } from "../http/thirty.ts";
import type { Bench } from "./bench.ts";
import type { Servers } from "./serving.ts";

const CLIENT = fileURLToPath(new URL("../http/hostile-client.ts", import.meta.url));
/** Between two questions of the honest client. */
const APART_MS = 50;
const ALONE = 80;

/** The longest that an honest client waits while another uses all that it may ask, and then asks on. */
export async function hostileFigure({ sizes, progress }: Bench, servers: Servers): Promise<IndexFigure> {
  const { indexer, queries, size } = servers;
  const honest = queries.filter(({ name }) => name === HOT[0]).map(requestOf);
  const waitOf = async () => {
    const start = performance.now();
    for (const question of honest) await ask(indexer, question);
    const took = performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve, APART_MS));
    return took;
  };
  // Afterwards every connection to the database knows the query.
  await serveUnder({ connections: 16, seconds: 1 }, indexer, honest);
  const alone: number[] = [];
  for (let time = 0; time < ALONE; time++) alone.push(await waitOf());
  let isOver = false;
  const hostile = runHostile(indexer, sizes.loadSeconds).finally(() => {
    isOver = true;
  });
  const waits: number[] = [];
  while (!isOver) waits.push(await waitOf());
  const answered = await hostile;
  const [measured, baseline] = [Math.max(...waits), medianOf(alone)];
  progress(
    `hostile: ${answered}; honest queries waited ${longestOf(waits)}, half of them ${medianOf(waits).toFixed(1)}; ` +
      `alone ${longestOf(alone)}, half of them ${baseline.toFixed(1)} ms`,
  );
  const longest = `the longest of ${ALONE} alone ${Math.max(...alone).toFixed(1)} ms`;
  const said = `16 hostile connections, ${waits.length} honest queries, ${longest}, over ${size}`;
  return ratioOf("hostile_wait_ratio", { measured, baseline, size: said });
}

const longestOf = (waits: readonly number[]) =>
  [...waits]
    .sort((a, b) => b - a)
    .slice(0, 5)
    .map((wait) => wait.toFixed(1))
    .join(", ");

/** @returns how many of its questions were answered with which status. */
function runHostile(url: string, seconds: number): Promise<string> {
  const child = spawn(process.execPath, [CLIENT, url, String(seconds)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (code) => {
      if (code === 0) resolve(said.trim());
      else reject(new Error(`the hostile client ended with ${code}`));
    });
  });
}
