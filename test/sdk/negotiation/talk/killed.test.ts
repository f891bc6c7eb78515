import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { toJson } from "../../../../sdk/index.ts";
import type { KilledJob } from "../support/killed-side.ts";
import { buysUpTo, HOUR, sellsFrom, termsFor, twoSides } from "../support/sides.ts";

/** `npm run test:deep` kills sides that accept and that end, too. */
const DEEP = process.env.QUITTANCE_DEEP === "1";
const PROGRAM = new URL("../support/killed-side.ts", import.meta.url).pathname;

async function run(job: KilledJob): Promise<{ readonly signal: string | null; readonly output: string }> {
  const child = spawn(process.execPath, [PROGRAM], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      KILLED_JOB: JSON.stringify(job),
      NODE_COMPILE_CACHE: join(job.signed, "../compiled"),
    },
  });
  const output = text(child.stdout);
  const signal = await new Promise<string | null>((done) => child.on("exit", (_, given) => done(given)));
  return { signal, output: await output };
}

describe("a side whose process is killed", () => {
  let folder = "";

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "quittance-killed-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Kills a seller at each step in turn, as its strategy wants something else each time, until it may answer. */
  const answered = async (name: string, decided: number) => {
    const { bought } = await twoSides({ buys: buysUpTo(1n), sells: sellsFrom(1n) });
    const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
    const common = {
      ...{ folder: join(folder, name), signed: join(folder, `${name}.txt`) },
      envelope: JSON.parse(toJson(await bought.envelope(negotiation))),
    };
    const steps = ["taken", "moved", "reviewed", "decided", "signed", "kept"];
    const seeds = [1, 2, 1, 3, 4, 5].map((seed) => seed + decided);
    // An end is no commitment, and is not reviewed.
    for (const [index, killAt] of steps.entries()) {
      if (killAt === "reviewed" && decided === 1) continue;
      const { signal } = await run({ ...common, killAt, seed: seeds[index] ?? 0 });
      expect(signal, killAt).to.equal("SIGKILL");
    }
    const { output, signal } = await run({ ...common, seed: 7 + decided });
    expect(signal).to.equal(null);
    const signed = readFileSync(common.signed, "utf8").trim().split("\n");
    expect(signed.length, "it signed again what it could not keep").to.equal(2);
    expect(new Set(signed).size).to.equal(1);
    return JSON.parse(output);
  };

  it("gives one answer to each offer, killed at any step", async () => {
    expect(await answered("offer", 0)).to.deep.equal(["offer"]);
    if (!DEEP) return;
    expect(await answered("acceptance", 1)).to.deep.equal(["acceptance"]);
    expect(await answered("end", 2)).to.deep.equal(["end"]);
  });
});
