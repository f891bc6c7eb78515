import { decodeEventLog, type Hex, type RpcLog, toEventSelector } from "viem";
import { dealOpenedEvent } from "../../abi/fragments/quittance.ts";
import type { Terms } from "../../protocol/terms.ts";
import { decodeTerms } from "../../protocol/terms-codec.ts";

/** The terms of a deal, as its opening's event has them, packed and read; undefined when no log is that event. */
export function openingIn(
  logs: readonly RpcLog[],
  dealId: Hex,
): { readonly log: RpcLog; readonly packed: Hex; readonly terms: Terms } | undefined {
  const topic = toEventSelector(dealOpenedEvent);
  const log = logs.find(({ topics: [name, deal] }) => name === topic && deal === dealId);
  if (log === undefined) return undefined;
  try {
    const { topics, data } = log;
    const { args } = decodeEventLog({ abi: [dealOpenedEvent], topics: topics as never, data, strict: true });
    return { log, packed: args.terms, terms: decodeTerms(args.terms) };
  } catch {
    return undefined;
  }
}
