import { Command } from "commander";
import type { Actor } from "quittance/accounts";
import type { WriteAction } from "quittance/client";
import {
  type MilestoneOf,
  type MilestoneSettlement,
  reclaim,
  refund,
  release,
  settle,
  signReclaim,
  signRefund,
  signRelease,
} from "quittance/deals";
import { getPhase } from "quittance/lifecycle";
import { formatUsdc, type QuittanceDomain, type Terms } from "quittance/protocol";
import { type Address, type Hex, isAddressEqual, isHex } from "viem";
import { guided, SENDING_CODES } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { timeOf } from "../../output/text.ts";
import { CommandRefusal, ExitCode, UsageRefusal } from "../../refusal.ts";
import { actorOf } from "../../session/actor.ts";
import { readJson } from "../../session/input.ts";
import { type SenderOptions, withActor, withSender } from "../../session/options.ts";
import { perform, type SendingSender, TriedOut } from "../../session/perform.ts";
import { openSession } from "../../session/session.ts";
import { senderOf, signAs, wordsOf } from "../../session/signer.ts";
import { dealOf, type KnownDeal } from "../../session/terms.ts";
import { type MilestoneOptions, settlementReport, withMilestone } from "./milestone.ts";

interface Options extends SenderOptions, MilestoneOptions {
  readonly signature?: string;
  readonly signOnly?: true;
}

/** A way in which one party ends a milestone by its word. */
interface Settlement {
  readonly name: string;
  readonly description: string;
  readonly party: "buyer" | "seller";
  readonly action: WriteAction<MilestoneOf & { readonly signature?: Hex }, MilestoneSettlement>;
  readonly sign: (
    input: { readonly domain: QuittanceDomain; readonly account: Actor } & MilestoneOf,
  ) => Promise<Hex>;
  readonly examples: readonly string[];
}

const settlements: readonly Settlement[] = [
  {
    name: "release",
    description: "Pays a milestone in full to the seller, as its buyer.",
    party: "buyer",
    action: release,
    sign: signRelease,
    examples: [
      'quittance deal release "$DEAL" --milestone 2 --dry-run',
      'quittance deal release "$DEAL" --milestone 2 --yes',
    ],
  },
  {
    name: "refund",
    description: "Returns a milestone in full to the buyer, as its seller.",
    party: "seller",
    action: refund,
    sign: signRefund,
    examples: [
      'quittance deal refund "$DEAL" --milestone 1 --account seller --sign-only --yes > refund.json',
      'quittance deal refund "$DEAL" --milestone 1 --signature refund.json --yes',
    ],
  },
  {
    name: "reclaim",
    description: "Returns a milestone to the buyer when its deadline passed without a delivery or a verdict.",
    party: "buyer",
    action: reclaim,
    sign: signReclaim,
    examples: ['quittance deal reclaim "$LATE_DEAL" --milestone 0 --yes'],
  },
];

/** `quittance deal release`, `refund` and `reclaim`. */
export function settlementCommands(output: Output): Command[] {
  return settlements.map((settlement) => settlementCommand(output, settlement));
}

function settlementCommand(output: Output, settlement: Settlement): Command {
  const { name, description, party, examples } = settlement;
  const command = withMilestone(new Command(name).description(description))
    .option("--sign-only", "sign it and print the signature as JSON: anyone may send it")
    .option("--signature <hex|file>", `the ${party}'s, to send it in its place`);
  return guided(withActor(withSender(command)), { examples, codes: SENDING_CODES }).action(
    async (given: string, options: Options) => {
      const session = openSession(options, output);
      const sender = await actorOf(session, options);
      const deal = await dealOf(session, given, options.terms);
      await (options.signOnly
        ? signed(sender, settlement, deal, options)
        : sent(sender, settlement, deal, options));
    },
  );
}

async function signed(
  sender: SendingSender,
  { sign }: Settlement,
  { terms, dealId }: KnownDeal,
  { milestone }: Options,
): Promise<void> {
  const { session } = sender;
  const domain = await session.domain();
  const result = await signAs(sender, { quittance: domain }, (account) =>
    sign({ domain, account, terms, milestone }),
  );
  const data =
    "signed" in result
      ? { deal: dealId, milestone, signature: result.signed }
      : { dryRun: true, wouldSign: result.explanation.lines };
  session.output.print({ text: "", data, isMessage: true });
}

async function sent(
  sender: SendingSender,
  { name, party, action, sign }: Settlement,
  { terms, dealId }: KnownDeal,
  options: Options,
): Promise<void> {
  const { session } = sender;
  const { milestone } = options;
  const signature =
    options.signature === undefined ? undefined : await signatureIn(options.signature, dealId, milestone);
  if (signature === undefined) requireParty(sender.party, terms, party);
  const words = await wordsOf(terms[party], async (account) =>
    sign({ domain: await session.domain(), account, terms, milestone }),
  );
  const answer = await perform(sender, {
    command: `deal ${name}`,
    words: [words.text],
    action,
    parameters: async () => {
      if (signature !== undefined) return { terms, milestone, signature };
      if (!sender.speaksBySignature) return { terms, milestone };
      const domain = await session.domain();
      const own = await signAs(sender, { quittance: domain }, (account) =>
        sign({ domain, account, terms, milestone }),
      );
      if ("explanation" in own) return new TriedOut(own.explanation);
      return { terms, milestone, signature: own.signed };
    },
    identity: [dealId, milestone],
    address: session.address,
    report: settlementReport,
  });
  session.output.print(answer);
}

/** A signature as an option gives it: in hex, or in a file that `--sign-only` printed. */
async function signatureIn(given: string, dealId: Hex, milestone: number): Promise<Hex> {
  if (isHex(given)) return given;
  const content = Object(await readJson(given, "what --sign-only printed"));
  const [deal, index, signature] = ["deal", "milestone", "signature"].map((name): unknown =>
    Reflect.get(content, name),
  );
  if (deal !== dealId || index !== milestone) {
    throw new UsageRefusal("The file is of another deal or milestone.");
  }
  if (typeof signature === "string" && isHex(signature)) return signature;
  throw new UsageRefusal("The file holds no signature.");
}

/** Refuses an account that is not the party whose word counts. */
export function requireParty(account: Address, terms: Terms, party: "buyer" | "seller"): void {
  if (isAddressEqual(account, terms[party])) return;
  throw new CommandRefusal(
    `The ${party} is ${terms[party]}, and your account is ${account}. Give --account of the ${party}.`,
    ExitCode.failed,
  );
}

/** `quittance deal settle`: pays what is provisional and can no longer change. */
export function settleCommand(output: Output): Command {
  const command = withMilestone(
    new Command("settle").description(
      "Settles the provisional payout once it can no longer change. Anyone may.",
    ),
  );
  return guided(withSender(command), {
    examples: ['quittance deal settle "$JUDGED_DEAL" --milestone 0 --yes'],
    codes: SENDING_CODES,
  }).action(async (given: string, options: Options) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const { dealId, terms } = await dealOf(session, given, options.terms);
    const { milestone } = options;
    const { client, address } = session;
    const phase = await getPhase(client, { address, terms, milestone });
    const amount = terms.milestones[milestone]?.amount ?? 0n;
    const { payout = 0 } = phase;
    const share = (amount * BigInt(payout)) / 10_000n;
    const wait =
      phase.until === undefined
        ? ""
        : ` It can be settled from ${timeOf(phase.until)} on, if nothing happens.`;
    const answer = await perform(sender, {
      command: "deal settle",
      words: [
        `Settle milestone ${milestone} of deal ${dealId} at ${payout / 100} %`,
        `  To the seller: ${formatUsdc(share)} USDC`,
        `  To the buyer: ${formatUsdc(amount - share)} USDC`,
        `  Phase: ${phase.name}.${wait}`,
      ],
      action: settle,
      parameters: () => ({ terms, milestone }),
      identity: [dealId, milestone],
      address,
      report: settlementReport,
    });
    output.print(answer);
  });
}
