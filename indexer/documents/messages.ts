import type { DocumentSettings } from "../settings/documents.ts";
import type { StorePlace } from "./open.ts";
import type { DrawnDeal, Hex, Naming } from "./types.ts";

/** What the thread is started with. */
export interface ThreadData {
  readonly settings: DocumentSettings;
  readonly store: StorePlace;
  readonly deployment: { readonly chainId: number; readonly address: Hex };
  /** They may hold secrets. */
  readonly rpcUrls: readonly string[];
}

/** What it is asked: whether it is the one that resolves, and from where it wants rows; or to take rows in. */
export type ThreadTask =
  | { readonly kind: "place" }
  | {
      readonly kind: "take";
      readonly namings: readonly Naming[];
      readonly draws: readonly DrawnDeal[];
      readonly place: string;
    };

export interface ThreadResult {
  /** Another process resolves. */
  readonly isOther?: boolean | undefined;
  readonly place?: string | undefined;
}
