import type { Address, Hex } from "viem";
import type { AbortedDrawAnswer, SignedAbortedDraw } from "./aborted.ts";
import { keyOf } from "./fields.ts";

/** A statement, and by what the accused side refuted it. */
export interface PublishedAbort {
  readonly aborted: SignedAbortedDraw;
  readonly answer?: AbortedDrawAnswer | undefined;
}

/** A statement that was verified, with what it is found by. */
export interface VerifiedAbort {
  readonly aborted: SignedAbortedDraw;
  readonly draw: Hex;
  /** The principal that it counts against. */
  readonly principal: Address;
  /** The principal that states it. */
  readonly statedBy: Address;
}

/** Something that a board kept, in the order in which it came. */
export type AbortChange =
  | { readonly place: number; readonly kind: "statement"; readonly aborted: SignedAbortedDraw }
  | {
      readonly place: number;
      readonly kind: "answer";
      readonly draw: Hex;
      /** The side whose statement it refutes. */
      readonly from: Address;
      readonly answer: AbortedDrawAnswer;
    };

/** How much is kept. */
export interface AbortLimits {
  /** Statements in all. */
  readonly kept: number;
  /** Statements against one principal, and as many by one. */
  readonly ofPrincipal: number;
}

/** Where statements about aborted draws are kept. All of them were verified before. */
export interface AbortedDrawStore {
  /** An id of what is kept; places of another one count from the start. */
  readonly epoch: string;
  /**
   * Keeps the first statement of a side about a draw. Where there is no room, the oldest statement that was refuted makes it; one that
   * was not never does.
   */
  readonly add: (statement: VerifiedAbort, limits: AbortLimits) => Promise<"first" | "known" | "full">;
  /** Keeps the first answer to the statement of a side; undefined when there is no such statement. */
  readonly answer: (
    draw: Hex,
    from: Address,
    answer: AbortedDrawAnswer,
  ) => Promise<"first" | "known" | undefined>;
  /** The statements about a draw: one of each side at most. */
  readonly about: (draw: Hex) => Promise<readonly PublishedAbort[]>;
  /** The statements that count against a principal, the oldest first. */
  readonly against: (principal: Address) => Promise<readonly PublishedAbort[]>;
  /** What came after a place, in order. */
  readonly changes: (after: number, limit: number) => Promise<readonly AbortChange[]>;
}

interface Kept extends VerifiedAbort {
  readonly place: number;
  readonly answer?: { readonly place: number; readonly answer: AbortedDrawAnswer };
}

/**
 * Keeps statements about aborted draws in memory, for a board that may start empty.
 *
 * @example
 * import { memoryAbortedDraws } from "quittance/jury";
 *
 * const store = memoryAbortedDraws();
 * console.log((await store.changes(0, 10)).length); // 0
 */
export function memoryAbortedDraws(): AbortedDrawStore {
  const kept = new Map<string, Kept>();
  let places = 0;
  const nameOf = (draw: Hex, from: Address) => `${keyOf(draw)} ${keyOf(from)}`;
  const all = () => [...kept.entries()];
  /** Makes room among statements where there are as many as may be; false when there is none to be had. */
  const makesRoom = (most: number, isOne: (one: Kept) => boolean): boolean => {
    const found = all().filter(([, one]) => isOne(one));
    if (found.length < most) return true;
    const [refuted] = found.find(([, { answer }]) => answer !== undefined) ?? [];
    return refuted !== undefined && kept.delete(refuted);
  };
  return {
    epoch: crypto.randomUUID(),
    add: async (statement, { kept: most, ofPrincipal }) => {
      const name = nameOf(statement.draw, statement.aborted.from);
      if (kept.has(name)) return "known";
      const [accused, accuser] = [keyOf(statement.principal), keyOf(statement.statedBy)];
      const hasRoom =
        makesRoom(ofPrincipal, ({ principal }) => keyOf(principal) === accused) &&
        makesRoom(ofPrincipal, ({ statedBy }) => keyOf(statedBy) === accuser) &&
        makesRoom(most, () => true);
      if (!hasRoom) return "full";
      places += 1;
      kept.set(name, { ...statement, place: places });
      return "first";
    },
    answer: async (draw, from, answer) => {
      const name = nameOf(draw, from);
      const found = kept.get(name);
      if (found === undefined) return undefined;
      if (found.answer !== undefined) return "known";
      places += 1;
      kept.set(name, { ...found, answer: { place: places, answer } });
      return "first";
    },
    about: async (draw) =>
      all()
        .filter(([, one]) => keyOf(one.draw) === keyOf(draw))
        .map(([, one]) => published(one)),
    against: async (principal) =>
      all()
        .filter(([, one]) => keyOf(one.principal) === keyOf(principal))
        .map(([, one]) => published(one)),
    changes: async (after, limit) =>
      all()
        .flatMap(([, one]) => changesOf(one))
        .filter(({ place }) => place > after)
        .sort((one, other) => one.place - other.place)
        .slice(0, limit),
  };
}

function published({ aborted, answer }: Kept): PublishedAbort {
  return { aborted, ...(answer === undefined ? {} : { answer: answer.answer }) };
}

function changesOf({ place, aborted, draw, answer }: Kept): AbortChange[] {
  const statement: AbortChange = { place, kind: "statement", aborted };
  if (answer === undefined) return [statement];
  return [statement, { ...answer, kind: "answer", draw, from: aborted.from }];
}
