import { Command } from "commander";
import { hashReasons, parseDelivery, signBallot, verifyDelivery } from "quittance/deals";
import type { Hex } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { CommandRefusal, ExitCode, UsageRefusal } from "../../refusal.ts";
import { readJson } from "../../session/input.ts";
import { type SenderOptions, withSigner } from "../../session/options.ts";
import { openSession, type Session } from "../../session/session.ts";
import { senderOf, signWith } from "../../session/signer.ts";
import { dealOf } from "../../session/terms.ts";
import { asCount, asHash, asShare } from "../../session/values.ts";
import { withDeal } from "./milestone.ts";

interface Options extends SenderOptions {
  readonly terms?: string;
  readonly delivery?: string;
  readonly milestone?: number;
  readonly evidenceHash?: Hex;
  readonly round: number;
  readonly score: number;
  readonly reasons: string;
}

/** `quittance deal ballot`: a juror's score of one delivery. */
export function ballotCommand(output: Output): Command {
  const command = withDeal(
    new Command("ballot").description("Signs a juror's ballot on a delivery, and prints it as JSON."),
  )
    .option("--delivery <file>", "the signed delivery that is judged")
    .option("--milestone <number>", "the milestone, in place of a delivery", asCount(0, 31))
    .option("--evidence-hash <hash>", "the evidence, in place of a delivery", asHash)
    .option("--round <round>", "1 the named panel, 2 the drawn one", asCount(1, 2), 1)
    .requiredOption("--score <share>", "your score of the evidence, such as 74%", asShare)
    .requiredOption("--reasons <file>", "your reasons, as JSON; only their hash is signed");
  return guided(withSigner(command), {
    details: "Never sign two ballots with different scores for one question: that is an equivocation.",
    examples: [
      'quittance deal ballot "$DEAL" --delivery delivery.json --score 74% --reasons reasons.json --account juror-1 --yes > ballot.json',
    ],
  }).action(async (given: string, options: Options) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const domain = await session.domain();
    const { dealId, terms } = await dealOf(session, given, options.terms);
    const judged = await judgedIn(session, options, { dealId, seller: terms.seller });
    const { round, score } = options;
    const reasons = hashReasons(await readJson(options.reasons, "your reasons as JSON"));
    const ballot = { deal: dealId, ...judged, round, score, reasons };
    const result = await signWith(sender, { quittance: domain }, (account) =>
      signBallot({ ...ballot, domain, account }),
    );
    if ("explanation" in result) throw new Error("a ballot is not tried out");
    output.print({ text: "", data: result.signed, isMessage: true });
  });
}

/** Milestone and evidence: of a delivery, which the seller must have signed, or of the options. */
async function judgedIn(
  session: Session,
  { delivery: file, milestone, evidenceHash }: Options,
  { dealId, seller }: { readonly dealId: Hex; readonly seller: Hex },
): Promise<{ readonly milestone: number; readonly evidence: Hex }> {
  if (file === undefined) {
    if (milestone !== undefined && evidenceHash !== undefined) return { milestone, evidence: evidenceHash };
    throw new UsageRefusal("Give --delivery <file>, or --milestone and --evidence-hash.");
  }
  const delivery = parseDelivery(await readJson(file, "a signed delivery"));
  const domain = await session.domain();
  const isGood = await verifyDelivery({ domain, delivery, seller, client: session.client });
  if (!isGood || delivery.deal !== dealId) {
    throw new CommandRefusal(
      "The seller of this deal did not sign the delivery. Do not judge it.",
      ExitCode.failed,
    );
  }
  return { milestone: delivery.milestone, evidence: delivery.evidence };
}
