import { quittanceAbi } from "quittance/abi";
import { parseTerms } from "quittance/deals";
import { decodeError } from "quittance/errors";
import { parseOffer } from "quittance/negotiation";
import { dealIdOf, decodeTerms, type Terms } from "quittance/protocol";
import { getAbiItem, type Hex } from "viem";
import { getLogs } from "viem/actions";
import { CommandRefusal, ExitCode, UsageRefusal } from "../refusal.ts";
import { busy } from "./busy.ts";
import { readJson } from "./input.ts";
import type { Session } from "./session.ts";

/** A deal with its terms, which its id proves. */
export interface KnownDeal {
  readonly dealId: Hex;
  readonly terms: Terms;
  /** The block in which it was opened, where that is known. */
  readonly openedIn?: bigint | undefined;
}

const opened = getAbiItem({ abi: quittanceAbi, name: "DealOpened" });

/**
 * A deal from its id, or from a file with its terms or an offer. The terms of an id come from the event of the contract;
 * wherever they come from, they are held against the id.
 */
export async function dealOf(session: Session, given: string, file?: string): Promise<KnownDeal> {
  if (!/^0x[0-9a-f]{64}$/i.test(given)) {
    if (given.startsWith("0x")) throw new UsageRefusal("A deal's id is 0x and 64 hex digits.");
    return withId(session, termsIn(await readJson(given, "terms, an offer, or the id of a deal")));
  }
  const dealId = given.toLowerCase() as Hex;
  if (file === undefined) return fromChain(session, dealId);
  const known = await withId(session, termsIn(await readJson(file, "the terms of the deal, or an offer")));
  if (known.dealId === dealId) return known;
  throw new CommandRefusal(`These are the terms of deal ${known.dealId}, not of ${dealId}.`, ExitCode.failed);
}

async function withId(session: Session, terms: Terms): Promise<KnownDeal> {
  return { dealId: dealIdOf({ domain: await session.domain(), terms }), terms };
}

/** The terms in JSON of terms or of an offer. */
export function termsIn(content: unknown): Terms {
  const isOffer = typeof content === "object" && content !== null && "terms" in content;
  return isOffer ? parseOffer(content).terms : parseTerms(content);
}

async function fromChain(session: Session, dealId: Hex): Promise<KnownDeal> {
  const { client, address, profile } = session;
  const domain = await session.domain();
  const looking = getLogs(client, {
    address,
    event: opened,
    args: { dealId },
    fromBlock: BigInt(profile.fromBlock ?? 0),
    strict: true,
  }).catch((error: unknown) => {
    throw decodeError(error);
  });
  const logs = await busy(session.output, "Looking for the event of the deal", looking);
  const [log] = logs;
  if (log === undefined) {
    throw new CommandRefusal(
      `The contract opened no deal ${dealId}, as far as this node knows. Check the id and the chain, or give --terms <file>.`,
      ExitCode.failed,
    );
  }
  const terms = decodeTerms(log.args.terms);
  if (dealIdOf({ domain, terms }) === dealId) return { dealId, terms, openedIn: log.blockNumber };
  throw new CommandRefusal("The node gave terms of another deal. Do not trust it.", ExitCode.failed);
}
