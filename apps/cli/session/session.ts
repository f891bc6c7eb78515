import { getDomain, readTokenDomain, type TokenDomain } from "quittance/client";
import { decodeError } from "quittance/errors";
import { getUsdc } from "quittance/payments";
import type { QuittanceDomain } from "quittance/protocol";
import { type Address, type Client, createClient } from "viem";
import { getBlock, getChainId } from "viem/actions";
import { type Labels, labelsOf } from "../output/names.ts";
import type { Output } from "../output/output.ts";
import { CommandRefusal, ExitCode, UsageRefusal } from "../refusal.ts";
import { addressNamed, namesOn } from "../settings/book.ts";
import { type Profile, profileNamed } from "../settings/profiles.ts";
import { type Indexer, indexerAt, LOCAL_INDEXER } from "./indexer.ts";
import type { ConnectionOptions } from "./options.ts";
import { type Recording, recordedTransport } from "./transport.ts";
import { asAddress } from "./values.ts";

/** How often a client asks for a receipt or a new block. */
const POLLING_MS = 1_000;

/** What a command is connected to, read when it is first needed. */
export interface Session {
  readonly output: Output;
  readonly profile: Profile & { readonly name?: string };
  readonly client: Client;
  /** Writes down each signed transaction before it is sent, while it is set. */
  readonly recording: { current?: Recording | undefined };
  /** The Quittance contract. */
  readonly address: Address;
  readonly indexer: Indexer;
  /** Whether an indexer was named, and not the local one taken. */
  readonly hasIndexer: boolean;
  readonly chainId: () => Promise<number>;
  readonly domain: () => Promise<QuittanceDomain>;
  readonly token: () => Promise<TokenDomain>;
  /** Unix seconds of the latest block. */
  readonly now: () => Promise<number>;
  /** An address, or the one that a name of the book stands for. */
  readonly party: (given: string) => Promise<Address>;
  /** How addresses are shown. */
  readonly labels: () => Promise<Labels>;
  /** The juror pool: the one given, else the profile's. */
  readonly pool: (given: string | undefined) => Promise<Address>;
}

/** Connects a command. Nothing is asked before it is needed. */
export function openSession(options: ConnectionOptions, output: Output): Session {
  const profile = profileNamed(options.profile);
  const url = options.rpc ?? profile.rpc;
  const contract = options.contract ?? profile.contract;
  const indexerUrl = options.url ?? profile.indexer;
  const recording: { current?: Recording } = {};

  const client = once((): Client => {
    if (url === undefined) throw missing("node", "--rpc <url>", "QUITTANCE_RPC");
    return createClient({ transport: recordedTransport(url, recording), pollingInterval: POLLING_MS });
  });
  const address = once((): Address => {
    if (contract === undefined) throw missing("contract", "--contract <address>", "QUITTANCE_CONTRACT");
    return asAddress(contract);
  });
  const indexer = once(() => indexerAt(indexerUrl ?? LOCAL_INDEXER));
  const chainId = once(async () => {
    const actual = await getChainId(client()).catch((error: unknown) => {
      throw decodeError(error);
    });
    if (options.rpc !== undefined || profile.chainId === undefined || profile.chainId === actual)
      return actual;
    throw new CommandRefusal(
      `The node is on chain ${actual}, and the profile is for chain ${profile.chainId}. Correct one of them.`,
      ExitCode.failed,
    );
  });
  // Without a node, the book of the profile's chain is good enough for names.
  const bookChain = async () => (url === undefined ? (profile.chainId ?? 0) : chainId());
  const domain = once(async () => {
    await chainId();
    return getDomain(client(), { address: address() });
  });
  const token = once(async () => {
    await chainId();
    return readTokenDomain(client(), { token: await getUsdc(client(), { address: address() }) });
  });
  const labels = once(async () => labelsOf(namesOn(await bookChain())));
  const party = async (given: string) => {
    if (!given.startsWith("@")) return asAddress(given);
    const chain = await bookChain();
    return addressNamed(namesOn(chain), given, chain);
  };
  return {
    output,
    profile,
    recording,
    get client() {
      return client();
    },
    get address() {
      return address();
    },
    get indexer() {
      return indexer();
    },
    hasIndexer: indexerUrl !== undefined,
    chainId,
    domain,
    token,
    now: async () => {
      const block = await getBlock(client()).catch((error: unknown) => {
        throw decodeError(error);
      });
      return Number(block.timestamp);
    },
    party,
    labels,
    pool: async (given) => {
      if (given !== undefined) return party(given);
      if (profile.pool !== undefined) return asAddress(profile.pool);
      throw missing("juror pool", "--pool <address>", "quittance profile set --pool");
    },
  };
}

function missing(what: string, option: string, otherwise: string): UsageRefusal {
  return new UsageRefusal(
    `No ${what} is named. Give ${option}, set ${otherwise}, or make a profile: quittance profile set --help`,
  );
}

/** The same value at each call. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
