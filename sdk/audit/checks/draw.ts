import { type Address, concatHex, encodeAbiParameters, type Hex, keccak256, numberToHex } from "viem";
import type { Keccak } from "../../crypto/keccak.ts";
import { hashOfBlock } from "../chain/block-hash.ts";
import type { DealRecord, PoolRecord } from "../chain/record.ts";
import { seedBlockAt } from "../chain/seed-block.ts";
import { type AuditSource, type Findings, type Outcome, outcomeOf, sourceOf } from "../items.ts";
import { excludedFrom } from "../replay/contesting.ts";
import type { DealState, MilestoneState } from "../replay/state.ts";
import { jurorAt, maturedSeats, type SeatsThen, seatsAt } from "./seats.ts";

/** Draws the panel of each round 2 again, from the hash of its seed block and from who had which seat. */
export function checkDraws(record: DealRecord, state: DealState, keccak: Keccak, findings: Findings): void {
  for (const milestone of state.milestones) {
    const [contest] = milestone.contests;
    if (milestone.drawn === undefined || contest === undefined) continue;
    const head = {
      ...{ part: "draw" as const, milestone: milestone.index },
      subject: `The pool's rule draws these ${milestone.drawn.panel.length} jurors from the hash of the seed block`,
    };
    const { pool } = record;
    if (pool === undefined) {
      findings.skip(head, "the record has no events of the juror pool");
      continue;
    }
    const { place } = milestone.drawn;
    const then = seatsAt(pool, place.block, place.logIndex);
    const seed = seedOf(pool, then, { contest: contest.place.block, drawn: place.block }, keccak);
    if ("status" in seed) {
      findings.conclude({ ...head, against: [sourceOf(milestone.drawn.place)] }, seed);
      continue;
    }
    const against: AuditSource[] = [
      { kind: "block", number: seed.block, hash: seed.hash, time: seed.time },
      sourceOf(milestone.drawn.place),
    ];
    const since = sinceOf(state, milestone);
    const panel = drawn({ record, pool, then, state, milestone, seed: seed.hash, since });
    if (panel === undefined) {
      findings.conclude({ ...head, against }, withoutSeats(pool));
      continue;
    }
    const said = milestone.drawn.panel.map((juror) => juror.toLowerCase()).join(", ");
    const ruled = panel.map((juror) => juror.toLowerCase()).join(", ");
    findings.check(
      { ...head, against },
      said === ruled
        ? undefined
        : ruled === ""
          ? "by the rule there is no panel: too few jurors were eligible"
          : `by the rule the panel is ${ruled}`,
    );
  }
}

/** A record from the first block on has every seat: where one is missing, the pool is another one. */
function withoutSeats({ fromBlock }: PoolRecord): Outcome {
  return fromBlock === 0n
    ? { status: "fails", why: "the pool never said who took some of its seats" }
    : {
        status: "not checked",
        why: "the record has not each seat that the pool had: look at it from an earlier block on",
      };
}

/** Since when the payout that was contested first was provisional. */
function sinceOf(state: DealState, milestone: MilestoneState): number {
  const verdict = milestone.verdicts.find(({ round }) => round === 1);
  if (verdict !== undefined) return verdict.place.time;
  return (milestone.delivery?.place.time ?? 0) + state.terms.verdictWindow;
}

interface Seed {
  readonly block: bigint;
  readonly hash: Hex;
  readonly time: number;
}

/** The seed of a draw, from the block that the rule names; or an outcome that says it is unknown or contradicted. */
function seedOf(
  pool: PoolRecord,
  { pinned }: SeatsThen,
  blocks: { readonly contest: bigint; readonly drawn: bigint },
  keccak: Keccak,
): Seed | Outcome {
  const pin = pinned.get(blocks.contest);
  const number = pin?.seedBlock ?? seedBlockAt(blocks.contest, blocks.drawn);
  const block = pool.blocks.find((each) => BigInt(each.number ?? -1) === number);
  if (block?.hash === undefined || block.hash === null)
    return { status: "not checked", why: `the record has no block ${number}` };
  const recomputed = hashOfBlock(block, keccak);
  if (recomputed !== undefined && recomputed !== block.hash)
    return outcomeOf(`the seed block ${number} has not the hash that the node says`);
  if (pin !== undefined && pin.seed !== block.hash)
    return outcomeOf(
      `the pool remembered ${pin.seed} as the hash of block ${number}, and the node says ${block.hash}`,
    );
  return { block: number, hash: block.hash, time: Number(block.timestamp) };
}

/**
 * The pool's rule: seats in an order that the seed gives, each at most once, until the panel is full. Undefined when the record has
 * not each of them.
 */
function drawn(input: {
  readonly record: DealRecord;
  readonly pool: PoolRecord;
  /** The pool where the panel was drawn. */
  readonly then: SeatsThen;
  readonly state: DealState;
  readonly milestone: MilestoneState;
  readonly seed: Hex;
  readonly since: number;
}): Address[] | undefined {
  const { record, pool, then, state, milestone, since } = input;
  const { maturity } = pool;
  const openedAt = milestone.contests[0]?.place.time ?? 0;
  const seed = keccak256(
    encodeAbiParameters(
      [{ type: "bytes32" }, { type: "bytes32" }, { type: "uint256" }],
      [input.seed, record.dealId, BigInt(milestone.index)],
    ),
  );
  const excluded = new Set(excludedFrom(state.terms).map((account) => account.toLowerCase()));
  const { length: jurors } = state.terms.panel;
  const most = 2 * jurors + 1;
  const matured = maturedSeats(then, since, maturity);
  const seats: number[] = [];
  for (; seats.length < matured; seats.push(seats.length))
    if (!then.seats.has(seats.length)) return undefined;
  const found: Address[] = [];
  for (let left = seats.length; left > 0 && found.length < most; left -= 1) {
    const random = BigInt(keccak256(concatHex([seed, numberToHex(left, { size: 32 })])));
    const at = Number(random % BigInt(left));
    const seat = seats[at] ?? 0;
    seats[at] = seats[left - 1] ?? 0;
    const juror = jurorAt(then, seat, { since, openedAt, maturity });
    if (juror === undefined) continue;
    if (excluded.has(juror.key.toLowerCase()) || excluded.has(juror.owner.toLowerCase())) continue;
    if (!found.includes(juror.key)) found.push(juror.key);
  }
  if (found.length % 2 === 0) found.pop();
  if (found.length < jurors) return [];
  return found.sort((one, other) => (BigInt(one) < BigInt(other) ? -1 : 1));
}
