import type { Followed, Position } from "./rows.ts";
import type { Trail } from "./trail.ts";

/** A trail up to a cursor. */
export interface OpenTrail {
  readonly trail: Trail;
  readonly from: number;
  readonly after: Position | undefined;
  readonly reorganisedFrom: number | null;
}

/** Digests of rows in all. Each is some 100 bytes. */
const MOST_ROWS = 200_000;

/**
 * Trails of cursors that were given out, each for the next page behind it: while no block came since, no row before the cursor has
 * changed, and none is read again. A caller that asks for page after page costs what it reads, however many rows are before them.
 */
export class Trails {
  readonly #kept = new Map<
    string,
    { readonly head: string; readonly open: Omit<OpenTrail, "reorganisedFrom"> }
  >();
  #rows = 0;

  /** Takes out what is kept of a cursor, if rows are what they were then. */
  find(followed: Followed, cursor: string, head: string): OpenTrail | undefined {
    const key = keyOf(followed, cursor);
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#drop(key);
    return kept.head === head ? { ...kept.open, reorganisedFrom: null } : undefined;
  }

  keep(followed: Followed, cursor: string, head: string, open: Omit<OpenTrail, "reorganisedFrom">): void {
    const key = keyOf(followed, cursor);
    this.#drop(key);
    this.#kept.set(key, { head, open });
    this.#rows += open.trail.length + 1;
    // The one that was kept first goes first.
    for (const oldest of this.#kept.keys()) {
      if (this.#rows <= MOST_ROWS) return;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    this.#kept.delete(key);
    this.#rows -= kept.open.trail.length + 1;
  }
}

const keyOf = (followed: Followed, cursor: string) =>
  `${"deal" in followed ? followed.deal : followed.agent} ${cursor}`;
