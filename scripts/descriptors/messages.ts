import { fieldWords, type TypeName, typeWords } from "../../sdk/protocol/explaining/wording.ts";
import { typedDataTypes } from "../../sdk/protocol/typed-data.ts";
import {
  type DescribedField,
  type DescribedFormat,
  type Descriptor,
  described,
  descriptor,
} from "./descriptor.ts";

type Fields = readonly { readonly name: string; readonly type: string }[];
const table: Readonly<Record<string, Fields>> = typedDataTypes;

const DOMAIN_TYPE = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];

/** Every field of a type, those of its structs included, in the order in which `explain` has them. */
function* fieldsIn(type: string, before: string): Generator<DescribedField> {
  for (const { name, type: fieldType } of table[type] ?? []) {
    const isList = fieldType.endsWith("[]");
    const path = `${before}${name}${isList ? ".[]" : ""}`;
    const words = fieldWords()[type as TypeName][name];
    if (words === undefined) yield* fieldsIn(fieldType.replace("[]", ""), `${path}.`);
    else yield described(path, words.label, words.format);
  }
}

function reachable(type: string): string[] {
  const inside = (table[type] ?? [])
    .map((field) => field.type.replace("[]", ""))
    .filter((name) => name in table);
  return [type, ...inside.flatMap(reachable)];
}

/** The descriptor of every type that is signed under one domain. */
function messages(name: string, types: readonly (keyof ReturnType<typeof typeWords>)[]): Descriptor {
  const schemas = types.map((primaryType) => {
    const named = reachable(primaryType).map((type) => [type, table[type]]);
    return { primaryType, types: { EIP712Domain: DOMAIN_TYPE, ...Object.fromEntries(named) } };
  });
  const formats = types.map((type): [string, DescribedFormat] => {
    const fields = [...fieldsIn(type, "")];
    return [type, { intent: typeWords()[type].intent, fields, required: fields.map(({ path }) => path) }];
  });
  const eip712 = { deployments: [], domain: { name, version: "1" }, schemas };
  return descriptor({ $id: `${name} signatures`, eip712 }, {}, Object.fromEntries(formats));
}

const signed = (): (keyof ReturnType<typeof typeWords>)[] =>
  Object.keys(typeWords()) as (keyof ReturnType<typeof typeWords>)[];

/** What is signed for the money contract. */
export const moneyMessages = (): Descriptor =>
  messages(
    "Quittance",
    signed().filter((type) => type !== "SeatKey"),
  );

/** What is signed for the juror pool. */
export const poolMessages = (): Descriptor => messages("Quittance JurorPool", ["SeatKey"]);
