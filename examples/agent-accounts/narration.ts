import { styleText } from "node:util";
import { accountReport } from "../../apps/cli/account-report.ts";
import { gas, short, usdc } from "../output/figures.ts";
import type { Teller } from "../output/teller.ts";
import type { AccountsAudit } from "./audit.ts";
import type { AccountsAudience, Refusal } from "./story.ts";

const good = (text: string) => styleText("green", text);
const bad = (text: string) => styleText("red", text);
const dim = (text: string) => styleText("dim", text);
const strong = (text: string) => styleText("bold", text);

/** Tells what principal and agents do to a person, while it happens. */
export function narrateAccounts(teller: Teller): AccountsAudience {
  return {
    opened: async (principal, agents, { hash, gas: used }) => {
      await teller.chapter("A principal opens an account for each of three agents");
      await teller.say(`principal ${principal}`);
      for (const { name, account, duty, funded } of agents) {
        await teller.say(`${name.padEnd(10)} ${account.address}  has ${usdc(funded)}; ${duty}`);
      }
      await teller.say(dim(`one transaction ${short(hash)}, ${gas(used)}`));
    },
    researched: async ({ dealId, paid, refunded }) => {
      await teller.chapter("The researcher opens a deal from its account");
      await teller.say(`deal ${dealId}`);
      await teller.say(`accepts the first milestone: ${usdc(paid)} to the seller`);
      await teller.say(`the seller concedes the second: ${usdc(refunded)} come back, and so does the budget`);
    },
    refused: async (refusals) => {
      await teller.chapter("Somebody talks the agents into spending more");
      for (const refusal of refusals) await tellRefusal(teller, refusal);
    },
    called: async ({ calls, reserve, redeemed, tabId, gas: used }) => {
      await teller.chapter("The caller pays a service per call");
      await teller.say(`tab ${short(tabId)} reserves ${usdc(reserve)}`);
      await teller.say(`${calls} calls, ${calls} vouchers off-chain; the service redeems the latest`);
      await teller.say(`${strong(usdc(redeemed))} in one transaction, ${gas(used)}`);
    },
    paid: async ({ payees, total, gas: used }) => {
      await teller.chapter("The clerk pays wages");
      await teller.say(`${usdc(total)} to ${payees.length} people by one order, ${gas(used)}`);
      await teller.say("above 50 USDC, so the principal approved it with a signature of its own");
    },
    cutOff: async ({ callsServed, redeemed }, refusal) => {
      await teller.chapter("The principal cuts the caller off");
      await tellRefusal(teller, refusal);
      const owed = `${callsServed} calls were served before: the service still redeems ${usdc(redeemed)}`;
      await teller.say(owed);
    },
  };
}

async function tellRefusal(teller: Teller, { by, attempt, error, values }: Refusal): Promise<void> {
  const told = ["limit", "threshold", "requested", "remaining"].flatMap((name) => {
    const value = values[name];
    return typeof value === "bigint" ? [`${name} ${usdc(value)}`] : [];
  });
  await teller.say(`${by} ${attempt}: ${bad("refused")}  ${dim([error, ...told].join(" · "))}`);
}

/** Tells the statements, and whether indexer and contract agree. */
export async function tellAccountsAudit(
  teller: Teller,
  { statements, checks, agreed }: AccountsAudit,
): Promise<void> {
  for (const { agent, answer, entries } of statements) {
    await teller.chapter(`The ${agent}'s statement, as \`quittance account\` prints it`);
    for (const line of accountReport(answer, entries, { wide: false }).split("\n")) await teller.say(line);
  }
  await teller.chapter("Held against the contract");
  teller.table(
    ["account", "", "contract", "indexer", ""],
    checks.map(({ agent, what, contract, indexer }) => [
      agent,
      what,
      typeof contract === "bigint" ? usdc(contract) : String(contract),
      typeof indexer === "bigint" ? usdc(indexer) : String(indexer),
      contract === indexer ? good("✓") : bad("✗"),
    ]),
  );
  await teller.say(agreed ? good("Everything agrees.") : bad("Something does not agree."));
}
