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
import { ACCOUNT_METADATA_KEY } from "../account-link.ts";
import { LogBook } from "./logs.ts";

/** Which agents of a registry say they are which accounts', as the registry logged it. */
export class AgentClaims {
  readonly #claims: LogBook;

  constructor(registry: Address, from: bigint) {
    const selector = toEventSelector(getAbiItem({ abi: identityRegistryAbi, name: "MetadataSet" }));
    const key = keccak256(stringToHex(ACCOUNT_METADATA_KEY));
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
    }: { readonly block: bigint; readonly head: bigint; readonly blockRange?: number | undefined },
  ): Promise<readonly bigint[]> {
    const logs = await this.#claims.upTo(client, head, blockRange);
    const past = logs.filter(({ blockNumber }) => blockNumber <= block);
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
}
