import type { Hex } from "viem";
import {
  agree,
  cancel,
  DeliveryUnprovenError,
  deliver,
  depositWithAuthorization,
  InvalidBallotSignatureError,
  InvalidSignatureError,
  openDeal,
  refund,
  release,
  submitVerdict,
  TokenSignatureInvalidError,
} from "../../../sdk/index.ts";
import type { Entry, Scene } from "./purpose-scene.ts";
import { EVIDENCE_URI, type Matter, SCORE, signaturesOf } from "./purposes.ts";

interface BothSignatures {
  readonly buyerSignature: Hex;
  readonly sellerSignature: Hex;
}

const opening = (scene: Scene, { terms }: Matter, signatures: BothSignatures) =>
  scene.simulating(openDeal, { ...scene.target(), terms, ...signatures });

/** The places of the verbs of a deal that take a signature. */
export const DEAL_ENTRIES: readonly Entry[] = [
  {
    name: "openDeal, from the wallet, as its buyer",
    calls: ["open"],
    ...{ role: "buyer", takes: "Payment", refusal: TokenSignatureInvalidError },
    attempt: (buyerSignature, scene) => {
      const sellerSignature = scene.signed("seller", scene.unopened, "Terms");
      return opening(scene, scene.unopened, { buyerSignature, sellerSignature });
    },
  },
  {
    name: "openDeal, from the ledger, as its buyer",
    calls: ["open"],
    ...{ role: "buyer", takes: "Terms", refusal: InvalidSignatureError },
    attempt: (buyerSignature, scene) => {
      const sellerSignature = scene.signed("seller", scene.fromLedger, "Terms");
      return opening(scene, scene.fromLedger, { buyerSignature, sellerSignature });
    },
  },
  {
    name: "openDeal, as its seller",
    calls: ["open"],
    ...{ role: "seller", takes: "Terms", refusal: InvalidSignatureError },
    attempt: (sellerSignature, scene) => {
      const buyerSignature = scene.signed("buyer", scene.fromLedger, "Terms");
      return opening(scene, scene.fromLedger, { buyerSignature, sellerSignature });
    },
  },
  {
    name: "depositWithAuthorization",
    calls: ["depositWithAuthorization"],
    ...{ role: "buyer", takes: "DepositPayment", refusal: TokenSignatureInvalidError },
    attempt: (signature, scene) => {
      const { amount, salt, validUntil: validBefore } = scene.opened;
      const { address: from } = scene.stack.buyer;
      const deposit = { from, recipient: from, amount, validBefore, salt, signature };
      return scene.simulating(depositWithAuthorization, { ...scene.target(), ...deposit });
    },
  },
  {
    name: "deliver",
    calls: ["deliver"],
    ...{ role: "seller", takes: "Delivery", refusal: InvalidSignatureError },
    attempt: (signature, scene) => {
      const delivery = { ...scene.claim(), evidenceUri: EVIDENCE_URI, signature };
      return scene.simulating(deliver, { ...scene.target(), terms: scene.opened.terms, delivery });
    },
  },
  {
    name: "submitVerdict, as the seller's delivery",
    calls: ["submitVerdict"],
    ...{ role: "seller", takes: "Delivery", refusal: DeliveryUnprovenError },
    attempt: async (signature, scene) => {
      const delivery = { ...scene.claim(), evidenceUri: EVIDENCE_URI, signature };
      const zeros = await scene.zeroBallots();
      return scene.simulating(submitVerdict, {
        ...scene.target(),
        terms: scene.opened.terms,
        ballots: zeros,
        delivery,
      });
    },
  },
  {
    name: "submitVerdict, as a ballot",
    calls: ["submitVerdict"],
    ...{ role: "juror", takes: "Ballot", refusal: InvalidBallotSignatureError },
    attempt: async (signature, scene) => {
      const [, second] = scene.stack.jurors;
      if (second === undefined) throw new Error("the stack has no second juror");
      const others = (await signaturesOf(scene.stack, second, scene.opened)).get("Ballot") ?? "0x";
      return scene.simulating(submitVerdict, {
        ...scene.target(),
        terms: scene.opened.terms,
        ballots: scene.ballots(SCORE, [signature, others]),
      });
    },
  },
  {
    name: "release",
    calls: ["release"],
    ...{ role: "buyer", takes: "Release", refusal: InvalidSignatureError },
    attempt: (signature, scene) => scene.simulating(release, { ...scene.milestone(), signature }),
  },
  {
    name: "refund",
    calls: ["refund"],
    ...{ role: "seller", takes: "Refund", refusal: InvalidSignatureError },
    attempt: (signature, scene) => scene.simulating(refund, { ...scene.milestone(), signature }),
  },
  {
    name: "agree, as its buyer",
    calls: ["agree"],
    ...{ role: "buyer", takes: "Agreement", refusal: InvalidSignatureError },
    attempt: (buyerSignature, scene) => {
      const sellerSignature = scene.signed("seller", scene.opened, "Agreement");
      return scene.simulating(agree, { ...scene.split(), buyerSignature, sellerSignature });
    },
  },
  {
    name: "agree, as its seller",
    calls: ["agree"],
    ...{ role: "seller", takes: "Agreement", refusal: InvalidSignatureError },
    attempt: (sellerSignature, scene) => {
      const buyerSignature = scene.signed("buyer", scene.opened, "Agreement");
      return scene.simulating(agree, { ...scene.split(), buyerSignature, sellerSignature });
    },
  },
  {
    name: "cancel, as its buyer",
    calls: ["cancel"],
    ...{ role: "buyer", takes: "Cancellation", refusal: InvalidSignatureError },
    attempt: (buyerSignature, scene) => {
      const sellerSignature = scene.signed("seller", scene.opened, "Cancellation");
      return scene.simulating(cancel, { ...scene.end(), buyerSignature, sellerSignature });
    },
  },
  {
    name: "cancel, as its seller",
    calls: ["cancel"],
    ...{ role: "seller", takes: "Cancellation", refusal: InvalidSignatureError },
    attempt: (sellerSignature, scene) => {
      const buyerSignature = scene.signed("buyer", scene.opened, "Cancellation");
      return scene.simulating(cancel, { ...scene.end(), buyerSignature, sellerSignature });
    },
  },
];
