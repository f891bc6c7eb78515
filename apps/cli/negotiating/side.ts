import type { SigningAccount } from "quittance/client";
import {
  type NegotiationNews,
  type Negotiator,
  openNegotiator,
  type Review,
  type Strategy,
} from "quittance/negotiation";
import { folderNegotiations } from "quittance/node";
import type { QuittanceDomain } from "quittance/protocol";
import { UsageRefusal } from "../refusal.ts";
import { actorOf } from "../session/actor.ts";
import type { SenderOptions } from "../session/options.ts";
import type { Session } from "../session/session.ts";
import { askingByApproval, askingHere } from "./asking.ts";

/** What a side of the command is opened with. */
export interface SideOptions extends SenderOptions {
  readonly strategy: string;
  readonly folder: string;
  /** Asks by `quittance approval`, and not at the terminal. */
  readonly ask?: true;
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
  if (!options.yes && !options.ask && !process.stdin.isTTY)
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
    ...reviewOf(session, options, domain),
    store: folderNegotiations({ folder: options.folder }),
    // It keeps the distance between the chain's clock and this machine's that it found at the start.
    now: () => Math.floor(Date.now() / 1_000) + ahead,
  });
}

function reviewOf(
  session: Session,
  options: SideOptions,
  domain: QuittanceDomain,
): { readonly review?: Review } {
  if (options.ask) return { review: askingByApproval(domain) };
  return options.yes ? {} : { review: askingHere(session, options) };
}
