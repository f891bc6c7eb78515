import type { SigningAccount } from "quittance/client";
import {
  type NegotiationNews,
  type Negotiator,
  openNegotiator,
  type Review,
  type Strategy,
} from "quittance/negotiation";
import { folderNegotiations } from "quittance/node";
import { termsText } from "../commands/deal/words.ts";
import { CommandRefusal, UsageRefusal } from "../refusal.ts";
import { actorOf } from "../session/actor.ts";
import { askToGoOn } from "../session/ask.ts";
import type { SenderOptions } from "../session/options.ts";
import type { Session } from "../session/session.ts";

/** What a side of the command is opened with. */
export interface SideOptions extends SenderOptions {
  readonly strategy: string;
  readonly folder: string;
}

/** Opens the side of the command's account. Without `--yes`, the terminal is asked about each commitment before it is signed. */
export async function openSide(
  session: Session,
  options: SideOptions,
  {
    strategy,
    onMessages,
  }: { readonly strategy: Strategy; readonly onMessages: (news: NegotiationNews) => void },
): Promise<Negotiator> {
  if (!options.yes && !process.stdin.isTTY)
    throw new UsageRefusal(
      "There is no terminal to ask on before each signature. Give --yes to let the strategy decide.",
    );
  const sender = await actorOf(session, options);
  const [domain, token] = [await session.domain(), await session.token()];
  const ahead = (await session.now()) - Math.floor(Date.now() / 1_000);
  const key: SigningAccount = {
    address: sender.address,
    signTypedData: (definition: Parameters<typeof sender.sign>[0]) => sender.sign(definition),
  };
  return openNegotiator({
    ...{ domain, token, client: session.client, strategy, onMessages },
    account: sender.actor(key),
    ...(options.yes ? {} : { review: asking(session, options) }),
    store: folderNegotiations({ folder: options.folder }),
    // By the chain's clock, as it was at the start.
    now: () => Math.floor(Date.now() / 1_000) + ahead,
  });
}

/** Asks the person at the terminal. */
function asking(session: Session, options: SideOptions): Review {
  return async (commitment, { offers }) => {
    const terms = commitment.kind === "offer" ? commitment.terms : offers.at(-1)?.terms;
    if (terms !== undefined) session.output.note(await termsText(session, terms));
    try {
      await askToGoOn(options, commitment.kind === "offer" ? "Offer these terms?" : "Sign these terms?");
      return { kind: "allow" };
    } catch (error) {
      if (!(error instanceof CommandRefusal)) throw error;
      return { kind: "refuse", reasons: [{ rule: "terminal", text: "The person at the terminal refused." }] };
    }
  };
}
