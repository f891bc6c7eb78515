import {
  type Candidates,
  panelOfSeed,
  type SignedJurorProfile,
  type SnapshotSeat,
  seedOf,
} from "quittance/jury";
import { type Address, getAddress, type Hex, keccak256, numberToHex } from "viem";

/** How often a party that holds a third of those who could be drawn has the majority of a panel of three. Shares are 0 to 1. */
export interface PanelCapture {
  readonly draws: number;
  /** Seat owners of the directory who can check the pact, and those of them that the party holds. */
  readonly able: number;
  readonly held: number;
  /** Of one draw, by counting: the hypergeometric value. */
  readonly expected: number;
  /** Of a party that waits for its deal. */
  readonly waiting: number;
  /** Of one that walks away once when it does not like the panel, registers profiles after the snapshot, and filters by its pact. */
  readonly attacking: number;
  /** `attacking` over `expected`. */
  readonly ratio: number;
  /** What the rules prevent: the same party, where walking away gave another draw; and where the known order could be filtered again. */
  readonly without: { readonly reuse: number; readonly fixedPanel: number };
  /** A pact that only half of the honest jurors can check: what the party has then, which the outlook shows before both commit. */
  readonly narrow: { readonly able: number; readonly expected: number; readonly waiting: number };
  /** Of a party that walks away from its draws, by new identities each time: 0, 1 and 2 times. */
  readonly walks: readonly number[];
}

const OWNERS = 90;
const HELD = 30;
/** Owners beside them who cannot check the pact: a filter passes over them. */
const UNABLE = 30;
const JURORS = 3;
const MAJORITY = 2;
/** One draw of so many is also played without the rules, and with a narrow pact. */
const COMPARED = 20;

const MEASURES = ["coverage", "structure", "criterion", "language", "length"] as const;
const PACT = { measures: ["coverage", "criterion"], languages: ["en"] } as const;

const personOf = (number: number): Address => getAddress(numberToHex(number, { size: 20 }));
const isHeld = (juror: Address): boolean => {
  const at = Number(BigInt(juror)) - 1;
  return at < HELD;
};

/** A world of one pool: the party's jurors say that they can check everything, honest ones what they can. */
function world(): { readonly seats: SnapshotSeat[]; readonly profiles: SignedJurorProfile[] } {
  const seats = Array.from({ length: OWNERS + UNABLE }, (_, seat) => {
    const owner = personOf(seat + 1);
    return { seat, owner, key: owner };
  });
  return { seats, profiles: seats.map(({ key }, at) => profileOf(key, at)) };
}

function profileOf(juror: Address, at: number): SignedJurorProfile {
  const isUnable = at >= OWNERS;
  // Beyond the pact, half of the honest jurors check lengths, and another half languages: what a filter can take hold of.
  const beyond = [...(at % 2 === 0 ? ["length"] : []), ...(at % 4 < 2 ? ["language"] : [])];
  const honest = isUnable ? ["structure"] : ["coverage", "structure", "criterion", ...beyond];
  return {
    profile: {
      ...{ format: "quittance/juror/1", juror, pool: personOf(9_999), models: [], fee: "0" },
      ...{ measures: at < HELD ? [...MEASURES] : honest, languages: at < HELD ? ["en", "eu"] : ["en"] },
      ...{ endpoint: "https://juror.example/", sequence: 1, validUntil: 2_000_000_000 },
    },
    signature: "0x00",
  };
}

const seedAt = (draw: number, attempt: number): Hex =>
  seedOf({
    buyerNumber: keccak256(numberToHex(2 * draw)),
    sellerNumber: keccak256(numberToHex(2 * draw + 1)),
    seedBlockHash: keccak256(numberToHex(attempt, { size: 32 })),
  });

const isCaptured = (panel: readonly Address[]) => panel.filter(isHeld).length >= MAJORITY;

/** Plays draws by the library's own function; the same number of them gives the same figures. */
export function simulatePanelCapture(draws: number): PanelCapture {
  const { seats, profiles } = world();
  const base: Candidates = { seats, profiles, ...PACT, excluded: [], jurors: JURORS };
  // Profiles that the party registers after the commitments: for its own keys without a seat. The directory was committed to.
  const registered = Array.from({ length: HELD }, (_, at) => profileOf(personOf(1_000 + at), 0));
  const withRegistered = { ...base, profiles: [...profiles, ...registered] };
  // Pacts of a second deal: those that ask no more have the panel of the first; those that ask more have none.
  const filters = [["length"], ["language"], ["length", "language"]];
  const sums = { waiting: 0, attacking: 0, reuse: 0, fixedPanel: 0, narrow: 0 };
  const narrowed = { ...base, measures: [...PACT.measures, "length"] };
  const compared = Math.max(1, Math.floor(draws / COMPARED));
  for (let draw = 0; draw < draws; draw++) {
    const seed = seedAt(draw, 0);
    const first = isCaptured(panelOfSeed({ ...base, seed }));
    if (first) sums.waiting += 1;
    // It walks away from a panel that it does not like, registers, and comes back with another pact: the panel is the first one's.
    if (first || isCaptured(panelOfSeed({ ...withRegistered, seed }))) sums.attacking += 1;
    if (draw >= compared) continue;
    if (first || isCaptured(panelOfSeed({ ...base, seed: seedAt(draw, 1) }))) sums.reuse += 1;
    const filtered = () =>
      filters.some((more) =>
        isCaptured(panelOfSeed({ ...base, measures: [...PACT.measures, ...more], seed })),
      );
    if (first || filtered()) sums.fixedPanel += 1;
    if (isCaptured(panelOfSeed({ ...narrowed, seed }))) sums.narrow += 1;
  }
  const expected = majorityOf(HELD, OWNERS);
  const narrowAble = profiles.filter((one) =>
    narrowed.measures.every((kind) => one.profile.measures.includes(kind)),
  );
  const share = (count: number) => count / draws;
  return {
    ...{ draws, able: OWNERS, held: HELD, expected },
    waiting: share(sums.waiting),
    attacking: share(sums.attacking),
    ratio: share(sums.attacking) / expected,
    without: { reuse: sums.reuse / compared, fixedPanel: sums.fixedPanel / compared },
    narrow: {
      able: narrowAble.length,
      expected: majorityOf(HELD, narrowAble.length),
      waiting: sums.narrow / compared,
    },
    walks: [1, 2, 3].map((walks) => 1 - (1 - expected) ** walks),
  };
}

/** The chance of at least two of three among `all` of whom `held` are of one party: the hypergeometric value. */
export function majorityOf(held: number, all: number): number {
  const ways = (of: number, few: number) => {
    let count = 1;
    for (let at = 0; at < few; at++) count = (count * (of - at)) / (at + 1);
    return count;
  };
  const wanted = ways(held, 2) * (all - held) + ways(held, 3);
  return wanted / ways(all, JURORS);
}
