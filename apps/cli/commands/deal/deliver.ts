import { Command } from "commander";
import { buildDelivery, deliver, parseDelivery, type SignedDelivery, signDelivery } from "quittance/deals";
import { hashEvidence } from "quittance/evidence";
import type { Delivery } from "quittance/protocol";
import type { Hex } from "viem";
import { guided, SENDING_CODES } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { strangersLine } from "../../output/text.ts";
import { UsageRefusal } from "../../refusal.ts";
import { actorOf } from "../../session/actor.ts";
import { readBytes, readJson } from "../../session/input.ts";
import { type SenderOptions, withActor, withSender } from "../../session/options.ts";
import { perform, type SendingSender, TriedOut } from "../../session/perform.ts";
import { openSession } from "../../session/session.ts";
import { signAs, wordsOf } from "../../session/signer.ts";
import { dealOf, type KnownDeal } from "../../session/terms.ts";
import { asCount, asHash } from "../../session/values.ts";
import { withDeal } from "./milestone.ts";
import { requireParty } from "./settlements.ts";

interface Options extends SenderOptions {
  readonly milestone?: number;
  readonly terms?: string;
  readonly evidence?: string;
  readonly evidenceHash?: Hex;
  readonly uri?: string;
  readonly delivery?: string;
  readonly signOnly?: true;
}

/** Bytes of the largest file that is hashed. */
const LARGEST_EVIDENCE = 256 * 1_024 * 1_024;

const DETAILS = `Only the hash of the evidence goes on-chain. A delivery is final: sign one for each milestone. With --sign-only the
jurors get it without a transaction.`;

/** `quittance deal deliver`: the seller's claim that evidence answers a milestone. */
export function deliverCommand(output: Output): Command {
  const command = withDeal(
    new Command("deliver").description("Delivers evidence for a milestone, as its seller."),
  )
    .option("--milestone <number>", "counted from 0", asCount(0, 31))
    .option("--evidence <file>", "what is delivered; its hash is computed here")
    .option("--evidence-hash <hash>", "the hash itself, in place of the file", asHash)
    .option("--uri <uri>", "where the evidence can be fetched")
    .option("--delivery <file>", "a signed delivery to send in the seller's place, with nothing of the above")
    .option("--sign-only", "sign it and print it as JSON, for the jurors and the buyer");
  return guided(withActor(withSender(command)), {
    details: DETAILS,
    examples: [
      'quittance deal deliver "$DEAL" --milestone 0 --evidence work.txt --uri https://seller.example/work.txt --account seller --sign-only --yes > delivery.json',
      'quittance deal deliver "$DEAL" --delivery delivery.json --yes',
    ],
    codes: SENDING_CODES,
  }).action(async (given: string, options: Options) => {
    const session = openSession(options, output);
    const sender = await actorOf(session, options);
    const deal = await dealOf(session, given, options.terms);
    const delivery = await deliveryOf(deal, options);
    if (options.signOnly) return signed(sender, delivery);
    if (!("signature" in delivery)) requireParty(sender.party, deal.terms, "seller");
    return sent(sender, deal, delivery);
  });
}

async function deliveryOf({ dealId }: KnownDeal, options: Options): Promise<Delivery | SignedDelivery> {
  if (options.delivery !== undefined) {
    const delivery = parseDelivery(await readJson(options.delivery, "a signed delivery"));
    if (delivery.deal === dealId) return delivery;
    throw new UsageRefusal(`This is a delivery of deal ${delivery.deal}, not of ${dealId}.`);
  }
  const { milestone, evidence, evidenceHash, uri } = options;
  if (milestone === undefined) throw new UsageRefusal("Give --milestone <number>, counted from 0.");
  if (uri === undefined) throw new UsageRefusal("Give --uri <uri>: where the evidence can be fetched.");
  if ((evidence === undefined) === (evidenceHash === undefined)) {
    throw new UsageRefusal("Give --evidence <file> or --evidence-hash <hash>.");
  }
  const hash = evidenceHash ?? hashEvidence(await readBytes(evidence, LARGEST_EVIDENCE));
  return buildDelivery({ deal: dealId, milestone, evidence: hash, evidenceUri: uri });
}

async function signed(sender: SendingSender, delivery: Delivery): Promise<void> {
  const { output } = sender.session;
  const domain = await sender.session.domain();
  const result = await signAs(sender, { quittance: domain }, (account) =>
    signDelivery({ ...delivery, domain, account }),
  );
  const data = "signed" in result ? result.signed : { dryRun: true, wouldSign: result.explanation.lines };
  output.print({ text: "", data, isMessage: true });
}

async function sent(
  sender: SendingSender,
  { terms, dealId }: KnownDeal,
  delivery: Delivery | SignedDelivery,
): Promise<void> {
  const { session } = sender;
  const domain = await session.domain();
  const { deal, milestone, evidence, evidenceUri } = delivery;
  const claim = { deal, milestone, evidence, evidenceUri };
  const words = await wordsOf(terms.seller, (account) => signDelivery({ ...claim, domain, account }));
  const answer = await perform(sender, {
    command: "deal deliver",
    words: [words.text],
    action: deliver,
    parameters: async () => {
      if ("signature" in delivery || !sender.speaksBySignature) return { terms, delivery };
      const own = await signAs(sender, { quittance: domain }, (account) =>
        signDelivery({ ...claim, domain, account }),
      );
      return "explanation" in own ? new TriedOut(own.explanation) : { terms, delivery: own.signed };
    },
    identity: [dealId, milestone, evidence],
    address: session.address,
    report: () => [
      `Milestone ${milestone} is delivered: evidence ${evidence} at ${strangersLine(evidenceUri)}.`,
    ],
  });
  session.output.print(answer);
}
