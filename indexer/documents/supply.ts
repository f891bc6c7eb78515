import type { FactPanel } from "quittance/reputation";
import type { Task, TaskResult } from "../trust/messages.ts";
import type { DocumentStore } from "./store.ts";

/** The thread of scores. */
interface Scoring {
  readonly do: (task: Task) => Promise<TaskResult>;
  /** Grows with each start: what an earlier thread knew is gone. */
  readonly starts: number;
}

const PAGE = 200;
/** So long scores rest on the documents that were known: each new set of them is a new view of all facts. */
const KEPT_MS = 5_000;

/** Keeps the thread of scores up to date with documents that were verified. */
export class Supply {
  readonly #store: DocumentStore | undefined;
  readonly #thread: Scoring;
  #sequence = 0;
  #panels = 0;
  #starts = -1;
  #lastAt = Number.NEGATIVE_INFINITY;
  #running: Promise<number> | undefined;

  /** @param store Undefined where documents are not looked for. */
  constructor(store: DocumentStore | undefined, thread: Scoring) {
    this.#store = store;
    this.#thread = thread;
  }

  /** Sends what is new. @returns A number of what the thread knows: another one as soon as it knows more. */
  async version(now: number): Promise<number> {
    const isSame = this.#starts === this.#thread.starts;
    if (this.#store === undefined || (isSame && now - this.#lastAt < KEPT_MS))
      return this.#sequence + this.#panels;
    this.#running ??= this.#send(this.#store).finally(() => {
      this.#running = undefined;
      this.#lastAt = now;
    });
    return this.#running;
  }

  async #send(store: DocumentStore): Promise<number> {
    // The first task starts the thread.
    await this.#thread.do({ kind: "documents", documents: [], panels: [] });
    if (this.#starts !== this.#thread.starts)
      [this.#starts, this.#sequence, this.#panels] = [this.#thread.starts, 0, 0];
    for (;;) {
      const documents = await store.verifiedAfter(this.#sequence, PAGE);
      const last = documents.at(-1);
      if (last === undefined) break;
      await this.#thread.do({ kind: "documents", documents, panels: [] });
      this.#sequence = last.sequence;
    }
    const panels = await store.panels();
    if (panels.length !== this.#panels) {
      const sent = panels.map(({ deal, panel, pool }) => ({ deal, pool, panel: panel as FactPanel }));
      await this.#thread.do({ kind: "documents", documents: [], panels: sent });
      this.#panels = panels.length;
    }
    return this.#sequence + this.#panels;
  }
}
