import { Command, InvalidArgumentError } from "commander";
import type { Address } from "viem";
import { guided } from "../define.ts";
import type { Output } from "../output/output.ts";
import { table } from "../output/text.ts";
import { UsageRefusal } from "../refusal.ts";
import { withJson, withProfile } from "../session/options.ts";
import { asAddress, asCount } from "../session/values.ts";
import { addName, namesOn, removeName } from "../settings/book.ts";
import { profileNamed } from "../settings/profiles.ts";

interface Options {
  readonly profile?: string;
  readonly chain?: number;
}

const DETAILS = `A name belongs to one chain. It is written in small letters, and refused when it looks like another one. Wherever
an address is taken, @name stands for it, and where one is printed, its name is. No address is ever shortened.`;

/** `quittance book`: names for addresses. */
export function bookCommand(output: Output): Command {
  return new Command("book")
    .description("Keeps names for addresses, such as @research-01.")
    .addCommand(addCommand(output))
    .addCommand(listCommand(output))
    .addCommand(removeCommand(output));
}

const withChain = (command: Command) =>
  withJson(withProfile(command).option("--chain <id>", "the chain; the profile's when left out", asCount(1)));

function chainOf({ chain, profile }: Options): number {
  const chosen = chain ?? profileNamed(profile).chainId;
  if (chosen !== undefined) return chosen;
  throw new UsageRefusal(
    "No chain is named. Give --chain <id>, or make a profile: quittance profile set --help",
  );
}

function addCommand(output: Output): Command {
  const command = new Command("add")
    .description("Adds a name for an address.")
    .argument("<name>", "such as @research-01", asName)
    .argument("<address>", "in lower case, or with the right checksum", asAddress);
  return guided(withChain(command), {
    details: DETAILS,
    examples: [
      'quittance book add @research-01 "$SELLER"',
      "quittance book add @old-court 0x00000000000000000000000000000000000000c0 --chain 8453",
    ],
  }).action((name: string, address: Address, options: Options) => {
    const chain = chainOf(options);
    const warning = addName(chain, name, address);
    if (warning !== undefined) output.note(warning);
    const bare = name.replace(/^@/, "");
    output.print({
      text: `@${bare} is ${address} on chain ${chain}.`,
      data: { name: `@${bare}`, address, chainId: chain, ...(warning === undefined ? {} : { warning }) },
    });
  });
}

function listCommand(output: Output): Command {
  const command = new Command("list").description("Lists the names of a chain.");
  return guided(withChain(command), {
    examples: ["quittance book list", "quittance book list --json"],
  }).action((options: Options) => {
    const chain = chainOf(options);
    const names = Object.entries(namesOn(chain)).sort();
    const text =
      names.length === 0
        ? `The book has no name on chain ${chain}.`
        : table(
            ["name", "address"],
            names.map(([name, address]) => [`@${name}`, address]),
          ).join("\n");
    const listed = Object.fromEntries(names.map(([name, address]) => [`@${name}`, address]));
    output.print({ text, data: { chainId: chain, names: listed } });
  });
}

function removeCommand(output: Output): Command {
  const command = new Command("remove")
    .description("Removes a name.")
    .argument("<name>", "such as @research-01", asName);
  return guided(withChain(command), { examples: ["quittance book remove @old-court --chain 8453"] }).action(
    (name: string, options: Options) => {
      const chain = chainOf(options);
      const address = removeName(chain, name);
      output.print({
        text: `${address} has no name any more.`,
        data: { removed: name, address, chainId: chain },
      });
    },
  );
}

/** What is given in error could be a key: it is not repeated. */
function asName(value: string): string {
  if (/^@?[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/.test(value)) return value;
  throw new InvalidArgumentError(
    "A name has up to 32 small letters, digits and hyphens, such as @research-01.",
  );
}
