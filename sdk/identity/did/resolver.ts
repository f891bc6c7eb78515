import type {
  DIDDocumentMetadata,
  DIDResolutionMetadata,
  DIDResolutionOptions,
  DIDResolutionResult,
  ParsedDID,
  ResolverRegistry,
} from "did-resolver";
import { type Address, isAddress, zeroAddress } from "viem";
import { decodeError } from "../../errors/decode.ts";
import { requireOptions } from "../../json/options.ts";
import { type AccountId, accountDid, DID_METHOD, readAccountDid } from "../../protocol/account-did.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { type BlockTime, lastBlockAt, readBlock, readHead } from "./blocks.ts";
import { documentOf, utcOf } from "./document.ts";
import { ASKED_KEY, type Moment, momentOf, VERSION_AHEAD } from "./moment.ts";
import { AccountReader, type DidNetwork } from "./network.ts";
import { type AccountStanding, standingAt } from "./standing.ts";

const JSON_LD = "application/did+ld+json";
const REPRESENTATIONS = ["application/did+json", JSON_LD, "application/did"];
const NETWORK = "client deployment registry blockRange fetch maxBytes timeoutMs ipfsGateway";
const FAILED = { didDocument: null, didDocumentMetadata: {} } as const;

/**
 * The method `quittance` for did-resolver: documents are read from the contract's own state and logs, and nothing else.
 *
 * `versionTime` and `versionId` (a block's number), in the DID URL or the options, ask for the document of that moment. Errors
 * are reported as resolvers do, in `didResolutionMetadata.error`: `invalidDid`, `invalidDidUrl`, `invalidOptions`, `notFound`,
 * `representationNotSupported`, `versionAhead` when the chain has not reached that moment yet, or `internalError` when the chain
 * could not be read.
 *
 * @param networks The deployments whose DIDs are resolved; every other is not found.
 * @throws InvalidFieldError when a client is none, or a registry is no address.
 * @example
 * import { Resolver } from "did-resolver";
 * import { accountDid, getResolver } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { publicClient: client, deployment, chain, address } = stack;
 * const { account, key } = await openExampleAccount(stack);
 * const resolver = new Resolver(getResolver({ client, deployment }));
 * const did = accountDid({ chainId: chain.id, address, account: account.address });
 * const { didDocument, didDocumentMetadata } = await resolver.resolve(did);
 * console.log(didDocument?.authentication?.[0] === `${did}#${key.address.toLowerCase()}`); // true
 * const { didDocument: then } = await resolver.resolve(`${did}?versionTime=${didDocumentMetadata.created}`);
 * console.log(then?.verificationMethod?.length); // 1
 * await stack.stop();
 */
export function getResolver(networks: DidNetwork | readonly DidNetwork[]): ResolverRegistry {
  const readers = (isList(networks) ? networks : [networks]).map((network) => {
    requireOptions(network, NETWORK, "network");
    return new AccountReader(network);
  });
  return {
    [DID_METHOD]: (did, parsed, _, options) => resolve(readers, did, parsed, options),
  };
}

async function resolve(
  readers: readonly AccountReader[],
  did: string,
  parsed: ParsedDID,
  options: DIDResolutionOptions,
): Promise<DIDResolutionResult> {
  const id = readAccountDid(did);
  if (id === undefined) {
    return failed("invalidDid", `must be did:${DID_METHOD}:chainId:contract:account in lower case`);
  }
  const contentType = representationOf(options.accept);
  if (contentType === undefined) {
    return failed("representationNotSupported", `supported are ${REPRESENTATIONS.join(", ")}`);
  }
  const moment = momentOf(parsed, options);
  if ("error" in moment) return failed(moment.error, moment.message);
  const reader = readers.find(({ network: { deployment } }) => {
    return deployment.chainId === id.chainId && isSameAddress(deployment.quittance, id.address);
  });
  if (reader === undefined) return failed("notFound", "this resolver does not know the chain and contract");
  if (isSameAddress(id.account, zeroAddress) || isSameAddress(id.account, id.address)) {
    return failed("notFound", "no account or wallet acts under this address");
  }
  try {
    await reader.requireChain();
    return await resolveAccount(reader, id, { moment, contentType, key: keyAsked(options) });
  } catch (error) {
    return failed("internalError", decodeError(error).shortMessage);
  }
}

async function resolveAccount(
  reader: AccountReader,
  id: AccountId,
  asked: { readonly moment: Moment; readonly contentType: string; readonly key: Address | undefined },
): Promise<DIDResolutionResult> {
  const { moment, contentType, key } = asked;
  const head = await readHead(reader.network.client);
  const principal = await reader.principalOf(id.account, head);
  if (isAhead(moment, head)) {
    return failed(
      VERSION_AHEAD,
      `the chain is at block ${head.number} of ${utcOf(head.time)}: ask again later`,
    );
  }
  const at = await blockOf(reader, moment, head);
  if (at === undefined) return failed("notFound", "the contract was not there yet at that time");
  const changes = principal && (await reader.changesOf({ account: id.account, principal, key }, head));
  const standing = changes && standingAt(changes, { block: at.number, time: at.time });
  if (changes !== undefined && standing === undefined) {
    return failed("notFound", "the account was not opened by then");
  }
  const controller = standing?.controller ?? id.account;
  const past = moment.kind !== "latest";
  const agent = await reader.agentOf(id, { controller, block: at.number, head, past });
  const metadata = standing === undefined ? {} : await metadataOf(reader, id, standing);
  const resolution: DIDResolutionMetadata = { contentType };
  if (agent.warning !== undefined) resolution.warning = agent.warning;
  return {
    didResolutionMetadata: resolution,
    didDocument: documentOf({ id, standing, ...agent }, contentType !== "application/did+json"),
    didDocumentMetadata: metadata,
  };
}

/** Whether the chain has not reached a moment: what will have happened by then is not known. */
function isAhead(moment: Moment, head: BlockTime): boolean {
  if (moment.kind === "block") return moment.block > head.number;
  return moment.kind === "time" && moment.time > head.time;
}

/**
 * The block whose state is asked for, and the second at which expiries are judged; undefined for what was before the contract's
 * first block.
 */
async function blockOf(
  reader: AccountReader,
  moment: Moment,
  head: BlockTime,
): Promise<BlockTime | undefined> {
  const { client, deployment } = reader.network;
  const first = BigInt(deployment.startBlock);
  switch (moment.kind) {
    case "latest":
      return head;
    case "block":
      return moment.block < first ? undefined : readBlock(client, moment.block);
    case "time": {
      const block = await lastBlockAt(client, moment.time, { first, head });
      return block && { number: block.number, time: moment.time };
    }
  }
}

async function metadataOf(
  reader: AccountReader,
  id: AccountId,
  standing: AccountStanding,
): Promise<DIDDocumentMetadata> {
  const timeOf = async (block: bigint) => utcOf((await readBlock(reader.network.client, block)).time);
  const { opened, changed, next, keys, frozen, principal } = standing;
  return {
    created: await timeOf(opened),
    ...(changed === opened ? {} : { updated: await timeOf(changed) }),
    versionId: changed.toString(),
    ...(next === undefined ? {} : { nextUpdate: await timeOf(next), nextVersionId: next.toString() }),
    ...(keys.length === 0 ? { deactivated: true } : {}),
    frozen,
    principal: accountDid({ ...id, account: principal }),
  };
}

/** The key whose rights are asked about, so that the contract is asked about it, too. */
function keyAsked(options: DIDResolutionOptions): Address | undefined {
  const key: unknown = options[ASKED_KEY];
  return typeof key === "string" && isAddress(key, { strict: false }) ? key : undefined;
}

/** The representation for an `accept` header's value; undefined when none fits. */
function representationOf(accept: unknown): string | undefined {
  if (accept === undefined) return JSON_LD;
  if (typeof accept !== "string") return undefined;
  const ranges = accept.split(",").map((range) => range.split(";")[0]?.trim().toLowerCase() ?? "");
  for (const range of ranges) {
    if (REPRESENTATIONS.includes(range)) return range;
    if (range === "*/*" || range === "application/*") return JSON_LD;
  }
  return undefined;
}

function failed(error: string, message: string): DIDResolutionResult {
  return { ...FAILED, didResolutionMetadata: { error, message } };
}

function isList(networks: DidNetwork | readonly DidNetwork[]): networks is readonly DidNetwork[] {
  return Array.isArray(networks);
}
