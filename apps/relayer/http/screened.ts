import { BaseError } from "quittance/errors";
import { decodeIntent, partiesOf } from "quittance/relayer";
import { addressesIn, type Screening, screeningReply } from "quittance/screening";
import type { AskedIntent } from "./body.ts";
import type { Reply } from "./front.ts";

/** Why an intent is not relayed, by the operator's screening of all whom it is about; undefined when it may be. */
export async function screened(
  screening: Screening | undefined,
  asked: AskedIntent,
): Promise<Reply | undefined> {
  if (screening === undefined) return undefined;
  const { data, payment, deployments, voucher } = asked;
  try {
    const calls = [data, ...(payment === undefined ? [] : [payment])].map(decodeIntent);
    const addresses = [...calls.flatMap(partiesOf), ...addressesIn({ deployments, voucher })];
    return screeningReply(await screening.ask("relay", addresses));
  } catch (error) {
    // Calls that cannot be read name no party to screen. The contract refuses them as well.
    if (!(error instanceof BaseError)) throw error;
    return { status: 400, body: { error: `${error.shortMessage} ${error.remedy ?? ""}`.trim() } };
  }
}
