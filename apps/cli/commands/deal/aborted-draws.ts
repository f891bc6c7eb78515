import type { Command, Option } from "commander";
import { type AbortedDraws, fetchAbortedDraws, principalBehind } from "quittance/jury";
import type { SignedOffer } from "quittance/negotiation";
import { urlsOption } from "../../session/options.ts";
import type { Session } from "../../session/session.ts";

/** What boards know of the side that offers. */
export type KnownDraws = Pick<AbortedDraws, "unrefuted" | "stating"> & { readonly principal: string };

/** `--board <url>`, which may be given several times. */
export function boardOption(command: Command): Option {
  const about =
    "a board to ask how many draws the maker of the offer walked away from; give it again for others";
  return urlsOption(command, "--board <url>", about);
}

/** Asks the boards about who the maker of an offer acts for; undefined when none is named. */
export async function knownDrawsOf(
  { client, address }: Session,
  { from }: SignedOffer,
  domain: Awaited<ReturnType<Session["domain"]>>,
  urls: readonly string[],
): Promise<KnownDraws | undefined> {
  if (urls.length === 0) return undefined;
  const principal = await principalBehind(client, { address, party: from });
  const { unrefuted, stating } = await fetchAbortedDraws({ client, domain, principal, urls });
  return { principal, unrefuted, stating };
}

/** The same in words. */
export function drawsText({ principal, unrefuted, stating }: KnownDraws): string {
  if (unrefuted === 0) return `The boards know of no draw that ${principal} walked away from.`;
  return `Unwise: ${principal} walked away from ${unrefuted} ${unrefuted === 1 ? "draw" : "draws"}, as ${stating} ${stating === 1 ? "principal states" : "principals state"}. A side that sees a panel and walks away picks among panels.`;
}
