import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { HDAccount } from "viem";
import {
  type Script,
  type ScriptedEndpoint,
  startEndpoint,
} from "../../scripts/bench/jury/models/endpoint.ts";
import { getMilestone } from "../../sdk/index.ts";
import { fetchReasons } from "../../sdk/jury/index.ts";
import { checkPact, type Pact } from "../../sdk/pact/index.ts";
import { assetDeliveryExample } from "../../sdk/pact/library/index.ts";
import { getLedgerBalance } from "../../sdk/payments/index.ts";
import { clauseOf, FAIR, filesOf, honest, KEY } from "../sdk/jury/models/support.ts";
import { linesOf, type Scene, startScene } from "../support/juror/scene.ts";
import { until } from "../support/juror/until.ts";

const FEE = 900_000n;
/** Of the measured clause, and of the one that models judge. */
const WEIGHTS = { measured: 6_000, judged: 4_000 };

/** A pact with a clause that is measured and one of free text. */
function pactOf(): Pact {
  const { supersedes: _, ...pact } = { supersedes: undefined, ...assetDeliveryExample().pact };
  const about = { subject: "summary.md", consequence: "share" } as const;
  return checkPact({
    ...pact,
    task: { instruction: "Summarise the study, and state its limits.", inputs: [] },
    evidence: {
      mediaTypes: ["text/markdown"],
      maxBytes: 10_000,
      maxFiles: 2,
      required: ["summary.md"],
      private: false,
    },
    clauses: [
      {
        ...{ id: "short", kind: "length", method: "measured", description: "It is short.", ...about },
        ...{
          measure: { unit: "words", least: 5, most: 90 },
          threshold: { least: 10_000 },
          consequence: "zero",
        },
        weight: WEIGHTS.measured,
      },
      { ...clauseOf(), threshold: { least: 0 }, weight: WEIGHTS.judged },
    ],
    payout: { passingScore: 5_000, payoutStep: 500 },
  });
}

describe("three jurors with models", () => {
  let scene: Scene;
  let endpoint: ScriptedEndpoint;
  beforeEach(async () => {
    scene = await startScene();
  });
  afterEach(async () => {
    await scene.stop();
    await endpoint.stop();
  });

  /** Starts the three, each with two models at an endpoint that answers by a script. */
  const start = async (script: Script) => {
    endpoint = await startEndpoint(script);
    const apiKeyFile = join(scene.folder(), "key");
    writeFileSync(apiKeyFile, KEY);
    const { baseURL } = endpoint;
    const models = ["alpha", "beta"].map((model) => ({
      provider: "openai-compatible" as const,
      model,
      baseURL,
      apiKeyFile,
    }));
    const limit = { tokens: 10_000_000, cost: 0 };
    const submit = { when: "worth" as const, etherPrice: "30", relayer: undefined };
    const jurors = scene.stack.jurors.map(async (account: HDAccount) => {
      const folder = scene.folder();
      const juror = await scene.start(account, {
        folder,
        submit,
        models: { models, perCase: limit, perDay: limit },
      });
      return { ...juror, folder };
    });
    return Promise.all(jurors);
  };
  const deliver = () =>
    scene.deliver({ pact: pactOf(), files: filesOf(FAIR), terms: { verificationFee: FEE } as never });
  const earned = () =>
    Promise.all(
      scene.stack.jurors.map(({ address: owner }) =>
        getLedgerBalance(scene.stack.publicClient, { address: scene.stack.address, owner }),
      ),
    );

  it("judge measured and free text together, from the duty to what they are paid", async () => {
    const jurors = await start(honest);
    const asked = await deliver();
    const { stack, board } = scene;
    const about = { address: stack.address, dealId: asked.question.deal, milestone: 0 };
    await until(async () => (await getMilestone(stack.publicClient, about))?.status === "settled");
    // Exactly one limit is stated: the free text loses half of its weight, and the measured clause nothing.
    const score = WEIGHTS.measured + WEIGHTS.judged / 2;
    await until(async () => (await scene.ballots(asked)).length === 3);
    const ballots = await scene.ballots(asked);
    expect(ballots.map((ballot) => ballot.score)).to.deep.equal([score, score, score]);
    expect(await earned()).to.deep.equal([FEE / 3n, FEE / 3n, FEE / 3n]);
    const reasons = async () => fetchReasons({ boards: [board], hash: ballots[0]?.reasons ?? "0x" });
    await until(async () => (await reasons().catch(() => undefined)) !== undefined);
    const text = await reasons();
    const [, noted = ""] = /Findings (0x[0-9a-f]{64}) of 2 models/.exec(text) ?? [];
    const findings = jurors.flatMap(({ folder }) => readdirSync(join(folder, "findings")));
    expect(findings).to.include(`${noted}.json`);
    // No word of the evidence is in the reasons, and the key is nowhere.
    expect(text).to.not.contain("clinics");
    for (const { folder, lines } of jurors) {
      const kept = readdirSync(join(folder, "findings")).map((name) =>
        readFileSync(join(folder, "findings", name), "utf8"),
      );
      expect([...kept, ...lines].join("\n"))
        .to.not.contain(KEY)
        .and.to.not.contain("clinics");
    }
    expect(new Set(endpoint.requests.map(({ model }) => model))).to.deep.equal(new Set(["alpha", "beta"]));
  });

  it("sign nothing when a model answers out of form twice: no middle score stands in", async () => {
    const jurors = await start(() => ({ content: "The summary is fine, I would say 50 %." }));
    const asked = await deliver();
    await until(() => jurors.every(({ lines }) => linesOf(lines, "declined").length === 1));
    for (const { lines, folder } of jurors) {
      const [declined] = linesOf(lines, "declined");
      expect(declined?.problem).to.match(/limits has no result: malformed/);
      for (const event of ["judged", "signed", "committed", "shown"])
        expect(linesOf(lines, event)).to.deep.equal([]);
      expect(readdirSync(folder)).to.not.include("guard");
    }
    // Each juror asked its first model once, and once more.
    expect(endpoint.requests.map(({ model }) => model)).to.deep.equal(Array(6).fill("alpha"));
    const { stack } = scene;
    expect(await scene.ballots(asked)).to.deep.equal([]);
    const about = { address: stack.address, dealId: asked.question.deal, milestone: 0 };
    expect((await getMilestone(stack.publicClient, about))?.status).to.equal("delivered");
    expect(await earned()).to.deep.equal([0n, 0n, 0n]);
  });
});
