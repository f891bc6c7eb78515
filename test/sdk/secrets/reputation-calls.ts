import {
  type ReputationInput,
  reputationAnswer,
  reputationOf,
  sourcesOf,
} from "../../../sdk/reputation/index.ts";
import type { RoomCalls, RoomScene } from "./room-scene.ts";

const BUYER = "0x00000000000000000000000000000000000000b1";
const SELLER = "0x00000000000000000000000000000000000000b2";
const POOL = "0x00000000000000000000000000000000000000f1";
const at = { blockNumber: 10n, timestamp: 1_700_000_000n };

/** One fact of each kind. */
function input({ hash }: RoomScene): ReputationInput {
  const milestone = { dealId: hash, milestone: 0 };
  return {
    facts: {
      settlements: [
        {
          ...{ ...milestone, ...at, buyer: BUYER, seller: SELLER, pact: hash, category: 0n },
          ...{ buyerPrincipal: BUYER, sellerPrincipal: SELLER, marketplace: POOL },
          ...{ amount: 2n, toSeller: 1n, toBuyer: 1n, cause: "verdict", round: 1, panel: "drawn" },
          ...{ deadline: at.timestamp, deliveredAt: at.timestamp, calibration: false },
          contests: [{ side: "buyer", payout: 10_000 }],
        },
      ],
      clauses: [{ ...milestone, kind: "latency", units: 1, lost: 0 }],
      ratings: [{ ...at, dealId: hash, rater: BUYER, score: 90 }],
      jurors: [
        {
          ...{ ...milestone, ...at, round: 2, juror: SELLER, principal: SELLER, pool: POOL },
          ...{ payout: 5_000, outcome: 5_000, timely: true, absent: false, equivocated: false },
        },
      ],
      seats: [
        {
          ...{ pool: POOL, number: 1, owner: BUYER, ownerPrincipal: BUYER, stake: 1n },
          ...{ joinedAt: 1n, closedAt: at.timestamp },
        },
      ],
      payments: [{ ...at, from: BUYER, to: SELLER, fromPrincipal: BUYER, toPrincipal: SELLER, amount: 1n }],
    },
    asOf: { ...at },
    pools: [POOL],
    seeds: [{ address: BUYER, weight: 1 }],
    parameters: { keep: 1_500n },
  };
}

function logs({ hash }: RoomScene): Parameters<typeof sourcesOf>[0] {
  const log = {
    ...{ ...at, logIndex: 0, address: POOL, eventName: "DealRated" as const },
    args: { dealId: hash, rater: BUYER, score: 90 },
  } as const;
  return { logs: [{ ...log, address: POOL }], quittance: POOL, pools: [SELLER] } as const;
}

function answered(scene: RoomScene): Parameters<typeof reputationAnswer> {
  const { seeds, pools, parameters, ...shared } = input(scene);
  const reputation = reputationOf({ ...shared, pools, seeds, parameters, subject: SELLER });
  return [{ ...reputation }, { hash: scene.hash, pools, seeds, parameters, documents: [scene.hash] }];
}

export const reputationCalls: RoomCalls = {
  decayOf: () => [{ at: 1n, asOf: 2n, halfLife: 86_400n }],
  answerDifferences: (scene) => {
    const answer = reputationAnswer(...answered(scene));
    return [answer, { ...answer }];
  },
  haveSameDocuments: (scene) => {
    const answer = reputationAnswer(...answered(scene));
    return [answer, { ...answer }];
  },
  deriveFacts: (scene) => [{ sources: sourcesOf(logs(scene)), asOf: { ...at }, documents: () => undefined }],
  openReputations: (scene) => [input(scene)],
  parametersDigest: () => [{ keep: 1_500n }],
  readReputationAnswer: (scene) => [reputationAnswer(...answered(scene))],
  reputationAnswer: (scene) => answered(scene),
  recordsOf: (scene) => [{ ...input(scene), subject: SELLER }],
  reputationOf: (scene) => [{ ...input(scene), subject: SELLER }],
  sourcesOf: (scene) => [logs(scene)],
  reputationsOf: (scene) => [input(scene)],
  trustOf: (scene) => [input(scene)],
};
