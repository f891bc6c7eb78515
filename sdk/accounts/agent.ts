import { type Address, getAddress, type Hex, isAddress, zeroHash } from "viem";
import { isKeyedParty } from "../client/party.ts";
import { type ReadingClient, requireClient, requireSigner, type Signer } from "../client/signer.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import type { Policy } from "../protocol/policy.ts";
import type { AllowList } from "./allow-list.ts";
import type { Commitment } from "./commitment.ts";
import { checkPolicy } from "./policy.ts";

/** What a controller is asked to approve. It signs under its own domain: the request names none. */
export interface ApprovalRequest {
  /** What the account commits or gives up. `signApproval` signs all of it, and the contract takes no other for it. */
  readonly commitment: Commitment;
  /** The policy's `approvalAbove`. */
  readonly threshold: bigint;
}

/** A managed account, as its agent holds it: with a key that may act for it. It signs; anybody sends. */
export interface AgentAccount {
  /** The account's own address, which has no key of its own. */
  readonly address: Address;
  readonly principal: Address;
  /** The one in force. */
  readonly policy: Policy;
  /** Signs: a viem account, or a client that has one. Its address was granted to the account. */
  readonly key: Signer;
  /** The list behind the policy's root, when it has one. */
  readonly counterparties?: AllowList<Address> | undefined;
  /** The list behind the policy's root, when it has one. */
  readonly categories?: AllowList<number> | undefined;
  /** Asks the controller for its `signApproval`; called above the policy's threshold only. */
  readonly approve?: ((request: ApprovalRequest) => Promise<Hex>) | undefined;
  /** When given, the account's state on the chain is asked before anything is signed. */
  readonly client?: ReadingClient | undefined;
}

/** A signer that can be a party: a wallet that signs for itself, or an account that one of its keys signs for. */
export type Actor = Signer | AgentAccount;

/**
 * A managed account, to be passed as `account` wherever a party signs. Plain data: what is signed is an
 * envelope that names key, principal and policy, and holds what the policy asks for.
 *
 * @throws InvalidFieldError when a field is malformed, or a list is not the one in the policy.
 * @example
 * import { agentAccount, buildPolicy, signTerms } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const stack = await startStack();
 * const seller = agentAccount({
 *   address: "0x00000000000000000000000000000000000000b1", // of openAccounts
 *   principal: stack.relayer.address,
 *   policy: buildPolicy({}),
 *   key: privateKeyToAccount(generatePrivateKey()),
 * });
 * const terms = await exampleTerms(stack, { seller: seller.address, sellerToLedger: true });
 * console.log((await signTerms({ domain: stack.domain, terms, account: seller })).length); // 170
 * await stack.stop();
 */
export function agentAccount(input: AgentAccount): AgentAccount {
  requireAgentAccount(input);
  requireOptions(input, "address principal policy key counterparties categories approve client", "account");
  const policy = checkPolicy(input.policy);
  requireSigner(input.key, "account.key");
  if (input.client !== undefined) requireClient(input.client, "account.client");
  requireList("counterparties", policy, input.counterparties);
  requireList("categories", policy, input.categories);
  return {
    ...input,
    address: addressOf("address", input.address),
    principal: addressOf("principal", input.principal),
    policy,
  };
}

/** Refuses what is no managed account. It is not shown, as it could be a key. */
function requireAgentAccount(input: AgentAccount): void {
  if (isAgentAccount(input)) return;
  throw new InvalidFieldError({
    field: "account",
    value: undefined,
    secret: true,
    problem: "must be a managed account, with its policy and the key that signs for it",
    remedy:
      "Pass what agentAccount takes; its `key` is an account, such as privateKeyToAccount(key), never a key itself.",
    docsPage: "open-accounts",
  });
}

/** Whether a party is a managed account. */
export function isAgentAccount(actor: unknown): actor is AgentAccount {
  return isKeyedParty(actor);
}

/**
 * Gives what is needed to prove `value` to a policy that lists values; no bytes when it lists none.
 *
 * @returns Undefined when the value is not on the list.
 * @throws InvalidFieldError when the account does not come with the list.
 */
export function proofIn<Value extends Address | number>(
  field: "counterparties" | "categories",
  policy: Policy,
  list: AllowList<Value> | undefined,
  value: Value,
): readonly Hex[] | undefined {
  if (list === undefined) {
    throw new InvalidFieldError({
      field: `account.${field}`,
      value: list,
      problem: `must be the list whose root the policy holds, ${policy[field]}`,
      remedy:
        "Make it again with allowCounterparties or allowCategories from the values that the principal listed.",
      docsPage: "pay",
    });
  }
  requireList(field, policy, list);
  return list.proofOf(value);
}

function requireList(
  field: "counterparties" | "categories",
  policy: Policy,
  list: Pick<AllowList, "root"> | undefined,
): void {
  if (list === undefined) return;
  if (list.root === policy[field]) return;
  const problem =
    policy[field] === zeroHash
      ? "must be left out: the policy lists none"
      : `must have the root that the policy holds, ${policy[field]}`;
  throw new InvalidFieldError({
    field: `account.${field}`,
    value: list.root,
    hash: true,
    problem,
    remedy: "Take list and policy from the principal together.",
    docsPage: "pay",
  });
}

function addressOf(field: string, value: Address): Address {
  if (typeof value === "string" && isAddress(value, { strict: false })) return getAddress(value);
  throw new InvalidFieldError({
    field: `account.${field}`,
    value,
    secret: true,
    problem: "must be an address",
    remedy: "Give 0x and 40 hex digits, never a key.",
  });
}
