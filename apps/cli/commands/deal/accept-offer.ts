import { Command } from "commander";
import { acceptOffer, checkOffer, parseOffer, type SignedOffer } from "quittance/negotiation";
import { dealIdOf } from "quittance/protocol";
import { isAddressEqual } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { actorOf } from "../../session/actor.ts";
import { readJson } from "../../session/input.ts";
import { type SenderOptions, withActor, withSigner } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { type Sender, type Signed, signAs } from "../../session/signer.ts";
import { termsText } from "./words.ts";

interface Options extends SenderOptions {
  readonly answered?: string;
  readonly fewSeats?: true;
}

const DETAILS = `It checks the offer, says its terms in words, and signs what opening the deal takes from your account: the seller the
terms, the buyer its payment. The acceptance is printed as JSON. Anyone who has both can open the deal.`;

/** `quittance deal accept`: one party's yes to an offer. */
export function acceptCommand(output: Output): Command {
  const command = new Command("accept")
    .description("Accepts an offer: signs what opening the deal takes from you.")
    .argument("[offer]", "a file with the offer; standard input when left out")
    .option("--answered <file>", "the offer that it should answer")
    .option("--few-seats", "take a contest window for which the pool has too few jurors");
  return guided(withActor(withSigner(command)), {
    details: DETAILS,
    examples: ["quittance deal accept offer.json --account seller --yes > acceptance.json"],
  }).action(async (file: string | undefined, options: Options) => {
    const session = openSession(options, output);
    const sender = await actorOf(session, options);
    const offer = parseOffer(await readJson(file, "an offer"));
    const answered =
      options.answered === undefined
        ? {}
        : { answered: parseOffer(await readJson(options.answered, "the offer that it answers")) };
    const { verifyingContract: token } = await session.token();
    const surroundings = {
      domain: await session.domain(),
      token,
      now: await session.now(),
      client: session.client,
      ...(options.fewSeats === true ? { fewSeats: true } : {}),
    };
    await checkOffer(offer, { ...surroundings, ...answered });
    const result = await acceptedBy(sender, offer);
    if ("explanation" in result) throw new Error("an acceptance is not tried out");
    output.print({ text: "", data: result.signed, isMessage: true });
  });
}

/** The account's acceptance of an offer that was checked: terms and what is signed are said in words first. */
export async function acceptedBy(
  sender: Sender,
  offer: SignedOffer,
): Promise<Signed<Awaited<ReturnType<typeof acceptOffer>>>> {
  const { session, party } = sender;
  const domain = await session.domain();
  const token = await session.token();
  const { terms } = offer;
  const isPayment = isAddressEqual(terms.buyer, party) && !terms.fundedFromLedger;
  // A payment names the deal by its id only: the terms are what it pays for.
  if (isPayment) session.output.note(await termsText(session, terms));
  const expected = { quittance: domain, token, paysFor: dealIdOf({ domain, terms }) };
  return signAs(sender, expected, (account) => acceptOffer({ domain, offer, account, token }));
}
