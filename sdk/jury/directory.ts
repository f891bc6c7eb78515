import type { Address, Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { hashCanonical } from "../json/canonical.ts";
import { requireList, requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { compareTexts } from "../pact/semver.ts";
import { isSameAddress } from "../protocol/address.ts";
import { jurorPoolDomain } from "../protocol/domain.ts";
import { keyOf } from "./fields.ts";
import {
  hashJurorProfile,
  type SignedJurorProfile,
  signedProfileSchema,
  verifyJurorProfile,
} from "./profile.ts";
import { hashSeatSnapshot, parseSeatSnapshot, type SeatSnapshot, SNAPSHOT_MOST_AGE } from "./snapshot.ts";

/** The jurors of a snapshot with their profiles. All who have the same profiles and the same snapshot have the same one. */
export interface Directory {
  /** Names it: of the snapshot's hash and the profiles' hashes. */
  readonly hash: Hex;
  readonly snapshot: Hex;
  /** One a juror, ascending by its address. */
  readonly profiles: readonly SignedJurorProfile[];
  /** Two profiles of one juror with one sequence number and other content: proof against it. Ascending, as the profiles. */
  readonly conflicts: readonly ProfileConflict[];
  /** What was left out, and why: for people, and no part of the hash. */
  readonly left: readonly { readonly juror: Address; readonly problem: string }[];
}

/** Proof that a juror signed two profiles with one sequence number. */
export type ProfileConflict = readonly [SignedJurorProfile, SignedJurorProfile];

/** Profiles of a directory. */
export const MOST_PROFILES = 50_000;

/**
 * Makes the directory of a snapshot from signed profiles, in any order, with repetitions, of any origin. Each signature is checked.
 * A juror is in it when it has a key of a seat of the snapshot, and its latest profile is good for as long as draws are made from the
 * snapshot. Two profiles with the same, highest sequence number and other content leave a juror out.
 *
 * @throws InvalidFieldError for a malformed snapshot or profile.
 * @example
 * import { directoryOf, signJurorProfile, takeSeatSnapshot } from "quittance/jury";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { pool, poolDomain: domain, publicClient } = stack;
 * const jurors = await stack.seatJurors(3);
 * await stack.increaseTime(60); // until the seats are mature
 * await stack.increaseTime(86_400);
 * const now = await stack.now();
 * const snapshot = await takeSeatSnapshot(publicClient, { pool, firstOffer: now });
 * const about = { measures: ["coverage"], languages: ["en"], models: [], fee: "0", endpoint: "https://juror.example/" };
 * const numbered = { format: "quittance/juror/1", pool, sequence: 1, validUntil: now + 90 * 86_400 } as const;
 * const profiles = await Promise.all(
 *   jurors.map((account) =>
 *     signJurorProfile({ domain, profile: { ...numbered, juror: account.address, ...about }, account }),
 *   ),
 * );
 * const directory = await directoryOf({ profiles, snapshot });
 * const other = await directoryOf({ profiles: profiles.toReversed(), snapshot });
 * console.log(directory.profiles.length, directory.hash === other.hash); // 3 true
 * await stack.stop();
 */
export async function directoryOf(input: {
  readonly profiles: readonly SignedJurorProfile[];
  readonly snapshot: SeatSnapshot;
}): Promise<Directory> {
  requireOptions(input, "profiles snapshot");
  requireList("profiles", input.profiles);
  requireCount(input.profiles.length);
  const snapshot = parseSeatSnapshot(input.snapshot);
  const keys = new Set(snapshot.seats.map(({ key }) => keyOf(key)));
  const left: { juror: Address; problem: string }[] = [];
  const good: SignedJurorProfile[] = [];
  const seen = new Set<string>();
  for (const [at, given] of input.profiles.entries()) {
    const signed = parseWith(`profiles[${at}]`, signedProfileSchema(), given);
    const name = `${hashJurorProfile(signed.profile)} ${signed.signature}`;
    if (seen.has(name)) continue;
    seen.add(name);
    const problem = await problemOf(signed, snapshot, keys);
    if (problem === undefined) good.push(signed);
    else left.push({ juror: signed.profile.juror, problem });
  }
  const { latest, conflicts, tied } = latestOf(good);
  for (const juror of tied) left.push({ juror, problem: "signed two profiles with one sequence number" });
  const until = snapshot.timestamp + SNAPSHOT_MOST_AGE;
  const profiles = latest.filter(({ profile }) => {
    if (profile.validUntil > until) return true;
    left.push({ juror: profile.juror, problem: `is good until ${profile.validUntil}, not beyond ${until}` });
    return false;
  });
  const hash = hashSeatSnapshot(snapshot);
  return { hash: hashDirectory(hash, profiles), snapshot: hash, profiles, conflicts, left };
}

function hashDirectory(snapshot: Hex, profiles: readonly SignedJurorProfile[]): Hex {
  const hashes = profiles.map(({ profile }) => hashJurorProfile(profile));
  return hashCanonical({ format: "quittance/directory/1", snapshot, profiles: hashes });
}

async function problemOf(
  signed: SignedJurorProfile,
  { chainId, pool }: SeatSnapshot,
  keys: ReadonlySet<string>,
): Promise<string | undefined> {
  const { juror, pool: named } = signed.profile;
  if (!isSameAddress(named, pool)) return `is of the pool ${named}`;
  if (!keys.has(keyOf(juror))) return "has no mature and open seat in the snapshot";
  try {
    await verifyJurorProfile({ domain: jurorPoolDomain({ chainId, address: pool }), signed });
    return undefined;
  } catch {
    return "is not signed by its juror";
  }
}

/** The latest profile of each juror, ascending by address; what conflicts, and who has no latest one for that reason. */
export function latestOf(profiles: readonly SignedJurorProfile[]): {
  readonly latest: readonly SignedJurorProfile[];
  readonly conflicts: readonly ProfileConflict[];
  readonly tied: readonly Address[];
} {
  const sorted = profiles
    .map((signed) => ({ signed, juror: keyOf(signed.profile.juror), hash: hashJurorProfile(signed.profile) }))
    .sort(
      (one, other) =>
        compareTexts(one.juror, other.juror) ||
        other.signed.profile.sequence - one.signed.profile.sequence ||
        compareTexts(one.hash, other.hash) ||
        compareTexts(one.signed.signature, other.signed.signature),
    );
  const latest: SignedJurorProfile[] = [];
  const conflicts: ProfileConflict[] = [];
  const tied: Address[] = [];
  let last: (typeof sorted)[number] | undefined;
  let isFirst = true;
  for (const entry of sorted) {
    const isSameJuror = last?.juror === entry.juror;
    if (!isSameJuror) {
      latest.push(entry.signed);
      isFirst = true;
    } else if (last?.signed.profile.sequence !== entry.signed.profile.sequence) {
      isFirst = false;
    } else if (last.hash !== entry.hash) {
      conflicts.push([last.signed, entry.signed]);
      if (isFirst && tied.at(-1) !== entry.signed.profile.juror) {
        latest.pop();
        tied.push(entry.signed.profile.juror);
      }
    }
    last = entry;
  }
  return { latest, conflicts, tied };
}

function requireCount(count: number): void {
  if (count <= MOST_PROFILES) return;
  throw new InvalidFieldError({
    field: "profiles",
    value: count,
    problem: `must be at most ${MOST_PROFILES} profiles`,
    remedy: "Leave out those of jurors without a seat in the snapshot.",
  });
}
