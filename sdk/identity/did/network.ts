import { type Address, zeroAddress } from "viem";
import { accountOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { requireChain } from "../../client/chain.ts";
import type { DeploymentRecord } from "../../client/deployment/record.ts";
import { patiently } from "../../client/patience.ts";
import { read } from "../../client/read.ts";
import { requireClient } from "../../client/signer.ts";
import { BaseError } from "../../errors/base.ts";
import { uint } from "../../json/fields.ts";
import { parseWith } from "../../json/parse.ts";
import type { AccountId } from "../../protocol/account-did.ts";
import { accountDid } from "../../protocol/account-did.ts";
import { checkLink } from "../account-link.ts";
import type { PublicFileOptions } from "../public-file.ts";
import { agentRegistryOf, identityRegistries, identityRegistryOf } from "../registries.ts";
import { sayOfSkipped } from "../skipped-entries.ts";
import { AgentClaims } from "./agents.ts";
import type { Head } from "./blocks.ts";
import type { DocumentParts } from "./document.ts";
import { AccountHistory, type RecordedChange } from "./history.ts";
import { servicesOf } from "./services.ts";

/** A deployment whose accounts are resolved, and how it is read. */
export interface DidNetwork extends PublicFileOptions {
  /** Any viem client on the deployment's chain. For services of past versions its node must keep old states. */
  readonly client: ActingClient;
  /** Chain, contract and deployment block: of a deployment record. */
  readonly deployment: Pick<DeploymentRecord, "chainId" | "quittance" | "startBlock">;
  /** The identity registry where the chain has no canonical one; without any, documents have no services. */
  readonly registry?: Address | undefined;
  /** Blocks that one `eth_getLogs` spans; 10,000 when left out. */
  readonly blockRange?: number | undefined;
}

/** Services and other names of an account, and the reasons for those that are missing. */
export type AgentParts = Pick<DocumentParts, "services" | "alsoKnownAs"> & {
  readonly warning?: string;
};

/** More agents than this that claim one account are not looked at: anybody can claim, which costs a transaction. */
const MOST_CLAIMS = 10_000;
/** The files of more agents than this, which the account's controller itself stands by, are not fetched. */
const MOST_FILES = 20;
/** Accounts whose logs are kept in memory. */
const MOST_HISTORIES = 1_000;

/** An opened account, and the key that is asked about, if one is. */
export interface AccountQuestion {
  readonly account: Address;
  readonly principal: Address;
  readonly key: Address | undefined;
}

/** Reads one deployment. What is settled is asked once. */
export class AccountReader {
  readonly network: DidNetwork;
  readonly #histories = new Map<Address, AccountHistory>();
  readonly #claims: AgentClaims | undefined;
  readonly #registry: Address | undefined;

  constructor(network: DidNetwork) {
    const chainId = parseWith("deployment.chainId", uint(48, { minimum: 1 }), network.deployment.chainId);
    const startBlock = parseWith("deployment.startBlock", uint(48), network.deployment.startBlock);
    requireClient(network.client);
    this.network = network;
    const known = network.registry !== undefined || identityRegistries[chainId] !== undefined;
    this.#registry = known ? identityRegistryOf({ chainId, registry: network.registry }) : undefined;
    this.#claims = this.#registry && new AgentClaims(this.#registry, BigInt(startBlock));
  }

  /** Throws ChainMismatchError when the client is on another chain. */
  async requireChain(): Promise<void> {
    await requireChain(this.network.client, this.network.deployment.chainId);
  }

  /** Whose account it is; undefined for a wallet that trades for itself. */
  async principalOf(account: Address, { number }: Head): Promise<Address | undefined> {
    const { client, deployment } = this.network;
    const ask = () => read(client, deployment.quittance, accountOfFunction, [account], number);
    const row = await patiently(client, ask);
    return row[4] === zeroAddress ? undefined : row[4];
  }

  /** Every change of an opened account up to block `head`, in order, as the contract confirms them. */
  async changesOf(
    { account, principal, key }: AccountQuestion,
    head: Head,
  ): Promise<readonly RecordedChange[]> {
    const { client, deployment, blockRange } = this.network;
    const history =
      this.#histories.get(account) ??
      new AccountHistory({
        contract: deployment.quittance,
        account,
        principal,
        from: BigInt(deployment.startBlock),
      });
    this.#histories.delete(account);
    this.#histories.set(account, history);
    const [oldest] = this.#histories.keys();
    if (this.#histories.size > MOST_HISTORIES && oldest !== undefined) this.#histories.delete(oldest);
    return history.upTo(client, { head, key, blockRange });
  }

  /**
   * Services of the account's agent, if one is linked both ways after block `block`. What the chain says is asked first, of all
   * that claim the account; only files of agents that its controller stands by are fetched. Of a past version only what the chain
   * itself holds is included: a file that is served today proves nothing about that day.
   */
  async agentOf(
    id: AccountId,
    at: {
      readonly controller: Address;
      readonly block: bigint;
      readonly head: Head;
      readonly past: boolean;
    },
  ): Promise<AgentParts> {
    const { client, blockRange } = this.network;
    const none = { services: [], alsoKnownAs: [] };
    if (this.#claims === undefined || this.#registry === undefined) return none;
    const registry = this.#registry;
    const did = accountDid(id);
    try {
      const claims = await this.#claims.of(client, did, { ...at, blockRange });
      const agents = await this.#claims.stoodByBy(client, claims.slice(0, MOST_CLAIMS), at);
      const problems = [
        ...tooMany("agents that claim it", claims, MOST_CLAIMS),
        ...tooMany("agents of its own", agents, MOST_FILES),
      ];
      for (const agentId of agents.slice(0, MOST_FILES)) {
        const question = { id, controller: at.controller, registry, agentId };
        const blockNumber = at.block;
        const files = at.past ? onChainOnly : this.network;
        const link = await checkLink(client, { ...question, files, blockNumber });
        if (link.linked && link.file !== undefined) {
          const caip19 = `${agentRegistryOf({ chainId: id.chainId, registry }).replace(/:(?=0x)/, "/erc721:")}/${agentId}`;
          const parts = { services: servicesOf(did, link.file.services), alsoKnownAs: [caip19] };
          const warning = sayOfSkipped(link.skipped);
          return warning === undefined ? parts : { ...parts, warning };
        }
        const reason = link.problem ?? sayOfSkipped(link.skipped) ?? "names no such link";
        problems.push(`agent ${agentId}: ${reason}`);
      }
      return problems.length === 0 ? none : { ...none, warning: `services left out: ${problems.join("; ")}` };
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      return { ...none, warning: `services left out: ${error.shortMessage}` };
    }
  }
}

/** What was left out, where there are more than are looked at. */
function tooMany(what: string, all: readonly unknown[], most: number): string[] {
  return all.length > most ? [`it has ${all.length} ${what}, of which ${most} were looked at`] : [];
}

const onChainOnly: PublicFileOptions = {
  fetch: async () => {
    throw new Error("files of past versions are read from data: URIs only");
  },
};
