import { zeroAddress } from "viem";
import {
  type ContestParameters,
  contest,
  dealIdOf,
  hashBallotStruct,
  InvalidBallotSignatureError,
  InvalidSignatureError,
  PoolInvalidKeySignatureError,
  rate,
  recordBallots,
  recordEquivocation,
  rule,
  TokenSignatureInvalidError,
  takeSeats,
} from "../../../sdk/index.ts";
import type { Entry, Scene } from "./purpose-scene.ts";
import { EVIDENCE, RATED, REASONS, RULED, SCORE } from "./purposes.ts";

/** A contest that its contester signed, paid by `bond`. */
const contesting = (scene: Scene, bond: NonNullable<ContestParameters["bond"]>) =>
  scene.simulating(contest, {
    ...scene.objection(),
    signature: scene.signed("buyer", scene.provisional, bond.fromWallet ? "WalletContest" : "Contest"),
    bond,
  });

/** The places of contests, rounds, rulings, ratings and seats that take a signature. */
export const DISPUTE_ENTRIES: readonly Entry[] = [
  {
    name: "contest, as its contester",
    calls: ["contest"],
    ...{
      role: "buyer",
      takes: "Contest",
      refusal: InvalidSignatureError,
      about: (scene) => scene.provisional,
    },
    attempt: (signature, scene) => {
      const bond = {
        payer: scene.provisional.payer,
        signature: scene.signed("helper", scene.provisional, "Bond"),
      };
      return scene.simulating(contest, { ...scene.objection(), signature, bond });
    },
  },
  {
    name: "contest, as its contester, with a bond from the wallet",
    calls: ["contest"],
    ...{
      role: "buyer",
      takes: "WalletContest",
      refusal: InvalidSignatureError,
      about: (scene) => scene.provisional,
    },
    attempt: (signature, scene) => {
      const { payer, validUntil: validBefore } = scene.provisional;
      const paid = scene.signed("helper", scene.provisional, "BondPayment");
      const bond = { payer, fromWallet: true, validBefore, signature: paid };
      return scene.simulating(contest, { ...scene.objection(), signature, bond });
    },
  },
  {
    name: "contest, as the payer of its bond, from the ledger",
    calls: ["contest"],
    ...{ role: "helper", takes: "Bond", refusal: InvalidSignatureError, about: (scene) => scene.provisional },
    attempt: (signature, scene) => {
      return contesting(scene, { payer: scene.provisional.payer, signature });
    },
  },
  {
    name: "contest, as the payer of its bond, from the wallet",
    calls: ["contest"],
    ...{
      role: "helper",
      takes: "BondPayment",
      refusal: TokenSignatureInvalidError,
      about: (scene) => scene.provisional,
    },
    attempt: (signature, scene) => {
      const { payer, validUntil: validBefore } = scene.provisional;
      return contesting(scene, { payer, fromWallet: true, validBefore, signature });
    },
  },
  {
    name: "recordBallots, as a ballot",
    calls: ["recordBallots"],
    ...{
      role: "drawn",
      takes: "Ballot",
      refusal: InvalidBallotSignatureError,
      about: (scene) => scene.drawn,
    },
    attempt: (signature, scene) => {
      const deal = dealIdOf({ domain: scene.stack.domain, terms: scene.drawn.terms });
      const vote = {
        ...{ deal, milestone: 0, round: 2, evidence: EVIDENCE },
        score: SCORE,
        reasons: REASONS,
      };
      const ballots = [{ ...vote, juror: scene.panel[0] ?? zeroAddress, signature }];
      return scene.simulating(recordBallots, {
        ...scene.target(),
        terms: scene.drawn.terms,
        panel: scene.panel,
        ballots,
      });
    },
  },
  {
    name: "rule",
    calls: ["rule"],
    ...{ role: "arbiter", takes: "Ruling", refusal: InvalidSignatureError, about: (scene) => scene.appealed },
    attempt: (signature, scene) =>
      scene.simulating(rule, {
        ...scene.target(),
        terms: scene.appealed.terms,
        milestone: 0,
        payout: RULED,
        signature,
      }),
  },
  ...(["buyer", "seller"] as const).map(
    (role): Entry => ({
      name: `rate, as the ${role}`,
      calls: ["rate"],
      ...{ role, takes: "Rating", refusal: InvalidSignatureError },
      attempt: (signature, scene) => {
        const rater = scene.stack[role].address;
        const rating = { rater, score: RATED, reasons: REASONS, signature };
        return scene.simulating(rate, { ...scene.target(), terms: scene.opened.terms, ...rating });
      },
    }),
  ),
  ...(["Ballot", "BallotBatch"] as const).map(
    (takes): Entry => ({
      name: `recordEquivocation, as a ${takes === "Ballot" ? "ballot" : "batch of ballots"}`,
      ...{ role: "juror", takes, calls: ["recordEquivocation"], refusal: InvalidBallotSignatureError },
      attempt: async (signature, scene) => {
        const [juror] = scene.stack.jurors;
        if (juror === undefined) throw new Error("the stack has no juror");
        const vote = { ...scene.claim(), round: 1, score: SCORE, reasons: REASONS };
        const batch = takes === "Ballot" ? {} : { batch: { index: 0, siblings: [hashBallotStruct(vote)] } };
        const first = { ...vote, ...batch, juror: juror.address, signature };
        const [second] = await scene.zeroBallots();
        if (second === undefined) throw new Error("the scene has no ballot of zero");
        return scene.simulating(recordEquivocation, {
          ...scene.target(),
          terms: scene.opened.terms,
          first,
          second,
        });
      },
    }),
  ),
  {
    name: "takeSeats, as the key",
    calls: ["takeSeats"],
    ...{ role: "key", takes: "SeatKey", refusal: PoolInvalidKeySignatureError },
    attempt: (keySignature, scene) =>
      scene.simulating(takeSeats, {
        address: scene.stack.pool,
        key: scene.stack.arbiter.address,
        keySignature,
        validUntil: scene.opened.validUntil,
      }),
  },
];
