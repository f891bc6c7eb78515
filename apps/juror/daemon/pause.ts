const MOST_DOUBLINGS = 20;

/** Milliseconds to wait after so many failures before: twice as long each time. */
export function pauseFor(failures: number, first: number, longest: number): number {
  return Math.min(first * 2 ** Math.min(failures, MOST_DOUBLINGS), longest);
}
