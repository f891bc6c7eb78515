import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { toJson } from "../../../../sdk/index.ts";
import type { KilledJob } from "../support/killed-side.ts";
import { buysUpTo, HOUR, sellsFrom, termsFor, twoSides } from "../support/sides.ts";

const PROGRAM = new URL("../support/killed-side.ts", import.meta.url).pathname;

async function run(job: KilledJob): Promise<{ readonly signal: string | null; readonly output: string }> {
  const child = spawn(process.execPath, [PROGRAM], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, KILLED_JOB: JSON.stringify(job) },
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

  it("gives one answer to each offer, killed at any step", async () => {
    const { bought } = await twoSides({ buys: buysUpTo(1n), sells: sellsFrom(1n) });
    const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
    const common = {
      ...{ folder, signed: join(folder, "signed.txt") },
      envelope: JSON.parse(toJson(await bought.envelope(negotiation))),
    };
    const steps = ["taken", "moved", "reviewed", "decided", "signed", "kept"];
    for (const [index, killAt] of steps.entries()) {
      // The seeds at the steps before the decision differ from those after it in what the strategy wants.
      const { signal } = await run({ ...common, killAt, seed: [1, 2, 1, 3, 4, 5][index] ?? 0 });
      expect(signal, killAt).to.equal("SIGKILL");
    }
    const { output, signal } = await run({ ...common, seed: 7 });
    expect(signal).to.equal(null);
    expect(JSON.parse(output)).to.deep.equal(["offer"]);
    const signed = readFileSync(common.signed, "utf8").trim().split("\n");
    expect(signed.length, "it signed again what it could not keep").to.equal(2);
    expect(new Set(signed).size).to.equal(1);
  });
});
