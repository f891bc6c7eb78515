import type { Hex } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { lazily } from "../../errors/lazily.ts";
import { isEncodable } from "../../json/addresses.ts";
import { requireObject } from "../../json/options.ts";
import { isBytes } from "../hex-parts.ts";
import { tokenTypes, typedDataTypes } from "../typed-data.ts";
import {
  domainFields,
  type StructFields,
  type StructTable,
  structOf,
  structsIn,
} from "../typed-data-structs.ts";
import { typeWords } from "./wording.ts";

// Reads typed data that somebody else wrote, and refuses what would be hashed in another way than it is shown.

/** Types that wallets are asked to sign, and those inside them. */
const table = /* @__PURE__ */ lazily((): StructTable => ({ ...typedDataTypes, ...tokenTypes }));
/** More entries than any list of the protocol has. */
const MOST_ENTRIES = 1_000;
const REMEDY = "Do not sign it. Ask for the typed data as the SDK of Quittance makes it.";

/** A domain as typed data has it, its values read. */
export interface ReadDomain {
  readonly name: string;
  readonly version: string;
  readonly chainId: number;
  readonly verifyingContract: Hex;
}

/** Typed data that was checked. */
export interface ReadSignable {
  readonly domain: ReadDomain;
  readonly primaryType: string;
  readonly message: Readonly<Record<string, unknown>>;
}

export function fieldsOf(type: string): StructFields {
  return table()[type] ?? [];
}

export function refuse(field: string, value: unknown, problem: string): never {
  throw new InvalidFieldError({ field, value, problem, remedy: REMEDY });
}

/**
 * Typed data as `eth_signTypedData_v4` brings it: numbers may be numbers, bigints, decimal or hexadecimal texts.
 *
 * @throws InvalidFieldError for a type that is not the protocol's, or a field that is not signed or does not fit its type.
 */
export function readSignable(signable: unknown): ReadSignable {
  requireObject("signable", signable, "Pass an object with domain, types, primaryType and message.");
  const { domain, types, primaryType, message } = signable as Record<string, unknown>;
  if (typeof primaryType !== "string" || !isSigned(primaryType)) {
    return refuse("signable.primaryType", primaryType, "is no type that Quittance signs");
  }
  const fields = requireTypes(types, primaryType);
  return {
    domain: readStruct("signable.domain", domainFields, domain) as unknown as ReadDomain,
    primaryType,
    message: readStruct("signable.message", fields, message),
  };
}

function isSigned(type: string): boolean {
  return Object.hasOwn(typeWords(), type) || Object.hasOwn(tokenTypes, type);
}

/** Refuses types of which one that the message reaches is another than the protocol's. */
function requireTypes(types: unknown, primaryType: string): StructFields {
  requireObject("signable.types", types, REMEDY);
  const given = new Map<string, unknown>(Object.entries(types));
  const domainType = given.get("EIP712Domain");
  if (domainType !== undefined) requireSameFields("EIP712Domain", domainFields, domainType);
  const fields = fieldsAsGiven(primaryType, given.get(primaryType));
  for (const name of structsIn(table(), primaryType)) {
    requireSameFields(name, name === primaryType ? fields : fieldsOf(name), given.get(name));
  }
  return fields;
}

/** The fields of a type; those of a batch are lists of two, of as many levels as it was signed with. */
function fieldsAsGiven(type: string, given: unknown): StructFields {
  const fields = fieldsOf(type);
  const [first] = fields;
  if (first === undefined || !first.type.endsWith("[2]") || !Array.isArray(given)) return fields;
  const other: unknown = given[0]?.type;
  const levels = /^[A-Za-z]+((?:\[2\]){1,8})$/.exec(String(other))?.[1];
  return levels === undefined ? fields : [{ name: first.name, type: `${structOf(first.type)}${levels}` }];
}

function requireSameFields(name: string, fields: StructFields, given: unknown): void {
  const isSame =
    Array.isArray(given) &&
    given.length === fields.length &&
    fields.every((field, index) => {
      const other: unknown = given[index];
      if (typeof other !== "object" || other === null) return false;
      const { name: otherName, type } = other as Record<string, unknown>;
      return otherName === field.name && type === field.type;
    });
  if (!isSame) refuse(`signable.types.${name}`, given, "is not the type that the contract checks");
}

function readStruct(path: string, fields: StructFields, value: unknown): Record<string, unknown> {
  requireObject(path, value, REMEDY);
  const given = new Map<string, unknown>(Object.entries(value));
  for (const name of given.keys()) {
    if (!fields.some((field) => field.name === name)) {
      refuse(`${path}.${name}`, given.get(name), "is not part of what is signed");
    }
  }
  return Object.fromEntries(
    fields.map(({ name, type }) => [name, readValue(`${path}.${name}`, type, given.get(name))]),
  );
}

function readValue(path: string, type: string, value: unknown): unknown {
  if (type.endsWith("[2]")) {
    if (!Array.isArray(value) || value.length !== 2) return refuse(path, value, "must be a list of two");
    return value.map((entry, index) => readValue(`${path}[${index}]`, type.slice(0, -3), entry));
  }
  if (type.endsWith("[]")) {
    if (!Array.isArray(value) || value.length > MOST_ENTRIES) {
      return refuse(path, value, `must be a list of at most ${MOST_ENTRIES} entries`);
    }
    return value.map((entry, index) => readValue(`${path}[${index}]`, type.slice(0, -2), entry));
  }
  if (Object.hasOwn(table(), type)) return readStruct(path, fieldsOf(type), value);
  const uint = /^uint(\d+)$/.exec(type);
  if (uint !== null) return readUint(path, Number(uint[1]), value);
  if (type === "address" && isEncodable(value)) return value;
  if (type === "bytes32" && isBytes(value, 32)) return value;
  if (type === "bool" && typeof value === "boolean") return value;
  if (type === "string" && typeof value === "string") return value;
  return refuse(path, value, `must be of the type ${type}`);
}

/** A number up to 48 bits and every chain's id, and a bigint else, as messages hold them. */
function readUint(path: string, bits: number, value: unknown): number | bigint {
  const isText = typeof value === "string" && /^(\d{1,78}|0x[\da-f]{1,64})$/i.test(value);
  const isNumber = typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value));
  if (!isText && !isNumber) return refuse(path, value, "must be a whole number");
  const number = BigInt(value as string | number | bigint);
  if (number < 0n || number >> BigInt(bits) !== 0n) return refuse(path, value, `must fit in ${bits} bits`);
  if (path === "signable.domain.chainId") {
    return number <= BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(number)
      : refuse(path, value, "is no chain's id");
  }
  return bits <= 48 ? Number(number) : number;
}
