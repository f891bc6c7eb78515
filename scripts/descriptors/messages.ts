import { batchBrackets, MAX_BATCH_HEIGHT } from "../../sdk/protocol/batch-tree.ts";
import { fieldWords, type TypeName, typeWords } from "../../sdk/protocol/explaining/wording.ts";
import { typedDataTypes } from "../../sdk/protocol/typed-data.ts";
import {
  domainFields,
  type StructFields,
  type StructTable,
  structOf,
  structsIn,
} from "../../sdk/protocol/typed-data-structs.ts";
import {
  type DescribedField,
  type DescribedFormat,
  type Descriptor,
  described,
  descriptor,
} from "./descriptor.ts";

const table: StructTable = typedDataTypes;

/** Every field of a type, those of its structs included, in the order in which `explain` has them. */
function* fieldsIn(
  type: string,
  before: string,
  fields: StructFields = table[type] ?? [],
): Generator<DescribedField> {
  for (const { name, type: fieldType } of fields) {
    const lists = fieldType.match(/\[\d*\]/g) ?? [];
    const path = `${before}${name}${".[]".repeat(lists.length)}`;
    const words = fieldWords()[type as TypeName][name];
    if (words === undefined) yield* fieldsIn(structOf(fieldType), `${path}.`);
    else yield described(path, words.label, words.format);
  }
}

/** The forms of a type: one, but for a batch, whose list is nested once for each doubling of its entries. */
function formsOf(primaryType: string): { readonly key: string; readonly fields: StructFields }[] {
  const fields = table[primaryType] ?? [];
  const [list] = fields;
  if (list === undefined || !list.type.endsWith("[2]")) return [{ key: primaryType, fields }];
  return Array.from({ length: MAX_BATCH_HEIGHT }, (_, height) => {
    const type = `${structOf(list.type)}${batchBrackets(height + 1)}`;
    return { key: `${primaryType}(${type} ${list.name})`, fields: [{ name: list.name, type }] };
  });
}

/** The descriptor of every type that is signed under one domain. */
function messages(name: string, types: readonly (keyof ReturnType<typeof typeWords>)[]): Descriptor {
  const schemas = types.flatMap((primaryType) => {
    const named = [...structsIn(table, primaryType)].map((type) => [type, table[type]]);
    const inside = { EIP712Domain: domainFields, ...Object.fromEntries(named) };
    return formsOf(primaryType).map(({ fields }) => ({
      primaryType,
      types: { ...inside, [primaryType]: fields },
    }));
  });
  const formats = types.flatMap((type) =>
    formsOf(type).map((form): [string, DescribedFormat] => {
      const fields = [...fieldsIn(type, "", form.fields)];
      const required = fields.map(({ path }) => path);
      return [form.key, { intent: typeWords()[type].intent, fields, required }];
    }),
  );
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
