import { type Address, concatHex, type Hex, keccak256, zeroHash } from "viem";
import * as z from "zod/mini";
import { lazily } from "../errors/lazily.ts";
import { address, bytes32, list, must, record, type Schema, signature, time, uint } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { bounds } from "../protocol/bounds.ts";
import { type QuittanceDomain, quittanceDomain } from "../protocol/domain.ts";
import { type DocumentType, digestOf } from "./document.ts";
import { blockNumber, format, keyOf, languages, measures } from "./fields.ts";

/** What both sides of a draw commit to, in the same words. */
export interface DrawSubject {
  readonly chainId: number;
  /** The Quittance contract the deal would be on. */
  readonly contract: Address;
  readonly buyer: Address;
  readonly seller: Address;
  /** Who the parties act for: the principal of a managed account; for any other party, itself. */
  readonly buyerPrincipal: Address;
  readonly sellerPrincipal: Address;
  /** Hash of the pact. */
  readonly pact: Hex;
  /** How many jurors the panel has, n: odd, 1 to 15. */
  readonly jurors: number;
  /** Clause kinds that a juror must be able to check, and languages that it must judge: those of the pact. */
  readonly measures: readonly string[];
  readonly languages: readonly string[];
  /** Addresses that are neither jurors nor their owners, beside the parties and their principals: what the terms will name. */
  readonly excluded: readonly Address[];
  readonly pool: Address;
  /** Hash of the snapshot. */
  readonly snapshot: Hex;
  /** Hash of the directory: whose profiles count, as they are now. */
  readonly directory: Hex;
  /** A block that is not there yet. Its hash is part of the seed. */
  readonly seedBlock: number;
}

/** One side's commitment to a random number. The second of a draw answers the first. */
export interface DrawCommitment extends DrawSubject {
  readonly format: "quittance/draw-commitment/1";
  /** Hash of the offer that carries it. */
  readonly offer: Hex;
  /** The side that commits. */
  readonly from: Address;
  /** Hash of its random number and its address (`hashDrawNumber`). */
  readonly numberHash: Hex;
  /** Hash of the commitment that it answers; zero for the first. */
  readonly answers: Hex;
  /** Unix seconds. */
  readonly madeAt: number;
}

/** A commitment as it travels. */
export interface SignedDrawCommitment extends DrawCommitment {
  readonly signature: Hex;
}

/** One side's random number, for one draw. */
export interface DrawReveal {
  readonly format: "quittance/draw-reveal/1";
  /** Id of the draw: of both commitments (`drawIdOf`). */
  readonly draw: Hex;
  readonly from: Address;
  readonly number: Hex;
}

export interface SignedDrawReveal extends DrawReveal {
  readonly signature: Hex;
}

/** Both commitments: the first, and the one that answers it. From then on, the order of the seats is fixed, and unknown. */
export type DrawPair = readonly [SignedDrawCommitment, SignedDrawCommitment];

const MOST_EXCLUDED = 8;

export const commitmentSchema = /* @__PURE__ */ lazily(
  (): Schema<SignedDrawCommitment> =>
    record({
      format: format("quittance/draw-commitment/1"),
      chainId: uint(48, { minimum: 1 }),
      contract: address(),
      offer: bytes32(),
      from: address(),
      buyer: address(),
      seller: address(),
      buyerPrincipal: address(),
      sellerPrincipal: address(),
      pact: bytes32(),
      jurors: uint(8, { minimum: 1, maximum: bounds.maxJurors }).check(
        must((count) => count % 2 === 1, "must be odd", "Give 1, 3, 5 or another odd number."),
      ),
      measures: measures(),
      languages: languages(),
      excluded: list(address(), { entries: "addresses", maximum: MOST_EXCLUDED }),
      pool: address(),
      snapshot: bytes32(),
      directory: bytes32(),
      seedBlock: blockNumber(),
      numberHash: bytes32(),
      answers: bytes32(),
      madeAt: time(),
      signature: signature(),
    }),
);

export const revealSchema = /* @__PURE__ */ lazily(
  (): Schema<SignedDrawReveal> =>
    record({
      format: format("quittance/draw-reveal/1"),
      draw: bytes32(),
      from: address(),
      number: bytes32(),
      signature: signature(),
    }),
);

export const pairSchema = /* @__PURE__ */ lazily(
  (): Schema<DrawPair> => z.tuple([commitmentSchema(), commitmentSchema()]) as unknown as Schema<DrawPair>,
);

/** Every field of a commitment, by name: a wallet shows what is committed to. */
export const commitmentType: DocumentType<DrawCommitment> = {
  name: "DrawCommitment",
  fields: [
    { name: "offer", type: "bytes32" },
    { name: "from", type: "address" },
    { name: "buyer", type: "address" },
    { name: "seller", type: "address" },
    { name: "buyerPrincipal", type: "address" },
    { name: "sellerPrincipal", type: "address" },
    { name: "pact", type: "bytes32" },
    { name: "jurors", type: "uint8" },
    { name: "measures", type: "string" },
    { name: "languages", type: "string" },
    { name: "excluded", type: "address[]" },
    { name: "pool", type: "address" },
    { name: "snapshot", type: "bytes32" },
    { name: "directory", type: "bytes32" },
    { name: "seedBlock", type: "uint64" },
    { name: "numberHash", type: "bytes32" },
    { name: "answers", type: "bytes32" },
    { name: "madeAt", type: "uint40" },
  ],
  messageOf: (commitment) => ({
    ...commitment,
    measures: commitment.measures.join(", "),
    languages: commitment.languages.join(", "),
    seedBlock: BigInt(commitment.seedBlock),
  }),
};

export const revealType: DocumentType<DrawReveal> = {
  name: "DrawReveal",
  fields: [
    { name: "draw", type: "bytes32" },
    { name: "from", type: "address" },
    { name: "number", type: "bytes32" },
  ],
  messageOf: (reveal) => ({ ...reveal }),
};

/** The domain that the messages of a draw are signed under. */
export function domainOfDraw({
  chainId,
  contract,
}: Pick<DrawSubject, "chainId" | "contract">): QuittanceDomain {
  return quittanceDomain({ chainId, address: contract });
}

/**
 * The hash by which a side commits to its random number: keccak256(number ‖ address). The address is in it, so that a hash that is
 * copied from the other side can never be opened.
 *
 * @example
 * import { hashDrawNumber } from "quittance/jury";
 *
 * const from = "0x00000000000000000000000000000000000000b1";
 * console.log(hashDrawNumber({ number: `0x${"11".repeat(32)}`, from }).length); // 66
 */
export function hashDrawNumber(input: { readonly number: Hex; readonly from: Address }): Hex {
  requireOptions(input, "number from");
  const { number, from } = parseWith("input", numberSchema(), input);
  return keccak256(concatHex([number, from]));
}

const numberSchema = /* @__PURE__ */ lazily(
  (): Schema<{ number: Hex; from: Address }> => record({ number: bytes32(), from: address() }),
);

/** 256 random bits. */
export function randomNumber(): Hex {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * The hash of a commitment, by which another one answers it.
 *
 * @throws InvalidFieldError for a malformed commitment.
 * @example
 * import { hashDrawCommitment } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { pair } = await exampleDraw(stack);
 * console.log(hashDrawCommitment(pair[0]) === pair[1].answers); // true
 * await stack.stop();
 */
export function hashDrawCommitment(commitment: SignedDrawCommitment): Hex {
  const parsed = parseWith("commitment", commitmentSchema(), commitment);
  return digestOf(commitmentType, domainOfDraw(parsed), parsed);
}

/**
 * The id of a draw: the hash of its two commitments, which each of its reveals names.
 *
 * @throws InvalidFieldError for a malformed commitment.
 * @example
 * import { drawIdOf } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { pair, reveals } = await exampleDraw(stack);
 * console.log(drawIdOf(pair) === reveals[0].draw); // true
 * await stack.stop();
 */
export function drawIdOf([first, second]: DrawPair): Hex {
  return keccak256(concatHex([hashDrawCommitment(first), hashDrawCommitment(second)]));
}

/**
 * The seed of a draw: keccak256(buyer's number ‖ seller's number ‖ hash of the seed block).
 *
 * @example
 * import { seedOf } from "quittance/jury";
 *
 * const [one, other, hash] = ["11", "22", "33"].map((byte) => `0x${byte.repeat(32)}` as const);
 * if (one === undefined || other === undefined || hash === undefined) throw new Error("three were given");
 * console.log(seedOf({ buyerNumber: one, sellerNumber: other, seedBlockHash: hash }).length); // 66
 */
export function seedOf(input: {
  readonly buyerNumber: Hex;
  readonly sellerNumber: Hex;
  readonly seedBlockHash: Hex;
}): Hex {
  requireOptions(input, "buyerNumber sellerNumber seedBlockHash");
  const { buyerNumber, sellerNumber, seedBlockHash } = parseWith("input", seedSchema(), input);
  return keccak256(concatHex([buyerNumber, sellerNumber, seedBlockHash]));
}

const seedSchema = /* @__PURE__ */ lazily(
  (): Schema<{ buyerNumber: Hex; sellerNumber: Hex; seedBlockHash: Hex }> =>
    record({ buyerNumber: bytes32(), sellerNumber: bytes32(), seedBlockHash: bytes32() }),
);

/** Both principals of a draw, in the same order in either role, on one chain and contract. */
export function principalsOf(
  subject: Pick<DrawSubject, "buyerPrincipal" | "sellerPrincipal" | "chainId" | "contract">,
): string {
  const { chainId, contract, buyerPrincipal, sellerPrincipal } = subject;
  const pair = [keyOf(buyerPrincipal), keyOf(sellerPrincipal)].sort();
  return [chainId, keyOf(contract), ...pair].join(" ");
}

/** The commitment that answers none. */
export const isFirst = ({ answers }: Pick<DrawCommitment, "answers">) => answers === zeroHash;

/**
 * A commitment from the other side: an object, or its JSON text. Whether it is good is `checkDrawCommitment`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseDrawCommitment } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { pair } = await exampleDraw(stack);
 * console.log(parseDrawCommitment(JSON.stringify(pair[0])).jurors); // 1
 * await stack.stop();
 */
export function parseDrawCommitment(input: unknown): SignedDrawCommitment {
  return parseWith("commitment", commitmentSchema(), input);
}

/**
 * A reveal from the other side: an object, or its JSON text. Whether it is good is `checkDrawReveal`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseDrawReveal } from "quittance/jury";
 *
 * const [hash, from] = [`0x${"11".repeat(32)}`, `0x${"22".repeat(20)}`];
 * const reveal = { format: "quittance/draw-reveal/1", draw: hash, from, number: hash, signature: "0x11" };
 * console.log(parseDrawReveal(JSON.stringify(reveal)).number.length); // 66
 */
export function parseDrawReveal(input: unknown): SignedDrawReveal {
  return parseWith("reveal", revealSchema(), input);
}
