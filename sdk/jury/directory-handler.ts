import { type Address, getAddress, isAddress } from "viem";
import { BaseError } from "../errors/base.ts";
import { ProfileConflictError } from "../errors/jury.ts";
import { hashCanonical } from "../json/canonical.ts";
import { requireOptions, requirePositiveInteger } from "../json/options.ts";
import { compareTexts } from "../pact/semver.ts";
import { type JurorPoolDomain, requireDomain } from "../protocol/domain.ts";
import { momentOrClock } from "../protocol/moment.ts";
import { keyOf } from "./fields.ts";
import { answer, boundedText, partsBelow, refusal, wrongMethod } from "./http.ts";
import {
  hashJurorProfile,
  laterProfile,
  parseJurorProfile,
  type SignedJurorProfile,
  verifyJurorProfile,
} from "./profile.ts";
import { memoryProfiles, type ProfileStore } from "./profile-store.ts";

/** Bytes of a profile that is posted. */
const MOST_POSTED = 32_768;
const MOST_JURORS = 10_000;

/** How a directory is run. */
export interface DirectoryOptions {
  /** Of the pool whose jurors it lists. */
  readonly domain: JurorPoolDomain;
  /** In memory when left out. */
  readonly store?: ProfileStore;
  /**
   * Whether a juror may be listed: one with a seat, for example. Any key can sign a profile, so without it strangers can fill the
   * directory up.
   */
  readonly admits?: (juror: Address) => Promise<boolean>;
  /** How many jurors are listed at most; 10,000 when left out. */
  readonly mostJurors?: number;
  /** Unix seconds; this machine's clock when left out. */
  readonly now?: () => number;
}

/**
 * A directory of jurors over HTTP, as a function from request to answer: any server that speaks `fetch` mounts it. It is trusted for
 * nothing: it gives out signed profiles, which each reader verifies, and of which it can only hide some.
 *
 * - `GET /profiles`: `{ profiles, conflicts }`, with an `ETag`.
 * - `GET /profiles/<juror>`: one signed profile.
 * - `POST /profiles`: takes a signed profile. 201 taken, 200 known, 409 when a later one is known, or when the juror signed two with one
 *   sequence number: both are kept as proof.
 *
 * @example
 * import { directoryHandler } from "quittance/jury";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const serve = directoryHandler({ domain: stack.poolDomain });
 * const response = await serve(new Request("http://directory.example/profiles"));
 * console.log(response.status); // 200
 * await stack.stop();
 */
export function directoryHandler(options: DirectoryOptions): (request: Request) => Promise<Response> {
  requireOptions(options, "domain store admits mostJurors now", "options");
  const domain = requireDomain("domain", options.domain);
  const { store = memoryProfiles(), admits = async () => true, mostJurors = MOST_JURORS } = options;
  requirePositiveInteger("mostJurors", mostJurors);
  const now = () => momentOrClock("now", options.now?.());
  const take = oneAtATime((signed: SignedJurorProfile) => takeProfile(signed, { store, admits, mostJurors }));
  return async (request) => {
    const [juror, ...rest] = partsBelow("profiles", request) ?? [undefined, ""];
    if (rest.length > 0) return refusal(404, "There is nothing at this path.");
    if (juror !== undefined) return request.method === "GET" ? one(store, juror) : wrongMethod("GET");
    if (request.method === "GET") return list(store, request);
    if (request.method !== "POST") return wrongMethod("GET, POST");
    return posted(request, domain, now(), take);
  };
}

async function list(store: ProfileStore, request: Request): Promise<Response> {
  const byJuror = (one: SignedJurorProfile, other: SignedJurorProfile) =>
    compareTexts(keyOf(one.profile.juror), keyOf(other.profile.juror));
  const [profiles, conflicts] = await Promise.all([store.all(), store.conflicts()]);
  const content = {
    profiles: profiles.toSorted(byJuror),
    conflicts: conflicts.toSorted((one, other) => byJuror(one[0], other[0])),
  };
  const hashes = content.profiles.map(({ profile }) => hashJurorProfile(profile));
  const jurors = content.conflicts.map(([{ profile }]) => profile.juror);
  const etag = `"${hashCanonical({ hashes, jurors }).slice(2)}"`;
  if (request.headers.get("if-none-match") === etag)
    return new Response(null, { status: 304, headers: { etag } });
  return answer(200, content, { etag, "cache-control": "no-cache" });
}

async function one(store: ProfileStore, juror: string): Promise<Response> {
  if (!isAddress(juror, { strict: false })) return refusal(400, "The juror must be an address.");
  const signed = await store.get(getAddress(juror));
  return signed === undefined ? refusal(404, "No profile of this juror is known.") : answer(200, signed);
}

async function posted(
  request: Request,
  domain: JurorPoolDomain,
  now: number,
  take: (signed: SignedJurorProfile) => Promise<Response>,
): Promise<Response> {
  try {
    const text = await boundedText(request, MOST_POSTED);
    if (text === undefined) return refusal(413, `A profile has at most ${MOST_POSTED} bytes.`);
    const signed = parseJurorProfile(text);
    await verifyJurorProfile({ domain, signed, now });
    return await take(signed);
  } catch (error) {
    if (error instanceof BaseError) return refusal(400, error.shortMessage);
    if (error instanceof TypeError) return refusal(400, "The profile must be JSON in UTF-8.");
    throw error;
  }
}

async function takeProfile(
  signed: SignedJurorProfile,
  { store, admits, mostJurors }: Required<Pick<DirectoryOptions, "store" | "admits" | "mostJurors">>,
): Promise<Response> {
  const { juror } = signed.profile;
  const known = await store.get(juror);
  if (known === undefined) {
    if (!(await admits(juror))) return refusal(403, "Only jurors with a seat are listed here.");
    if ((await store.count()) >= mostJurors)
      return refusal(507, `At most ${mostJurors} jurors are listed here.`);
    await store.put(signed);
    return answer(201, signed);
  }
  try {
    if (laterProfile(known, signed) === signed) {
      await store.put(signed);
      return answer(201, signed);
    }
  } catch (error) {
    if (!(error instanceof ProfileConflictError)) throw error;
    await store.keepConflict([known, signed]);
    return answer(409, { error: error.shortMessage, conflict: [known, signed] });
  }
  const isSame = hashJurorProfile(known.profile) === hashJurorProfile(signed.profile);
  return isSame
    ? answer(200, known)
    : answer(409, { error: "A later profile of this juror is known.", profile: known });
}

/** Runs one call after the other, so that two profiles that come together are compared with each other. */
function oneAtATime<Input, Result>(
  run: (input: Input) => Promise<Result>,
): (input: Input) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (input) => {
    const result = last.then(() => run(input));
    last = result.catch(() => undefined);
    return result;
  };
}
