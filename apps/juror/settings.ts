import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Address, getAddress, isAddress, type LocalAccount } from "viem";
import { isHttp } from "./http-url.ts";
import { accountFrom } from "./key.ts";
import { type ModelSettings, readModels } from "./model-settings.ts";
import { JurorSettingError } from "./setting-error.ts";
import { readSubmit, type SubmitSettings } from "./submit-settings.ts";

/** Everything that a juror is started with. */
export interface JurorSettings {
  readonly rpcUrl: string;
  /** Address of the Quittance contract. */
  readonly address: Address;
  readonly account: LocalAccount;
  /** The X25519 key that private evidence is encrypted to: a private JWK. */
  readonly encryptionKey: Readonly<Record<string, unknown>> | undefined;
  readonly boards: readonly string[];
  /** Where queue, guard and pacts are kept. */
  readonly folder: string;
  /** The guard's folder: copies with one key share it, whatever else they do not. */
  readonly guardFolder: string;
  readonly fromBlock: bigint;
  readonly confirmations: number;
  /** Milliseconds. */
  readonly pollEvery: number;
  readonly atOnce: number;
  /** Milliseconds for one question. */
  readonly judgingTimeout: number;
  /** Milliseconds. */
  readonly leaseFor: number;
  readonly mostBytes: number;
  /** USDC base units for a milestone of round 1; a question that pays less is declined. */
  readonly leastFee: bigint;
  /** URLs of pacts by hash. */
  readonly pacts: readonly string[];
  /** Folders with evidence by hash. */
  readonly stores: readonly string[];
  /** Evidence, pacts and boards of this machine and of private networks may be read. */
  readonly allowPrivate: boolean;
  /** Milliseconds for one attempt at a file of evidence. */
  readonly fetchTimeout: number;
  readonly host: string;
  readonly port: number;
  /** Undefined where earnings stay in the ledger. */
  readonly collect:
    | {
        readonly to: Address;
        readonly least: bigint;
        readonly every: number;
        readonly pool: Address | undefined;
      }
    | undefined;
  /** Undefined for a juror that leaves it to others to submit verdicts and to settle. */
  readonly submit: SubmitSettings | undefined;
  /** Undefined for a juror that judges what can be measured, and declines free text. */
  readonly models: ModelSettings | undefined;
  readonly dryRun: boolean;
  /** Writes the log as lines of JSON. */
  readonly json: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from the environment, and the files that it names.
 *
 * @throws JurorSettingError naming the variable that is missing or wrong; never its value.
 */
export async function readSettings(environment: Environment): Promise<JurorSettings> {
  const { text, whole, address, file, list, yes } = readers(environment);
  const passphraseFile = environment.JUROR_PASSPHRASE_FILE;
  const passphrase = passphraseFile ? file("JUROR_PASSPHRASE_FILE").split(/\r?\n/, 1)[0] : undefined;
  const account = await accountFrom(file("JUROR_KEY_FILE"), passphrase);
  const folder = text("JUROR_FOLDER", "juror");
  const boards = list("JUROR_BOARDS");
  if (boards.length === 0 || !boards.every(isHttp)) {
    const problem = boards.length === 0 ? "is missing" : "must be http or https URLs without a query";
    const remedy = "Name the ballot boards that your panels use, with commas between them.";
    throw new JurorSettingError("JUROR_BOARDS", problem, remedy);
  }
  const pacts = list("JUROR_PACTS");
  if (!pacts.every(isHttp)) {
    const remedy = "Name URLs below which pacts lie under their hash, with commas between them.";
    throw new JurorSettingError("JUROR_PACTS", "must be http or https URLs without a query", remedy);
  }
  const pool = environment.JUROR_POOL ? address("JUROR_POOL") : undefined;
  return {
    rpcUrl: text("JUROR_RPC_URL"),
    address: address("JUROR_QUITTANCE"),
    account,
    encryptionKey: environment.JUROR_ENCRYPTION_KEY_FILE
      ? jwkFrom(file("JUROR_ENCRYPTION_KEY_FILE"))
      : undefined,
    ...{ boards, pacts, folder },
    guardFolder: text("JUROR_GUARD_FOLDER", join(folder, "guard")),
    fromBlock: BigInt(whole("JUROR_FROM_BLOCK", 0)),
    confirmations: whole("JUROR_CONFIRMATIONS", 1, 1),
    pollEvery: whole("JUROR_POLL_MS", 2_000, 1),
    atOnce: whole("JUROR_AT_ONCE", 4, 1),
    judgingTimeout: whole("JUROR_JUDGING_MS", 600_000, 1),
    leaseFor: whole("JUROR_LEASE_MS", 30_000, 1),
    mostBytes: whole("JUROR_MOST_BYTES", 67_108_864, 1),
    leastFee: BigInt(whole("JUROR_LEAST_FEE", 0)),
    stores: list("JUROR_STORES"),
    allowPrivate: yes("JUROR_ALLOW_PRIVATE"),
    fetchTimeout: whole("JUROR_FETCH_MS", 30_000, 1),
    host: text("JUROR_HOST", "127.0.0.1"),
    port: whole("JUROR_PORT", 8_547),
    collect: environment.JUROR_PAY_TO
      ? {
          ...{ to: address("JUROR_PAY_TO"), pool },
          least: BigInt(whole("JUROR_PAY_LEAST", 1_000_000)),
          every: whole("JUROR_PAY_MS", 300_000, 1),
        }
      : undefined,
    submit: readSubmit(environment, { text, whole, file }),
    models: readModels(environment),
    dryRun: yes("JUROR_DRY_RUN"),
    json: yes("JUROR_LOG_JSON"),
  };
}

function readers(environment: Environment) {
  const text = (name: string, fallback?: string) => {
    const value = environment[name] || fallback;
    if (value !== undefined) return value;
    throw new JurorSettingError(name, "is missing", "Set it in the environment; the page has all settings.");
  };
  return {
    text,
    whole: (name: string, fallback: number, least = 0) => {
      const value = Number(environment[name] || fallback);
      if (Number.isSafeInteger(value) && value >= least) return value;
      const problem = `must be a whole number from ${least} on`;
      throw new JurorSettingError(name, problem, "Give digits alone; the page has its unit.");
    },
    address: (name: string): Address => {
      const value = text(name);
      if (isAddress(value)) return getAddress(value);
      const problem = "must be an address, with the right checksum if it is in mixed case";
      throw new JurorSettingError(name, problem, "Copy it again from its source: 0x and 40 hex digits.");
    },
    file: (name: string) => {
      const path = text(name);
      try {
        return readFileSync(path, "utf8");
      } catch {
        const problem = "must be the path of a readable file";
        throw new JurorSettingError(name, problem, "Correct the path or its permissions.");
      }
    },
    list: (name: string) =>
      (environment[name] ?? "")
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    yes: (name: string) => {
      const value = environment[name] || "0";
      if (value === "0" || value === "1") return value === "1";
      throw new JurorSettingError(name, "must be 1 or 0", "Leave it out for 0.");
    },
  };
}

function jwkFrom(text: string): Readonly<Record<string, unknown>> {
  try {
    const key: unknown = JSON.parse(text);
    if (Reflect.get(Object(key), "crv") === "X25519" && typeof Reflect.get(Object(key), "d") === "string")
      return Object(key);
  } catch {
    // Said below, without the text.
  }
  const remedy =
    "Make one with `quittance juror profile --new-encryption-key <file>`; only the juror may read it.";
  throw new JurorSettingError("JUROR_ENCRYPTION_KEY_FILE", "holds no private X25519 key (a JWK)", remedy);
}
