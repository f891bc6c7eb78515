import { join } from "node:path";
import { type Address, getAddress, isAddress } from "viem";
import { z } from "zod";
import { CommandRefusal, ExitCode, UsageRefusal } from "../refusal.ts";
import { readSettings, settingsFolder, writeSettings } from "./folder.ts";

const FILE = "book.json";
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
/** Digits at each end of an address by which people compare two, as far as they do. */
const COMPARED = 4;

const bookSchema = z.record(
  z.string().regex(/^[1-9]\d{0,15}$/),
  z.record(
    z.string().regex(NAME),
    z
      .string()
      .refine((value) => isAddress(value))
      .transform((value) => getAddress(value)),
  ),
);

/** Names of addresses on one chain. */
export type Names = Readonly<Record<string, Address>>;

function readBook(): z.infer<typeof bookSchema> {
  const content = readSettings(FILE);
  if (content === undefined) return {};
  const read = bookSchema.safeParse(content);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new CommandRefusal(
    `${join(settingsFolder(), FILE)}: ${issue?.path.join(".") || "the file"} is no entry of an address book. Correct it.`,
    ExitCode.failed,
  );
}

/** The names on a chain. */
export function namesOn(chainId: number): Names {
  return readBook()[String(chainId)] ?? {};
}

/** Adds a name. Refuses one that looks like another, and an address that has a name. Returns a warning, when there is one. */
export function addName(chainId: number, given: string, address: Address): string | undefined {
  const added = requireNewName(given);
  const book = readBook();
  const names = book[String(chainId)] ?? {};
  for (const [other, taken] of Object.entries(names)) {
    if (other === added) {
      if (taken === address) return undefined;
      throw new CommandRefusal(
        `@${added} is ${taken} on chain ${chainId}. Remove it first: quittance book remove @${added}`,
        ExitCode.failed,
      );
    }
    if (skeletonOf(other) === skeletonOf(added)) {
      throw new CommandRefusal(
        `@${added} looks like @${other}, which is ${taken}. Choose a name that cannot be taken for it.`,
        ExitCode.failed,
      );
    }
    if (taken === address) {
      throw new CommandRefusal(`${address} is @${other} already. Use that name.`, ExitCode.failed);
    }
  }
  writeSettings(FILE, { ...book, [String(chainId)]: { ...names, [added]: address } });
  const twin = Object.entries(names).find(([, taken]) => looksAlike(taken, address));
  return (
    twin &&
    `Careful: it begins and ends like @${twin[0]}, ${twin[1]}. Somebody may have made it so. Compare all digits.`
  );
}

/** Removes a name, and returns its address. */
export function removeName(chainId: number, given: string): Address {
  const book = readBook();
  const { [bare(given)]: address, ...rest } = book[String(chainId)] ?? {};
  if (address === undefined) {
    throw new CommandRefusal(`Chain ${chainId} has no ${nameText(given)} in the book.`, ExitCode.failed);
  }
  writeSettings(FILE, { ...book, [String(chainId)]: rest });
  return address;
}

/** The address that a name stands for. */
export function addressNamed(names: Names, given: string, chainId: number): Address {
  const address = Object.hasOwn(names, bare(given)) ? names[bare(given)] : undefined;
  if (address !== undefined) return address;
  throw new UsageRefusal(
    `The book has no ${nameText(given)} on chain ${chainId}. Add it: quittance book add @name <address>`,
  );
}

/** Whether two addresses could be taken for each other by their ends. */
export function looksAlike(one: Address, other: Address): boolean {
  const ends = (address: Address) =>
    `${address.slice(2, 2 + COMPARED)}${address.slice(-COMPARED)}`.toLowerCase();
  return one !== other && ends(one) === ends(other);
}

const bare = (given: string) => given.replace(/^@/, "");
const nameText = (given: string) => (NAME.test(bare(given)) ? `@${bare(given)}` : "such name");

function requireNewName(given: string): string {
  const added = bare(given);
  if (NAME.test(added)) return added;
  throw new UsageRefusal(
    "A name has up to 32 small letters, digits and hyphens, and begins and ends with a letter or digit, such as @research-01.",
  );
}

/** What is left of a name when signs that look alike are one. */
function skeletonOf(name: string): string {
  return name
    .replaceAll("-", "")
    .replaceAll("rn", "m")
    .replaceAll("vv", "w")
    .replaceAll("cl", "d")
    .replaceAll(/[1il]/g, "l")
    .replaceAll("0", "o")
    .replaceAll("5", "s")
    .replaceAll("2", "z")
    .replaceAll("8", "b");
}
