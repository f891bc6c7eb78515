import { withoutSecrets } from "quittance/errors";
import { isAddress } from "viem";
import { z } from "zod";

/** Where the contracts are: what the indexer reads, and from where on. */
export interface Deployment {
  readonly chainId: number;
  readonly address: `0x${string}`;
  /** Each once; none when only deals are of interest. They were deployed after the contract. */
  readonly jurorPools: readonly `0x${string}`[];
  /** The block the contract was deployed in, or an earlier one. */
  readonly startBlock: number;
}

export interface Settings {
  readonly deployment: Deployment;
  /** At least one. They may hold secrets: never print them. */
  readonly rpcUrls: readonly string[];
  readonly wsUrl: string | undefined;
  readonly database:
    | { readonly kind: "postgres"; readonly connectionString: string }
    /** An undefined directory leaves the choice to the indexer. */
    | { readonly kind: "pglite"; readonly directory: string | undefined };
  /** URL of the same database for a role that only reads it, which runs the statements of `/sql`; undefined: `/sql` is off. */
  readonly sqlUrl: string | undefined;
  /** Whether the rows are dropped first, and the chain is read again. */
  readonly reread: boolean;
  /** After how many blocks one is taken for final; undefined: after a minute, by the chain's own pace. */
  readonly finalityBlocks: number | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting is missing or wrong; the message names it, its value unless that may be secret, and the remedy. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

const address = z
  .string()
  .refine((value) => isAddress(value, { strict: false }), "is not an address: 0x and 40 hex digits")
  .transform((value) => value.toLowerCase() as `0x${string}`);

const natural = z
  .string()
  .regex(/^\d+$/, "is not a whole number")
  .transform(Number)
  .refine((value) => Number.isSafeInteger(value), "is too large");

const chainId = z.number().int().positive();

/** The part of a deployment record that the indexer needs. */
const record = z.object({
  chainId,
  quittance: address,
  jurorPool: address.optional(),
  startBlock: z.number().int().nonnegative(),
});

const addresses = z
  .string()
  .transform((list) => list.split(",").map((value) => value.trim()))
  .pipe(z.array(address))
  .transform((list) => [...new Set(list)]);

const HIDDEN = "(not shown)";
const ADDRESS_LENGTH = 42;
/** A URL, or a user and a password before a host. */
const PLACE = /:\/\/|:[^/]*@/;

const EXPLICIT = ["QUITTANCE_ADDRESS", "QUITTANCE_START_BLOCK", "QUITTANCE_CHAIN_ID"] as const;

/**
 * Settings from the environment and, unless all three of `QUITTANCE_ADDRESS`, `QUITTANCE_START_BLOCK` and
 * `QUITTANCE_CHAIN_ID` are set, the deployment record it names. `QUITTANCE_JUROR_POOLS` wins over the record's pool.
 * @param readRecord The text of a deployment record by its path, or by its network's name; throws when there is none.
 * Throws `SettingsError`.
 */
export function readSettings(
  env: Environment,
  readRecord: (where: { path: string } | { network: string }) => string,
): Settings {
  const deployment = readDeployment(env, readRecord);
  const jurorPools = env.QUITTANCE_JUROR_POOLS
    ? checked("QUITTANCE_JUROR_POOLS", env.QUITTANCE_JUROR_POOLS, addresses)
    : deployment.jurorPools;
  return {
    deployment: { ...deployment, jurorPools },
    rpcUrls: urls(env, "PONDER_RPC_URL", ["http:", "https:"]),
    wsUrl: env.PONDER_WS_URL ? urls(env, "PONDER_WS_URL", ["ws:", "wss:"])[0] : undefined,
    database: readDatabase(env),
    sqlUrl: readSqlUrl(env),
    reread: readReread(env),
    finalityBlocks: readFinality(env),
  };
}

function readFinality(env: Environment): number | undefined {
  const [name, most] = ["QUITTANCE_FINALITY_BLOCKS", 10_000];
  const blocks = natural.refine((value) => value >= 1 && value <= most, `is not from 1 to ${most}`);
  return env[name] ? checked(name, env[name], blocks) : undefined;
}

function readReread(env: Environment): boolean {
  const given = env.QUITTANCE_REREAD;
  if (!given) return false;
  const one = z.literal(
    "1",
    "drops the rows and reads the chain again; set it to 1 for that, or leave it out",
  );
  return checked("QUITTANCE_REREAD", given, one) === "1";
}

/** Which contracts are indexed, from the same variables. Throws `SettingsError`. */
export function readDeployment(
  env: Environment,
  readRecord: (where: { path: string } | { network: string }) => string,
): Deployment {
  const given = EXPLICIT.filter((name) => env[name]);
  if (given.length === EXPLICIT.length) {
    return {
      address: checked("QUITTANCE_ADDRESS", env.QUITTANCE_ADDRESS, address),
      jurorPools: [],
      startBlock: checked("QUITTANCE_START_BLOCK", env.QUITTANCE_START_BLOCK, natural),
      chainId: checked("QUITTANCE_CHAIN_ID", env.QUITTANCE_CHAIN_ID, natural.pipe(chainId)),
    };
  }
  if (given.length > 0) {
    const missing = EXPLICIT.filter((name) => !env[name]);
    throw new SettingsError(
      `${given.join(" and ")} set without ${missing.join(" and ")}. Set all three, or none and name a deployment record.`,
    );
  }
  if (env.QUITTANCE_DEPLOYMENT) {
    const path = env.QUITTANCE_DEPLOYMENT;
    return parseRecord(`QUITTANCE_DEPLOYMENT=${shown(path)}`, () => readRecord({ path }));
  }
  if (env.QUITTANCE_NETWORK) {
    const network = checked(
      "QUITTANCE_NETWORK",
      env.QUITTANCE_NETWORK,
      z.string().regex(/^[\w-]+$/, "is not a network's name: letters, digits, - and _"),
    );
    return parseRecord(`QUITTANCE_NETWORK=${shown(network)}`, () => readRecord({ network }));
  }
  throw new SettingsError(
    `No deployment named. Set QUITTANCE_DEPLOYMENT to the path of the record that the deploy command wrote, or ` +
      `QUITTANCE_NETWORK to its network, or ${EXPLICIT.join(", ")}.`,
  );
}

function parseRecord(named: string, read: () => string): Deployment {
  let content: unknown;
  try {
    content = JSON.parse(read());
  } catch (error) {
    throw new SettingsError(
      `${named}: no deployment record can be read there (${reasonOf(error)}). Deploy first, or name the right one.`,
    );
  }
  const parsed = record.safeParse(content);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SettingsError(
      `${named}: the record's ${issue?.path.join(".") || "content"} is wrong (${issue?.message}). Deploy again, or name another record.`,
    );
  }
  const { chainId, quittance, jurorPool, startBlock } = parsed.data;
  return { chainId, address: quittance, jurorPools: jurorPool ? [jurorPool] : [], startBlock };
}

/** Where the rows are kept. Throws `SettingsError`. */
export function readDatabase(env: Environment): Settings["database"] {
  const connectionString = env.DATABASE_URL;
  if (!connectionString) {
    const directory = env.QUITTANCE_PGLITE_DIRECTORY || undefined;
    if (directory?.startsWith("memory:")) {
      throw new SettingsError(
        `QUITTANCE_PGLITE_DIRECTORY=${directory}: the indexer cannot start in memory. Name a directory, or leave it out.`,
      );
    }
    return { kind: "pglite", directory };
  }
  return { kind: "postgres", connectionString: postgresUrl("DATABASE_URL", connectionString) };
}

/**
 * The setting that turns `/sql` on. PGlite is refused: it has one session and one user for everything, and nothing in it
 * stops a statement that takes long. Throws `SettingsError`.
 */
export function readSqlUrl(env: Environment): Settings["sqlUrl"] {
  const name = "QUITTANCE_SQL_DATABASE_URL";
  if (!env[name]) return undefined;
  const url = postgresUrl(name, env[name]);
  const database = readDatabase(env);
  if (database.kind === "pglite") {
    throw new SettingsError(
      `${name} turns /sql on, and the indexer keeps its rows in PGlite, which cannot keep a statement from writing or from ` +
        `running on and on. Set DATABASE_URL to a PostgreSQL database, or leave ${name} out.`,
    );
  }
  const user = urlOf(url)?.username;
  if (user !== undefined && user === urlOf(database.connectionString)?.username) {
    throw new SettingsError(
      `${name} has the user of DATABASE_URL, who can write (values not shown). ` +
        `Name a role that only reads; docs/indexer.md says how to make one.`,
    );
  }
  return url;
}

function postgresUrl(name: string, given: string): string {
  if (/^postgres(ql)?:\/\//.test(given)) return given;
  throw new SettingsError(
    `${name} is not a PostgreSQL URL (value not shown). It starts with postgres:// or postgresql://.`,
  );
}

/** The comma-separated URLs of a variable. Their values stay out of messages: they often hold keys. */
function urls(env: Environment, name: string, protocols: readonly string[]): string[] {
  const values = (env[name] ?? "").split(",").map((value) => value.trim());
  const wrong = values.findIndex((value) => !protocols.includes(urlOf(value)?.protocol ?? ""));
  if (wrong >= 0) {
    throw new SettingsError(
      `${name} ${env[name] ? `has no valid URL in place ${wrong + 1} (value not shown)` : "is not set"}. ` +
        `Set it to the chain's URL, starting with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}.`,
    );
  }
  return values;
}

function checked<value>(name: string, given: string | undefined, shape: z.ZodType<value>): value {
  const parsed = shape.safeParse(given);
  if (!parsed.success) {
    // Nothing that is taken here is longer than an address: what is could be a key in any form.
    const isShort = (given ?? "").split(",").every((value) => value.trim().length <= ADDRESS_LENGTH);
    throw new SettingsError(
      `${name}=${isShort ? shown(given ?? "") : HIDDEN}: ${parsed.error.issues[0]?.message}. Correct it and start again.`,
    );
  }
  return parsed.data;
}

/** A value as a message may show it: neither what looks like a key, nor a URL or another place with a password. */
function shown(given: string): string {
  return PLACE.test(given) || withoutSecrets(given) !== given ? HIDDEN : given;
}

/** Why a record cannot be read. Messages of the system repeat its path, and those of the parser what stands in it. */
function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return "it is not JSON";
  const code: unknown = Reflect.get(Object(error), "code");
  if (typeof code === "string") return code;
  return error instanceof Error ? shown(error.message) : "unknown";
}

/** Undefined for what is no URL. */
function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
