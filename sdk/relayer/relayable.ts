import { type Address, encodeAbiParameters, type Hex, isHex, keccak256, size } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { lazily } from "../errors/lazily.ts";
import { requireOptions } from "../json/options.ts";
import { requireAddress } from "../protocol/address.ts";
import { type DecodedCall, decodeCall, functionNameOf, selectorOf } from "./calls.ts";

/**
 * Functions that a relayer sends. Each does what signatures or the state of the contract allow, whichever address sends it. Those
 * that act for the sender itself, such as `withdraw`, are not among them, nor is `batch`, which could hold them.
 */
const RELAYED = [
  ...["open", "openBatch", "deliver", "submitVerdict", "submitVerdicts", "settle", "release", "refund"],
  ...["reclaim", "agree", "amend", "cancel", "contest", "drawPanel", "recordBallots", "recordLateBallots"],
  ...["recordEquivocation", "rule", "releaseBond", "rate", "depositWithAuthorization", "claimPayout"],
  ...["openTab", "closeTab", "redeem", "pay", "freezeWithSignature", "revokeKey"],
] as const;

/** Of these, the functions whose calls a relayer puts into one transaction. Each call emits one event of its own for sure. */
const PACKED = {
  open: "DealOpened",
  deliver: "EvidenceDelivered",
  submitVerdict: "VerdictReached",
  settle: "MilestoneSettled",
  release: "MilestoneSettled",
  refund: "MilestoneSettled",
  reclaim: "MilestoneSettled",
  claimPayout: "PayoutClaimed",
  pay: "OrderPaid",
} as const;

/** Functions besides these before which a relayer deploys wallets, and the event that each call of them emits. */
const SIGNED_ALONE = {
  agree: "MilestoneSettled",
  amend: "DealAmended",
  cancel: "DealCancelled",
  contest: "ContestOpened",
  rate: "DealRated",
  depositWithAuthorization: "LedgerDeposited",
  openTab: "TabOpened",
  closeTab: "TabClosed",
} as const;

/** Bytes of calldata that an intent has at most. */
export const MOST_INTENT_BYTES = 65_536;

/** A call that a relayer sends. */
export type RelayedCall = DecodedCall;

const relayedNames: ReadonlySet<string> = /* @__PURE__ */ new Set(RELAYED);

/**
 * Selectors of the functions whose calls a relayer puts into one transaction.
 *
 * @example
 * import { batchedSelectors } from "quittance/relayer";
 *
 * console.log(batchedSelectors().size); // 9
 */
export const batchedSelectors = /* @__PURE__ */ lazily(
  (): ReadonlyMap<Hex, string> =>
    new Map(Object.entries(PACKED).map(([name, event]) => [selectorOf(name), event])),
);

/** Selectors of the functions before which a relayer deploys wallets, and the event of each. */
export const deployingSelectors = /* @__PURE__ */ lazily(
  (): ReadonlyMap<Hex, string> =>
    new Map(Object.entries({ ...PACKED, ...SIGNED_ALONE }).map(([name, event]) => [selectorOf(name), event])),
);

/**
 * The id of an intent: the same call of the same contract on the same chain has the same id, however often it is asked for.
 *
 * @param input.data ABI-encoded call, with the selector; `data` of an action's `call`.
 * @throws InvalidFieldError when a field is malformed.
 * @example
 * import { intentIdOf } from "quittance/relayer";
 *
 * const address = "0x00000000000000000000000000000000000000aa";
 * console.log(intentIdOf({ chainId: 8453, address, data: "0x01020304" }).length); // 66
 */
export function intentIdOf(input: {
  readonly chainId: number;
  readonly address: Address;
  readonly data: Hex;
}): Hex {
  requireOptions(input, "chainId address data");
  const { chainId, address, data } = input;
  requireAddress("address", address);
  requireCalldata(data);
  const types = [{ type: "uint256" }, { type: "address" }, { type: "bytes" }];
  return keccak256(encodeAbiParameters(types, [BigInt(chainId), address, data]));
}

/**
 * Reads calldata, and refuses what relayers do not send.
 *
 * @throws InvalidFieldError for calldata that is malformed, too long, or of a function that acts for its sender.
 * @example
 * import { release } from "quittance";
 * import { decodeIntent } from "quittance/relayer";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { terms } = await openExampleDeal(stack);
 * const { data } = release.call({ address: stack.address, terms, milestone: 0 });
 * console.log(decodeIntent(data).functionName); // release
 * await stack.stop();
 */
export function decodeIntent(data: Hex): RelayedCall {
  requireCalldata(data);
  const name = functionNameOf(data);
  if (name === undefined || !relayedNames.has(name)) {
    const remedy =
      "Send it yourself: it acts for the address that sends it, or it is no function of the contract.";
    return refuse(data.slice(0, 10), "is a call of no function that relayers send", remedy);
  }
  const call = decoded(data);
  if (name === "openBatch" && call.args[2] !== true) {
    return refuse("openBatch", "can refuse single items", "Pass allOrNothing: true.");
  }
  return call;
}

function decoded(data: Hex): RelayedCall {
  try {
    const call = decodeCall(data);
    if (call !== undefined) return call;
  } catch {
    // Refused below, in words of this package.
  }
  return refuse(data.slice(0, 10), "cannot be decoded", "Take `data` of an action's `call`.");
}

/**
 * What an intent is about, as bytes: the terms where it has some, else all of it. Two intents about the same terms do not go into
 * one batch, so that the events of each can be found by the deal.
 *
 * @example
 * import { firstBytesOf } from "quittance/relayer";
 *
 * console.log(firstBytesOf("0x01020304")); // 0x01020304
 */
export function firstBytesOf(data: Hex): Hex {
  try {
    const [first] = decodeCall(data)?.args ?? [];
    return isHex(first) && size(first) > 32 ? first : data;
  } catch {
    return data;
  }
}

function requireCalldata(data: Hex): void {
  if (isHex(data) && data.length % 2 === 0 && size(data) >= 4 && size(data) <= MOST_INTENT_BYTES) return;
  const problem = `must be calldata of 4 to ${MOST_INTENT_BYTES} bytes, in hex`;
  refuse(typeof data === "string" ? data.slice(0, 10) : data, problem, "Take `data` of an action's `call`.");
}

function refuse(value: unknown, problem: string, remedy: string): never {
  throw new InvalidFieldError({ field: "data", value, problem, remedy });
}
