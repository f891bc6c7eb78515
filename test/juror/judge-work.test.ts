import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { sha256 } from "viem";
import { openEvaluator } from "../../apps/juror/judging/evaluator.ts";
import { openEvidence } from "../../apps/juror/judging/evidence.ts";
import { judgeWork } from "../../apps/juror/judging/judge-work.ts";
import type { Evaluator } from "../../apps/juror/judging/ports.ts";
import { nameOf } from "../../sdk/evidence/digest.ts";
import { createBundle, type EvidenceStore, publishBundle } from "../../sdk/evidence/index.ts";
import { isolationOf } from "../../sdk/jury/sandbox/index.ts";
import { hashPact, type Pact } from "../../sdk/pact/index.ts";
import { assetDeliveryExample, codeChangeExample } from "../../sdk/pact/library/index.ts";
import { caseOf, termsOf } from "../support/juror/cases.ts";

const FROM = 1_000;
const UNTIL = 5_000;
const HALF = 3_000;
/** Milliseconds for each file, of which the server gives one after the other. */
const EACH = 20;

describe("an attempt at a question", () => {
  const { pact, passing } = assetDeliveryExample();
  const kept = new Map<string, Uint8Array>();
  let queue: Promise<void> = Promise.resolve();
  const server = createServer((request, response) => {
    const bytes = kept.get(request.url?.slice(1) ?? "");
    queue = queue.then(async () => {
      await new Promise((done) => setTimeout(done, EACH));
      if (bytes === undefined) response.writeHead(404).end();
      else response.writeHead(200).end(bytes);
    });
  });
  let url: string;
  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  const store: EvidenceStore = {
    put: async (bytes) => {
      kept.set(nameOf(sha256(bytes)), bytes);
      return { uri: `${url}${nameOf(sha256(bytes))}`, sha256: sha256(bytes), size: bytes.length };
    },
    read: () => Promise.reject(new Error("it is read over HTTP")),
    has: async () => false,
    delete: async () => false,
  };
  const evidence = (mostBytes = 1_000_000) =>
    openEvidence({ stores: [], web: { allowPrivate: true }, mostBytes, unseal: undefined });

  /** Delivers files under a pact, and makes one attempt at it. */
  const attempt = async (
    given: Pact,
    files: ReadonlyMap<string, Uint8Array>,
    at: number,
    how: {
      milliseconds?: number;
      mostBytes?: number;
      stop?: AbortSignal;
      evaluator?: Evaluator;
      leastFee?: bigint;
      terms?: object;
      asked?: object;
    } = {},
  ) => {
    const hash = hashPact(given);
    const { dealId, milestone } = caseOf(1);
    const bundle = await createBundle({ deal: dealId, milestone, pact: hash, files });
    const { uri } = await publishBundle({ bundle, store });
    const about = {
      evidence: bundle.hash,
      evidenceUri: uri,
      terms: { ...termsOf(hash), salt: 7n, ...how.terms },
    };
    const {
      milliseconds = 60_000,
      stop = new AbortController().signal,
      evaluator = openEvaluator(undefined),
    } = how;
    return judgeWork(
      caseOf(1, { ...about, from: FROM, until: UNTIL, ...how.asked }),
      {
        pacts: { find: async () => given },
        evidence: evidence(how.mostBytes),
        evaluator,
        leastFee: how.leastFee,
      },
      async () => at,
      { stop, milliseconds },
    );
  };
  const refusedIn = (outcome: Awaited<ReturnType<typeof attempt>>) =>
    "decision" in outcome ? JSON.parse(outcome.decision.reasons).refused : outcome;

  it("scores what is served as it is", async () => {
    const outcome = await attempt(pact, passing.files, FROM);
    expect("decision" in outcome && outcome.decision.score).to.equal(10_000);
  });

  it("gives up evidence of which each file comes in time and all of them never do", async () => {
    const many = new Map(
      Array.from({ length: 60 }, (_, at) => [`f${at}.txt`, new TextEncoder().encode(`${at}`)]),
    );
    const wide = { ...pact, evidence: { ...pact.evidence, mediaTypes: ["*/*"], maxFiles: 100 } };
    const slowly = (at: number) => attempt(wide, many, at, { milliseconds: 8 * EACH });
    expect(await slowly(HALF - 1)).to.have.property("again");
    expect(refusedIn(await slowly(HALF))).to.equal("not-fetched");
  });

  it("scores 0 where the seller does not serve an input beside its evidence, and declines where another place lacks it", async () => {
    const input = { name: "notes.txt", size: 3, sha256: sha256(new Uint8Array(3)), mediaType: "text/plain" };
    const withInput = (uri?: string) =>
      ({
        ...pact,
        task: { ...pact.task, inputs: [{ ...input, ...(uri === undefined ? {} : { uri }) }] },
      }) as Pact;
    expect(await attempt(withInput(), passing.files, HALF - 1)).to.have.property("again");
    expect(refusedIn(await attempt(withInput(), passing.files, HALF))).to.equal("not-fetched");
    expect(await attempt(withInput(`${url}elsewhere`), passing.files, HALF)).to.have.property(
      "state",
      "declined",
    );
  });

  it("takes an input that its own place lacks from beside the evidence, where the seller may put it", async () => {
    const notes = new TextEncoder().encode("notes of the buyer");
    const { sha256: hash, size } = await store.put(notes);
    const input = { name: "notes.txt", size, sha256: hash, mediaType: "text/plain", uri: `${url}withheld` };
    const given: Pact = { ...pact, task: { ...pact.task, inputs: [input] } };
    const outcome = await attempt(given, passing.files, FROM);
    expect("decision" in outcome && outcome.decision.score).to.equal(10_000);
  });

  it("declines inputs of more bytes than it takes, and tests of more time", async () => {
    const large = {
      name: "large",
      size: 1_001,
      sha256: sha256("0x00"),
      mediaType: "text/plain",
      uri: `${url}large`,
    };
    const wide = { ...pact, evidence: { ...pact.evidence, maxBytes: 1_000 } };
    const withInput = (size: number) =>
      ({ ...wide, task: { ...pact.task, inputs: [{ ...large, size }] } }) as Pact;
    const problem = async (size: number) =>
      Object(await attempt(withInput(size), passing.files, FROM, { mostBytes: 1_000 })).problem;
    expect(await problem(1_001)).to.equal("its inputs have 1001 bytes; this juror takes 1000");
    expect(await problem(1_000)).to.equal(undefined);
    const code = codeChangeExample();
    const able = { ...openEvaluator(undefined), declines: () => undefined };
    const tests = async (milliseconds: number) =>
      Object(
        await attempt(code.pact, code.passing.files, FROM, {
          milliseconds,
          mostBytes: 2 ** 26,
          evaluator: able,
        }),
      ).problem;
    expect(await tests(1_000)).to.match(/^its tests may take \d+ seconds; this juror takes 1$/);
    expect(await tests(3_600_000)).to.equal(undefined);
  });

  it("declines what pays less than it asks for, in the round that pays by the terms", async () => {
    const paid = async (verificationFee: bigint, asked: object = {}) =>
      Object(await attempt(pact, passing.files, FROM, { leastFee: 100n, terms: { verificationFee }, asked }))
        .state;
    expect(await paid(299n)).to.equal("declined");
    expect(await paid(300n)).to.equal("sign");
    expect(await paid(0n, { round: 2, drawnAt: FROM })).to.equal("sign");
  });

  it("declines tests of more memory than the machine has for them", () => {
    const { pact: code } = codeChangeExample();
    const memory = Math.max(
      ...code.clauses.map((clause) => (clause.kind === "test-suite" ? clause.measure.limits.memory : 0)),
    );
    const problem = `its tests may use ${memory} MiB; this machine has ${memory - 1} for them`;
    const withoutTests = openEvaluator(undefined, 0).declines(pact, 0);
    expect(withoutTests).to.equal(undefined);
    if (!isolationOf().holds) return;
    expect(openEvaluator(undefined, memory - 1).declines(code, 0)).to.equal(problem);
    expect(openEvaluator(undefined, memory).declines(code, 0)).to.equal(undefined);
  });

  it("takes what it broke off for no result: neither when it is stopped, nor when judging takes too long", async () => {
    const slow: Evaluator = {
      ...openEvaluator(undefined),
      judge: ({ signal }) =>
        new Promise((done) => signal.addEventListener("abort", () => done({ abstains: "broken off" }))),
    };
    const stopping = new AbortController();
    const stopped = attempt(pact, passing.files, HALF, { evaluator: slow, stop: stopping.signal }).catch(
      ({ name }) => name,
    );
    setTimeout(() => stopping.abort(), 10 * EACH);
    expect(await stopped).to.equal("AbortError");
    const late = attempt(pact, passing.files, HALF, { evaluator: slow, milliseconds: 10 * EACH });
    expect(await late.catch(({ message }) => message)).to.equal("judging took too long");
  });
});
