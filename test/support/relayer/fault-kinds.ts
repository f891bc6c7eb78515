/** What goes wrong in schedules, beside the ends of processes and reorganisations. */
export const faultKinds = [
  "a node takes no question",
  "a node's answer is lost",
  "a node's answer is late, and an older one comes",
  "a transaction is handed on late",
  "a node lies about a nonce",
  "a node says that it knows no transaction",
  "a node loses what waits for a block",
  "the database restarts before a write",
  "the database restarts after a write, without an answer",
  "two workers step at once",
  "a lease runs out within a step",
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** How often each kind happened. */
export class Tally<Kind extends string> {
  readonly counts = new Map<Kind, number>();

  add(kind: Kind, times = 1): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + times);
  }

  addAll(other: ReadonlyMap<Kind, number>): void {
    for (const [kind, times] of other) this.add(kind, times);
  }
}
