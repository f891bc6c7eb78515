import { MockLanguageModelV4 } from "ai/test";
import { Material } from "../../../sdk/jury/measures/index.ts";
import { createBudget, modelFrom } from "../../../sdk/jury/models/index.ts";
import { pactInput } from "../../../sdk/pact/index.ts";
import { documentCalls } from "./document-calls.ts";
import { drawCalls } from "./draw-calls.ts";
import { evidenceCalls } from "./evidence-calls.ts";
import { marketCalls } from "./market-calls.ts";
import { negotiationCalls } from "./negotiation-calls.ts";
import { receiptCalls } from "./receipt-calls.ts";
import { reputationCalls } from "./reputation-calls.ts";
import type { RoomCalls, RoomScene } from "./room-scene.ts";
import { screeningCalls } from "./screening-calls.ts";
import { trustCalls } from "./trust-calls.ts";

const AUTHOR = "0x00000000000000000000000000000000000000aa";
const LIMIT = { tokens: 200_000, cost: 0 };

const json = (name: string, content: string) => pactInput({ name, mediaType: "application/json", content });
const budget = () => createBudget({ perCase: { ...LIMIT }, perDay: { ...LIMIT } });
const models = () =>
  ["a", "b"].map((name) =>
    modelFrom({ provider: "mock", family: "mock", name, model: new MockLanguageModelV4() }),
  );
const levels = [
  { name: "all", description: "Each limit is stated.", lost: 0 },
  { name: "none", description: "No limit is stated.", lost: 10_000 },
];
const clause = {
  ...{
    id: "limits",
    kind: "criterion",
    method: "judged",
    description: "Limits are stated.",
    subject: "a.txt",
  },
  measure: { question: "Are limits stated?", levels, longest: 20_000 },
};

const libraryCalls: RoomCalls = {
  assetDeliveryPact: ({ fileHash }) => [
    {
      ...{ author: AUTHOR, name: "assets", version: "1.0.0", private: true, instruction: "Deliver." },
      assets: [{ path: "a.txt", mediaType: "text/plain", size: 2, sha256: fileHash }],
    },
  ],
  codeChangePact: () => [
    {
      ...{ author: AUTHOR, instruction: "Write add.mjs.", required: ["add.mjs"], leastNode: 24 },
      inputs: [pactInput({ name: "a.test.mjs", mediaType: "text/javascript", content: "1" })],
      files: [{ input: "a.test.mjs", path: "a.test.mjs" }],
      tests: [{ file: "a.test.mjs", name: "adds" }],
    },
  ],
  dataTransformationPact: () => [
    {
      ...{ author: AUTHOR, instruction: "Give each amount.", records: json("orders.json", '[{"id":"a"}]') },
      ...{ keys: { pointer: "", key: "/id" }, rowSchema: { type: "object", required: ["id"] }, rows: 1 },
      totals: { euros: "2" },
    },
  ],
  researchSummaryPact: () => [
    {
      ...{ author: AUTHOR, question: "What was copper at?", language: "en" },
      sources: [pactInput({ name: "notes.txt", mediaType: "text/plain", content: "Copper was at 8,912." })],
    },
  ],
  serviceLevelPact: () => [
    {
      ...{
        author: AUTHOR,
        service: "the quotes API",
        probes: json("probes.json", '[{"id":"p1"}]'),
        calls: 1,
      },
      ...{ latency: { percentile: 9_500, most: 300 }, cases: [{ id: "no-key", expected: "refusal" }] },
    },
  ],
  lintPact: ({ pact, terms }) => [pact, { terms }],
};

const judgingCalls: RoomCalls = {
  judge: ({ pact, worked, question, hash }) => [
    { pact, pactHash: hash, milestone: 0, files: worked.passing.files, inputs: worked.inputs, question },
  ],
  measureByReading: ({ pact, worked }) => [
    pact.clauses[0],
    new Material(worked.passing.files, worked.inputs),
  ],
  refuseEvidence: ({ pact, question }) => [{ pact, milestone: 0, fault: "not-fetched", question }],
  createBudget: () => [
    { perCase: { ...LIMIT }, perDay: { ...LIMIT }, spent: { ...LIMIT, day: "2026-11-30" }, now: () => 1 },
  ],
  criterionJudge: ({ juror, question, hash }) => [
    { models: models(), budget: budget(), juror: juror.address, question, secret: hash },
  ],
  declinedCriteria: () => [{ clauses: [clause], models: models(), settings: { retries: 0 } }],
  judgeCriterion: ({ files, hash: seed }) => [
    { clause, files, inputs: new Map(), seed, models: models(), budget: budget() },
  ],
  jurorSeed: ({ juror, question, hash: secret }) => [{ secret, juror: juror.address, question }],
  modelFrom: () => [
    {
      ...{ provider: "mock", family: "mock", name: "a", price: { input: 1, output: 1 } },
      model: new MockLanguageModelV4(),
    },
  ],
  modelProfile: () => [models()],
  openModel: () => [
    {
      ...{ provider: "openai-compatible", model: "llama-4", family: "llama", apiKey: "secret" },
      baseURL: "http://127.0.0.1:9/v1",
    },
  ],
  describeIsolation: () => [{ namespaces: true, permissions: true }],
  readRunner: () => [{ limits: { seconds: 1 } }],
  runTestFile: () => [{ files: new Map(), file: "a.test.mjs" }],
  testRunner: () => [{ allowWeak: true }],
};

const documents = ({ files }: RoomScene) => [...files].map(([name, bytes]) => ({ name, bytes }));
const auditCalls: RoomCalls = {
  fetchReputationFacts: ({ client, address: quittance }) => [
    client,
    { quittance, pools: [quittance], fromBlock: 0n },
  ],
  recomputeReputation: ({ client, address: quittance, buyer }) => [
    client,
    { quittance, subject: buyer.address, seeds: [{ address: buyer.address, weight: 1 }], blockRange: 100 },
  ],
  auditDeal: (scene) => [{ record: scene.record, documents: documents(scene), client: scene.client }],
  evidenceFrom: ({ reader }) => [reader],
  evidenceIn: (scene) => [documents(scene)],
  fetchDealRecord: ({ client, address, dealId, record: { toBlock } }) => [
    client,
    { address, dealId, fromBlock: 0n, toBlock, blockRange: 100, poolFromBlock: 0n },
  ],
  renderAuditReport: ({ report }) => [{ ...report }],
};

/** A call of every function of the rooms beside the main entry that takes something. */
export const roomCalls: RoomCalls = {
  ...libraryCalls,
  ...documentCalls,
  ...evidenceCalls,
  ...drawCalls,
  ...judgingCalls,
  ...auditCalls,
  ...reputationCalls,
  ...trustCalls,
  ...negotiationCalls,
  ...receiptCalls,
  ...screeningCalls,
  ...marketCalls,
};
