import { expect } from "chai";
import { privateKeyToAccount } from "viem/accounts";
import { ProfileConflictError, SignatureMismatchError } from "../../../sdk/errors/index.ts";
import { jurorPoolDomain } from "../../../sdk/index.ts";
import {
  hashJurorProfile,
  type JurorProfile,
  laterProfile,
  parseJurorProfile,
  signJurorProfile,
  verifyJurorProfile,
} from "../../../sdk/jury/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";

const juror = privateKeyToAccount(`0x${"11".repeat(32)}`);
const stranger = privateKeyToAccount(`0x${"22".repeat(32)}`);
const pool = `0x${"33".repeat(20)}` as const;
const domain = jurorPoolDomain({ chainId: 8_453, address: pool });
const profile: JurorProfile = {
  format: "quittance/juror/1",
  juror: juror.address,
  pool,
  measures: ["coverage", "criterion"],
  languages: ["en", "pt-BR"],
  models: [{ provider: "local", family: "llama", name: "llama-3" }],
  fee: "250000",
  endpoint: "https://juror.example/ballots",
  sequence: 1,
  validUntil: 1_900_000_000,
};
const signed = (changes: Partial<JurorProfile> = {}) =>
  signJurorProfile({ domain, profile: { ...profile, ...changes }, account: juror });

describe("juror's profile", () => {
  it("is signed by the juror, travels as JSON, and is verified without a chain", async () => {
    const received = parseJurorProfile(JSON.stringify(await signed()));
    expect(received.profile).to.deep.equal(profile);
    await verifyJurorProfile({ domain, signed: received, now: profile.validUntil - 1 });
  });

  it("is refused from the second on at which it ends", async () => {
    const given = await signed();
    await expectRefusedField("signed.profile.validUntil", "1900000000", () =>
      verifyJurorProfile({ domain, signed: given, now: profile.validUntil }),
    );
  });

  it("is refused when any field is another than was signed", async () => {
    const given = await signed();
    const changes: Partial<JurorProfile>[] = [
      { measures: ["coverage"] },
      { languages: ["en"] },
      { models: [] },
      { fee: "250001" },
      { endpoint: "https://thief.example/ballots" },
      { sequence: 2 },
      { validUntil: profile.validUntil + 1 },
      { seats: [1] },
      { encryptionKey: "A".repeat(43) },
      { juror: stranger.address },
    ];
    for (const change of changes) {
      const forged = { ...given, profile: { ...profile, ...change } };
      await refusalOf(SignatureMismatchError, () => verifyJurorProfile({ domain, signed: forged }));
    }
  });

  it("counts for its own pool and chain alone", async () => {
    const given = await signed();
    const elsewhere = jurorPoolDomain({ chainId: 1, address: pool });
    await refusalOf(SignatureMismatchError, () => verifyJurorProfile({ domain: elsewhere, signed: given }));
    const other = jurorPoolDomain({ chainId: 8_453, address: stranger.address });
    await expectRefusedField("profile.pool", /0x33/, () =>
      verifyJurorProfile({ domain: other, signed: given }),
    );
  });

  it("is signed by no other than its juror", async () => {
    await expectRefusedField("account", /0x1563/, () =>
      signJurorProfile({ domain, profile, account: stranger }),
    );
  });

  it("has bounded fields, and no text that hides what it says", async () => {
    const wrong: readonly (readonly [string, object])[] = [
      ["measures[0]", { measures: ["Coverage"] }],
      ["measures", { measures: ["coverage", "coverage"] }],
      ["measures", { measures: Array.from({ length: 33 }, (_, at) => `kind-${at}`) }],
      ["languages[0]", { languages: ["english"] }],
      ["languages", { languages: ["pt-BR", "pt-br"] }],
      ["models[0].name", { models: [{ provider: "a", family: "b", name: "c\u202ed" }] }],
      ["models[0].name", { models: [{ provider: "a", family: "b", name: "c\u200bd" }] }],
      ["models", { models: Array.from({ length: 17 }, () => profile.models[0]) }],
      ["fee", { fee: "0.25" }],
      ["fee", { fee: "01" }],
      ["fee", { fee: (1n << 96n).toString() }],
      ["endpoint", { endpoint: "http://juror.example/" }],
      ["endpoint", { endpoint: "https://name:word@juror.example/" }],
      ["endpoint", { endpoint: `https://juror.example/${"a".repeat(500)}` }],
      ["encryptionKey", { encryptionKey: "short" }],
      ["sequence", { sequence: 0 }],
      ["seats", { seats: Array.from({ length: 1_001 }, (_, at) => at) }],
    ];
    for (const [field, change] of wrong) {
      await expectRefusedField(`profile.${field}`, /./, () =>
        hashJurorProfile({ ...profile, ...change } as JurorProfile),
      );
    }
    expect(hashJurorProfile({ ...profile, endpoint: "http://127.0.0.1:8080/ballots" })).to.have.length(66);
  });

  it("has one hash, whether a field that is left out is absent or undefined", () => {
    const [one, other] = [profile, { ...profile, seats: undefined, encryptionKey: undefined }];
    expect(hashJurorProfile(one)).to.equal(hashJurorProfile(other));
  });

  it("is replaced by one with a higher sequence number, in any order", async () => {
    const [first, second] = [await signed(), await signed({ sequence: 2, fee: "1" })];
    expect(laterProfile(first, second)).to.equal(second);
    expect(laterProfile(second, first)).to.equal(second);
    expect(laterProfile(first, first)).to.equal(first);
  });

  it("is refused when another one has its sequence number and other content", async () => {
    const [first, second] = [await signed(), await signed({ fee: "1" })];
    const refused = await refusalOf(ProfileConflictError, () => laterProfile(first, second));
    expect([refused.juror, refused.sequence]).to.deep.equal([juror.address, 1]);
  });

  it("is not compared with one of another juror", async () => {
    const other = await signJurorProfile({
      domain,
      profile: { ...profile, juror: stranger.address },
      account: stranger,
    });
    const own = await signed();
    await expectRefusedField("other.profile.juror", /0x1563/, () => laterProfile(own, other));
  });
});
