import { type AllowList, allowCategories, allowCounterparties } from "quittance/accounts";
import { type Address, type Hex, isAddress, zeroHash } from "viem";
import { z } from "zod";
import { CommandRefusal, ExitCode } from "../refusal.ts";
import { readSettings, writeSettings } from "../settings/folder.ts";

// A policy has the root of a list only. Who signs for the account needs the list itself: it is kept here by its root, which
// proves it, so that a file that somebody changed is noticed.

const FILE = "lists.json";

const schema = z.object({
  counterparties: z.record(z.string(), z.array(z.custom<Address>(isAddressText))).default({}),
  categories: z.record(z.string(), z.array(z.number().int().nonnegative())).default({}),
});

type Lists = z.infer<typeof schema>;

function isAddressText(value: unknown): boolean {
  return typeof value === "string" && isAddress(value);
}

function readLists(): Lists {
  const content = readSettings(FILE);
  if (content === undefined) return { counterparties: {}, categories: {} };
  const read = schema.safeParse(content);
  if (read.success) return read.data;
  throw new CommandRefusal(
    `${FILE} of the settings holds no lists. Move it away, and take in the lists again: quittance account import`,
    ExitCode.failed,
  );
}

/** The list of payees with this root; undefined for none, or when it is not kept here. */
export function payeesOf(root: Hex): AllowList<Address> | undefined {
  const values = root === zeroHash ? undefined : readLists().counterparties[root];
  const list = values === undefined ? undefined : allowCounterparties(values);
  return list?.root === root ? list : undefined;
}

/** The list of categories with this root; undefined for none, or when it is not kept here. */
export function categoriesOf(root: Hex): AllowList<number> | undefined {
  const values = root === zeroHash ? undefined : readLists().categories[root];
  const list = values === undefined ? undefined : allowCategories(values);
  return list?.root === root ? list : undefined;
}

/** Keeps lists by their roots. Lists that were kept before stay. */
export function keepLists(given: {
  readonly counterparties?: AllowList<Address> | undefined;
  readonly categories?: AllowList<number> | undefined;
}): void {
  const { counterparties, categories } = given;
  if (counterparties === undefined && categories === undefined) return;
  const kept = readLists();
  writeSettings(FILE, {
    counterparties: {
      ...kept.counterparties,
      ...(counterparties === undefined ? {} : { [counterparties.root]: counterparties.values }),
    },
    categories: {
      ...kept.categories,
      ...(categories === undefined ? {} : { [categories.root]: categories.values }),
    },
  });
}
