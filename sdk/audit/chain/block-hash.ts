import { type Hex, type RpcBlock, toRlp } from "viem";
import type { Keccak } from "../../crypto/keccak.ts";

/** The fields of a block's header in the order of its hash; those after `nonce` came with forks, one after another. */
const HEADER = [
  ["parentHash", "bytes"],
  ["sha3Uncles", "bytes"],
  ["miner", "bytes"],
  ["stateRoot", "bytes"],
  ["transactionsRoot", "bytes"],
  ["receiptsRoot", "bytes"],
  ["logsBloom", "bytes"],
  ["difficulty", "number"],
  ["number", "number"],
  ["gasLimit", "number"],
  ["gasUsed", "number"],
  ["timestamp", "number"],
  ["extraData", "bytes"],
  ["mixHash", "bytes"],
  ["nonce", "bytes"],
  ["baseFeePerGas", "number"],
  ["withdrawalsRoot", "bytes"],
  ["blobGasUsed", "number"],
  ["excessBlobGas", "number"],
  ["parentBeaconBlockRoot", "bytes"],
  ["requestsHash", "bytes"],
] as const;
const KNOWN: ReadonlySet<string> = /* @__PURE__ */ new Set(HEADER.map(([name]) => name));
/** What nodes say of a block beside its header. */
const BESIDE =
  /^(hash|size|totalDifficulty|transactions|uncles|withdrawals|l1BlockNumber|sendCount|sendRoot|blobSchedule)$/;

/**
 * The hash of a block, from the fields of its header; undefined when the node gives a header of another form, as after a fork
 * that this code does not know.
 */
export function hashOfBlock(block: RpcBlock, keccak: Keccak): Hex | undefined {
  const fields = new Map<string, unknown>(Object.entries(block));
  if ([...fields.keys()].some((name) => !KNOWN.has(name) && !BESIDE.test(name))) return undefined;
  const parts: Hex[] = [];
  let hasEnded = false;
  for (const [name, kind] of HEADER) {
    const value = fields.get(name);
    if (value === undefined || value === null) {
      hasEnded = true;
      continue;
    }
    if (hasEnded || typeof value !== "string" || !/^0x[0-9a-f]*$/i.test(value)) return undefined;
    parts.push(kind === "number" ? numberBytes(value as Hex) : (value as Hex));
  }
  return keccak(toRlp(parts, "bytes"));
}

/** A number as RLP has it: without zeros in front, and nothing for zero. */
function numberBytes(value: Hex): Hex {
  const digits = value.slice(2).replace(/^0+/, "");
  return `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`;
}
