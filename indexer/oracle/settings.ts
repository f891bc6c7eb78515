import { readFileSync } from "node:fs";
import { withoutSecrets } from "quittance/errors";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { type Environment, SettingsError } from "../settings/settings.ts";

/** Whose word the indexer gives for scores, and for how long. */
export interface OracleSettings {
  /** Signs statements; undefined: none are given. */
  readonly account: PrivateKeyAccount | undefined;
  /** Signs credentials; undefined: none are given. */
  readonly credentials:
    | {
        /** A private P-256 key, as `importTrustKey` takes it. Never print it. */
        readonly key: { readonly jwk: object } | { readonly pkcs8: string };
        /** A `did:web`; undefined: the key's own `did:key`. */
        readonly issuer: string | undefined;
        /** Under which verifiers reach this indexer. */
        readonly service: string;
      }
    | undefined;
  /** Seconds that statements and credentials are good. */
  readonly validity: number;
  /** Path of the file of what is revoked; undefined: nothing is. */
  readonly revocations: string | undefined;
}

export const STATEMENT_KEY = "QUITTANCE_TRUST_KEY";
export const CREDENTIAL_KEY = "QUITTANCE_TRUST_P256_KEY";
const SERVICE = "QUITTANCE_TRUST_URL";
const ISSUER = "QUITTANCE_TRUST_ISSUER";
const VALIDITY = "QUITTANCE_TRUST_VALIDITY";
export const REVOCATIONS = "QUITTANCE_TRUST_REVOCATIONS";

const DAY = 86_400;
const readFile = (path: string) => readFileSync(path, "utf8");
/** Status lists reach no further back. */
const LONGEST_VALIDITY = 30 * DAY;
const DID_WEB = /^did:web:[A-Za-z0-9.-]+(%3A\d{1,5})?(:[A-Za-z0-9._~%-]+)*$/;

/**
 * The settings of signed answers. Each is optional: without a key nothing of its kind is signed.
 *
 * @param readText The text of a file; throws when there is none.
 * Throws `SettingsError`, which shows no key.
 */
export function readOracleSettings(env: Environment, readText = readFile): OracleSettings {
  return {
    account: env[STATEMENT_KEY] ? accountIn(env[STATEMENT_KEY]) : undefined,
    credentials: env[CREDENTIAL_KEY] ? credentialsIn(env, env[CREDENTIAL_KEY], readText) : undefined,
    validity: env[VALIDITY] ? validityIn(env[VALIDITY]) : DAY,
    revocations: env[REVOCATIONS] || undefined,
  };
}

function accountIn(key: string): PrivateKeyAccount {
  try {
    if (/^0x[0-9a-fA-F]{64}$/.test(key)) return privateKeyToAccount(key as `0x${string}`);
  } catch {
    // What is said of it may show it.
  }
  throw new SettingsError(
    `${STATEMENT_KEY} is no private key (value not shown). Set it to 0x and 64 hex digits, or leave it out to sign no statements.`,
  );
}

function credentialsIn(env: Environment, key: string, readText: (path: string) => string) {
  const service = env[SERVICE];
  if (!service) {
    throw new SettingsError(
      `${CREDENTIAL_KEY} is set without ${SERVICE}. Set it to the URL under which verifiers reach this indexer, such as https://trust.example.`,
    );
  }
  const issuer = env[ISSUER] || undefined;
  if (issuer !== undefined && !DID_WEB.test(issuer)) {
    const shown = withoutSecrets(issuer) === issuer ? `=${issuer}` : "";
    throw new SettingsError(
      `${ISSUER}${shown} is no did:web. Give a DID such as did:web:trust.example, or leave it out for the key's own did:key.`,
    );
  }
  return { key: keyIn(key, readText), issuer, service: serviceIn(service) };
}

/** The key itself as a JSON Web Key, or the path of a file with it or with PKCS#8. Whether it is one, is found when it is imported. */
function keyIn(given: string, readText: (path: string) => string) {
  const text = given.trimStart().startsWith("{") ? given : fileText(given, readText);
  if (!text.trimStart().startsWith("{")) return { pkcs8: text };
  try {
    return { jwk: JSON.parse(text) as object };
  } catch {
    throw malformedKey();
  }
}

function fileText(path: string, readText: (path: string) => string): string {
  try {
    return readText(path);
  } catch {
    // The key itself may stand where its path belongs.
    throw new SettingsError(
      `${CREDENTIAL_KEY} names no file that can be read (value not shown). Set it to the path of a private P-256 key, as PKCS#8 in PEM or as a JSON Web Key.`,
    );
  }
}

/** What is said of a key that is none; nothing of it. */
export function malformedKey(): SettingsError {
  return new SettingsError(
    `${CREDENTIAL_KEY} holds no private P-256 key (value not shown). ` +
      `Make one with: openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt`,
  );
}

function serviceIn(service: string): string {
  const url = URL.canParse(service) ? new URL(service) : undefined;
  const isPlain = url !== undefined && url.search === "" && url.hash === "" && url.username === "";
  if (isPlain && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, "");
  throw new SettingsError(
    `${SERVICE} is no URL for verifiers (value not shown). It starts with https:// or http://, and has no user, query or fragment.`,
  );
}

function validityIn(given: string): number {
  const seconds = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (seconds >= 1 && seconds <= LONGEST_VALIDITY) return seconds;
  const shown = given.length <= 20 ? `=${given}` : "";
  throw new SettingsError(
    `${VALIDITY}${shown} is no validity. Give whole seconds from 1 to ${LONGEST_VALIDITY}, or leave it out for ${DAY}.`,
  );
}
