import { Command } from "commander";
import { openDeal } from "quittance/deals";
import {
  checkOfferAcceptance,
  type OfferAcceptance,
  parseOfferAcceptance,
  type SignedOffer,
} from "quittance/negotiation";
import { dealIdOf, dueOf, formatUsdc } from "quittance/protocol";
import { type Hex, isAddressEqual } from "viem";
import { guided, SENDING_CODES } from "../../define.ts";
import { openingIn } from "../../negotiating/opening.ts";
import type { Output } from "../../output/output.ts";
import { CommandRefusal, ExitCode } from "../../refusal.ts";
import { actorOf } from "../../session/actor.ts";
import { readJson } from "../../session/input.ts";
import { type SenderOptions, withActor, withSender } from "../../session/options.ts";
import { perform, type SendingSender, TriedOut } from "../../session/perform.ts";
import { openSession } from "../../session/session.ts";
import { acceptedBy } from "./accept-offer.ts";
import { explainTerms } from "./words.ts";

type Party = OfferAcceptance["party"];

/** `quittance deal open`: opens a deal that both accepted, and takes the buyer's money. */
export function openCommand(output: Output): Command {
  const command = new Command("open")
    .description("Opens a deal that both parties accepted, and takes the buyer's money.")
    .argument("<offer>", "a file with the offer, or with the transcript of a negotiation that both agreed in")
    .argument("[acceptances...]", "files with the acceptances; your own part is signed when it is missing");
  return guided(withActor(withSender(command)), {
    details: `Anyone may open a deal with both acceptances. A transcript, as quittance negotiate offer writes it, has the offer and what was
signed of it.`,
    examples: [
      "quittance deal open offer.json acceptance.json --dry-run",
      "quittance deal open offer.json acceptance.json --yes",
      "quittance deal open transcript.json --dry-run",
    ],
    codes: SENDING_CODES,
  }).action(async (file: string, acceptances: readonly string[], options: SenderOptions) => {
    const session = openSession(options, output);
    const sender = await actorOf(session, options);
    const { offer, said } = openingIn(await readJson(file, "the offer or a transcript"));
    const read = await Promise.all(acceptances.map((name) => readJson(name, "an acceptance")));
    const parts = await partsOf(sender, offer, [...said, ...read.map((each) => parseOfferAcceptance(each))]);
    const { terms } = offer;
    const domain = await session.domain();
    const dealId = dealIdOf({ domain, terms });
    const missing = (["buyer", "seller"] as const).filter(
      (party) => !parts.has(party) && !canLeaveOut(sender, offer, party),
    );
    const other = missing.find((party) => !isAddressEqual(terms[party], sender.party));
    if (other !== undefined) {
      throw new CommandRefusal(
        `The ${other}'s acceptance is missing. Ask ${terms[other]} for it: quittance deal accept`,
        ExitCode.failed,
      );
    }
    const { lines } = await explainTerms(session, terms);
    const answer = await perform(sender, {
      command: "deal open",
      words: [
        `Open deal ${dealId}`,
        ...lines.map(({ label, value }) => `  ${label}: ${value}`),
        `It takes ${formatUsdc(dueOf(terms))} USDC from the buyer's ${terms.fundedFromLedger ? "ledger balance" : "wallet"}.`,
      ],
      action: openDeal,
      parameters: async () => {
        for (const party of missing) {
          const own = await acceptedBy(sender, offer);
          if ("explanation" in own) return new TriedOut(own.explanation);
          parts.set(party, own.signed.signature);
        }
        return {
          terms,
          ...signatureOf("buyerSignature", parts.get("buyer")),
          ...signatureOf("sellerSignature", parts.get("seller")),
        };
      },
      identity: dealId,
      address: session.address,
      report: () => [`Deal ${dealId} is open. It holds ${formatUsdc(dueOf(terms))} USDC.`],
    });
    output.print(answer);
  });
}

const signatureOf = (name: string, signature: Hex | undefined) =>
  signature === undefined ? {} : { [name]: signature };

/** A party that sends agrees by sending, but for a payment from a wallet, which takes a signature. */
function canLeaveOut(sender: SendingSender, { terms }: SignedOffer, party: Party): boolean {
  if (sender.speaksBySignature || !isAddressEqual(terms[party], sender.party)) return false;
  return party === "seller" || terms.fundedFromLedger;
}

/** The signatures of acceptances, each held against the offer. */
async function partsOf(
  { session }: SendingSender,
  offer: SignedOffer,
  acceptances: readonly OfferAcceptance[],
): Promise<Map<Party, Hex>> {
  const parts = new Map<Party, Hex>();
  const surroundings = {
    domain: await session.domain(),
    token: await session.token(),
    client: session.client,
  };
  for (const acceptance of acceptances) {
    await checkOfferAcceptance({ ...surroundings, offer, acceptance });
    parts.set(acceptance.party, acceptance.signature);
  }
  return parts;
}
