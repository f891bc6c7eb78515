import { generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import { type Address, hexToBytes, keccak256, stringToBytes } from "viem";
import {
  generateTrustKey,
  importTrustKey,
  issueTrustJwt,
  type TrustKey,
  verifyTrustCredential,
} from "../../../sdk/trust/credentials/index.ts";
import { signingKey } from "../../../sdk/trust/credentials/key.ts";
import { placeOf, STATUS_LISTS, STATUS_PLACES } from "../../../sdk/trust/credentials/places.ts";
import { answer, dayOf, domain, issuedAt, openIssuer } from "./support/issuer.ts";

const HONEST = 3_000;
/** Twenty times as many as it takes on average among 2^28 places. */
const MOST_TRIES = 2_000_000;
const DAY = dayOf(issuedAt);

const addressOf = (number: number): Address => `0x${number.toString(16).padStart(40, "0")}`;

/** A place among 2^28 by what everybody knows of a principal and a day. */
const publicPlaceOf = (principal: Address) => {
  const [list = 0, a = 0, b = 0, c = 0] = hexToBytes(keccak256(stringToBytes(`${principal} ${DAY}`)));
  return `${list}/${(a * 65_536 + b * 256 + c) % 1_048_576}`;
};

/** Somebody of many, and an address in its place by what is public: anyone chooses addresses until one is. */
function twins(): { readonly victim: Address; readonly chosen: Address } {
  const honest = new Map<string, Address>();
  for (let each = 1; each <= HONEST; each++) honest.set(publicPlaceOf(addressOf(each)), addressOf(each));
  for (let each = 1; each <= MOST_TRIES; each++) {
    const chosen = addressOf(HONEST + each);
    const victim = honest.get(publicPlaceOf(chosen));
    if (victim !== undefined) return { victim, chosen };
  }
  return expect.fail("no address shares a public place");
}

const placesBy = (key: TrustKey) =>
  Array.from({ length: HONEST }, (_, each) => placeOf(signingKey(key).places, addressOf(each), DAY));

describe("the place of a credential in a status list", () => {
  it("cannot be chosen by what is public: revoking the one who did leaves another's credential good", async () => {
    const { victim, chosen } = twins();
    const issuer = await openIssuer();
    const about = { ...answer, subject: victim, principal: victim };
    const credential = await issueTrustJwt({ ...issuer.input, answer: about });
    const verifyWith = (revoked: Address) =>
      verifyTrustCredential({
        ...{ credential, subject: victim, issuer: issuer.did, domain, now: issuedAt },
        loadStatus: (url) => issuer.listOf(url, [{ principal: revoked }]),
      });
    expect((await verifyWith(chosen)).principal).to.equal(victim);
    const revoked = await verifyWith(victim).catch((error: unknown) => Reflect.get(Object(error), "reason"));
    expect(revoked).to.equal("revoked");
  });

  it("is the same wherever the issuer's key is read, and another with another key", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    const pem = await importTrustKey({ pkcs8: String(privateKey.export({ format: "pem", type: "pkcs8" })) });
    const jwk = await importTrustKey({ jwk: privateKey.export({ format: "jwk" }) });
    expect(placesBy(jwk)).to.deep.equal(placesBy(pem));
    const own = new Set(placesBy(pem).map(({ list, index }) => `${list}/${index}`));
    const shared = placesBy(await generateTrustKey()).filter(({ list, index }) =>
      own.has(`${list}/${index}`),
    );
    // Each of them is shared by one chance in 1,400,000.
    expect(shared.length).to.be.below(3);
  });

  it("is any of all lists and of all their places, for each day another", async () => {
    const key = await generateTrustKey();
    const places = placesBy(key);
    // Fewer than one list in 100,000 is left out, on average.
    expect(new Set(places.map(({ list }) => list)).size).to.be.at.least(STATUS_LISTS - 3);
    for (const half of [0, 1]) {
      const found = places.filter(({ index }) => Math.floor((2 * index) / STATUS_PLACES) === half);
      expect(found.length).to.be.within(0.4 * HONEST, 0.6 * HONEST);
    }
    const { places: secret } = signingKey(key);
    expect(placeOf(secret, addressOf(1), "2026-11-21")).to.not.deep.equal(
      placeOf(secret, addressOf(1), "2026-11-22"),
    );
  });

  it("is derived from a secret that no property of a key leads to", async () => {
    const key = await generateTrustKey();
    const secret = Buffer.from(signingKey(key).places);
    expect(secret).to.have.length(32);
    const shown = JSON.stringify([key, Object.entries(key), Reflect.ownKeys(key).map(String)]);
    for (const text of [secret.toString("hex"), secret.toString("base64url")])
      expect(shown).to.not.include(text);
  });
});
