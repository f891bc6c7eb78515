import { factsOfDocuments } from "quittance/documents";
import {
  deriveFacts,
  type FactSources,
  openReputations,
  type Reputations,
  reputationAnswer,
} from "quittance/reputation";
import { Shelf } from "../documents/known.ts";
import type { AskedView, Task, TaskResult } from "./messages.ts";

/** Views that stay open, each with all facts: the newest and the final one, and beside them personal ones, so that no asker's view closes another's. */
const MOST_VIEWS = { global: 2, personal: 2 } as const;

/** Of the answers to one question about many; they have no character of more than one byte. */
const MOST_ANSWER_BYTES = 16 * 1_024 * 1_024;

type Growing = { -readonly [Name in keyof FactSources]: FactSources[Name][number][] };

function nothing(): Growing {
  return {
    ...{ deals: [], milestones: [], deliveries: [], verdicts: [], contests: [], panels: [], ballots: [] },
    ...{ settlements: [], ratings: [], equivocations: [], accounts: [], seats: [], payments: [] },
  };
}

interface OpenView {
  readonly reputations: Reputations;
  /** What was used of documents. */
  readonly used: readonly `0x${string}`[];
}

/** Snapshots of rows, and the scores that were asked of them; the latest views stay open. */
export class Scores {
  readonly #snapshots = new Map<number, Growing>();
  readonly #views = { global: new Map<string, OpenView>(), personal: new Map<string, OpenView>() };
  readonly #shelf = new Shelf();

  /** Throws what `openReputations` throws. */
  do(task: Task): TaskResult {
    if (task.kind === "add") return this.#add(task.snapshot, task.part);
    if (task.kind === "keep") return this.#keep(task.snapshot);
    if (task.kind === "documents") {
      this.#shelf.add(task.documents, task.panels);
      return {};
    }
    const { view } = task;
    const sources = this.#snapshots.get(view.snapshot);
    if (sources === undefined) return { isGone: true };
    const { reputations, used: documents } = this.#open(view, sources);
    if (task.kind === "find") return { agents: reputations.find(task.filter, task.page) };
    const { hash, pools, seeds } = view;
    const answers: string[] = [];
    let bytes = 0;
    for (const subject of task.subjects) {
      const answer = JSON.stringify(
        reputationAnswer(reputations.of(subject), { hash, pools, seeds, documents }),
      );
      bytes += answer.length;
      if (bytes > MOST_ANSWER_BYTES) return { isTooLarge: true };
      answers.push(answer);
    }
    return { answers };
  }

  #add(snapshot: number, part: Partial<FactSources>): TaskResult {
    const sources = this.#snapshots.get(snapshot) ?? nothing();
    this.#snapshots.set(snapshot, sources);
    for (const [name, entries] of Object.entries(part)) {
      const list: unknown[] = sources[name as keyof FactSources];
      for (const entry of entries) list.push(entry);
    }
    return {};
  }

  #keep(snapshot: number): TaskResult {
    for (const known of [...this.#snapshots.keys()]) if (known < snapshot) this.#snapshots.delete(known);
    for (const views of Object.values(this.#views)) {
      for (const key of [...views.keys()]) if (Number.parseInt(key, 10) < snapshot) views.delete(key);
    }
    return {};
  }

  #open(view: AskedView, sources: FactSources): OpenView {
    const { snapshot, asOf, pools, seeds, documents: version = 0 } = view;
    const kind = seeds === undefined ? "global" : "personal";
    const views = this.#views[kind];
    const key = `${snapshot} ${JSON.stringify([String(asOf.blockNumber), pools, seeds ?? null, version])}`;
    const open = views.get(key) ?? this.#derive(view, sources);
    // What was asked last is kept longest.
    views.delete(key);
    views.set(key, open);
    const [oldest] = views.keys();
    if (views.size > MOST_VIEWS[kind] && oldest !== undefined) views.delete(oldest);
    return open;
  }

  #derive({ asOf, pools, seeds }: AskedView, sources: FactSources): OpenView {
    const { documents, used } = factsOfDocuments({ sources, asOf, known: this.#shelf.known(pools) });
    const facts = deriveFacts({ sources, asOf, documents });
    return { reputations: openReputations({ facts, asOf, pools, seeds }), used };
  }
}
