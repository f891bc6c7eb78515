import { Command } from "commander";
import { buildTerms, parseTerms, type TermsDraft } from "quittance/deals";
import { checkSeats } from "quittance/lifecycle";
import { counterOffer, parseOffer, type SignedOffer, signOffer } from "quittance/negotiation";
import type { Terms } from "quittance/protocol";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { UsageRefusal } from "../../refusal.ts";
import { actorOf } from "../../session/actor.ts";
import { readJson } from "../../session/input.ts";
import { type SenderOptions, withActor, withSigner } from "../../session/options.ts";
import { openSession, type Session } from "../../session/session.ts";
import { type Sender, type Signed, signAs } from "../../session/signer.ts";
import { resolveTime, type Time, timeOption } from "../../session/values.ts";
import { type DraftOptions, draftOf, withDraft } from "./draft.ts";
import { termsText } from "./words.ts";

interface Options extends DraftOptions, SenderOptions {
  readonly terms?: string;
  readonly answers?: string;
  readonly valid: Time;
  readonly fewSeats?: true;
}

const DETAILS = `It signs an offer and prints it as JSON for the other side. An offer has no effect on-chain. The party that is left
out, --buyer or --seller, is your account.`;

/** `quittance deal offer`: proposes terms, or answers an offer with other ones. */
export function offerCommand(output: Output): Command {
  const command = new Command("offer").description(
    "Proposes terms to the other side, or answers an offer with other terms.",
  );
  withDraft(command)
    .option("--terms <file>", "a file with the whole terms, in place of the options above")
    .option("--few-seats", "offer a contest window for which the pool has too few jurors")
    .option("--answers <file>", "an offer of the other side: its terms, with the changes that options give")
    .addOption(
      timeOption("--valid <time>", "until when the offer is good", { after: 3_600 }, "an hour from now"),
    );
  return guided(withActor(withSigner(command)), {
    details: DETAILS,
    examples: [
      "quittance deal offer --seller @research-01 --milestone 25@+7d --milestone 30.50@+14d --milestone 5@+21d --juror @juror-1 --pact pact.json --yes > offer.json",
      "quittance deal offer --answers offer.json --milestone 28@+7d --milestone 30.50@+14d --account seller --yes > counter.json",
    ],
  }).action(async (options: Options) => {
    const session = openSession(options, output);
    const sender = await actorOf(session, options);
    const now = await session.now();
    const result = await proposed(session, sender, options, now);
    if ("explanation" in result) throw new Error("an offer is not tried out");
    output.print({ text: "", data: result.signed, isMessage: true });
  });
}

async function proposed(
  session: Session,
  sender: Sender,
  options: Options,
  now: number,
): Promise<Signed<SignedOffer>> {
  const domain = await session.domain();
  const validUntil = resolveTime(options.valid, now);
  const draft = await draftOf(session, options, now);
  if (options.answers !== undefined) {
    const offer = parseOffer(await readJson(options.answers, "the offer to answer"));
    if (draft.buyer !== undefined || draft.seller !== undefined) {
      throw new UsageRefusal("Who buys and who sells stays: leave out --buyer and --seller with --answers.");
    }
    return signAs(sender, { quittance: domain }, (account) =>
      counterOffer({ domain, offer, changes: draft, validUntil, account, now }),
    );
  }
  const terms =
    options.terms === undefined
      ? buildTerms(whole(draft, sender), {
          contract: session.address,
          token: (await session.token()).verifyingContract,
          now,
        })
      : parseTerms(await readJson(options.terms, "the terms"), { contract: session.address, now });
  await sayTerms(session, terms);
  await checkSeats(session.client, { terms, fewSeats: options.fewSeats });
  return signAs(sender, { quittance: domain }, (account) =>
    signOffer({ domain, terms, validUntil, account }),
  );
}

async function sayTerms(session: Session, terms: Terms): Promise<void> {
  session.output.note(await termsText(session, terms));
}

/** A draft with all that has no default. */
function whole(draft: Partial<TermsDraft>, { party }: Sender): TermsDraft {
  const { milestones, panel, pact } = draft;
  const other = draft.buyer ?? draft.seller;
  if (other === undefined)
    throw new UsageRefusal("Give --seller <party>, or --buyer <party>, or --terms <file>.");
  if (milestones === undefined) throw new UsageRefusal("Give --milestone <usdc@deadline>, once for each.");
  if (panel === undefined)
    throw new UsageRefusal("Give --juror <party>, once for each juror: an odd number.");
  if (pact === undefined) throw new UsageRefusal("Give --pact <file>: what is agreed, as JSON.");
  return { buyer: party, seller: party, ...draft, milestones, panel, pact };
}
