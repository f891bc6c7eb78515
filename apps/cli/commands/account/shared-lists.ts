import { Command } from "commander";
import { allowCategories, allowCounterparties } from "quittance/accounts";
import { type Address, isAddress, isAddressEqual, zeroHash } from "viem";
import { z } from "zod";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { CommandRefusal, ExitCode, UsageRefusal } from "../../refusal.ts";
import { readJson } from "../../session/input.ts";
import { categoriesOf, keepLists, payeesOf } from "../../session/lists.ts";
import { managedAccountOf } from "../../session/managed.ts";
import { type ConnectionOptions, withConnection } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { asParty } from "../../session/values.ts";

const address = z.custom<Address>(
  (value) => typeof value === "string" && isAddress(value, { strict: false }),
);

const schema = z.object({
  account: address,
  chainId: z.number().int().positive(),
  contract: address,
  counterparties: z.array(address).nullable(),
  categories: z.array(z.number().int().nonnegative()).nullable(),
});

/** `quittance account export`: what an agent needs of its owner, beside its key. */
export function exportCommand(output: Output): Command {
  const command = new Command("export")
    .description("Prints the lists of a managed account as JSON, for the machine of its agent.")
    .argument("<account>", "the account's address, or its @name", asParty);
  return guided(withConnection(command), {
    details:
      "The chain has the policy, and only the roots of its lists: who signs for the account needs the lists themselves.",
    examples: ['quittance account export "$MANAGED_ACCOUNT" > team.json'],
  }).action(async (given: string, options: ConnectionOptions) => {
    const session = openSession(options, output);
    const { address: account, policy } = await managedAccountOf(session, await session.party(given));
    const { chainId, verifyingContract: contract } = await session.domain();
    const counterparties = payeesOf(policy.counterparties)?.values ?? null;
    const categories = categoriesOf(policy.categories)?.values ?? null;
    requireKnown("payees", policy.counterparties, counterparties);
    requireKnown("categories", policy.categories, categories);
    output.print({
      text: "",
      data: { account, chainId, contract, counterparties, categories },
      isMessage: true,
    });
  });
}

function requireKnown(what: string, root: string, list: readonly unknown[] | null): void {
  if (root === zeroHash || list !== null) return;
  throw new CommandRefusal(
    `The policy lists ${what}, and this machine does not have the list. Export it where it was written.`,
    ExitCode.failed,
  );
}

/** `quittance account import`: takes in what the owner exported. */
export function importCommand(output: Output): Command {
  const command = new Command("import")
    .description("Takes in the lists of a managed account, and holds them against its policy on the chain.")
    .argument("[file]", "what `account export` printed; standard input when left out");
  return guided(withConnection(command), {
    examples: ["quittance account import team.json"],
  }).action(async (file: string | undefined, options: ConnectionOptions) => {
    const session = openSession(options, output);
    const read = schema.safeParse(await readJson(file, "what `quittance account export` printed"));
    if (!read.success) throw new UsageRefusal("It is nothing that `quittance account export` printed.");
    const { account, chainId, contract, ...lists } = read.data;
    const domain = await session.domain();
    if (chainId !== domain.chainId || !isAddressEqual(contract, domain.verifyingContract)) {
      throw new CommandRefusal(
        `It is for ${contract} on chain ${chainId}, which you do not use.`,
        ExitCode.failed,
      );
    }
    const { policy } = await managedAccountOf(session, account);
    const counterparties =
      lists.counterparties === null ? undefined : allowCounterparties(lists.counterparties);
    const categories = lists.categories === null ? undefined : allowCategories(lists.categories);
    const isInForce =
      (counterparties?.root ?? zeroHash) === policy.counterparties &&
      (categories?.root ?? zeroHash) === policy.categories;
    if (!isInForce) {
      throw new CommandRefusal(
        "The lists are not those of the policy in force. Ask the owner to export them again.",
        ExitCode.failed,
      );
    }
    keepLists({ counterparties, categories });
    output.print({
      text: `The lists of ${account} are kept: ${counterparties?.values.length ?? "no list of"} payees, ${categories?.values.length ?? "no list of"} categories.`,
      data: {
        account,
        counterparties: counterparties?.values ?? null,
        categories: categories?.values ?? null,
      },
    });
  });
}
