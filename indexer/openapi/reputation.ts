import { tiers } from "quittance/reputation";
import { MOST_AGENTS, MOST_SEEDS, MOST_SUBJECTS } from "../http/trust-requests.ts";
import { get, inPath, inQuery, post } from "./operations.ts";
import {
  address,
  amount,
  hash,
  list,
  object,
  oneOf,
  orNull,
  ref,
  type Schema,
  share,
  text,
  time,
  whole,
} from "./schemas.ts";
import { formParameter, SIGNED_REFUSALS, signedAnswers } from "./trust.ts";

const UNAVAILABLE = {
  "429": "The caller asked for more than its points of a minute; `retry-after` says when to ask again.",
  "503": "Scores are not available now.",
};
const block = object({ block: whole, hash, timestamp: time });
const points: Schema = { type: "integer", minimum: -10_000, maximum: 10_000 };
const tier = oneOf(...tiers.map(({ tier: name }) => name));
const moment = oneOf("newest", "finalized");
const subject = text("An address, or a DID of this contract.");
const seed = object({ address, weight: { ...whole, minimum: 1 } });
const givenSeeds: Schema = {
  ...list(object({ address: text(), weight: { ...whole, minimum: 1 } }, ["weight"])),
  ...{ minItems: 1, maxItems: MOST_SEEDS },
};

const settlements = object({
  ...{ milestones: whole, counterparties: whole, value: amount, toSeller: amount, toBuyer: amount },
  ...{ onTime: whole, disputes: whole, disputesLost: whole },
});
const rounds = object(
  {
    ...{ duties: whole, ballots: whole, timely: whole, absent: whole, equivocations: whole },
    ...{ agreements: whole, agreement: share },
  },
  ["agreement"],
);

export const reputationSchemas = {
  TrustAnswer: object(
    {
      ...{ subject: address, principal: address, asOf: block, view: oneOf("global", "personal") },
      ...{ score: share, tier, confidence: share, trust: amount },
      parts: list(
        object(
          {
            component: oneOf("trade", "losses", "ratings", "pacts", "jury"),
            ...{ points, weight: amount, dealId: hash, milestone: whole, counterparty: address },
            round: whole,
          },
          ["milestone", "counterparty", "round"],
        ),
      ),
      records: ref("ReputationRecords"),
      ...{ pools: list(address), seeds: list(seed), parameters: hash },
      documents: object({ count: { ...whole, minimum: 1 }, digest: hash }),
    },
    ["seeds", "documents"],
  ),
  ReputationRecords: object({
    ...{ seller: settlements, buyer: settlements },
    failures: list(object({ kind: text(), milestones: whole, value: amount })),
    ratings: list(
      object({ counterparty: address, ratings: whole, average: share, value: amount }, ["average"]),
    ),
    pacts: list(object({ kind: text(), results: whole, units: amount, lost: amount, share }, ["share"])),
    juror: object({ named: rounds, drawn: rounds }),
    calibrations: list(
      object({ pact: hash, publisher: address, runs: whole, best: share, latest: share, latestAt: amount }),
    ),
  }),
  TrustBatch: object({ asOf: block, answers: list(ref("TrustAnswer")) }),
  AgentPage: object({
    ...{ asOf: block, pools: list(address), parameters: hash },
    agents: list(
      object({
        ...{ principal: address, score: share, confidence: share, tier, trust: amount },
        ...{ milestones: whole, averageAmount: amount, onTimeShare: share },
      }),
    ),
    next: orNull(text()),
  }),
};

const FILTER: Readonly<Record<string, Schema>> = {
  ...{ score: share, confidence: share, tier, pact: hash, category: amount, averageAtLeast: amount },
  ...{ averageAtMost: amount, onTimeShare: share, milestones: { ...whole, minimum: 1 }, view: moment },
  ...{ limit: { ...whole, minimum: 1, maximum: MOST_AGENTS }, after: text("`next` of the page before.") },
};

export const reputationPaths = {
  "/trust/{subject}": get({
    ...{ id: "getTrust", tag: "trust" },
    summary: "The score of an address, and what it is made of, as of one block; signed if that is asked for",
    parameters: [
      inPath("subject", subject, "An address, or a DID of this contract."),
      inQuery("view", moment, "As of the newest block, or of the newest that cannot change."),
      inQuery(
        "seeds",
        text(),
        "In the eyes of somebody who trusts these: addresses with weights, as 0x…:3,0x…:1.",
      ),
      formParameter,
    ],
    answers: signedAnswers(ref("TrustAnswer")),
    refusals: { ...SIGNED_REFUSALS, ...UNAVAILABLE },
  }),
  "/trust/batch": post({
    ...{ id: "getTrustBatch", tag: "trust", refusals: UNAVAILABLE },
    summary: "The scores of many, all as of one block",
    body: object(
      {
        subjects: { ...list(subject), minItems: 1, maxItems: MOST_SUBJECTS },
        ...{ view: moment, seeds: givenSeeds },
      },
      ["view", "seeds"],
    ),
    answers: { "application/json": ref("TrustBatch") },
  }),
  "/trust/filter": post({
    ...{ id: "findAgents", tag: "trust", refusals: UNAVAILABLE },
    summary: "Agents that sold something and fit, the best first",
    body: object(FILTER, Object.keys(FILTER)),
    answers: { "application/json": ref("AgentPage") },
  }),
};
