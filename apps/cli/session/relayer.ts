import { CommandRefusal, ExitCode, UsageRefusal } from "../refusal.ts";
import type { Profile } from "../settings/profiles.ts";
import { readText } from "./input.ts";
import type { RelayOptions } from "./options.ts";

/** A relayer, and what it needs to take calls of the account. */
export interface RelayerAccess {
  readonly url: string;
  readonly apiKey: string;
  /** USDC base units that it may take for a call; nothing when left out. */
  readonly most: bigint | undefined;
}

const KEY = "QUITTANCE_RELAYER_KEY";

/**
 * The relayer that a command sends by: an option's, else that of the environment or the profile; undefined for none. A key of the
 * profile goes to the profile's relayer only.
 */
export function relayerOf(
  profile: Profile,
  { relayer, relayFee: most }: RelayOptions,
): RelayerAccess | undefined {
  const url = relayer === false ? undefined : (relayer ?? profile.relayer);
  if (url === undefined) return undefined;
  const apiKey = process.env[KEY] ?? (url === profile.relayer ? profile.relayerKey : undefined);
  if (apiKey === undefined) {
    throw new UsageRefusal(
      `The relayer takes nothing without an API key. Set ${KEY}, or keep the key: quittance profile set <name> --relayer <url> --relayer-key-file <file>`,
    );
  }
  return { url, apiKey: requireApiKey(apiKey), most };
}

/** An API key in a file. */
export async function readApiKey(file: string): Promise<string> {
  return requireApiKey((await readText(file, 1_000)).trim());
}

/** Refuses what no relayer's operator gives; it is not repeated. */
function requireApiKey(key: string): string {
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new CommandRefusal(
    "The relayer's API key has spaces or other characters that no key has. Take it as the operator gave it.",
    ExitCode.usage,
  );
}
