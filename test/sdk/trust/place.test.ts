import { expect } from "chai";
import type { Address } from "viem";
import { issueTrustJwt, verifyTrustCredential } from "../../../sdk/trust/credentials/index.ts";
import { placeOf } from "../../../sdk/trust/credentials/revocations.ts";
import { answer, dayOf, domain, issuedAt, openIssuer } from "./support/issuer.ts";

const HONEST = 3_000;
/** Twenty times as many as it takes on average. */
const MOST_TRIES = 2_000_000;

const addressOf = (number: number): Address => `0x${number.toString(16).padStart(40, "0")}`;

/** Somebody of many, and an address that stands in its place that day: anyone chooses addresses until one does. */
function twins(day: string): { readonly victim: Address; readonly chosen: Address } | undefined {
  const keyOf = (principal: Address) => {
    const { list, index } = placeOf(principal, day);
    return `${list}/${index}`;
  };
  const honest = new Map<string, Address>();
  for (let each = 1; each <= HONEST; each++) honest.set(keyOf(addressOf(each)), addressOf(each));
  for (let each = 1; each <= MOST_TRIES; each++) {
    const chosen = addressOf(HONEST + each);
    const victim = honest.get(keyOf(chosen));
    if (victim !== undefined) return { victim, chosen };
  }
  return undefined;
}

describe("revoking what was said of somebody who chose its address for it", () => {
  it("leaves the credential of another principal good", async () => {
    const found = twins(dayOf(issuedAt));
    // Where none is found among so many, there is nothing to gain by choosing.
    if (found === undefined) return;
    const { victim, chosen } = found;
    const issuer = await openIssuer();
    const about = { ...answer, subject: victim, principal: victim };
    const credential = await issueTrustJwt({ ...issuer.input, answer: about });
    const { principal } = await verifyTrustCredential({
      ...{ credential, subject: victim, issuer: issuer.did, domain, now: issuedAt },
      loadStatus: (url) => issuer.listOf(url, [{ principal: chosen }]),
    });
    expect(principal).to.equal(victim);
  });
});
