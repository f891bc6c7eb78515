import { checkDocument, type JudgedReasons, type KnownDocuments, trustedPanel } from "quittance/documents";
import type { FactPanel } from "quittance/reputation";
import type { Hex } from "./types.ts";

/** A verified document, as it goes to the thread of scores. */
export interface SentDocument {
  readonly kind: "pact" | "reasons";
  readonly hash: Hex;
  readonly content: Uint8Array;
}

/** How the panel of a deal came about, and from which pool it was drawn. */
export interface SentPanel {
  readonly deal: Hex;
  readonly panel: FactPanel;
  readonly pool: Hex;
}

type Pact = NonNullable<ReturnType<KnownDocuments["pacts"]["get"]>>;

/** Documents that scores are made of: what of them is needed, and no more. They were verified, and their hashes keep them as they are. */
export class Shelf {
  readonly #pacts = new Map<Hex, Pact>();
  readonly #reasons = new Map<Hex, JudgedReasons>();
  readonly #panels = new Map<Hex, SentPanel>();

  add(documents: readonly SentDocument[], panels: readonly SentPanel[]): void {
    for (const { kind, hash, content } of documents) {
      const check = checkDocument({ kind, hash, bytes: content });
      if (!check.holds) continue;
      if (check.reading.kind === "pact") this.#pacts.set(hash, withoutTask(check.reading.pact));
      if (check.reading.kind === "reasons" && check.reading.reasons !== undefined) {
        this.#reasons.set(hash, check.reading.reasons);
      }
    }
    for (const panel of panels) this.#panels.set(panel.deal, panel);
  }

  /** @param pools Juror pools that are trusted. */
  known(pools: readonly Hex[]): KnownDocuments {
    const trusted = pools.map((pool) => pool.toLowerCase());
    const panels = [...this.#panels.values()].map(
      ({ deal, panel, pool }) => [deal, trustedPanel(panel, pool, trusted)] as const,
    );
    return { pacts: this.#pacts, reasons: this.#reasons, panels: new Map(panels) };
  }
}

/** Its clauses and weights count, and who wrote it. The task is text. */
const withoutTask = ({ task, ...pact }: Pact): Pact => ({
  ...pact,
  task: { ...task, instruction: "", inputs: [] },
});
