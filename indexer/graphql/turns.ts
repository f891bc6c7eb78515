import { Unavailable } from "../sql/unavailable.ts";

/** How many statements run at once, and how many wait. */
export interface TurnLimits {
  readonly running: number;
  /** Of one caller: fewer than all, so that others never wait for it alone. */
  readonly ofOne: number;
  /** Of those that read much. */
  readonly heavy: number;
  readonly heavyOfOne: number;
  /** How many times as long as such a statement took its place stays taken, so that the processors are free in between. */
  readonly rest: number;
  readonly waitingOfOne: number;
  readonly waiting: number;
}

export const TURNS: TurnLimits = {
  ...{ running: 8, ofOne: 4, heavy: 3, heavyOfOne: 1, rest: 2 },
  ...{ waitingOfOne: 256, waiting: 2_048 },
};

interface Waiting {
  readonly isHeavy: boolean;
  readonly start: () => void;
}

interface Caller {
  readonly name: string;
  running: number;
  heavy: number;
  readonly waiting: Waiting[];
}

/**
 * Gives statements their turns. Callers come one after the other, each with what it asked first, so that a caller with many
 * statements waits behind itself. What reads much waits for the like, and lets the rest pass.
 */
export class Turns {
  readonly #limits: TurnLimits;
  /** In the order of their turns. */
  readonly #callers = new Map<string, Caller>();
  #running = 0;
  #heavy = 0;
  #waiting = 0;

  constructor(limits: TurnLimits = TURNS) {
    this.#limits = limits;
  }

  /** Throws `Unavailable` where too many wait already, and what the work throws. */
  async take<Result>(name: string, isHeavy: boolean, work: () => Promise<Result>): Promise<Result> {
    const caller = this.#callers.get(name) ?? { name, running: 0, heavy: 0, waiting: [] };
    this.#callers.set(name, caller);
    await this.#turnOf(caller, isHeavy);
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#running -= 1;
      caller.running -= 1;
      if (isHeavy) this.#rest(caller, this.#limits.rest * (performance.now() - start));
      this.#next();
    }
  }

  #rest(caller: Caller, milliseconds: number): void {
    const end = () => {
      this.#heavy -= 1;
      caller.heavy -= 1;
    };
    const endLater = () => {
      end();
      this.#next();
    };
    if (milliseconds === 0) end();
    else setTimeout(endLater, milliseconds).unref();
  }

  async #turnOf(caller: Caller, isHeavy: boolean): Promise<void> {
    const isFirst = !caller.waiting.some((other) => other.isHeavy === isHeavy);
    if (isFirst && this.#mayStart(caller, isHeavy)) {
      this.#begin(caller, isHeavy);
      return;
    }
    const { waitingOfOne, waiting } = this.#limits;
    if (caller.waiting.length >= waitingOfOne || this.#waiting >= waiting) {
      throw new Unavailable("Too many queries wait for their turn. Ask fewer at once, and this one later.");
    }
    this.#waiting += 1;
    await new Promise<void>((resolve) => {
      const start = () => {
        this.#waiting -= 1;
        this.#begin(caller, isHeavy);
        resolve();
      };
      caller.waiting.push({ isHeavy, start });
    });
  }

  #mayStart({ running, heavy }: Caller, isHeavy: boolean): boolean {
    const limits = this.#limits;
    if (this.#running >= limits.running || running >= limits.ofOne) return false;
    return !isHeavy || (this.#heavy < limits.heavy && heavy < limits.heavyOfOne);
  }

  #begin(caller: Caller, isHeavy: boolean): void {
    this.#running += 1;
    caller.running += 1;
    if (!isHeavy) return;
    this.#heavy += 1;
    caller.heavy += 1;
  }

  /** Starts what can start, from each caller one, until there is nothing more; who had a turn goes to the end. */
  #next(): void {
    for (const caller of [...this.#callers.values()]) {
      const place = caller.waiting.findIndex(({ isHeavy }) => this.#mayStart(caller, isHeavy));
      const [next] = place < 0 ? [] : caller.waiting.splice(place, 1);
      if (next === undefined) {
        if (caller.running + caller.heavy + caller.waiting.length === 0) this.#callers.delete(caller.name);
        continue;
      }
      this.#callers.delete(caller.name);
      this.#callers.set(caller.name, caller);
      next.start();
    }
  }
}
