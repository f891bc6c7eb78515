import { styleText } from "node:util";
import type { Stack } from "quittance/testing";
import type { Finding } from "../document-review/index.ts";
import { type Audit, type Check, holds } from "../milestone-deal/audit.ts";
import type { Audience, MilestoneStory, TradeRecord } from "../milestone-deal/trade.ts";
import type { Balances } from "../milestone-deal/wallets.ts";
import { gas, percent, short, usdc } from "./figures.ts";
import type { Reporter } from "./reporter.ts";

const good = (text: string) => styleText("green", text);
const bad = (text: string) => styleText("red", text);
const dim = (text: string) => styleText("dim", text);
const strong = (text: string) => styleText("bold", text);

/** How many of the faults found are shown as examples. */
const EXAMPLES = 4;

/** Tells the trade to a person while it happens. */
export function narrate(reporter: Reporter): Audience {
  return {
    introduced: async ({ pact, corpus, buyer, seller, relayer, jurors, balances }) => {
      await reporter.chapter("Five agents and a stranger who carries messages");
      await reporter.say(`buyer    ${buyer}  wants ${corpus.documents} licence texts read`);
      await reporter.say(`seller   ${seller}  extracts what they oblige a reader to`);
      for (const { name, address, method } of jurors) {
        await reporter.say(`juror    ${address}  "${name}": ${method}`);
      }
      await reporter.say(`relayer  ${relayer}  pays gas, decides nothing`);
      await reporter.say(
        dim(
          `pact ${short(pact.hash)} "${pact.title}", ${corpus.characters.toLocaleString("en-US")} characters to read`,
        ),
      );
      reportBalances(reporter, balances);
      await reporter.chapter("They negotiate");
    },
    offered: async ({ hash, by, amounts }) => {
      const total = amounts.reduce((sum, amount) => sum + amount, 0n);
      const parts = amounts.map(usdc).join(" + ");
      const action = by === "buyer" ? "offers " : "counters";
      await reporter.say(
        `${by.padEnd(6)} ${action} ${strong(usdc(total))} = ${parts}  ${dim(`offer ${short(hash)}`)}`,
      );
    },
    opened: async ({ dealId, hash, gas: used, terms, balances }) => {
      await reporter.say(
        "buyer  accepts: one EIP-3009 signature agrees to the terms and pays for exactly them",
      );
      await reporter.say("seller signs the same terms");
      await reporter.chapter("The relayer opens the deal with both signatures");
      await reporter.say(`deal ${dealId}`);
      await reporter.say(dim(`transaction ${short(hash)}, ${gas(used)}`));
      await reporter.say(
        `pays from ${percent(terms.passingScore)} on, in steps of ${percent(terms.payoutStep)}; the median juror decides`,
      );
      reportBalances(reporter, balances);
    },
    delivered: async (name, { note, bytes, documents, obligations }) => {
      await reporter.chapter(name === "draft" ? "The draft" : `The ${name} version`);
      await reporter.say(`seller ${note}`);
      const size = `${Math.round(bytes / 1_000)} kB`;
      await reporter.say(
        `delivers ${obligations} obligations from ${documents} documents, ${size}, and signs for it`,
      );
    },
    settled: (story) => reportVerdict(reporter, story),
  };
}

async function reportVerdict(reporter: Reporter, story: MilestoneStory): Promise<void> {
  reporter.table(
    ["juror", "score", "faults", "ballot"],
    story.judged.map(({ name, score, faults }) => [
      name,
      percent(score),
      String(faults),
      story.ballots.find((ballot) => ballot.name === name)?.submitted
        ? "submitted"
        : dim("signed, not needed"),
    ]),
  );
  for (const example of examplesOf(story.judged[0]?.findings ?? [])) await reporter.say(dim(`· ${example}`));
  const toSeller = (story.amount * BigInt(story.payout)) / 10_000n;
  const verdict = story.payout === 10_000 ? good(percent(story.payout)) : strong(percent(story.payout));
  await reporter.say(
    `verdict ${verdict}: ${usdc(toSeller)} to the seller, ${usdc(story.amount - toSeller)} back`,
  );
  await reporter.say(dim(`transaction ${short(story.hash)}, ${gas(story.gas)}`));
  reportBalances(reporter, story.balances);
}

/** The first finding of each kind of fault, with how many there are of the kind. */
function examplesOf(findings: readonly Finding[]): string[] {
  const kinds = [...Map.groupBy(findings, ({ fault }) => fault)].slice(0, EXAMPLES);
  return kinds.flatMap(([fault, [finding, ...others]]) => {
    if (finding === undefined) return [];
    const place = finding.obligation === null ? "" : `, obligation ${finding.obligation + 1}`;
    const where = `${finding.document ?? "the evidence"}${place}`;
    return [`${others.length + 1} × ${fault}, such as in ${where}: ${finding.detail}`];
  });
}

/** Tells what buyer, seller and contract hold. */
export function reportBalances(reporter: Reporter, { buyer, seller, contract }: Balances): void {
  reporter.table(
    ["buyer has", "seller has", "contract holds"],
    [[usdc(buyer), usdc(seller), usdc(contract)]],
  );
}

/** Tells what the indexer answered and whether it is so. */
export async function reportAudit(
  reporter: Reporter,
  { answers, checks, agreed }: Audit,
  record: TradeRecord,
): Promise<void> {
  await reporter.chapter(
    "Anyone can ask what happened: the indexer, over GraphQL, held against the contract",
  );
  const { buyer, seller } = answers;
  await reporter.say(`buyer  spent ${strong(usdc(buyer.buyerCommitted - buyer.buyerRefunded))}`);
  await reporter.say(`seller earned ${strong(usdc(seller.sellerNet))}`);
  await reporter.say("the jury voted:");
  reportVotes(reporter, answers, record);
  await reporter.say("");
  const [votes, facts] = [true, false].map((isVote) =>
    checks.filter(({ subject }) => (subject === "votes") === isVote),
  );
  reporter.table(["", "indexer", "contract", ""], (facts ?? []).map(rowOf));
  const wrongVotes = (votes ?? []).filter((check) => !holds(check));
  if (wrongVotes.length > 0) reporter.table(["", "indexer", "jurors signed", ""], wrongVotes.map(rowOf));
  else {
    const what = `${votes?.length ?? 0} more about votes, evidence, reasons and jurors: as the jurors signed`;
    await reporter.say(`${what}  ${good("✓")}`);
  }
  await reporter.say("");
  const total = record.milestones.reduce((sum, story) => sum + story.gas, record.opening.gas);
  await reporter.say(`it took ${record.milestones.length + 1} transactions and ${gas(total)}`);
  const wrong = checks.filter((check) => !holds(check));
  await reporter.say(
    agreed
      ? good(`All ${checks.length} numbers agree.`)
      : bad(
          `${wrong.length} of ${checks.length} numbers disagree: ${wrong.map(({ what }) => what).join(", ")}.`,
        ),
  );
}

/** Who gave what, milestone by milestone, as the indexer has it. */
function reportVotes(
  reporter: Reporter,
  { deal }: Audit["answers"],
  { introduction, milestones }: TradeRecord,
): void {
  const { jurors } = introduction;
  const rows = milestones.map(({ index, name }) => {
    const [verdict] = deal.milestones.items[index]?.verdicts.items ?? [];
    const scores = jurors.map(({ address }) => {
      const vote = verdict?.ballots.items.find(({ juror }) => juror === address.toLowerCase());
      return vote === undefined ? dim("not needed") : percent(vote.score);
    });
    return [name, verdict === undefined ? bad("none") : percent(verdict.payout), ...scores];
  });
  reporter.table(["", "verdict", ...jurors.map(({ name }) => name)], rows);
}

function rowOf(check: Check): string[] {
  const { what, isMoney } = check;
  return [
    what,
    ...[check.indexer, check.contract].map((value) => shown(value, isMoney)),
    holds(check) ? good("✓") : bad("✗ differs"),
  ];
}

function shown(value: Check["indexer"], isMoney: boolean): string {
  if (isMoney && typeof value === "bigint") return usdc(value);
  const text = String(value);
  return text.startsWith("0x") ? short(text) : text;
}

/** Tells where everything keeps running. */
export async function reportAddresses(reporter: Reporter, stack: Stack): Promise<void> {
  await reporter.chapter("Everything keeps running");
  await reporter.say(`chain       ${stack.rpcUrl} (id ${stack.chain.id}), ${stack.wsUrl}`);
  await reporter.say(`Quittance   ${stack.address}`);
  await reporter.say(`USDC        ${stack.token} (stand-in)`);
  if (stack.indexer !== undefined) await reporter.say(`GraphQL     ${stack.indexer.graphqlUrl}`);
  await reporter.say("Ctrl-C ends it.");
}
