import type { Say } from "../log/say.ts";
import type { Switch } from "./switch.ts";

const AGAIN_MS = 500;

/** Takes the views over as soon as the rows are so far, once in the life of a process. */
export class Taking {
  readonly #mayTake: () => Promise<boolean>;
  readonly #take: () => Promise<Switch>;
  readonly #say: Say;
  readonly #againMs: number;
  #isTaken = false;
  #said: string | undefined;

  /**
   * @param mayTake Whether the rows agree with the chain.
   * @param take Tries to take the views over.
   */
  constructor(
    mayTake: () => Promise<boolean>,
    take: () => Promise<Switch>,
    { say, againMs = AGAIN_MS }: { readonly say: Say; readonly againMs?: number },
  ) {
    this.#mayTake = mayTake;
    this.#take = take;
    this.#say = say;
    this.#againMs = againMs;
  }

  /** Whether the views show the rows of this process. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** Tries again and again. It keeps no process alive. */
  start(): void {
    const next = async () => {
      await this.once();
      if (!this.#isTaken) setTimeout(() => void next(), this.#againMs).unref();
    };
    setTimeout(() => void next(), this.#againMs).unref();
  }

  async once(): Promise<void> {
    try {
      const found = (await this.#mayTake()) ? await this.#take() : "not ready";
      this.#isTaken = found === "taken";
      this.#report(found, this.#isTaken ? "The views show the rows of this indexer" : (WAITING[found] ?? ""));
    } catch (error) {
      this.#report(
        "failed",
        `The views cannot be taken over: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  /** What is the same as before is not said again. */
  #report(found: string, message: string): void {
    if (message === "" || this.#said === message) return;
    this.#said = message;
    this.#say(found === "failed" ? "warn" : "info", "views", message);
  }
}

const WAITING: Readonly<Record<string, string>> = {
  behind: "The views show a later block than this indexer has; it takes them over once it has caught up",
  busy: "The views are being read; this indexer takes them over in between",
};
