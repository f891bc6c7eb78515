import { type Address, type Hex, keccak256, type Log, toHex, zeroAddress } from "viem";
import type { Terms } from "../../../../sdk/index.ts";
import type { Dice } from "../chain/dice.ts";
import type { Ground, Sending } from "../chain/ground.ts";

/** A transaction of a life, to be mined at the earliest at `from`, or in any block. */
export interface Step {
  readonly send: Sending;
  /** Unix seconds. */
  readonly notBefore?: number;
}

/** What somebody does on the chain, step by step; each is answered by the logs of its transaction. */
export type Life = AsyncGenerator<Step, void, readonly Log[]>;

/** What a life is lived with. */
export interface Scene {
  readonly ground: Ground;
  readonly dice: Dice;
  /** Unlike that of any other life. */
  readonly number: number;
}

export const MINUTE = 60;
export const DAY = 86_400;
/** The shortest that windows may be, in seconds. */
export const WINDOW = 10 * MINUTE;

/** Sends a call of the SDK. */
export function step(
  from: Address,
  call: { readonly to: Address; readonly data: Hex },
  notBefore?: number,
): Step {
  const send = { from, to: call.to, data: call.data };
  return notBefore === undefined ? { send } : { send, notBefore };
}

/** A salt as it is chosen at random, and the same in every run. */
export function saltOf({ number }: Scene, purpose: string): bigint {
  return BigInt(keccak256(toHex(`${purpose} ${number}`))) >> 192n;
}

export function evidenceOf(deal: Hex, milestone: number): Hex {
  return keccak256(toHex(`${deal} ${milestone}`));
}

/** Terms between two who were drawn, judged by three who were. */
export function drawTerms(scene: Scene, amounts: readonly bigint[], changes: Partial<Terms> = {}): Terms {
  const { dice, ground, number } = scene;
  const { buyers, sellers, jurors } = ground.people;
  const opensAt = ground.now();
  const isLedger = dice.chance(0.7);
  const from = dice.below(jurors.length - 2);
  return {
    buyer: dice.pick(buyers).address,
    seller: dice.pick(sellers).address,
    fundedFromLedger: isLedger,
    buyerToLedger: isLedger,
    sellerToLedger: dice.chance(0.7),
    verificationFee: 0n,
    milestones: amounts.map((amount) => ({ amount, deadline: opensAt + DAY })),
    panel: jurors.slice(from, from + 3).map(({ address }) => address),
    passingScore: 5_000,
    payoutStep: 500,
    verdictWindow: WINDOW,
    contestWindow: 0,
    silencePayout: 5_000,
    marketplaceFee: 0,
    marketplace: zeroAddress,
    panelAccount: zeroAddress,
    pact: keccak256(toHex(`pact ${number}`)),
    salt: saltOf(scene, "deal"),
    openBy: opensAt + DAY - MINUTE,
    ...changes,
  };
}
