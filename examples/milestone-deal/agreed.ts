import { parseOffer, type SignedOffer, type Terms, toJson } from "quittance";
import type { DrawFindings } from "quittance/jury";
import {
  type AgreedDeal,
  approvalText,
  compareTranscripts,
  type NegotiationTranscript,
} from "quittance/negotiation";
import { dim, strong } from "../output/colours.ts";
import { short, usdc } from "../output/figures.ts";
import type { Setup } from "../runner/run.ts";
import type { startBuyer } from "./buyer.ts";
import type { Found } from "./found.ts";
import type { Principal } from "./principal.ts";
import type { startSeller } from "./seller.ts";

/** What both sides agreed on, and how they came to it. */
export interface Agreed {
  readonly deal: AgreedDeal;
  readonly offers: readonly SignedOffer[];
  /** What the seller found when it computed the draw again. */
  readonly draw: DrawFindings;
  /** How the panel was drawn: JSON text that the terms refer to. */
  readonly drawTranscript: string;
  /** All messages, as the buyer kept them. The seller kept the same. */
  readonly talk: NegotiationTranscript;
}

/** Buyer and seller haggle over HTTP, and draw their panel together on the way. */
export async function negotiate(
  { stack, out }: Setup,
  given: {
    readonly found: Found;
    readonly buyer: Awaited<ReturnType<typeof startBuyer>>;
    readonly seller: Awaited<ReturnType<typeof startSeller>>;
    readonly principal: Principal;
  },
): Promise<Agreed> {
  const { found, buyer, seller, principal } = given;
  const offers: SignedOffer[] = [];
  const told = async (side: string, offer: SignedOffer, what: string) => {
    offers.push(offer);
    const amounts = amountsOf(offer.terms);
    await out.say(`${side} ${what} ${strong(usdc(sum(amounts)))} = ${amounts.map(usdc).join(" + ")}`);
  };
  const listening = await seller.listen();
  try {
    const { offer, brief } = await out.busy(
      "The buyer reads the seats",
      buyer.invite(found.seller, listening.url),
    );
    seller.read(brief);
    await told("buyer ", offer, "offers  ");
    await out.say(
      dim("       and commits to a random number, the seats of a past block, and a block to come"),
    );
    await out.busy("The seller reads the seats", buyer.talk());
    await told("seller", await buyer.consider(), "counters");
    await out.say(dim("       and commits to a number of its own, for the same draw"));

    const { draw: commitment } = offer;
    if (commitment === undefined) throw new Error("the offer carries no commitment to a draw");
    await stack.mine(commitment.seedBlock - Number(await stack.publicClient.getBlockNumber()));
    const reveals = [await buyer.reveal(), await seller.reveal()] as const;
    await out.say("When the block is there, both show their numbers. The three together order all jurors.");
    const concluded = await out.busy("The buyer draws", buyer.conclude(...reveals));
    await out.say("The buyer's agent may spend 25 USDC by itself. It asks its principal:");
    await answerFor(principal, { stack, out });
    await buyer.goOn();
    seller.readTranscript(concluded.transcript);
    await out.busy("The seller draws again", buyer.talk());
    await out.say("seller accepts: it drew again by itself, and found the same panel");
    await answerFor(principal, { stack, out });
    await buyer.goOn();
    const { status } = await buyer.talk();
    if (status !== "agreed") throw new Error(`the negotiation is ${status}`);
    await out.say(
      "buyer  signs last: one signature (ERC-3009) agrees to the terms and pays for exactly them",
    );

    const { negotiator } = buyer;
    const [negotiation] = negotiator.list();
    if (negotiation === undefined) throw new Error("the buyer keeps its negotiation");
    const [talk, same] = await Promise.all(
      [negotiator, seller.negotiator].map((one) => one.transcript(negotiation)),
    );
    if (talk === undefined || same === undefined) throw new Error("both keep a transcript");
    const { isSame } = compareTranscripts({ one: talk, other: same });
    if (!isSame) throw new Error("the two sides kept other messages");
    await out.say(`Both kept the same ${talk.messages.length} signed messages, for an auditor to see.`);
    const deal = await negotiator.agreed(negotiation);
    const final = talk.messages
      .flatMap((message) => (message.kind === "offer" ? [message.offer] : []))
      .at(-1);
    if (final !== undefined) offers.push(parseOffer(toJson(final)));
    const draw = seller.draw();
    for (const { juror, seats } of draw.jurors) await out.say(`drawn    ${juror}  seat ${seats.join(", ")}`);
    await out.say(
      dim(
        `${draw.outlook.able} of ${draw.outlook.owners} owners could be drawn; the terms refer to the transcript ${short(deal.terms.reference ?? "0x")}`,
      ),
    );
    return { deal, offers, draw, drawTranscript: concluded.transcript, talk };
  } finally {
    await listening.stop();
  }
}

/** The principal reads what its agent asks, and says yes. */
async function answerFor(principal: Principal, { stack, out }: Pick<Setup, "stack" | "out">): Promise<void> {
  for (const question of await principal.asked()) {
    for (const line of approvalText(question).split("\n").slice(0, 9)) await out.say(dim(`  ${line}`));
    await principal.approve(question, await stack.now());
    await out.say("principal says yes, to exactly this and once");
  }
}

const amountsOf = ({ milestones }: Terms) => milestones.map(({ amount }) => amount);
const sum = (amounts: readonly bigint[]) => amounts.reduce((all, amount) => all + amount, 0n);
