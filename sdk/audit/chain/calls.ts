import { type AbiFunction, decodeAbiParameters, type Hex, toFunctionSelector } from "viem";
import { quittanceAbi } from "../../abi/quittance.ts";
import { lazily } from "../../errors/lazily.ts";
import { isSameAddress } from "../../protocol/address.ts";
import type { Terms } from "../../protocol/terms.ts";
import { type CallPlace, type MadeCall, madeAt } from "./call.ts";
import { openingsIn, verdictsIn } from "./group-calls.ts";
import type { DealRecord } from "./record.ts";

/** A batch holds calls, and no batch. */
const DEEPEST = 2;
/** Places of one transaction at which a call that another contract passed on may begin. */
const MOST_PLACES = 512;

/** The functions of the contract by their selectors, which take time to hash. */
const functions = /* @__PURE__ */ lazily(() => {
  const items: readonly AbiFunction[] = quittanceAbi.filter(
    (item) => item.type === "function" && item.stateMutability !== "view",
  );
  return new Map(items.map((item) => [toFunctionSelector(item), item]));
});

/**
 * The calls that transactions make of the contract: those of a batch one by one, and for each item of a group the call that it
 * stands for. Of what another contract was given, all that reads as a call is one: whether it passed it on is not known, but what
 * somebody signed in it was signed.
 */
export function callsIn(
  { transactions, contract, chainId }: DealRecord,
  terms: Terms,
): ReadonlyMap<Hex, readonly MadeCall[]> {
  const deal = { contract, chainId, terms };
  return new Map(
    transactions.map((transaction) => {
      const { hash, to, from, input } = transaction;
      const isDirect = to !== null && isSameAddress(to, contract);
      const found = isDirect
        ? callsOf({ ...deal, transaction, sender: from }, input, 0)
        : placesIn(input).flatMap((data) =>
            callsOf({ ...deal, transaction, sender: undefined }, data, DEEPEST),
          );
      return [hash, found];
    }),
  );
}

function callsOf(place: CallPlace, data: Hex, depth: number): MadeCall[] {
  try {
    const item = functions().get(data.slice(0, 10) as Hex);
    if (item === undefined) return [];
    const values: readonly unknown[] = decodeAbiParameters(item.inputs, `0x${data.slice(10)}`);
    const { name } = item;
    if (name === "batch") {
      const [inner] = values as readonly [readonly Hex[]];
      return depth < DEEPEST ? inner.flatMap((each) => callsOf(place, each, depth + 1)) : [];
    }
    const args = Object.fromEntries(
      item.inputs.map(({ name: argument = "" }, index) => [argument, values[index]]),
    );
    if (name === "openBatch") return openingsIn(place, args);
    if (name === "submitVerdicts") return verdictsIn(place, args);
    return [{ name, args, ...madeAt(place) }];
  } catch {
    return [];
  }
}

/** What follows each selector of the contract in the data that another contract was given. */
function placesIn(input: Hex): Hex[] {
  const places: Hex[] = [];
  for (const selector of functions().keys()) {
    const digits = selector.slice(2);
    for (let at = input.indexOf(digits, 2); at !== -1; at = input.indexOf(digits, at + 1)) {
      if (at % 2 === 0) places.push(`0x${input.slice(at)}`);
      if (places.length === MOST_PLACES) return places;
    }
  }
  return places;
}
