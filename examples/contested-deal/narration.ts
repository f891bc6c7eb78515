import { styleText } from "node:util";
import { gas, percent, short, usdc } from "../output/figures.ts";
import { tellBalances } from "../output/narration.ts";
import type { Teller } from "../output/teller.ts";
import { agrees, type ContestAudit, type ContestCheck } from "./audit.ts";
import { type ContestAudience, type ContestRecord, type Judged, transactionsOf } from "./story.ts";

const good = (text: string) => styleText("green", text);
const bad = (text: string) => styleText("red", text);
const dim = (text: string) => styleText("dim", text);
const strong = (text: string) => styleText("bold", text);

/** Tells a contested deal to a person while it happens. */
export function narrateContest(teller: Teller): ContestAudience {
  return {
    introduced: async ({ buyer, seller, relayer, jurors, pool, arbiter, balances }) => {
      await teller.chapter("A deal with every instance there is");
      await teller.say(`buyer    ${buyer}  wants licence texts read`);
      await teller.say(`seller   ${seller}  extracts what they oblige a reader to`);
      for (const { name, address, method } of jurors) {
        await teller.say(`juror    ${address}  "${name}": ${method}`);
      }
      await teller.say(
        `pool     ${pool.address}  ${pool.seats} seats of ${usdc(pool.stake)}: whoever is drawn judges round 2`,
      );
      await teller.say(`arbiter  ${arbiter}  the last instance`);
      await teller.say(`relayer  ${relayer}  pays gas, decides nothing`);
      tellBalances(teller, balances);
      await teller.chapter("They negotiate");
    },
    offered: async ({ hash, by, amounts }) => {
      const total = amounts.reduce((sum, amount) => sum + amount, 0n);
      const verb = by === "buyer" ? "offers " : "counters";
      await teller.say(`${by.padEnd(6)} ${verb} ${strong(usdc(total))}  ${dim(`offer ${short(hash)}`)}`);
    },
    opened: async ({ dealId, hash, gas: used, terms, balances }) => {
      await teller.chapter("The relayer opens the deal with both signatures");
      await teller.say(`deal ${dealId}`);
      const hours = (seconds: number) => `${seconds / 3_600} h`;
      const { recourse } = terms;
      await teller.say(
        `what a panel decides stands for ${hours(terms.contestWindow)}; a contest takes a bond of ${usdc(recourse?.bond ?? 0n)}`,
      );
      await teller.say(
        `round 2 has ${hours(terms.verdictWindow)}, the arbiter ${hours(recourse?.rulingWindow ?? 0)}; silence changes nothing`,
      );
      await teller.say(dim(`transaction ${short(hash)}, ${gas(used)}`));
      tellBalances(teller, balances);
    },
    delivered: async ({ note, obligations, documents, evidence }) => {
      await teller.chapter("The draft");
      await teller.say(`seller ${note}`);
      await teller.say(`delivers ${obligations} obligations from ${documents} documents, and signs for them`);
      await teller.say(dim(`evidence ${short(evidence)}, which every instance will judge`));
    },
    judged: async (judged) => tellJudged(teller, judged),
    contested: async ({ by, round, payout, bond, opinion, hash, gas: used, balances }) => {
      await teller.chapter(
        round === 2
          ? "The buyer contests: the next instance is drawn"
          : "The seller contests: the arbiter is called",
      );
      await teller.say(
        opinion === undefined
          ? `${by} hopes for more than ${percent(payout)}`
          : `${by} has read the evidence itself ("${opinion.program}"): ${percent(opinion.score)}, not ${percent(payout)}`,
      );
      await teller.say(`signs the objection, and ${strong(usdc(bond))} out of its wallet as its bond`);
      await teller.say(dim(`transaction ${short(hash)}, ${gas(used)}`));
      tellBalances(teller, balances);
    },
    drawn: async ({ panel, seats, hash, gas: used }) => {
      await teller.say(
        `25 blocks later their hash draws ${panel.length} of ${seats} seats; nobody could choose them`,
      );
      for (const juror of panel) await teller.say(dim(`· ${juror}`));
      await teller.say(dim(`transaction ${short(hash)}, ${gas(used)}`));
      await teller.chapter("Round 2: the drawn jurors judge the same evidence");
    },
    ruled: async ({ payout, opinions, toSeller, toBuyer, reimbursed, hash, gas: used, balances }) => {
      await teller.chapter("The arbiter rules");
      for (const { program, score } of opinions)
        await teller.say(`reads it as "${program}" does: ${percent(score)}`);
      await teller.say(
        `ruling ${strong(percent(payout))}, which is final: ${usdc(toSeller)} to the seller, ${usdc(toBuyer)} back`,
      );
      for (const { account, amount } of reimbursed) {
        await teller.say(
          `whoever contested rightly gets its bond from the other side's part: ${good(usdc(amount))} to ${short(account)}`,
        );
      }
      await teller.say("the seller's own bond pays the arbiter");
      await teller.say(dim(`transaction ${short(hash)}, ${gas(used)}`));
      tellBalances(teller, balances);
    },
    released: async ({ earned, waited, hash, gas: used }) => {
      await teller.chapter("The pot");
      await teller.say(
        `${Math.round(waited / 3_600)} hours later round 2 is over, and the buyer's bond is shared`,
      );
      teller.table(
        ["juror", "earns"],
        earned.map(({ account, amount }) => [account, usdc(amount)]),
      );
      await teller.say(dim(`transaction ${short(hash)}, ${gas(used)}`));
      await teller.chapter("They rate each other");
    },
    rated: async ({ by, score, words, hash, gas: used }) => {
      await teller.say(`${by.padEnd(6)} gives ${strong(`${score} of 100`)}: "${words}"`);
      await teller.say(dim(`transaction ${short(hash)}, ${gas(used)}`));
    },
  };
}

async function tellJudged(teller: Teller, { round, votes, payout, hash, gas: used }: Judged): Promise<void> {
  teller.table(
    ["juror", "score", "faults", "ballot"],
    votes.map(({ name, score, faults, submitted }) => [
      name,
      percent(score),
      String(faults),
      submitted ? "submitted" : dim("signed, not needed"),
    ]),
  );
  const verdict = round === 1 ? bad(percent(payout)) : good(percent(payout));
  await teller.say(`verdict of round ${round}: ${verdict}, which stands unless somebody contests it`);
  await teller.say(dim(`transaction ${short(hash)}, ${gas(used)}`));
}

/** Tells whether contract, SDK and indexer agree. */
export async function tellContestAudit(
  teller: Teller,
  { checks, agreed }: ContestAudit,
  record: ContestRecord,
): Promise<void> {
  await teller.chapter("Contract, SDK and indexer, held against each other");
  const facts = checks.filter(({ subject }) => subject !== "votes");
  const votes = checks.filter(({ subject }) => subject === "votes");
  teller.table(["", "contract", "SDK", "indexer", ""], facts.map(rowOf));
  const wrongVotes = votes.filter((check) => !agrees(check));
  if (wrongVotes.length > 0) teller.table(["", "contract", "SDK", "indexer", ""], wrongVotes.map(rowOf));
  else await teller.say(`${votes.length} more about panels, payouts, scores and reasons  ${good("✓")}`);
  await teller.say("");
  const sent = transactionsOf(record);
  await teller.say(
    `it took ${sent.length} transactions and ${gas(sent.reduce((sum, { gas: used }) => sum + used, 0n))}`,
  );
  const wrong = checks.filter((check) => !agrees(check)).map(({ what }) => what);
  await teller.say(
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
