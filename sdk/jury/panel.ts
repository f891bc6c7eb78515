import type { Address, Hex } from "viem";
import { TooFewCandidatesError } from "../errors/jury.ts";
import { requireOptions } from "../json/options.ts";
import { keyOf } from "./fields.ts";
import { type DrawOutlook, firstAble, orderSeats, outlookOf, type SeatFilter } from "./order.ts";
import type { SignedJurorProfile } from "./profile.ts";
import { ableKeys } from "./requirements.ts";
import type { SnapshotSeat } from "./snapshot.ts";

/** Who could be drawn, and for what. */
export interface Candidates {
  /** Of a snapshot. */
  readonly seats: readonly SnapshotSeat[];
  /** Of its directory. */
  readonly profiles: readonly SignedJurorProfile[];
  /** What the pact asks of jurors (`requirementsOf`). */
  readonly measures: readonly string[];
  readonly languages: readonly string[];
  /** Neither jurors nor their owners. */
  readonly excluded: readonly Address[];
  /** How many jurors the panel has. */
  readonly jurors: number;
}

const FIELDS = "seats profiles measures languages excluded jurors";

function filterOf({ profiles, measures, languages, excluded }: Candidates): SeatFilter {
  return { able: ableKeys(profiles, { measures, languages }), excluded: new Set(excluded.map(keyOf)) };
}

/**
 * How many jurors could be drawn. It is known before anybody commits: where a pact leaves few who can check it, those who say that they
 * can are a larger share of them.
 *
 * @example
 * import { drawOutlook } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { snapshot, profiles } = await exampleDraw(stack);
 * const asked = { measures: ["coverage"], languages: ["eu"], excluded: [], jurors: 1 };
 * const { owners, able, needed } = drawOutlook({ seats: snapshot.seats, profiles, ...asked });
 * console.log(owners, able, needed); // 7 0 5
 * await stack.stop();
 */
export function drawOutlook(input: Candidates): DrawOutlook {
  requireOptions(input, FIELDS);
  return outlookOf(input.seats, filterOf(input), input.jurors);
}

/**
 * The panel that a seed gives, in the order in which it is drawn: the seed orders all seats once, the pact only skips those who cannot
 * check it, and each owner and each key counts once.
 *
 * @throws TooFewCandidatesError with fewer than five able owners for each place.
 * @example
 * import { panelOfSeed } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { snapshot, profiles } = await exampleDraw(stack);
 * const asked = { measures: ["coverage"], languages: [], excluded: [], jurors: 1 };
 * const panel = panelOfSeed({ seed: `0x${"11".repeat(32)}`, seats: snapshot.seats, profiles, ...asked });
 * console.log(panel.length); // 1
 * await stack.stop();
 */
export function panelOfSeed(input: Candidates & { readonly seed: Hex }): Address[] {
  requireOptions(input, `seed ${FIELDS}`);
  const { seed, seats, jurors } = input;
  const filter = filterOf(input);
  const { able, needed } = outlookOf(seats, filter, jurors);
  if (able < needed) throw new TooFewCandidatesError(able, needed);
  return firstAble(orderSeats({ seed, seats }), filter, jurors);
}
