import { concatHex, type Hex } from "viem";
import {
  batchCalls,
  hashBallotStruct,
  InvalidBallotBatchError,
  InvalidBallotSignatureError,
  InvalidSignatureError,
  InvalidTermsBatchError,
  type OpenDealParameters,
  openBatch,
  release,
  type SignedBallot,
  submitVerdict,
  submitVerdicts,
  TokenSignatureInvalidError,
} from "../../../sdk/index.ts";
import type { Entry, Scene } from "./purpose-scene.ts";
import { type Purpose, signaturesOf } from "./purposes.ts";

/** Of one alone: levels 0 · index 0. */
const WHOLE_BATCH: Hex = "0x0000";

const all = (scene: Scene) => ({ ...scene.target(), allOrNothing: true });

const opening = (scene: Scene, item: OpenDealParameters, batchSignature?: Hex) =>
  scene.simulating(openBatch, { ...all(scene), items: [item], ...(batchSignature && { batchSignature }) });

/** Ballots of two jurors, each half of a batch that says the same twice; the first one's has a signature of another kind. */
async function twins(scene: Scene, signature: Hex): Promise<readonly SignedBallot[]> {
  const [, second] = scene.stack.jurors;
  if (second === undefined) throw new Error("the stack has no second juror");
  const others = (await signaturesOf(scene.stack, second, scene.opened)).get("BallotBatch") ?? "0x";
  return scene.ballots(10_000, [signature, others]).map((ballot) => ({
    ...{ ...ballot, batch: { index: 0, siblings: [hashBallotStruct(ballot)] } },
  }));
}

const both = (scene: Scene, takes: Purpose) => ({
  buyerSignature: scene.signed("buyer", scene.fromLedger, takes),
  sellerSignature: scene.signed("seller", scene.fromLedger, "Terms"),
});

/** The places of batches that take a signature: of one that covers the batch, or of an item. */
export const BATCH_ENTRIES: readonly Entry[] = [
  {
    name: "openBatch, as the buyer of the batch",
    calls: ["openBatch"],
    ...{
      role: "buyer",
      takes: "TermsBatch",
      refusal: InvalidTermsBatchError,
      about: (scene) => scene.fromLedger,
    },
    attempt: (signature, scene) => {
      const { sellerSignature } = both(scene, "Terms");
      const item = { terms: scene.fromLedger.terms, sellerSignature };
      return opening(scene, item, concatHex([WHOLE_BATCH, signature]));
    },
  },
  {
    name: "openBatch, as the buyer of an item, from the ledger",
    calls: ["openBatch"],
    ...{ role: "buyer", takes: "Terms", refusal: InvalidSignatureError, about: (scene) => scene.fromLedger },
    attempt: (buyerSignature, scene) =>
      opening(scene, { ...both(scene, "Terms"), terms: scene.fromLedger.terms, buyerSignature }),
  },
  {
    name: "openBatch, as the buyer of an item, from the wallet",
    calls: ["openBatch"],
    ...{ role: "buyer", takes: "Payment", refusal: TokenSignatureInvalidError },
    attempt: (buyerSignature, scene) => {
      const sellerSignature = scene.signed("seller", scene.unopened, "Terms");
      return opening(scene, { terms: scene.unopened.terms, buyerSignature, sellerSignature });
    },
  },
  {
    name: "openBatch, as the seller of an item that its buyer agreed to in the batch",
    calls: ["openBatch"],
    ...{ role: "seller", takes: "Terms", refusal: InvalidSignatureError, about: (scene) => scene.fromLedger },
    attempt: (sellerSignature, scene) => {
      const { buyerSignature } = both(scene, "TermsBatch");
      const item = { terms: scene.fromLedger.terms, sellerSignature };
      return opening(scene, item, concatHex([WHOLE_BATCH, buyerSignature]));
    },
  },
  {
    name: "submitVerdicts",
    calls: ["submitVerdicts"],
    ...{ role: "juror", takes: "BallotBatch", refusal: InvalidBallotBatchError },
    attempt: async (signature, scene) => {
      const item = { terms: scene.opened.terms, ballots: await twins(scene, signature) };
      return scene.simulating(submitVerdicts, { ...all(scene), groups: [[item]] });
    },
  },
  {
    name: "submitVerdict, as a ballot of a batch",
    calls: ["submitVerdict"],
    ...{ role: "juror", takes: "BallotBatch", refusal: InvalidBallotSignatureError },
    attempt: async (signature, scene) => {
      const ballots = await twins(scene, signature);
      return scene.simulating(submitVerdict, { ...scene.target(), terms: scene.opened.terms, ballots });
    },
  },
  {
    name: "batch, of calls of release",
    calls: ["batch", "release"],
    ...{ role: "buyer", takes: "Release", refusal: InvalidSignatureError },
    attempt: (signature, scene) => {
      const { data } = release.call({ ...scene.milestone(), signature });
      return scene.simulating(batchCalls, { ...all(scene), calls: [{ data }] });
    },
  },
];
