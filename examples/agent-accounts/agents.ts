import {
  type AgentAccount,
  type AllowList,
  agentAccount,
  type Capability,
  fastSigner,
  type Policy,
} from "quittance";
import type { Address, Hex } from "viem";
import { generatePrivateKey } from "viem/accounts";

/** What a principal decides about one of its agents. */
export interface Plan {
  readonly name: string;
  /** For people. */
  readonly duty: string;
  readonly policy: Policy;
  /** What its key may do. */
  readonly capabilities: readonly Capability[];
  /** The counterparties that the policy allows; all when left out. */
  readonly counterparties?: AllowList<Address>;
  /** USDC base units that the principal moves into its account. */
  readonly funded: bigint;
}

/** An agent with an account under its principal, and the key that acts for it. */
export interface Agent extends Plan {
  readonly account: AgentAccount;
  readonly privateKey: Hex;
  /** The key's address, which the principal grants. */
  readonly key: Address;
}

/** Gives an agent a key. In real use the agent makes the key itself, and tells its principal only the key's address. */
export function createAgent(
  plan: Plan,
  { address, principal, approve }: Pick<AgentAccount, "address" | "principal" | "approve">,
): Agent {
  const privateKey = generatePrivateKey();
  const key = fastSigner(privateKey);
  const { policy, counterparties } = plan;
  const account = agentAccount({ address, principal, policy, key, counterparties, approve });
  return { ...plan, account, privateKey, key: key.address };
}
