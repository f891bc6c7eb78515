import { expect } from "chai";
import { generatePrivateKey } from "viem/accounts";
import * as history from "../../../sdk/history/index.ts";
import { InvalidFieldError } from "../../../sdk/index.ts";
import * as jury from "../../../sdk/jury/index.ts";
import * as node from "../../../sdk/node.ts";
import * as watching from "../../../sdk/watching/index.ts";
import * as webhooks from "../../../sdk/webhooks/index.ts";
import { errorOf } from "../support/refusal.ts";
import { leakIn } from "./leaks.ts";

const PLACE = `0x${"11".repeat(20)}`;
const STORE = { delete: async () => true };
const EVIDENCE_KEY = { kty: "OKP", crv: "X25519", x: "A".repeat(43), d: "A".repeat(43) } as const;
const DEAL = `0x${"22".repeat(32)}`;

const CLOSED = () => history.createHistory({ url: "http://127.0.0.1:9" });

/** Calls of the entries beside the main one, with a private key where something else belongs. */
const calls: Readonly<Record<string, (key: string) => unknown>> = {
  "watchDeal, client": (key) => watching.watchDeal(key as never, { address: PLACE, dealId: DEAL } as never),
  "watchDeal, options": (key) => watching.watchDeal({ request: async () => null } as never, key as never),
  "watchDeal, dealId": (key) =>
    watching.watchDeal(
      { request: async () => null } as never,
      { address: PLACE, dealId: `${key}0` } as never,
    ),
  "watchMilestone, milestone": (key) =>
    watching.watchMilestone(
      { request: async () => null } as never,
      { address: PLACE, dealId: DEAL, milestone: key } as never,
    ),
  "onVerdict, address": (key) =>
    watching.onVerdict({ request: async () => null } as never, { address: key, onEvent: () => {} } as never),
  "watchDuties, agent": (key) =>
    watching.watchDuties({ request: async () => null } as never, { address: PLACE, agent: key } as never),
  "watchDuties, fromBlock": (key) =>
    watching.watchDuties(
      { request: async () => null } as never,
      { address: PLACE, agent: PLACE, fromBlock: key } as never,
    ),
  "watchJudging, agent": (key) =>
    watching.watchJudging({ request: async () => null } as never, { address: PLACE, agent: key } as never),
  "watchJudging, fromBlock": (key) =>
    watching.watchJudging(
      { request: async () => null } as never,
      { address: PLACE, agent: PLACE, fromBlock: key } as never,
    ),
  "parseCursor, text": (key) => watching.parseCursor(key),
  "createHistory, url": (key) => history.createHistory({ url: key }),
  "createHistory, options": (key) => history.createHistory(key as never),
  "listDeals, history": (key) => history.listDeals(key as never),
  "listDeals, party": (key) =>
    history.listDeals(history.createHistory({ url: "http://127.0.0.1:9" }), { party: key as never }),
  "getDocument, history": (key) => history.getDocument(key as never, { hash: DEAL as never }),
  "getDocument, hash": (key) => history.getDocument(CLOSED(), { hash: `${key}0` as never }),
  "listDealDocuments, deal": (key) => history.listDealDocuments(CLOSED(), { deal: `${key}0` as never }),
  "listChanges, history": (key) => history.listChanges(key as never, { deal: DEAL as never }),
  "listChanges, deal": (key) => history.listChanges(CLOSED(), { deal: `${key}0` as never }),
  "listChanges, agent": (key) => history.listChanges(CLOSED(), { agent: key as never }),
  "readApprovalFacts, history": (key) => history.readApprovalFacts(key as never, {} as never),
  "readApprovalFacts, account": (key) => history.readApprovalFacts(CLOSED(), { account: key as never }),
  "watchChanges, question": (key) => history.watchChanges(CLOSED(), key as never),
  "watchChanges, after": (key) => history.watchChanges(CLOSED(), { deal: DEAL as never, after: key }),
  "deliverChanges, delivery": (key) => webhooks.deliverChanges(key as never),
  "deliverChanges, secret": (key) =>
    webhooks.deliverChanges({ url: "https://hooks.example", secret: key } as never),
  "postCommitment, boards": (key) =>
    jury.postCommitment({ boards: [key], terms: {}, commitment: {} } as never),
  "postReasons, boards": (key) => jury.postReasons({ boards: [key], reasons: "seen" }),
  "fetchReasons, boards": (key) =>
    jury.fetchReasons({ boards: [`https://${key}@board.example`], hash: DEAL as never }),
  "fetchReasons, hash": (key) =>
    jury.fetchReasons({ boards: ["https://board.example"], hash: `${key}0` as never }),
  "parseBallotCommitment, text": (key) => jury.parseBallotCommitment(key),
  "commitToBallot, account": (key) => jury.commitToBallot({ domain: {}, account: key, ballot: {} } as never),
  "openBallotGuard, folder": (key) => node.openBallotGuard(key as never),
  "readEvidenceKey, path": (key) => node.readEvidenceKey({ path: key }),
  "readEvidenceKey, path, too long a name": (key) => node.readEvidenceKey({ path: key.repeat(9) }),
  "readEvidenceKey, path, as a number": (key) => node.readEvidenceKey({ path: BigInt(key) as never }),
  "writeEvidenceKey, path, as a number": (key) =>
    node.writeEvidenceKey({ path: BigInt(key) as never, key: EVIDENCE_KEY }),
  "writeEvidenceKey, path, too long a name": (key) =>
    node.writeEvidenceKey({ path: key.repeat(9), key: EVIDENCE_KEY }),
  "writeEvidenceKey, key": (key) => node.writeEvidenceKey({ path: PLACE, key: { ...EVIDENCE_KEY, d: key } }),
  "sweepEvidence, index": (key) => node.sweepEvidence({ store: STORE, index: key as never, now: 1 }),
  "sweepEvidence, index.folder": (key) =>
    node.sweepEvidence({ store: STORE, index: { folder: BigInt(key) } as never, now: 1 }),
  "retentionIndex, options": (key) => node.retentionIndex(key as never),
  "folderEvidenceStore, options": (key) => node.folderEvidenceStore(key as never),
  "folderEvidenceStore, publicUrl": (key) => node.folderEvidenceStore({ folder: PLACE, publicUrl: key }),
  "guardedFetch, options": (key) => node.guardedFetch(key as never),
  "guardedFetch, store": (key) => node.guardedFetch({ store: key }),
  "guardedFetch, resolve": (key) => node.guardedFetch({ resolve: key as never }),
  "verifyWebhook, secret": (key) => webhooks.verifyWebhook({ headers: {}, body: "", secret: key }),
  "signWebhook, secret": (key) => webhooks.signWebhook({ id: "a", timestamp: 1, body: "", secret: key }),
};

describe("a private key in the wrong place of an entry beside the main one", () => {
  for (const [name, call] of Object.entries(calls)) {
    it(`is refused and not shown by ${name}`, async () => {
      const key = generatePrivateKey();
      const error = await errorOf(() => call(key));
      expect(error).to.be.instanceOf(InvalidFieldError);
      expect(leakIn(error, key)).to.equal(undefined);
    });
  }
});
