import { InvalidFieldError } from "quittance/errors";
import { parseAccountDid } from "quittance/protocol";
import { type AgentFilter, type AgentPlace, type PersonalSeed, type Tier, tiers } from "quittance/reputation";
import { addressIn, ParameterError, wholeNumber } from "./parameters.ts";

type Address = `0x${string}`;

/** Which contract on which chain the rows are of. */
export interface Place {
  readonly chainId: number;
  readonly address: Address;
}

/** The newest block, or the newest that cannot change. */
export type Moment = "newest" | "finalized";

const WHOLE = 10_000;
const LARGEST_AMOUNT = 2n ** 96n - 1n;
const LARGEST_CATEGORY = 2n ** 256n - 1n;
const LARGEST_WEIGHT = 2 ** 32 - 1;
const LONGEST_SHOWN = 120;

export const MOST_SEEDS = 16;
export const MOST_SUBJECTS = 100;
export const MOST_AGENTS = 100;

/** What was given, short enough for an answer. */
const shown = (value: unknown) => (JSON.stringify(value) ?? "nothing").slice(0, LONGEST_SHOWN);

function refuse(name: string, value: unknown, remedy: string): never {
  throw new ParameterError(`${name} is ${shown(value)}. ${remedy}`);
}

/** The address that a subject names: itself, or the account of a DID of this contract. Throws `ParameterError`. */
export function subjectIn(name: string, given: unknown, place: Place): Address {
  if (typeof given !== "string") refuse(name, given, "Give an address, or a DID of this contract, as text.");
  if (!given.startsWith("did:")) return addressIn(name, given);
  const form = `did:quittance:${place.chainId}:${place.address}:<account>`;
  try {
    const { chainId, address, account } = parseAccountDid(given);
    if (chainId === place.chainId && address.toLowerCase() === place.address.toLowerCase()) {
      return account.toLowerCase() as Address;
    }
  } catch (error) {
    if (!(error instanceof InvalidFieldError)) throw error;
    refuse(name, given, `Give an address, or a DID of the form ${form} in lower case.`);
  }
  throw new ParameterError(
    `${name} is of another contract or chain: ${shown(given)}. Give an address, or a DID of the form ${form}.`,
  );
}

export function momentIn(given: unknown): Moment {
  if (given === undefined) return "newest";
  if (given === "newest" || given === "finalized") return given;
  return refuse("view", given, "Give newest or finalized, or leave it out for the newest block.");
}

/** Seeds of a query, as `0x…:3,0x…:1`; undefined when none are given. Throws `ParameterError`. */
export function seedsIn(given: string | undefined): PersonalSeed[] | undefined {
  if (given === undefined) return undefined;
  return checkedSeeds(
    given.split(",", MOST_SEEDS + 1).map((pair) => {
      const [address, weight, ...rest] = pair.split(":");
      if (rest.length > 0) refuse("seeds", pair, "Give 0x and 40 hex digits, a colon and a weight.");
      const read = wholeNumber("The weight of a seed", weight ?? "1", { least: 1, most: LARGEST_WEIGHT });
      return { address: addressIn("The address of a seed", address), weight: read ?? 1 };
    }),
  );
}

function checkedSeeds(seeds: readonly PersonalSeed[]): PersonalSeed[] {
  if (seeds.length === 0 || seeds.length > MOST_SEEDS) {
    refuse("seeds", seeds.length, `Give 1 to ${MOST_SEEDS} seeds.`);
  }
  const sorted = [...seeds].sort((a, b) => (a.address < b.address ? -1 : 1));
  const twice = sorted.find(({ address }, index) => address === sorted[index - 1]?.address);
  if (twice !== undefined) refuse("seeds", twice.address, "Give each address once.");
  return sorted;
}

/** The fields of a body, of which no other is taken. Throws `ParameterError`. */
function fieldsIn(body: unknown, known: readonly string[]): Readonly<Record<string, unknown>> {
  const remedy = `POST a JSON object with ${known.join(", ")}.`;
  if (typeof body !== "object" || body === null || Array.isArray(body)) refuse("The body", body, remedy);
  const strange = Object.keys(body).find((name) => !known.includes(name));
  if (strange !== undefined) refuse("A field of the body", strange, remedy);
  return body as Readonly<Record<string, unknown>>;
}

function seedList(given: unknown): PersonalSeed[] | undefined {
  if (given === undefined) return undefined;
  if (!Array.isArray(given)) refuse("seeds", given, "Give a list of {address, weight}.");
  return checkedSeeds(
    given.slice(0, MOST_SEEDS + 1).map((each: unknown) => {
      const { address, weight = 1 } = fieldsIn(each, ["address", "weight"]);
      return {
        address: addressIn("seeds.address", typeof address === "string" ? address : undefined),
        weight: numberIn("seeds.weight", weight, LARGEST_WEIGHT, 1) ?? 1,
      };
    }),
  );
}

function numberIn(name: string, given: unknown, most: number, least = 0): number | undefined {
  if (given === undefined) return undefined;
  if (Number.isSafeInteger(given) && Number(given) >= least && Number(given) <= most) return Number(given);
  return refuse(name, given, `Give a whole number from ${least} to ${most}.`);
}

/** A number that may be large: text of digits, as answers have it. */
function unitsIn(name: string, given: unknown, most: bigint): bigint | undefined {
  if (given === undefined) return undefined;
  const text = typeof given === "string" && /^\d{1,80}$/.test(given) ? BigInt(given) : undefined;
  if (text !== undefined && text <= most) return text;
  return refuse(name, given, `Give a whole number as text, from "0" to "${most}".`);
}

export interface BatchRequest {
  readonly subjects: readonly Address[];
  readonly moment: Moment;
  readonly seeds: readonly PersonalSeed[] | undefined;
}

/** A question about many. Throws `ParameterError`. */
export function batchIn(body: unknown, place: Place): BatchRequest {
  const { subjects, view, seeds } = fieldsIn(body, ["subjects", "view", "seeds"]);
  if (!Array.isArray(subjects) || subjects.length === 0 || subjects.length > MOST_SUBJECTS) {
    const given = Array.isArray(subjects) ? subjects.length : subjects;
    refuse("subjects", given, `Give a list of 1 to ${MOST_SUBJECTS} addresses or DIDs.`);
  }
  return {
    subjects: subjects.map((subject, index) => subjectIn(`subjects[${index}]`, subject, place)),
    moment: momentIn(view),
    seeds: seedList(seeds),
  };
}

export interface FilterRequest {
  readonly filter: AgentFilter;
  readonly moment: Moment;
  readonly limit: number;
  readonly after: AgentPlace | undefined;
}

const FILTER_FIELDS = [
  ...["score", "confidence", "tier", "pact", "category", "averageAtLeast", "averageAtMost", "onTimeShare"],
  ...["milestones", "view", "limit", "after"],
];

/** A question for agents. Throws `ParameterError`. */
export function filterIn(body: unknown): FilterRequest {
  const fields = fieldsIn(body, FILTER_FIELDS);
  const { tier, pact, view, limit, after } = fields;
  const names = tiers.map((each) => each.tier);
  if (tier !== undefined && !names.includes(tier as Tier)) {
    refuse("tier", tier, `Give one of ${names.join(", ")}.`);
  }
  if (pact !== undefined && !(typeof pact === "string" && /^0x[0-9a-f]{64}$/i.test(pact))) {
    refuse("pact", pact, "Give the hash of a pact: 0x and 64 hex digits.");
  }
  const share = (name: string) => numberIn(name, fields[name], WHOLE);
  return {
    filter: {
      ...{ score: share("score"), confidence: share("confidence"), tier: tier as Tier | undefined },
      pact: typeof pact === "string" ? (pact.toLowerCase() as Address) : undefined,
      category: unitsIn("category", fields.category, LARGEST_CATEGORY),
      averageAtLeast: unitsIn("averageAtLeast", fields.averageAtLeast, LARGEST_AMOUNT),
      averageAtMost: unitsIn("averageAtMost", fields.averageAtMost, LARGEST_AMOUNT),
      onTimeShare: share("onTimeShare"),
      milestones: numberIn("milestones", fields.milestones, Number.MAX_SAFE_INTEGER, 1),
    },
    moment: momentIn(view),
    limit: numberIn("limit", limit, MOST_AGENTS, 1) ?? MOST_AGENTS,
    after: placeIn(after),
  };
}

/** Where the next page begins, as `next` of the one before says it: score, confidence and address. */
export const cursorOf = ({ score, confidence, principal }: AgentPlace) =>
  `${score}.${confidence}.${principal}`;

function placeIn(given: unknown): AgentPlace | undefined {
  if (given === undefined) return undefined;
  const [, score, confidence, principal] =
    /^(\d{1,5})\.(\d{1,5})\.(0x[0-9a-f]{40})$/.exec(typeof given === "string" ? given : "") ?? [];
  if (principal === undefined) refuse("after", given, "Give next of the page before, as it was.");
  return { score: Number(score), confidence: Number(confidence), principal: principal as Address };
}
