import type { Address } from "viem";
import * as z from "zod/mini";
import { BaseError } from "../errors/base.ts";
import { DirectoryUnreachableError } from "../errors/jury.ts";
import { lazily } from "../errors/lazily.ts";
import { list, record, type Schema } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { jurorPoolDomain } from "../protocol/domain.ts";
import { type Directory, directoryOf, latestOf, MOST_PROFILES, type ProfileConflict } from "./directory.ts";
import { keyOf } from "./fields.ts";
import { type AskingOptions, askOnce, below, boundedText, type JuryFetch, requireUrls } from "./http.ts";
import { type SignedJurorProfile, signedProfileSchema, verifyJurorProfile } from "./profile.ts";
import { parseSeatSnapshot, type SeatSnapshot } from "./snapshot.ts";

/** What several directories know together. */
export interface FetchedDirectory extends Directory {
  /** Profiles that a directory does not give out, or gives out in an older form, while another one has them. */
  readonly hidden: readonly HiddenProfile[];
  /** Directories without an answer that counts. */
  readonly failures: readonly { readonly url: string; readonly problem: string }[];
}

/** A profile that one directory lacks. */
export interface HiddenProfile {
  /** The directory that lacks it. */
  readonly url: string;
  readonly juror: Address;
  /** Sequence number of what it gives out for the juror; undefined when it gives out nothing. */
  readonly has: number | undefined;
  /** The highest sequence number that another directory gives out. */
  readonly sequence: number;
}

/** Bytes of an answer. */
const MOST_BYTES = 67_108_864;

const listSchema = /* @__PURE__ */ lazily(
  (): Schema<{ profiles: SignedJurorProfile[]; conflicts: ProfileConflict[] }> =>
    record({
      profiles: list(signedProfileSchema(), { entries: "profiles", maximum: MOST_PROFILES }),
      conflicts: list(z.tuple([signedProfileSchema(), signedProfileSchema()]) as never, {
        maximum: MOST_PROFILES,
      }),
    }) as never,
);

/**
 * Asks directories for their profiles, verifies each signature itself, and makes one directory of all. None of them is trusted: what one
 * hides another shows, and it is told which one hid it.
 *
 * @param input.urls Base URLs: `/profiles` is asked below each.
 * @param input.known Profiles that the caller has besides, such as those that the other side of a draw sent.
 * @throws DirectoryUnreachableError when none gave an answer that counts; InvalidFieldError for a URL that is none.
 * @example
 * import { directoryHandler, fetchDirectory } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { snapshot, profiles } = await exampleDraw(stack);
 * const serve = directoryHandler({ domain: stack.poolDomain, now: () => snapshot.timestamp });
 * for (const signed of profiles.slice(1)) {
 *   await serve(new Request("http://one.example/profiles", { method: "POST", body: JSON.stringify(signed) }));
 * }
 * const fetch = async (url: string, init: RequestInit) => serve(new Request(url, init));
 * const asked = { urls: ["http://one.example"], snapshot, known: profiles.slice(0, 1), fetch };
 * const { profiles: all, hidden } = await fetchDirectory(asked);
 * console.log(all.length, hidden.length); // 7 1
 * await stack.stop();
 */
export async function fetchDirectory(input: {
  readonly urls: readonly string[];
  readonly snapshot: SeatSnapshot;
  readonly known?: readonly SignedJurorProfile[];
  readonly fetch?: JuryFetch;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}): Promise<FetchedDirectory> {
  requireOptions(input, "urls snapshot known fetch timeoutMs signal");
  const { urls, known = [], fetch = globalThis.fetch.bind(globalThis), timeoutMs, signal } = input;
  requireUrls(urls);
  const snapshot = parseSeatSnapshot(input.snapshot);
  const options = { fetch, timeoutMs, signal };
  const answers = await Promise.all(
    urls.map(async (url) => ({ url, profiles: await profilesOf(url, snapshot, options) })),
  );
  const answered = answers.flatMap(({ url, profiles }) =>
    typeof profiles === "string" ? [] : [{ url, profiles }],
  );
  const failures = answers.flatMap(({ url, profiles: problem }) =>
    typeof problem === "string" ? [{ url, problem }] : [],
  );
  if (answered.length === 0 && urls.length > 0) throw new DirectoryUnreachableError(urls.length);
  const all = [...known, ...answered.flatMap(({ profiles }) => profiles)];
  const directory = await directoryOf({ profiles: all, snapshot });
  return { ...directory, hidden: hiddenOf(directory, answered), failures };
}

/** The profiles that one directory gives out, or what is wrong with its answer. */
async function profilesOf(
  url: string,
  snapshot: SeatSnapshot,
  options: AskingOptions,
): Promise<readonly SignedJurorProfile[] | string> {
  try {
    const response = await askOnce(below(url, "profiles"), { method: "GET" }, options);
    if (!response.ok) return `answered with HTTP ${response.status}`;
    const text = await boundedText(response, MOST_BYTES);
    if (text === undefined) return `gave more than ${MOST_BYTES} bytes`;
    const { profiles, conflicts } = parseWith("answer", listSchema(), text);
    return await verified([...profiles, ...conflicts.flat()], snapshot);
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    return error instanceof BaseError ? error.shortMessage : "gave no answer";
  }
}

/** Those of jurors of the snapshot that are signed by them. */
async function verified(
  profiles: readonly SignedJurorProfile[],
  { chainId, pool, seats }: SeatSnapshot,
): Promise<readonly SignedJurorProfile[]> {
  const keys = new Set(seats.map(({ key }) => keyOf(key)));
  const domain = jurorPoolDomain({ chainId, address: pool });
  const good: SignedJurorProfile[] = [];
  for (const signed of profiles) {
    if (!keys.has(keyOf(signed.profile.juror))) continue;
    try {
      await verifyJurorProfile({ domain, signed });
      good.push(signed);
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
    }
  }
  return good;
}

function hiddenOf(
  { profiles }: Directory,
  answered: readonly { readonly url: string; readonly profiles: readonly SignedJurorProfile[] }[],
): HiddenProfile[] {
  return answered.flatMap(({ url, profiles: given }) => {
    const { latest } = latestOf(given);
    const own = new Map(latest.map(({ profile }) => [keyOf(profile.juror), profile.sequence]));
    const numbers = new Map(given.map(({ profile }) => [keyOf(profile.juror), profile.sequence]));
    return profiles.flatMap(({ profile: { juror, sequence } }): HiddenProfile[] => {
      const has = own.get(keyOf(juror)) ?? numbers.get(keyOf(juror));
      return has !== undefined && has >= sequence ? [] : [{ url, juror, has, sequence }];
    });
  });
}
