/**
 * Indexes of the bits set in one of the contract's milestone bitmaps, ascending.
 *
 * @example
 * import { milestonesIn } from "quittance";
 *
 * console.log(milestonesIn(0b101)); // [ 0, 2 ]
 */
export function milestonesIn(bitmap: number): number[] {
  return Array.from({ length: 32 }, (_, index) => index).filter((index) => (bitmap >>> index) % 2 === 1);
}

/** The bitmap in which the contract keeps a set of milestones: one bit each, that of milestone 0 the lowest. */
export function bitmapOf(milestones: readonly number[]): number {
  return [...new Set(milestones)].reduce((bitmap, milestone) => bitmap + 2 ** milestone, 0);
}
