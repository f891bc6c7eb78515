import { join } from "node:path";
import { z } from "zod";
import { CommandRefusal, ExitCode, UsageRefusal } from "../refusal.ts";
import { readSettings, settingsFolder, writeSettings } from "./folder.ts";

const FILE = "config.json";

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "must be an address");
const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "must be small letters, digits and hyphens");

const profileSchema = z.strictObject({
  /** URL of a node; it may hold a password or an API key. */
  rpc: z.string().optional(),
  chainId: z.number().int().positive().optional(),
  /** The Quittance contract. */
  contract: address.optional(),
  /** A juror pool of it. */
  pool: address.optional(),
  /** Where to look for events, at the latest the block of the deployment. */
  fromBlock: z.number().int().nonnegative().optional(),
  /** URL of an indexer. */
  indexer: z.string().optional(),
  /** The name of a key in the keystore. */
  account: name.optional(),
  /** The address of an account that the node signs for. */
  rpcAccount: address.optional(),
  /** A managed account for which the key signs: an address, or a name of the book. */
  managedAccount: z.string().optional(),
  /** URL of a relayer. */
  relayer: z.string().optional(),
  /** What the relayer's operator gave the account. It goes to that relayer only. */
  relayerKey: z.string().optional(),
});

const settingsSchema = z.strictObject({
  default: name.optional(),
  profiles: z.record(name, profileSchema),
});

/** What a profile sets. Options and environment variables go before it. */
export type Profile = z.infer<typeof profileSchema>;
export type Settings = z.infer<typeof settingsSchema>;

/** All profiles; none while there is no file. */
export function readProfiles(): Settings {
  const content = readSettings(FILE);
  if (content === undefined) return { profiles: {} };
  const read = settingsSchema.safeParse(content);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new CommandRefusal(
    `${join(settingsFolder(), FILE)}: ${issue?.path.join(".") || "the file"} ${issue?.message ?? "is wrong"}. Correct it.`,
    ExitCode.failed,
  );
}

export function writeProfiles(settings: Settings): string {
  return writeSettings(FILE, settings);
}

/** The profile to use: the one named, else the default one, else an empty one. */
export function profileNamed(wanted: string | undefined): Profile & { readonly name?: string } {
  const settings = readProfiles();
  const chosen = wanted ?? settings.default;
  if (chosen === undefined) return {};
  // What is given in error could be a key: only what is a name is repeated.
  requireName("profile", chosen);
  const profile = settings.profiles[chosen];
  if (profile !== undefined) return { ...profile, name: chosen };
  throw new UsageRefusal(
    `There is no profile ${chosen}. \`quittance profile list\` shows all, \`quittance profile set\` makes one.`,
  );
}

/** Refuses what is no name of a profile or a key. */
export function requireName(kind: string, given: string): string {
  if (name.safeParse(given).success) return given;
  throw new UsageRefusal(
    `A name of a ${kind} has up to 40 small letters, digits and hyphens, such as buyer-1.`,
  );
}
