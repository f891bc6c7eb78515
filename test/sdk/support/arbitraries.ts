import fc from "fast-check";
import { type Address, getAddress, type Hex, toHex, zeroAddress } from "viem";
import {
  bounds,
  type DisputeRules,
  type Envelope,
  type Policy,
  type SignedBallotEntry,
  sortPanel,
  type Terms,
} from "../../../sdk/index.ts";

const bytes = (size: number): fc.Arbitrary<Hex> =>
  fc.uint8Array({ minLength: size, maxLength: size }).map((array) => toHex(array));

const address: fc.Arbitrary<Address> = bytes(20).map((hex) => getAddress(hex));
const uint = (bits: number) => fc.nat({ max: 2 ** Math.min(bits, 31) - 1 });
const time = fc.integer({ min: 0, max: 2 ** 40 - 1 });
const wide = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n });

const anyDisputes: fc.Arbitrary<DisputeRules> = fc.record({
  bond: wide(96),
  pool: address,
  arbiter: address,
  rulingWindow: uint(32),
});

const anyWindows = fc.oneof(
  fc.constant({ contestWindow: 0 }),
  fc.record({ contestWindow: fc.integer({ min: 1, max: 2 ** 32 - 1 }), disputes: anyDisputes }),
);

const anyOtherTerms = fc.record({
  buyer: address,
  seller: address,
  fundedFromLedger: fc.boolean(),
  buyerToLedger: fc.boolean(),
  sellerToLedger: fc.boolean(),
  verificationFee: wide(96),
  milestones: fc.array(fc.record({ amount: wide(96), deadline: time }), { maxLength: 32 }),
  panel: fc.array(address, { maxLength: 15 }),
  passingScore: uint(16),
  payoutStep: uint(16),
  verdictWindow: uint(32),
  silencePayout: uint(16),
  marketplaceFee: uint(16),
  marketplace: address,
  panelAccount: address,
  pact: bytes(32),
  salt: wide(64),
  openBy: time,
});

const anyCategory = fc.oneof(
  fc.constant({}),
  fc.record({ category: fc.integer({ min: 1, max: 2 ** 32 - 1 }) }),
);
const anyReference = fc.oneof(
  fc.constant({}),
  fc.record({ reference: bytes(32).filter((hash) => BigInt(hash) !== 0n) }),
);
const anyAmendment = fc.oneof(
  fc.constant({}),
  fc.record({
    amends: fc.record({
      deal: bytes(32),
      remainder: wide(96),
      delivered: fc.uniqueArray(fc.nat({ max: 31 })).map((numbers) => numbers.sort((a, b) => a - b)),
    }),
  }),
);

/** Any terms the packed form can hold, sensible or not. */
export const anyTerms: fc.Arbitrary<Terms> = fc
  .tuple(anyOtherTerms, anyWindows, anyCategory, anyReference, anyAmendment)
  .map(([others, windows, category, reference, amends]) => ({
    ...others,
    ...windows,
    ...category,
    ...reference,
    ...amends,
  }));

/** Any policy the packed form can hold, sensible or not. */
export const anyPolicy: fc.Arbitrary<Policy> = fc.record({
  perTransaction: wide(64),
  perPeriod: wide(64),
  lifetime: wide(64),
  approvalAbove: wide(64),
  period: uint(16),
  activeFrom: time,
  activeUntil: time,
  counterparties: bytes(32),
  categories: bytes(32),
});

/** One that may name a treasury. */
const anyPolicyOfFleets: fc.Arbitrary<Policy> = fc
  .tuple(anyPolicy, fc.option(uint(32), { nil: undefined }))
  .map(([policy, treasury]) => (treasury === undefined ? policy : { ...policy, treasury }));

const proof = fc.array(bytes(32), { maxLength: 13 });
const anyBytes = fc.uint8Array({ maxLength: 300 }).map((array) => toHex(array));

/** Any envelope that holds these many proofs. */
export const anyEnvelope: fc.Arbitrary<Envelope> = fc.record({
  key: address,
  principal: address,
  policy: anyPolicyOfFleets,
  proofs: fc.array(proof, { maxLength: 4 }),
  signature: anyBytes,
  approval: anyBytes,
});

const window = fc.integer({ min: bounds.minWindow, max: bounds.maxWindow });
const amount = fc.bigInt({ min: 1n, max: 2n ** 80n });

/** Terms that could be opened at `now`. */
export const goodTerms = (now: number): fc.Arbitrary<Terms> =>
  fc
    .record({
      people: fc.uniqueArray(bytes(19), { minLength: 9, maxLength: 9 }),
      size: fc.constantFrom(1, 3, 5),
      destinations: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      milestones: fc.array(
        fc.record({ amount, deadline: fc.integer({ min: now + 1, max: now + bounds.maxTerm }) }),
        { minLength: 1, maxLength: bounds.maxMilestones },
      ),
      passingScore: fc.integer({ min: 1, max: bounds.full }),
      payoutStep: fc.constantFrom(0, 1, 100, 500, 2_500, 10_000),
      windows: fc.tuple(window, fc.oneof(fc.constant(0), window), fc.oneof(fc.constant(0), window)),
      bond: wide(96),
      shares: fc.tuple(fc.nat({ max: bounds.full }), fc.nat({ max: bounds.maxMarketplaceFee })),
      pact: bytes(32),
      salt: wide(64),
      openBy: fc.integer({ min: now + 1, max: now + 86_400 }),
      fee: fc.bigInt({ min: 0n, max: 1n }),
      named: anyCategory,
    })
    .map(({ people, size, destinations, windows, bond, shares, fee, named, ...rest }) => {
      // A first byte of 01 keeps clear of zero and of the contracts.
      const [buyer, seller, pool, judge, ...others] = people.map((tail) =>
        getAddress(`0x01${tail.slice(2)}`),
      ) as [Address, Address, Address, Address, ...Address[]];
      const [verdictWindow, contestWindow, rulingWindow] = windows;
      const disputes = { bond, pool, arbiter: rulingWindow === 0 ? zeroAddress : judge, rulingWindow };
      return {
        ...rest,
        ...named,
        buyer,
        seller,
        fundedFromLedger: destinations[0],
        buyerToLedger: destinations[1],
        sellerToLedger: destinations[2],
        verificationFee: fee,
        panel: sortPanel(others.slice(0, size)),
        verdictWindow,
        contestWindow,
        ...(contestWindow === 0 ? {} : { disputes }),
        silencePayout: shares[0],
        marketplaceFee: shares[1],
        marketplace: seller,
        panelAccount: buyer,
      };
    });

/** Ballots at distinct positions, in any order. */
export const anyBallots: fc.Arbitrary<SignedBallotEntry[]> = fc.uniqueArray(
  fc.record({
    position: fc.nat({ max: 255 }),
    score: uint(16),
    reasons: bytes(32),
    signature: fc.uint8Array({ maxLength: 300 }).map((array) => toHex(array)),
  }),
  { selector: ({ position }) => position, maxLength: 15 },
);

/** Scores of some of a panel's jurors, the panel's size, and a payout rule. */
export const anyVote = fc.constantFrom(1, 3, 5, 7).chain((panelSize) =>
  fc.record({
    panelSize: fc.constant(panelSize),
    scores: fc.array(fc.nat({ max: bounds.full }), { maxLength: panelSize }),
    rule: fc.record({
      passingScore: fc.integer({ min: 1, max: bounds.full }),
      payoutStep: fc.constantFrom(0, 1, 500, 2_500, 5_000, 10_000),
    }),
  }),
);
