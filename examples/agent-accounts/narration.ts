import { styleText } from "node:util";
import { accountReport } from "../../apps/cli/account-report.ts";
import { gas, short, usdc } from "../output/figures.ts";
import type { Reporter } from "../output/reporter.ts";
import type { AccountsAudit } from "./audit.ts";
import type { AccountsAudience, Refusal } from "./story.ts";

const good = (text: string) => styleText("green", text);
const bad = (text: string) => styleText("red", text);
const dim = (text: string) => styleText("dim", text);
const strong = (text: string) => styleText("bold", text);

/** Tells what principal and agents do to a person, while it happens. */
export function narrateAccounts(reporter: Reporter): AccountsAudience {
  return {
    opened: async (principal, agents, { hash, gas: used }) => {
      await reporter.chapter("A principal opens an account for each of three agents");
      await reporter.say(`principal ${principal}`);
      for (const { name, account, duty, funded } of agents) {
        await reporter.say(`${name.padEnd(10)} ${account.address}  has ${usdc(funded)}; ${duty}`);
      }
      await reporter.say(dim(`one transaction ${short(hash)}, ${gas(used)}`));
    },
    researched: async ({ dealId, paid, refunded }) => {
      await reporter.chapter("The researcher opens a deal from its account");
      await reporter.say(`deal ${dealId}`);
      await reporter.say(`accepts the first milestone: ${usdc(paid)} to the seller`);
      await reporter.say(
        `the seller refunds the second: ${usdc(refunded)} come back, and so does the budget`,
      );
    },
    refused: async (refusals) => {
      await reporter.chapter("Somebody talks the agents into spending more");
      for (const refusal of refusals) await reportRefusal(reporter, refusal);
    },
    called: async ({ calls, reserve, redeemed, tabId, gas: used }) => {
      await reporter.chapter("The caller pays a service per call");
      await reporter.say(`tab ${short(tabId)} reserves ${usdc(reserve)}`);
      await reporter.say(`${calls} calls, ${calls} vouchers off-chain; the service redeems the latest`);
      await reporter.say(`${strong(usdc(redeemed))} in one transaction, ${gas(used)}`);
    },
    paid: async ({ payees, total, gas: used }) => {
      await reporter.chapter("The clerk pays wages");
      await reporter.say(`${usdc(total)} to ${payees.length} people by one order, ${gas(used)}`);
      await reporter.say("above 50 USDC, so the principal approved it with a signature of its own");
    },
    cutOff: async ({ callsServed, redeemed }, refusal) => {
      await reporter.chapter("The principal cuts the caller off");
      await reportRefusal(reporter, refusal);
      const owed = `${callsServed} calls were served before: the service still redeems ${usdc(redeemed)}`;
      await reporter.say(owed);
    },
  };
}

async function reportRefusal(reporter: Reporter, { by, attempt, error, values }: Refusal): Promise<void> {
  const told = ["limit", "threshold", "requested", "remaining"].flatMap((name) => {
    const value = values[name];
    return typeof value === "bigint" ? [`${name} ${usdc(value)}`] : [];
  });
  await reporter.say(`${by} ${attempt}: ${bad("refused")}  ${dim([error, ...told].join(" · "))}`);
}

/** Tells the statements, and whether indexer and contract agree. */
export async function reportAccountsAudit(
  reporter: Reporter,
  { statements, checks, agreed }: AccountsAudit,
): Promise<void> {
  for (const { agent, answer, entries } of statements) {
    await reporter.chapter(`The ${agent}'s statement, as \`quittance account\` prints it`);
    for (const line of accountReport(answer, entries, { wide: false }).split("\n")) await reporter.say(line);
  }
  await reporter.chapter("Held against the contract");
  reporter.table(
    ["account", "", "contract", "indexer", ""],
    checks.map(({ agent, what, contract, indexer }) => [
      agent,
      what,
      typeof contract === "bigint" ? usdc(contract) : String(contract),
      typeof indexer === "bigint" ? usdc(indexer) : String(indexer),
      contract === indexer ? good("✓") : bad("✗"),
    ]),
  );
  await reporter.say(agreed ? good("Everything agrees.") : bad("Something does not agree."));
}
