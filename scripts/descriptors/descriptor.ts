// The parts of ERC-7730 descriptors that are used here: https://eips.ethereum.org/EIPS/eip-7730

/** One field of a message or of a call, and how a wallet shows it. */
export interface DescribedField {
  /** Where it is: names joined by dots; `[]` stands for every entry of a list. */
  readonly path: string;
  readonly label: string;
  readonly $ref?: string;
  readonly format?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface DescribedFormat {
  readonly intent: string | Readonly<Record<string, string>>;
  readonly fields: readonly DescribedField[];
  readonly required: readonly string[];
  /** Fields that no wallet can show: packed bytes. */
  readonly excluded?: readonly string[];
}

export interface Descriptor {
  readonly $schema: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly display: {
    readonly definitions: Readonly<Record<string, Omit<DescribedField, "path">>>;
    readonly formats: Readonly<Record<string, DescribedFormat>>;
  };
}

const SCHEMA = "https://eips.ethereum.org/assets/eip-7730/erc7730-v1.schema.json";
/** USDC on Base; `bindDescriptor` puts another token in its place. */
const BASE_USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";

const definitions = {
  address: {
    label: "Address",
    format: "addressName",
    params: { types: ["wallet", "eoa", "contract"], sources: ["local", "ens"] },
  },
  usdc: { label: "Amount", format: "tokenAmount", params: { tokenPath: "$.metadata.constants.usdc" } },
  time: { label: "Time", format: "date", params: { encoding: "timestamp" } },
  duration: { label: "Duration", format: "duration" },
  percent: { label: "Share", format: "unit", params: { base: "%", decimals: 2 } },
} as const;

/** A field in one of the formats that the wording knows. */
export function described(path: string, label: string, format: string): DescribedField {
  return Object.hasOwn(definitions, format)
    ? { path, label, $ref: `$.display.definitions.${format}` }
    : { path, label, format: "raw" };
}

/** A descriptor around its formats. It is bound to no contract yet. */
export function descriptor(
  context: Descriptor["context"],
  enums: Readonly<Record<string, Readonly<Record<string, string>>>>,
  formats: Descriptor["display"]["formats"],
): Descriptor {
  return {
    $schema: SCHEMA,
    context,
    metadata: { owner: "Quittance", constants: { usdc: BASE_USDC }, enums },
    display: { definitions, formats },
  };
}
