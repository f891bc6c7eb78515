import { type Environment, SettingsError } from "./settings.ts";
import { flagIn, wholeNumberIn } from "./values.ts";

/** Where documents are looked for that the chain names by hash. */
export interface DocumentSettings {
  /** URLs of stores, in the order in which they are asked. They may hold keys: never print them. */
  readonly stores: readonly string[];
  /** URLs of gateways for `ipfs://`. */
  readonly gateways: readonly string[];
  /** Whether evidence is also read where its seller says that it lies. */
  readonly fromSellers: boolean;
  /** Bytes of contents that are kept. */
  readonly mostBytes: number;
  /** Whether documents are looked for at all. */
  readonly isOn: boolean;
}

const MOST_PLACES = 8;
const MEBIBYTE = 1_048_576;
const MEBIBYTES = 1_024;
const MOST_MEBIBYTES = 1_048_576;

/** Reads where documents are looked for. Throws `SettingsError`, which shows no URL. */
export function readDocumentSettings(env: Environment): DocumentSettings {
  const stores = readUrls(env, "QUITTANCE_EVIDENCE_URLS");
  const gateways = readUrls(env, "QUITTANCE_IPFS_GATEWAYS");
  const fromSellers = flagIn(
    env,
    "QUITTANCE_EVIDENCE_FROM_SELLERS",
    "to read evidence where sellers say that it lies",
  );
  const kept = { otherwise: MEBIBYTES, most: MOST_MEBIBYTES, unit: "MiB" };
  return {
    ...{ stores, gateways, fromSellers },
    mostBytes: wholeNumberIn(env, "QUITTANCE_DOCUMENTS_MIB", kept) * MEBIBYTE,
    isOn: stores.length > 0 || gateways.length > 0 || fromSellers,
  };
}

function readUrls(env: Environment, name: string): readonly string[] {
  const given = env[name];
  if (!given) return [];
  const values = given.split(",").map((value) => value.trim());
  const wrong = values.findIndex(
    (value) => !URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol),
  );
  if (wrong >= 0) {
    throw new SettingsError(
      `${name} has no valid URL in place ${wrong + 1} (value not shown). Give URLs that start with https:// or http://, with commas between.`,
    );
  }
  if (values.length > MOST_PLACES) {
    throw new SettingsError(
      `${name} has ${values.length} URLs. Name ${MOST_PLACES} at most: each is asked for each document.`,
    );
  }
  return [...new Set(values)];
}
