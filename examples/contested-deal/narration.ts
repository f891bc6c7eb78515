import { styleText } from "node:util";
import { gas, percent, short, usdc } from "../output/figures.ts";
import { reportBalances } from "../output/narration.ts";
import type { Reporter } from "../output/reporter.ts";
import { agrees, type ContestAudit, type ContestCheck } from "./audit.ts";
import { type ContestAudience, type ContestRecord, type Judged, transactionsOf } from "./story.ts";

const good = (text: string) => styleText("green", text);
const bad = (text: string) => styleText("red", text);
const dim = (text: string) => styleText("dim", text);
const strong = (text: string) => styleText("bold", text);

/** Tells a contested deal to a person while it happens. */
export function narrateContest(reporter: Reporter): ContestAudience {
  return {
    introduced: async ({ buyer, seller, relayer, jurors, pool, arbiter, balances }) => {
      await reporter.chapter("A deal with every round there is");
      await reporter.say(`buyer    ${buyer}  wants licence texts read`);
      await reporter.say(`seller   ${seller}  extracts what they oblige a reader to`);
      for (const { name, address, method } of jurors) {
        await reporter.say(`juror    ${address}  "${name}": ${method}`);
      }
      await reporter.say(
        `pool     ${pool.address}  ${pool.seats} seats of ${usdc(pool.stake)}: whoever is drawn judges round 2`,
      );
      await reporter.say(`arbiter  ${arbiter}  the last round`);
      await reporter.say(`relayer  ${relayer}  pays gas, decides nothing`);
      reportBalances(reporter, balances);
      await reporter.chapter("They negotiate");
    },
    offered: async ({ hash, by, amounts }) => {
      const total = amounts.reduce((sum, amount) => sum + amount, 0n);
      const action = by === "buyer" ? "offers " : "counters";
      await reporter.say(`${by.padEnd(6)} ${action} ${strong(usdc(total))}  ${dim(`offer ${short(hash)}`)}`);
    },
    opened: async ({ dealId, hash, gas: used, terms, balances }) => {
      await reporter.chapter("The relayer opens the deal with both signatures");
      await reporter.say(`deal ${dealId}`);
      const hours = (seconds: number) => `${seconds / 3_600} h`;
      const { disputes } = terms;
      await reporter.say(
        `what a panel decides stands for ${hours(terms.contestWindow)}; a contest takes a bond of ${usdc(disputes?.bond ?? 0n)}`,
      );
      await reporter.say(
        `round 2 has ${hours(terms.verdictWindow)}, the arbiter ${hours(disputes?.rulingWindow ?? 0)}; silence changes nothing`,
      );
      await reporter.say(dim(`transaction ${short(hash)}, ${gas(used)}`));
      reportBalances(reporter, balances);
    },
    delivered: async ({ note, obligations, documents, evidence }) => {
      await reporter.chapter("The draft");
      await reporter.say(`seller ${note}`);
      await reporter.say(
        `delivers ${obligations} obligations from ${documents} documents, and signs for them`,
      );
      await reporter.say(dim(`evidence ${short(evidence)}, which every round will judge`));
    },
    judged: async (judged) => reportJudged(reporter, judged),
    contested: async ({ by, round, payout, bond, opinion, hash, gas: used, balances }) => {
      await reporter.chapter(
        round === 2
          ? "The buyer contests: the next instance is drawn"
          : "The seller contests: the arbiter is called",
      );
      await reporter.say(
        opinion === undefined
          ? `${by} hopes for more than ${percent(payout)}`
          : `${by} has read the evidence itself ("${opinion.program}"): ${percent(opinion.score)}, not ${percent(payout)}`,
      );
      await reporter.say(`signs the objection, and ${strong(usdc(bond))} out of its wallet as its bond`);
      await reporter.say(dim(`transaction ${short(hash)}, ${gas(used)}`));
      reportBalances(reporter, balances);
    },
    drawn: async ({ panel, seats, hash, gas: used }) => {
      await reporter.say(
        `25 blocks later their hash draws ${panel.length} of ${seats} seats; nobody could choose them`,
      );
      for (const juror of panel) await reporter.say(dim(`· ${juror}`));
      await reporter.say(dim(`transaction ${short(hash)}, ${gas(used)}`));
      await reporter.chapter("Round 2: the drawn jurors judge the same evidence");
    },
    ruled: async ({ payout, opinions, toSeller, toBuyer, reimbursed, hash, gas: used, balances }) => {
      await reporter.chapter("The arbiter rules");
      for (const { program, score } of opinions)
        await reporter.say(`reads it as "${program}" does: ${percent(score)}`);
      await reporter.say(
        `ruling ${strong(percent(payout))}, which is final: ${usdc(toSeller)} to the seller, ${usdc(toBuyer)} back`,
      );
      for (const { account, amount } of reimbursed) {
        await reporter.say(
          `whoever contested rightly gets its bond from the other side's part: ${good(usdc(amount))} to ${short(account)}`,
        );
      }
      await reporter.say("the seller's own bond pays the arbiter");
      await reporter.say(dim(`transaction ${short(hash)}, ${gas(used)}`));
      reportBalances(reporter, balances);
    },
    released: async ({ earned, waited, hash, gas: used }) => {
      await reporter.chapter("The pot");
      await reporter.say(
        `${Math.round(waited / 3_600)} hours later round 2 is over, and the buyer's bond is shared`,
      );
      reporter.table(
        ["juror", "earns"],
        earned.map(({ account, amount }) => [account, usdc(amount)]),
      );
      await reporter.say(dim(`transaction ${short(hash)}, ${gas(used)}`));
      await reporter.chapter("They rate each other");
    },
    rated: async ({ by, score, words, hash, gas: used }) => {
      await reporter.say(`${by.padEnd(6)} gives ${strong(`${score} of 100`)}: "${words}"`);
      await reporter.say(dim(`transaction ${short(hash)}, ${gas(used)}`));
    },
  };
}

async function reportJudged(
  reporter: Reporter,
  { round, votes, payout, hash, gas: used }: Judged,
): Promise<void> {
  reporter.table(
    ["juror", "score", "faults", "ballot"],
    votes.map(({ name, score, faults, submitted }) => [
      name,
      percent(score),
      String(faults),
      submitted ? "submitted" : dim("signed, not needed"),
    ]),
  );
  const verdict = round === 1 ? bad(percent(payout)) : good(percent(payout));
  await reporter.say(`verdict of round ${round}: ${verdict}, which stands unless somebody contests it`);
  await reporter.say(dim(`transaction ${short(hash)}, ${gas(used)}`));
}

/** Tells whether contract, SDK and indexer agree. */
export async function reportContestAudit(
  reporter: Reporter,
  { checks, agreed }: ContestAudit,
  record: ContestRecord,
): Promise<void> {
  await reporter.chapter("Contract, SDK and indexer, held against each other");
  const facts = checks.filter(({ subject }) => subject !== "votes");
  const votes = checks.filter(({ subject }) => subject === "votes");
  reporter.table(["", "contract", "SDK", "indexer", ""], facts.map(rowOf));
  const wrongVotes = votes.filter((check) => !agrees(check));
  if (wrongVotes.length > 0) reporter.table(["", "contract", "SDK", "indexer", ""], wrongVotes.map(rowOf));
  else await reporter.say(`${votes.length} more about panels, payouts, scores and reasons  ${good("✓")}`);
  await reporter.say("");
  const sent = transactionsOf(record);
  await reporter.say(
    `it took ${sent.length} transactions and ${gas(sent.reduce((sum, { gas: used }) => sum + used, 0n))}`,
  );
  const wrong = checks.filter((check) => !agrees(check)).map(({ what }) => what);
  await reporter.say(
    agreed
      ? good(`All ${checks.length} numbers agree.`)
      : bad(`${wrong.length} of ${checks.length} numbers disagree: ${wrong.join(", ")}.`),
  );
}

function rowOf(check: ContestCheck): string[] {
  const { what, contract, sdk, indexer } = check;
  const values = [contract, sdk, indexer].map((value) =>
    typeof value === "bigint" ? usdc(value) : String(value),
  );
  return [what, ...values, agrees(check) ? good("✓") : bad("✗ differs")];
}
