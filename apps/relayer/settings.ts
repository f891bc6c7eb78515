import { readFileSync } from "node:fs";
import { type ScreeningSettings, screeningSettings } from "quittance/node";
import { type Address, getAddress, type Hex, isAddress, type LocalAccount } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { defaultSettings, type EngineSettings } from "./engine/settings.ts";
import { type Authenticate, readAccounts } from "./http/accounts.ts";
import { RelayerSettingError } from "./setting-error.ts";

/** How fees are asked for. */
export interface FeeSettings {
  /** The ledger balance that fees go to; not the sender's. */
  readonly payee: Address;
  /** USDC base units for one ETH. */
  readonly usdcPerEth: bigint;
  /** Basis points on top of what gas costs. */
  readonly margin: number;
  /** The least fee, USDC base units. */
  readonly least: bigint;
  /** Milliseconds between two looks at the tabs that accounts pay by. */
  readonly redeemEvery: number;
}

/** Everything that the relayer is started with. */
export interface RelayerSettings {
  readonly rpcUrl: string;
  /** The keys that send, one worker for each. */
  readonly accounts: readonly LocalAccount[];
  readonly authenticate: Authenticate;
  /** Of SQLite; used unless there is a `databaseUrl`. */
  readonly databasePath: string;
  /** Of PostgreSQL. */
  readonly databaseUrl: string | undefined;
  readonly host: string;
  readonly port: number;
  /** Milliseconds between two steps while nothing new comes. */
  readonly pollEvery: number;
  /** Intents that wait at once; more are turned away. */
  readonly mostQueued: number;
  /** Undefined where all accounts are free. */
  readonly fees: FeeSettings | undefined;
  /** What parties of calls are screened by; nothing when left out. */
  readonly screening?: ScreeningSettings | undefined;
  readonly engine: Omit<EngineSettings, "chainId">;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from the environment, and the files that it names.
 *
 * @throws RelayerSettingError naming the variable that is missing or wrong; never its value.
 */
export function readSettings(environment: Environment): RelayerSettings {
  const text = (name: string, fallback?: string) => {
    const value = environment[name] || fallback;
    if (value === undefined)
      throw new RelayerSettingError(
        name,
        "is missing",
        "Set it in the environment; the page has all settings.",
      );
    return value;
  };
  const whole = (name: string, fallback: number) => {
    const value = Number(environment[name] || fallback);
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw new RelayerSettingError(
      name,
      "must be a whole number",
      "Give digits alone; the page has its unit.",
    );
  };
  const address = (name: string): Address => {
    const value = text(name);
    if (isAddress(value)) return getAddress(value);
    const problem = "must be an address, with the right checksum if it is in mixed case";
    throw new RelayerSettingError(name, problem, "Copy it again from its source: 0x and 40 hex digits.");
  };
  const file = (name: string, path = text(name)) => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      throw new RelayerSettingError(
        name,
        "must be the path of a readable file",
        "Correct the path or its permissions; the page has the form of the file.",
      );
    }
  };
  const wei = (name: string, fallback: bigint) => BigInt(whole(name, Number(fallback)));
  const fees = environment.RELAYER_FEE_PAYEE
    ? {
        payee: address("RELAYER_FEE_PAYEE"),
        usdcPerEth: BigInt(whole("RELAYER_USDC_PER_ETH", 0)),
        margin: whole("RELAYER_FEE_MARGIN", 1_000),
        least: BigInt(whole("RELAYER_FEE_LEAST", 1_000)),
        redeemEvery: whole("RELAYER_REDEEM_MS", 10_000),
      }
    : undefined;
  if (fees?.usdcPerEth === 0n) {
    const remedy = "Give USDC base units for one ETH, such as 3000000000 for 3,000 USDC.";
    throw new RelayerSettingError("RELAYER_USDC_PER_ETH", "is missing", remedy);
  }
  const paths = text("RELAYER_KEY_FILE").split(",");
  const accounts = paths.map((path) => accountOf(file("RELAYER_KEY_FILE", path.trim())));
  const senders = accounts.map((account) => account.address);
  if (new Set(senders).size < senders.length) {
    const remedy = "Name each key once: two workers of one key wait for each other.";
    throw new RelayerSettingError("RELAYER_KEY_FILE", "names a key twice", remedy);
  }
  if (fees !== undefined && senders.includes(fees.payee)) {
    const remedy = "Name another address: what the sender owns is at risk where it sends what others made.";
    throw new RelayerSettingError("RELAYER_FEE_PAYEE", "cannot be a sender", remedy);
  }
  return {
    rpcUrl: text("RELAYER_RPC_URL"),
    accounts,
    authenticate: readAccounts(file("RELAYER_ACCOUNTS")),
    databasePath: text("RELAYER_DATABASE", "relayer.sqlite"),
    databaseUrl: environment.DATABASE_URL || undefined,
    host: text("RELAYER_HOST", "127.0.0.1"),
    port: whole("RELAYER_PORT", 8_545),
    pollEvery: whole("RELAYER_POLL_MS", 500),
    mostQueued: whole("RELAYER_MOST_QUEUED", 10_000),
    fees,
    screening: screeningSettings(environment, "RELAYER"),
    engine: {
      ...defaultSettings,
      address: address("RELAYER_QUITTANCE"),
      finalDepth: whole("RELAYER_FINAL_DEPTH", defaultSettings.finalDepth),
      stuckAfter: whole("RELAYER_STUCK_MS", defaultSettings.stuckAfter),
      leaseFor: whole("RELAYER_LEASE_MS", defaultSettings.leaseFor),
      leastBaseFee: wei("RELAYER_LEAST_BASE_FEE", defaultSettings.leastBaseFee),
      priorityFee: wei("RELAYER_PRIORITY_FEE", defaultSettings.priorityFee),
      mostFeePerGas: wei("RELAYER_MOST_FEE_PER_GAS", defaultSettings.mostFeePerGas),
    },
  };
}

function accountOf(text: string): LocalAccount {
  const key = text.trim();
  try {
    return privateKeyToAccount((key.startsWith("0x") ? key : `0x${key}`) as Hex);
  } catch {
    const remedy = "The file has 64 hex digits and nothing else, and only the relayer may read it.";
    throw new RelayerSettingError("RELAYER_KEY_FILE", "holds no private key", remedy);
  }
}
