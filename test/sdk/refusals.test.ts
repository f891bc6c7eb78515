import { expect } from "chai";
import {
  buildPolicy,
  buildRegistrationFile,
  buildTab,
  buildTerms,
  checkPolicy,
  InvalidFieldError,
  parseBallot,
  parseBookedTabs,
  parseDelivery,
  parseDeployment,
  parseOffer,
  parseOfferAcceptance,
  parseOrder,
  parseTab,
  parseTerms,
  parseVoucher,
} from "../../sdk/index.ts";

type Path = readonly (string | number)[];

const person = (digit: string) => `0x${digit.repeat(40)}` as const;
const hash = `0x${"ab".repeat(32)}` as const;
const signature = `0x${"22".repeat(64)}` as const;

const terms = buildTerms(
  {
    buyer: person("1"),
    seller: person("2"),
    milestones: [{ amount: 10n, deadline: 1_800_086_400 }],
    panel: [person("3")],
    pact: hash,
    category: 7,
    contestWindow: 600,
    disputes: { bond: 3n, pool: person("7"), arbiter: person("6") },
  },
  { now: 1_800_000_000 },
);
const tab = buildTab({ account: person("1"), payee: person("2"), reserve: 10n, voucherKey: person("3") });
const voucher = { tab: hash, amount: 5n, signature };

/** A good message of each kind that comes from outside, and what reads it. */
const KINDS: readonly (readonly [name: string, read: (input: unknown) => unknown, good: unknown])[] = [
  ["terms", parseTerms, terms],
  ["a policy", checkPolicy, buildPolicy({ lifetime: 9n })],
  ["a tab", parseTab, tab],
  ["a voucher", parseVoucher, voucher],
  ["kept tabs", parseBookedTabs, [{ tab, redeemed: 1n, latest: voucher }]],
  [
    "an offer",
    parseOffer,
    {
      chainId: 8_453,
      contract: person("8"),
      terms,
      answers: hash,
      from: person("1"),
      validUntil: 1_800_000_000,
      signature,
    },
  ],
  ["an acceptance", parseOfferAcceptance, { answers: hash, dealId: hash, party: "buyer", signature }],
  [
    "an order",
    parseOrder,
    {
      account: person("1"),
      nonce: 1n,
      validUntil: 1_800_000_000,
      category: 0,
      memo: hash,
      payments: [{ payee: person("2"), amount: 1n }],
    },
  ],
  [
    "a ballot",
    parseBallot,
    {
      deal: hash,
      milestone: 0,
      round: 1,
      evidence: hash,
      score: 10_000,
      reasons: hash,
      juror: person("3"),
      signature,
      batch: { index: 0, siblings: [hash] },
    },
  ],
  [
    "a delivery",
    parseDelivery,
    { deal: hash, milestone: 0, evidence: hash, evidenceUri: "ipfs://x", signature },
  ],
  [
    "a deployment record",
    parseDeployment,
    {
      chainId: 8_453,
      network: "base",
      quittance: person("8"),
      usdc: person("9"),
      jurorPool: person("7"),
      startBlock: 1,
      deployedAt: "2026-11-21T00:00:00.000Z",
      transactionHash: hash,
    },
  ],
  [
    "a registration file",
    buildRegistrationFile as (input: unknown) => unknown,
    buildRegistrationFile({
      name: "Translator",
      description: "",
      image: "",
      services: [{ name: "A2A", endpoint: "https://agent.example", version: "1" }],
      registrations: [{ agentId: 22n, agentRegistry: `eip155:8453:${person("8")}` }],
      supportedTrust: ["reputation"],
    }),
  ],
];

const JUNK: readonly unknown[] = [undefined, null, true, -1, 1.5, Number.NaN, "?", "", {}, [], [0]];

/** Every place in a message: the whole, its fields, their entries and fields. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...inner.flatMap(([key, part]) => pathsIn(part, [...path, key]))];
}

/** A copy with another value at a place. */
function withAt(value: unknown, path: Path, other: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return other;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  Reflect.set(copy, key, withAt(Reflect.get(copy, key), rest, other));
  return copy;
}

function refusalOf(read: (input: unknown) => unknown, input: unknown): InvalidFieldError | undefined {
  try {
    read(input);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidFieldError) return error;
    throw error;
  }
}

describe("a message with junk in it", () => {
  for (const [name, read, good] of KINDS) {
    it(`is refused in words of its own: ${name}`, () => {
      expect(refusalOf(read, good)).to.equal(undefined);
      for (const path of pathsIn(good)) {
        const refusals = JUNK.flatMap((junk) => refusalOf(read, withAt(good, path, junk)) ?? []);
        expect(refusals, path.join(".")).to.not.be.empty;
        for (const { shortMessage, remedy } of refusals) {
          expect(shortMessage).to.match(/ (must|cannot|is not a field) /);
          expect(shortMessage).to.not.match(/invalid|expected/i);
          expect(remedy).to.match(/^[A-Z].*\.$/);
        }
      }
    });
  }
});
