import type { Address, Hex } from "viem";
import * as z from "zod/mini";
import { requireSelf, type Signer } from "../client/signer.ts";
import { SignatureMismatchError } from "../errors/agents.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { ProfileConflictError } from "../errors/jury.ts";
import { lazily } from "../errors/lazily.ts";
import { isLoopback } from "../identity/loopback.ts";
import { hashCanonical } from "../json/canonical.ts";
import { address, list, must, record, type Schema, signature, text, time, uint } from "../json/fields.ts";
import { requireObject, requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { isSameAddress, requireAddress } from "../protocol/address.ts";
import { type JurorPoolDomain, requireDomain } from "../protocol/domain.ts";
import { requireMoment } from "../protocol/moment.ts";
import { type DocumentType, isSignedByKey, signByKey } from "./document.ts";
import { format, type JurorModel, languages, line, measures, model } from "./fields.ts";

/** What a juror says of itself. It binds the juror by a signature, and no one has checked it. */
export interface JurorProfile {
  readonly format: "quittance/juror/1";
  /** The key that signs its ballots: that of its seats. */
  readonly juror: Address;
  /** The juror pool that it has seats in. */
  readonly pool: Address;
  /** Numbers of its seats; what counts is who holds which seat on the chain. */
  readonly seats?: readonly number[] | undefined;
  /** Clause kinds that it can check, such as `coverage`; at most 32. */
  readonly measures: readonly string[];
  /** Languages that it can judge (BCP 47); at most 64. */
  readonly languages: readonly string[];
  /** Models that it says it judges with; at most 16. They are recorded and shown, and decide nothing. */
  readonly models: readonly JurorModel[];
  /** What it asks for a milestone: USDC base units, as decimal digits. */
  readonly fee: string;
  /** X25519 public key, for which private evidence is encrypted: the `x` of a JWK. */
  readonly encryptionKey?: string | undefined;
  /** Where its ballots are served: an `https:` URL, or `http:` on a loopback address. */
  readonly endpoint: string;
  /** A profile with a higher number replaces one with a lower. */
  readonly sequence: number;
  /** Unix seconds; good while now < validUntil. */
  readonly validUntil: number;
}

/** A profile with the signature of the juror's key. */
export interface SignedJurorProfile {
  readonly profile: JurorProfile;
  readonly signature: Hex;
}

const LONGEST_URL = 500;
const MOST_SEATS = 1_000;
const MOST_MODELS = 16;

const isFee = (value: string) => /^(0|[1-9]\d{0,28})$/.test(value) && BigInt(value) < 1n << 96n;

function isEndpoint(value: string): boolean {
  if (value.length > LONGEST_URL || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password, hash } = new URL(value);
  if (username !== "" || password !== "" || hash !== "") return false;
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}

export const profileSchema = /* @__PURE__ */ lazily(
  (): Schema<JurorProfile> =>
    record({
      format: format("quittance/juror/1"),
      juror: address(),
      pool: address(),
      seats: z.optional(list(uint(48), { entries: "seat numbers", maximum: MOST_SEATS })),
      measures: measures(),
      languages: languages(),
      models: list(model(), { entries: "models", maximum: MOST_MODELS }),
      fee: text(isFee, "must be USDC base units as decimal digits, such as 250000"),
      encryptionKey: z.optional(
        text(
          (value) => /^[A-Za-z0-9_-]{43}$/.test(value),
          "must be 32 bytes in base64url: the x of an X25519 JWK",
        ),
      ),
      endpoint: line(LONGEST_URL).check(
        must(isEndpoint, "must be an https URL without a password, or http on a loopback address"),
      ),
      sequence: uint(48, { minimum: 1 }),
      validUntil: time(),
    }),
);

export const signedProfileSchema = /* @__PURE__ */ lazily(
  (): Schema<SignedJurorProfile> => record({ profile: profileSchema(), signature: signature() }),
);

/** What a wallet shows of a profile; `profile` covers the rest of it. */
const profileType: DocumentType<JurorProfile> = {
  name: "JurorProfile",
  fields: [
    { name: "juror", type: "address" },
    { name: "measures", type: "string" },
    { name: "languages", type: "string" },
    { name: "fee", type: "uint96" },
    { name: "endpoint", type: "string" },
    { name: "sequence", type: "uint64" },
    { name: "validUntil", type: "uint40" },
    { name: "profile", type: "bytes32" },
  ],
  messageOf: (profile) => ({
    juror: profile.juror,
    measures: profile.measures.join(", "),
    languages: profile.languages.join(", "),
    fee: BigInt(profile.fee),
    endpoint: profile.endpoint,
    sequence: BigInt(profile.sequence),
    validUntil: profile.validUntil,
    profile: hashJurorProfile(profile),
  }),
};

/**
 * The hash that names a profile: keccak256 of its canonical JSON.
 *
 * @throws InvalidFieldError for a malformed profile.
 * @example
 * import { hashJurorProfile } from "quittance/jury";
 *
 * const hash = hashJurorProfile({
 *   format: "quittance/juror/1",
 *   juror: "0x00000000000000000000000000000000000000b1",
 *   pool: "0x00000000000000000000000000000000000000c1",
 *   measures: ["coverage", "structure"],
 *   languages: ["en"],
 *   models: [],
 *   fee: "250000",
 *   endpoint: "https://juror.example/ballots",
 *   sequence: 1,
 *   validUntil: 1_900_000_000,
 * });
 * console.log(hash.length); // 66
 */
export function hashJurorProfile(profile: JurorProfile): Hex {
  return hashCanonical(withoutAbsent(parseWith("profile", profileSchema(), profile)));
}

/** Fields that were left out are not in the canonical text, whether absent or undefined. */
function withoutAbsent(profile: JurorProfile): object {
  return Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== undefined));
}

/**
 * Signs a profile by the juror's key.
 *
 * @param input.domain The pool's (`jurorPoolDomain`): the profile counts for this chain and pool alone.
 * @throws InvalidFieldError for a malformed profile, one of another pool, or another signer than the juror.
 * @example
 * import { signJurorProfile } from "quittance/jury";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const [account] = await stack.seatJurors(1);
 * if (account === undefined) throw new Error("one juror was seated");
 * const { profile } = await signJurorProfile({
 *   domain: stack.poolDomain,
 *   profile: {
 *     format: "quittance/juror/1",
 *     juror: account.address,
 *     pool: stack.pool,
 *     measures: ["coverage", "structure"],
 *     languages: ["en"],
 *     models: [],
 *     fee: "250000",
 *     endpoint: "https://juror.example/ballots",
 *     sequence: 1,
 *     validUntil: (await stack.now()) + 90 * 86_400,
 *   },
 *   account,
 * });
 * console.log(profile.sequence); // 1
 * await stack.stop();
 */
export async function signJurorProfile(input: {
  readonly domain: JurorPoolDomain;
  readonly profile: JurorProfile;
  readonly account: Signer;
}): Promise<SignedJurorProfile> {
  requireOptions(input, "domain profile account");
  const domain = requireDomain("domain", input.domain);
  const profile = parseWith("profile", profileSchema(), input.profile);
  requirePool(domain, profile);
  requireSelf("account", input.account, profile.juror, "the juror of the profile");
  return { profile, signature: await signByKey(profileType, domain, profile, input.account) };
}

/**
 * Makes sure that the juror's own key signed a profile, for this pool.
 *
 * @param input.now Unix seconds; with it, a profile that is not good any more is refused.
 * @throws InvalidFieldError for a malformed or expired profile, or one of another pool; SignatureMismatchError.
 * @example
 * import { signJurorProfile, verifyJurorProfile } from "quittance/jury";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { poolDomain: domain, pool, seller: account } = stack;
 * const now = await stack.now();
 * const about = { measures: ["coverage"], languages: [], models: [], fee: "0", endpoint: "https://juror.example/" };
 * const numbered = { format: "quittance/juror/1", sequence: 1, validUntil: now + 600 } as const;
 * const profile = { ...numbered, juror: account.address, pool, ...about };
 * await verifyJurorProfile({ domain, signed: await signJurorProfile({ domain, profile, account }), now });
 * await stack.stop();
 */
export async function verifyJurorProfile(input: {
  readonly domain: JurorPoolDomain;
  readonly signed: SignedJurorProfile;
  readonly now?: number;
}): Promise<void> {
  requireOptions(input, "domain signed now");
  const domain = requireDomain("domain", input.domain);
  const { profile, signature } = parseWith("signed", signedProfileSchema(), input.signed);
  requirePool(domain, profile);
  const now = input.now === undefined ? undefined : requireMoment("now", input.now);
  if (now !== undefined && now >= profile.validUntil) {
    throw new InvalidFieldError({
      field: "signed.profile.validUntil",
      value: profile.validUntil,
      problem: `must be after now, ${now}`,
      remedy: "Ask the juror for a profile that is still good.",
    });
  }
  const isGood = await isSignedByKey(profileType, domain, profile, { signer: profile.juror, signature });
  if (!isGood) throw new SignatureMismatchError("juror's profile", profile.juror);
}

/**
 * A signed profile from elsewhere: an object, or its JSON text. Whether it is good is `verifyJurorProfile`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseJurorProfile } from "quittance/jury";
 *
 * const about = `"measures":["coverage"],"languages":["en"],"models":[],"fee":"0","endpoint":"https://juror.example/"`;
 * const person = `0x${"11".repeat(20)}`;
 * const numbered = `"format":"quittance/juror/1","juror":"${person}","pool":"${person}","sequence":1,"validUntil":1900000000`;
 * console.log(parseJurorProfile(`{"profile":{${numbered},${about}},"signature":"0x11"}`).profile.sequence); // 1
 */
export function parseJurorProfile(input: unknown): SignedJurorProfile {
  return parseWith("profile", signedProfileSchema(), input);
}

/**
 * Which of two profiles of one juror counts: the one with the higher sequence number.
 *
 * @throws ProfileConflictError when they have one number and other content; InvalidFieldError when they are of two jurors.
 * @example
 * import { laterProfile, parseJurorProfile } from "quittance/jury";
 *
 * const person = `0x${"11".repeat(20)}`;
 * const about = { measures: [], languages: [], models: [], fee: "0", endpoint: "https://juror.example/" };
 * const numbered = (sequence: number) =>
 *   parseJurorProfile({
 *     profile: {
 *       ...{ format: "quittance/juror/1", juror: person, pool: person, ...about },
 *       ...{ sequence, validUntil: 1_900_000_000 },
 *     },
 *     signature: "0x11",
 *   });
 * console.log(laterProfile(numbered(2), numbered(1)).profile.sequence); // 2
 */
export function laterProfile(one: SignedJurorProfile, other: SignedJurorProfile): SignedJurorProfile {
  requireObject("one", one, "Pass a signed profile.");
  requireObject("other", other, "Pass a signed profile.");
  const [first, second] = [one.profile, other.profile];
  requireAddress("one.profile.juror", first?.juror);
  requireAddress("other.profile.juror", second?.juror);
  if (!isSameAddress(first.juror, second.juror)) {
    throw new InvalidFieldError({
      field: "other.profile.juror",
      value: second.juror,
      problem: `must be ${first.juror}`,
      remedy: "Compare profiles of one juror.",
    });
  }
  if (first.sequence !== second.sequence) return first.sequence > second.sequence ? one : other;
  if (hashJurorProfile(first) === hashJurorProfile(second)) return one;
  throw new ProfileConflictError(first.juror, first.sequence);
}

function requirePool(domain: JurorPoolDomain, { pool }: JurorProfile): void {
  if (isSameAddress(pool, domain.verifyingContract)) return;
  throw new InvalidFieldError({
    field: "profile.pool",
    value: pool,
    problem: `must be the pool of the domain, ${domain.verifyingContract}`,
    remedy: "Take the profile of a juror of this pool, or the domain of its pool.",
  });
}
