import { type ScreeningSettings, screeningSettings } from "quittance/node";
import { type Address, getAddress, isAddress } from "viem";
import { type Admission, admissions } from "./market/admission.ts";
import { ExchangeSettingError } from "./setting-error.ts";

/** Everything that the exchange is started with. */
export interface ExchangeSettings {
  readonly rpcUrl: string;
  /** Of the Quittance contract. */
  readonly address: Address;
  /** Of the juror pool whose directory it serves; undefined for none. */
  readonly pool: Address | undefined;
  /** Of SQLite; used unless there is a `databaseUrl`. */
  readonly databasePath: string;
  /** Of PostgreSQL. */
  readonly databaseUrl: string | undefined;
  readonly host: string;
  readonly port: number;
  /** Other exchanges that it fetches from. */
  readonly peers: readonly string[];
  /** Milliseconds between two pulls from a peer. */
  readonly pullEvery: number;
  /** Requests of one address. */
  readonly perMinute: number;
  /** Whether a proxy of the operator's writes `x-forwarded-for`. */
  readonly isProxied: boolean;
  readonly keepDays: number;
  /** What parties of messages are screened by; nothing when left out. */
  readonly screening?: ScreeningSettings | undefined;
  /** Of the indexer whose trust API is asked about sellers; undefined for none. */
  readonly indexer: string | undefined;
  /** What admits an account to the market. */
  readonly admits: readonly Admission[];
  /** USDC base units of ledger balance that admit an account. */
  readonly leastBalance: bigint;
  /** Score of the trust API that admits an account. */
  readonly leastTrust: number;
  /** Listings, and open requests, that an account may have at once. */
  readonly listingsEach: number;
  /** Messages of one account to the market in a minute. */
  readonly perAccount: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const MOST_PEERS = 32;

/**
 * Reads the settings from the environment.
 *
 * @throws ExchangeSettingError naming the variable that is missing or wrong; never its value.
 */
export function readSettings(environment: Environment): ExchangeSettings {
  const text = (name: string, fallback?: string) => {
    const value = environment[name] || fallback;
    if (value !== undefined) return value;
    throw new ExchangeSettingError(
      name,
      "is missing",
      "Set it in the environment; the page has all settings.",
    );
  };
  const whole = (name: string, fallback: number, least = 0) => {
    const value = Number(environment[name] || fallback);
    if (Number.isSafeInteger(value) && value >= least) return value;
    const problem = `must be a whole number from ${least} on`;
    throw new ExchangeSettingError(name, problem, "Give digits alone; the page has its unit.");
  };
  return {
    rpcUrl: requireUrl("EXCHANGE_RPC_URL", text("EXCHANGE_RPC_URL")),
    address: requireAddress("EXCHANGE_QUITTANCE", text("EXCHANGE_QUITTANCE")),
    pool: environment.EXCHANGE_POOL ? requireAddress("EXCHANGE_POOL", environment.EXCHANGE_POOL) : undefined,
    databasePath: text("EXCHANGE_DATABASE", "exchange.sqlite"),
    databaseUrl: environment.DATABASE_URL || undefined,
    host: text("EXCHANGE_HOST", "127.0.0.1"),
    port: whole("EXCHANGE_PORT", 8_546),
    peers: readPeers(environment.EXCHANGE_PEERS ?? ""),
    pullEvery: whole("EXCHANGE_PULL_MS", 5_000, 1),
    perMinute: whole("EXCHANGE_PER_MINUTE", 600, 1),
    isProxied: readFlag("EXCHANGE_PROXIED", environment.EXCHANGE_PROXIED),
    keepDays: whole("EXCHANGE_KEEP_DAYS", 400, 1),
    screening: screeningSettings(environment, "EXCHANGE"),
    indexer: environment.EXCHANGE_INDEXER
      ? requireUrl("EXCHANGE_INDEXER", environment.EXCHANGE_INDEXER)
      : undefined,
    admits: readAdmissions(text("EXCHANGE_ADMITS", "balance,seat,trust")),
    leastBalance: BigInt(whole("EXCHANGE_LEAST_BALANCE", 10_000_000, 1)),
    leastTrust: whole("EXCHANGE_LEAST_TRUST", 1, 1),
    listingsEach: whole("EXCHANGE_LISTINGS_EACH", 20, 1),
    perAccount: whole("EXCHANGE_PER_ACCOUNT", 30, 1),
  };
}

function requireUrl(name: string, value: string): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw new ExchangeSettingError(name, "must be an HTTP URL", "Give it with http:// or https:// before it.");
}

function requireAddress(name: string, value: string): Address {
  if (isAddress(value)) return getAddress(value);
  const problem = "must be an address, with the right checksum if it is in mixed case";
  throw new ExchangeSettingError(name, problem, "Copy it again from its source: 0x and 40 hex digits.");
}

function readPeers(list: string): readonly string[] {
  const peers = list
    .split(",")
    .map((peer) => peer.trim().replace(/\/+$/, ""))
    .filter((peer) => peer !== "");
  for (const peer of peers) requireUrl("EXCHANGE_PEERS", peer);
  if (new Set(peers).size < peers.length || peers.length > MOST_PEERS) {
    const remedy = `Name each peer once, and at most ${MOST_PEERS}.`;
    throw new ExchangeSettingError("EXCHANGE_PEERS", "names a peer twice, or too many", remedy);
  }
  return peers;
}

function readAdmissions(list: string): readonly Admission[] {
  const given = list.split(",").map((each) => each.trim());
  const known = admissions.filter((each) => given.includes(each));
  if (known.length > 0 && given.every((each) => admissions.some((one) => one === each))) return known;
  const problem = `must be some of ${admissions.join(", ")}`;
  throw new ExchangeSettingError("EXCHANGE_ADMITS", problem, "Name them with commas between.");
}

function readFlag(name: string, value: string | undefined): boolean {
  if (value === undefined || value === "" || value === "0") return false;
  if (value === "1") return true;
  throw new ExchangeSettingError(name, "must be 0 or 1", "Give 1 where your own proxy is in front of it.");
}
