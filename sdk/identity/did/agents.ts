import {
  type Address,
  getAbiItem,
  hexToString,
  keccak256,
  parseEventLogs,
  stringToHex,
  toEventSelector,
} from "viem";
import { identityRegistryAbi } from "../../abi/identity-registry.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { isRevert, readMany } from "../../client/read-many.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { ACCOUNT_METADATA_KEY, standsBy } from "../account-link.ts";
import type { Head } from "./blocks.ts";
import { LogBook } from "./logs.ts";

const ownerOf = /* @__PURE__ */ getAbiItem({ abi: identityRegistryAbi, name: "ownerOf" });
const getAgentWallet = /* @__PURE__ */ getAbiItem({ abi: identityRegistryAbi, name: "getAgentWallet" });

/** Which agents of a registry say they are which accounts', as the registry logged it. */
export class AgentClaims {
  readonly #registry: Address;
  readonly #claims: LogBook;

  constructor(registry: Address, from: bigint) {
    const selector = toEventSelector(getAbiItem({ abi: identityRegistryAbi, name: "MetadataSet" }));
    const key = keccak256(stringToHex(ACCOUNT_METADATA_KEY));
    this.#registry = registry;
    this.#claims = new LogBook({ address: registry, topics: [[selector], null, [key]] }, from);
  }

  /** Agents that name `did` after block `block`; who was first to, comes first. */
  async of(
    client: ActingClient,
    did: string,
    {
      block,
      head,
      blockRange,
    }: { readonly block: bigint; readonly head: Head; readonly blockRange?: number | undefined },
  ): Promise<readonly bigint[]> {
    const logs = await this.#claims.upTo(client, head, blockRange);
    const past = logs.filter(({ blockNumber, address }) => {
      return blockNumber <= block && isSameAddress(address, this.#registry);
    });
    const named = new Map<bigint, string>();
    for (const { args } of parseEventLogs({
      abi: identityRegistryAbi,
      logs: past,
      eventName: "MetadataSet",
    })) {
      named.set(args.agentId, hexToString(args.metadataValue));
    }
    return [...named].filter(([, said]) => said === did).map(([agentId]) => agentId);
  }

  /**
   * Those of the agents that the account's controller stands by after block `block`, as `verifyAccountLink` judges it: anybody can
   * claim an account, and only the chain is asked here.
   */
  async stoodByBy(
    client: ActingClient,
    agents: readonly bigint[],
    { controller, block }: { readonly controller: Address; readonly block: bigint },
  ): Promise<readonly bigint[]> {
    const address = this.#registry;
    const calls = agents.flatMap((agentId) =>
      [ownerOf, getAgentWallet].map((item) => ({
        ...{ address, abi: [item], functionName: item.name, args: [agentId] },
      })),
    );
    const answers = await readMany(client, calls, block);
    return agents.filter((_, index) => {
      const [owner, wallet] = answers.slice(2 * index, 2 * index + 2);
      if (isRevert(owner) || isRevert(wallet)) return false;
      return standsBy(controller, { owner: owner as Address, wallet: wallet as Address });
    });
  }
}
