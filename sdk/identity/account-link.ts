import { type Address, type Hex, hexToString, stringToHex, zeroAddress } from "viem";
import { accountOfFunction, principalOfFunction } from "../abi/fragments/quittance.ts";
import type { ActingClient } from "../client/action-types.ts";
import { requireChain } from "../client/chain.ts";
import { read } from "../client/read.ts";
import { BaseError } from "../errors/base.ts";
import { requireOptions } from "../json/options.ts";
import { type AccountDid, type AccountId, accountDid } from "../protocol/account-did.ts";
import { isSameAddress } from "../protocol/address.ts";
import { type AgentFacts, getAgent, getAgentMetadata } from "./get-agent.ts";
import type { PublicFileOptions } from "./public-file.ts";
import { listsAgent, type RegistrationFile, readRegistrationFile } from "./registration-file.ts";
import { agentRegistryOf } from "./registries.ts";
import { requireAgentId } from "./registry.ts";
import { type SkippedEntry, skippedEntries } from "./skipped-entries.ts";

/** The metadata key under which an agent names its account; the value is the account's DID in UTF-8. */
export const ACCOUNT_METADATA_KEY = "quittanceAccount";

/**
 * The on-chain metadata by which an agent names its account.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { accountMetadata, getAgentMetadata, registerAgent } from "quittance";
 * import { deployIdentityRegistry, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address } = await deployIdentityRegistry(stack);
 * const account = { chainId: stack.chain.id, address: stack.address, account: stack.relayer.address };
 * const { agentId } = await registerAgent(stack.walletClient, { address, metadata: accountMetadata(account) });
 * const said = await getAgentMetadata(stack.publicClient, { address, agentId, key: "quittanceAccount" });
 * console.log(said === accountMetadata(account).quittanceAccount); // true
 * await stack.stop();
 */
export function accountMetadata(id: AccountId): Readonly<Record<typeof ACCOUNT_METADATA_KEY, Hex>> {
  requireOptions(id, "chainId address account");
  return { [ACCOUNT_METADATA_KEY]: stringToHex(accountDid(id)) };
}

/**
 * The entry of a registration file's services by which it names its account.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { didService } from "quittance";
 *
 * const [address, account] = [
 *   "0x00000000000000000000000000000000000000aa",
 *   "0x00000000000000000000000000000000000000b1",
 * ] as const;
 * console.log(didService({ chainId: 8453, address, account }).name); // DID
 */
export function didService(id: AccountId): {
  readonly name: "DID";
  readonly endpoint: AccountDid;
  readonly version: "v1";
} {
  requireOptions(id, "chainId address account");
  return { name: "DID", endpoint: accountDid(id), version: "v1" };
}

/** Whether an account and an agent belong together, looked at from both ends. */
export interface AccountLink {
  /** All of the four below. */
  readonly linked: boolean;
  /** The agent's on-chain metadata names the account. */
  readonly agentNamesAccount: boolean;
  /** The agent's registration file names the account, as its service "DID". */
  readonly fileNamesAccount: boolean;
  /** The file lists the registration, so that it is this agent's and not a copy. */
  readonly fileNamesAgent: boolean;
  /**
   * The account's controller confirms the agent: it is the agent's wallet, which takes its own signature or its own
   * registration; or it owns the agent and has named a wallet. Owning alone is nothing: anybody can send anybody an agent.
   */
  readonly controllerStandsByAgent: boolean;
  readonly agent: AgentFacts;
  /** Who controls the account. */
  readonly controller: Address;
  /** Undefined when it could not be had; `problem` says why. */
  readonly file: RegistrationFile | undefined;
  readonly problem: string | undefined;
  /** Unusable entries of the file, which were left out. */
  readonly skipped: readonly SkippedEntry[];
}

/**
 * Whether an account and an ERC-8004 agent belong together: each end is asked for the other.
 *
 * @param parameters `address` is the Quittance contract's, `registry` the identity registry's.
 * @throws AgentUnknownError, ContractMissingError
 * @example
 * import * as quittance from "quittance";
 * import { verifyAccountLink } from "quittance";
 * import { deployIdentityRegistry, startStack } from "quittance/testing";
 *
 * const { walletClient, publicClient, address, chain, relayer, stop } = await startStack();
 * const { address: registry } = await deployIdentityRegistry({ walletClient, publicClient });
 * const account = { chainId: chain.id, address, account: relayer.address };
 * const metadata = quittance.accountMetadata(account);
 * const { agentId } = await quittance.registerAgent(walletClient, { address: registry, metadata });
 * const agentRegistry = quittance.agentRegistryOf({ chainId: chain.id, registry });
 * const uri = quittance.encodeRegistrationUri({
 *   ...{ name: "Translator", description: "Translates contracts", image: "" },
 *   services: [quittance.didService(account)],
 *   registrations: [{ agentId, agentRegistry }],
 * });
 * await quittance.setAgentUri(walletClient, { address: registry, agentId, uri });
 * const question = { address, account: relayer.address, registry, agentId };
 * console.log((await verifyAccountLink(publicClient, question)).linked); // true
 * await stop();
 */
export async function verifyAccountLink(
  client: ActingClient,
  parameters: {
    readonly address: Address;
    readonly account: Address;
    readonly registry: Address;
    readonly agentId: bigint | number;
  } & PublicFileOptions,
): Promise<AccountLink> {
  requireOptions(
    parameters,
    "address account registry agentId fetch maxBytes timeoutMs ipfsGateway",
    "input",
  );
  const { address, account, registry } = parameters;
  const agentId = requireAgentId(parameters.agentId);
  const [chainId, row] = await Promise.all([
    requireChain(client, undefined),
    read(client, address, accountOfFunction, [account]),
  ]);
  const principal = row[4];
  const [controller] =
    BigInt(principal) === 0n ? [account] : await read(client, address, principalOfFunction, [principal]);
  const id = { chainId, address, account };
  return checkLink(client, { id, controller, registry, agentId, files: parameters });
}

/** The same for who is known to control the account; `blockNumber` asks for the state after a past block. */
export async function checkLink(
  client: ActingClient,
  question: {
    readonly id: AccountId;
    readonly controller: Address;
    readonly registry: Address;
    readonly agentId: bigint;
    readonly files: PublicFileOptions;
    readonly blockNumber?: bigint | undefined;
  },
): Promise<AccountLink> {
  const { id, controller, registry: address, agentId, files, blockNumber } = question;
  const entry = { address, agentId, blockNumber };
  const [agent, named] = await Promise.all([
    getAgent(client, entry),
    getAgentMetadata(client, { ...entry, key: ACCOUNT_METADATA_KEY }),
  ]);
  const did = accountDid(id);
  const agentNamesAccount = named !== undefined && hexToString(named) === did;
  const controllerStandsByAgent = standsBy(controller, agent);
  const { file, problem } = await fileOf(agent, files);
  const fileNamesAccount = (file?.services ?? []).some(
    ({ name, endpoint }) => name.toUpperCase() === "DID" && endpoint === did,
  );
  const agentRegistry = agentRegistryOf({ chainId: id.chainId, registry: address });
  const fileNamesAgent = listsAgent(file?.registrations ?? [], { agentId, agentRegistry });
  const linked = agentNamesAccount && controllerStandsByAgent && fileNamesAccount && fileNamesAgent;
  const ends = { agentNamesAccount, fileNamesAccount, fileNamesAgent, controllerStandsByAgent };
  const skipped = file === undefined ? [] : skippedEntries(file);
  return { linked, ...ends, agent, controller, file, problem, skipped };
}

/** Whether a controller stands by an agent: it is the agent's wallet, or owns the agent and has named a wallet. */
export function standsBy(
  controller: Address,
  { owner, wallet = zeroAddress }: Pick<AgentFacts, "owner" | "wallet">,
): boolean {
  if (isSameAddress(wallet, zeroAddress)) return false;
  return isSameAddress(wallet, controller) || isSameAddress(owner, controller);
}

async function fileOf(
  { uri }: AgentFacts,
  files: PublicFileOptions,
): Promise<Pick<AccountLink, "file" | "problem">> {
  if (uri === "") return { file: undefined, problem: "the agent has no URI" };
  try {
    return { file: await readRegistrationFile(uri, files), problem: undefined };
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    const details = error.details === undefined ? "" : ` (${error.details})`;
    return { file: undefined, problem: `${error.shortMessage}${details}` };
  }
}
