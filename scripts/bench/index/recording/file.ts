import { closeSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Address, Hex } from "viem";
import type { RawBlock, RawLog } from "../chain/ground.ts";

/** Who is on a recorded chain, and what it answers whatever the block. */
export interface ChainFacts {
  readonly chainId: number;
  readonly quittance: Address;
  readonly pool: Address;
  readonly usdc: Address;
  readonly codes: Readonly<Record<Address, Hex>>;
}

/** Where a block stands in the file, and what it adds up to. */
export interface BlockEntry {
  readonly number: number;
  readonly hash: Hex;
  /** Unix seconds. */
  readonly timestamp: number;
  /** Events of the project's contracts in it. */
  readonly events: number;
  /** USDC base units that the token says the contract holds after it. */
  readonly held: string;
  /** Bytes from the start of the file, of the block and then of its logs, compressed. */
  readonly at: number;
  readonly sizes: readonly [number, number];
}

/** A recorded chain that is read from its files. */
export interface Recording {
  readonly facts: ChainFacts;
  readonly entries: readonly BlockEntry[];
  /** A block with its transactions, as JSON. */
  readonly blockText: (number: number) => string;
  /** Each log of a block as JSON that starts as `logStart` says. */
  readonly logLines: (number: number) => readonly string[];
  readonly close: () => void;
}

const FACTS = "facts.json";
const ENTRIES = "entries.jsonl";
const BODIES = "bodies.zst";
/** Quick, and a seventh of the size. */
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };

/** The places of a log's address and first topic, which are the same in every line. */
const START = '{"address":"';
const ADDRESS_AT = START.length;
const ADDRESS_END = ADDRESS_AT + 42;
const TOPIC_AT = ADDRESS_END + '","topics":["'.length;
const TOPIC_END = TOPIC_AT + 66;

export function addressOfLine(line: string): string {
  return line.slice(ADDRESS_AT, ADDRESS_END);
}

export function topicOfLine(line: string): string {
  return line.slice(TOPIC_AT, TOPIC_END);
}

/** Writes a recording block by block. Nothing reads it before `finish`. */
export function openWriter(folder: string) {
  const file = openSync(join(folder, BODIES), "w");
  const entries: string[] = [];
  let at = 0;
  const append = (text: string) => {
    const bytes = zstdCompressSync(text, COMPRESSION);
    writeSync(file, bytes);
    at += bytes.length;
    return bytes.length;
  };
  return {
    add: (mined: RawBlock, sums: Pick<BlockEntry, "events" | "held">) => {
      const { number, hash, timestamp } = mined.block;
      const start = at;
      const sizes = [append(JSON.stringify(mined.block)), append(mined.logs.map(lineOf).join("\n"))];
      const known = { number: Number(number), hash, timestamp: Number(timestamp) };
      entries.push(JSON.stringify({ ...known, ...sums, at: start, sizes }));
    },
    finish: (facts: ChainFacts) => {
      closeSync(file);
      writeFileSync(join(folder, ENTRIES), entries.join("\n"));
      writeFileSync(join(folder, FACTS), JSON.stringify(facts));
    },
  };
}

function lineOf({ address, topics, ...rest }: RawLog): string {
  return JSON.stringify({ address: address.toLowerCase(), topics, ...rest });
}

export function openRecording(folder: string): Recording {
  const facts = JSON.parse(readFileSync(join(folder, FACTS), "utf8")) as ChainFacts;
  const lines = readFileSync(join(folder, ENTRIES), "utf8").split("\n");
  const entries = lines.map((line) => JSON.parse(line) as BlockEntry);
  const file = openSync(join(folder, BODIES), "r");
  const textAt = (at: number, size: number) => {
    const bytes = Buffer.alloc(size);
    readSync(file, bytes, 0, size, at);
    return zstdDecompressSync(bytes).toString("utf8");
  };
  const entryOf = (number: number) => {
    const entry = entries[number];
    if (entry === undefined) throw new RangeError(`block ${number} was not recorded`);
    return entry;
  };
  return {
    ...{ facts, entries },
    blockText: (number) => {
      const { at, sizes } = entryOf(number);
      return textAt(at, sizes[0]);
    },
    logLines: (number) => {
      const { at, sizes } = entryOf(number);
      const text = textAt(at + sizes[0], sizes[1]);
      return text === "" ? [] : text.split("\n");
    },
    close: () => closeSync(file),
  };
}
