import { type Address, type Hex, zeroAddress, zeroHash } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { lazily } from "../../errors/lazily.ts";
import {
  address,
  amount,
  bytes32,
  record,
  type Schema,
  seconds,
  time,
  uint,
  wideUint,
} from "../../json/fields.ts";
import { requireBigints, requireObject, requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { timeRemedy } from "../../json/remedies.ts";
import { isSameAddress, requireAddressIfGiven } from "../../protocol/address.ts";
import { bounds } from "../../protocol/bounds.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { hashTyped } from "../../protocol/hash-typed.ts";
import { momentOrClock, requireMoment } from "../../protocol/moment.ts";
import { randomSalt } from "../../protocol/salt.ts";
import type { TabClosingMessage, TabMessage } from "../../protocol/typed-data-spending.ts";

/** An amount reserved for one payee, of which it redeems signed cumulative vouchers. Its EIP-712 digest is the tab id. */
export type Tab = TabMessage;

/** A payee's authorization to return the rest of a tab early. */
export type TabClosing = TabClosingMessage;

type Required = "account" | "payee" | "reserve" | "voucherKey";

/** What `buildTab` needs; everything else has a default. */
export type TabDraft = Pick<Tab, Required> & Partial<Omit<Tab, Required>>;

/** What a tab is held against besides itself; what is left out is not checked. */
export interface TabSurroundings {
  /** Addresses that can be no payee: the contract and its token. */
  readonly contract?: Address;
  readonly token?: Address;
  /** Unix seconds; with it, openBy and end are checked, too. */
  readonly now?: number;
}

const SURROUNDINGS = "contract token now";
const HOUR = 3_600;
const DAY = 86_400;

/** Each field of a tab by itself; how they go together is `checkTab`'s business. */
export const tabSchema = /* @__PURE__ */ lazily(
  (): Schema<Tab> =>
    record({
      account: address(),
      payee: address(),
      reserve: amount({ minimum: 1n }),
      openBy: time(),
      end: time(),
      grace: seconds({ minimum: bounds.minWindow, maximum: bounds.maxWindow }),
      voucherKey: address(),
      category: uint(32),
      salt: wideUint(64),
      reference: bytes32(),
    }),
);

/**
 * A tab from a draft. The salt is random. Defaults: to be opened within the hour, for vouchers of one day, with another day
 * in which the payee still redeems, no category, and no reference.
 *
 * @param draft `account` reserves `reserve` USDC base units for `payee`; the key of `voucherKey` signs vouchers, best a key
 * of its own: it can owe the reserve, and nothing else.
 * @param surroundings What to hold the tab against; `now` is this machine's clock unless given.
 * @throws InvalidFieldError for everything the contract would refuse, naming the field, its value and what to do.
 * @example
 * import { buildTab } from "quittance";
 *
 * const tab = buildTab({
 *   account: "0x00000000000000000000000000000000000000b1",
 *   payee: "0x00000000000000000000000000000000000000c2",
 *   reserve: 5_000_000n,
 *   voucherKey: "0x00000000000000000000000000000000000000d3",
 * });
 * console.log(tab.end - tab.openBy); // 82800: the tab opens within the hour
 */
export function buildTab(draft: TabDraft, surroundings: TabSurroundings = {}): Tab {
  requireObject("tab", draft);
  requireOptions(surroundings, SURROUNDINGS, "surroundings");
  const now = momentOrClock("surroundings.now", surroundings.now);
  const end = draft.end === undefined ? now + DAY : requireMoment("tab.end", draft.end);
  const defaults = {
    openBy: Math.min(now + HOUR, Math.max(end, now + 1)),
    end,
    grace: DAY,
    category: 0,
    salt: randomSalt(),
    reference: zeroHash,
  };
  const given = Object.entries(draft).filter(([, value]) => value !== undefined);
  return checkTab({ ...defaults, ...Object.fromEntries(given) }, { ...surroundings, now });
}

/**
 * Refuses a tab that the contract would refuse to open, and returns it with every field in its proper form.
 *
 * @throws InvalidFieldError naming the field, its value and what to do.
 * @example
 * import { checkTab } from "quittance";
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const tab = checkTab(await exampleTab(stack), { contract: stack.address, token: stack.token });
 * console.log(tab.reserve); // 10000000n
 * await stack.stop();
 */
export function checkTab(input: unknown, surroundings: TabSurroundings = {}): Tab {
  requireBigints("tab", input);
  return parseTab(input, surroundings);
}

/**
 * A tab from another agent: an object, or its JSON text.
 *
 * @throws InvalidFieldError for everything the contract would refuse, times aside.
 * @example
 * import { parseTab, toJson } from "quittance";
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const text = toJson(await exampleTab(stack));
 * console.log(parseTab(text).reserve); // 10000000n
 * await stack.stop();
 */
export function parseTab(input: unknown, surroundings: TabSurroundings = {}): Tab {
  requireOptions(surroundings, SURROUNDINGS, "surroundings");
  requireAddressIfGiven("contract", surroundings.contract);
  requireAddressIfGiven("token", surroundings.token);
  const tab = parseWith("tab", tabSchema(), input);
  const { account, payee, voucherKey, openBy, end } = tab;
  const { contract, token } = surroundings;
  const refused = [zeroAddress, contract, token, account].filter((other) => other !== undefined);
  if (refused.some((other) => isSameAddress(other, payee))) {
    const problem = "cannot be zero, the token, the contract or the account itself";
    refuse("payee", payee, problem, "Name an address that someone holds the key of.");
  }
  if (isSameAddress(account, zeroAddress)) {
    refuse("account", account, "cannot be zero", "Name the account that reserves.");
  }
  if (isSameAddress(voucherKey, zeroAddress)) {
    refuse("voucherKey", voucherKey, "cannot be zero", "Name the address of the key that signs vouchers.");
  }
  if (surroundings.now === undefined) return tab;
  const now = requireMoment("surroundings.now", surroundings.now);
  if (openBy <= now)
    refuse(
      "openBy",
      openBy,
      `must be later than now, ${now}`,
      timeRemedy(openBy, "Give unix seconds in the future."),
    );
  if (end <= now || end > now + bounds.maxTerm) {
    const problem = `must be within ${now + 1} to ${now + bounds.maxTerm}`;
    refuse("end", end, problem, timeRemedy(end, "Give unix seconds in the future, at most 730 days ahead."));
  }
  return tab;
}

/**
 * The id of a tab, its EIP-712 digest: what the account signs, and what vouchers name.
 *
 * @example
 * import { getTabId, tabIdOf } from "quittance";
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const tab = await exampleTab(stack);
 * const told = await getTabId(stack.publicClient, { address: stack.address, tab });
 * console.log(told === tabIdOf({ domain: stack.domain, tab })); // true
 * await stack.stop();
 */
export function tabIdOf(input: { readonly domain: QuittanceDomain; readonly tab: Tab }): Hex {
  requireOptions(input, "domain tab");
  return hashTyped({ domain: input.domain, type: "Tab", message: input.tab });
}

/** A tab as the contract's ABI names its fields: `reference` is a keyword of Solidity. */
export interface AbiTab extends Omit<Tab, "reference"> {
  readonly reference_: Hex;
}

export function toAbiTab({ reference, ...tab }: Tab): AbiTab {
  return { ...tab, reference_: reference };
}

export function fromAbiTab<Given extends AbiTab>({ reference_, ...tab }: Given) {
  return { ...tab, reference: reference_ };
}

function refuse(field: string, value: unknown, problem: string, remedy: string): never {
  throw new InvalidFieldError({ field: `tab.${field}`, value, problem, remedy, docsPage: "open-tab" });
}
