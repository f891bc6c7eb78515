import type { Say } from "../log/say.ts";
import type { Switch } from "./switch.ts";

const AGAIN_MS = 500;
/** How soon it is seen that another indexer has taken the views over. */
const LOOK_MS = 2_000;

/** What belongs to the views of one indexer. */
export interface TakingParts {
  /** Whether the rows agree with the chain. */
  readonly mayTake: () => Promise<boolean>;
  /** Tries to take the views over. */
  readonly take: () => Promise<Switch>;
  /** Whether the views show this indexer's rows. */
  readonly isShown: () => Promise<boolean>;
}

/**
 * Takes the views over as soon as the rows are so far, once in the life of a process: an older indexer, which goes on until it is
 * ended, leaves them to the newer one that took them. From then on it looks whether they are still its own.
 */
export class Taking {
  readonly #parts: TakingParts;
  readonly #say: Say;
  #hasTaken = false;
  #isTaken = false;
  #said: string | undefined;

  constructor(parts: TakingParts, { say }: { readonly say: Say }) {
    this.#parts = parts;
    this.#say = say;
  }

  /** Whether the views show the rows of this process: false again once they show those of another one. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** Tries again and again. It keeps no process alive. */
  start(): void {
    const next = async () => {
      await this.once();
      setTimeout(() => void next(), this.#hasTaken ? LOOK_MS : AGAIN_MS).unref();
    };
    setTimeout(() => void next(), AGAIN_MS).unref();
  }

  /** Tries once, or looks once where it has taken them before. */
  async once(): Promise<void> {
    if (this.#hasTaken) return this.#look();
    try {
      const found = (await this.#parts.mayTake()) ? await this.#parts.take() : "not ready";
      this.#isTaken = found === "taken";
      this.#hasTaken = this.#isTaken;
      this.#report(found, this.#isTaken ? OWN : (WAITING[found] ?? ""));
    } catch (error) {
      this.#report(
        "failed",
        `The views cannot be taken over: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  async #look(): Promise<void> {
    try {
      this.#isTaken = await this.#parts.isShown();
      this.#report("looked", this.#isTaken ? OWN : OTHERS);
    } catch {
      // While the database does not answer, what was seen last holds; the indexer says itself that it has no database.
    }
  }

  /** What is the same as before is not said again. */
  #report(found: string, message: string): void {
    if (message === "" || this.#said === message) return;
    this.#said = message;
    this.#say(found === "failed" ? "warn" : "info", "views", message);
  }
}

const OWN = "The views show the rows of this indexer";
const OTHERS =
  "The views show the rows of another indexer, which took them over; this one can be stopped once its replicas are replaced";

const WAITING: Readonly<Record<string, string>> = {
  behind: "The views show a later block than this indexer has; it takes them over once it has caught up",
  busy: "The views are being read; this indexer takes them over in between",
};
