import { readFileSync } from "node:fs";
import { expect } from "chai";
import {
  type AbiFunction,
  type AbiParameter,
  encodeFunctionData,
  getAddress,
  keccak256,
  numberToHex,
  parseAbiItem,
  toFunctionSelector,
} from "viem";
import { bindDescriptor } from "../../contracts/bind-descriptor.js";
import type { Descriptor } from "../../scripts/descriptors/descriptor.ts";
import { erc792ArbiterAbi, jurorPoolAbi, quittanceAbi, typedDataTypes } from "../../sdk/index.ts";
import { domain, party, poolDomain, signables, tokenDomain } from "../sdk/support/signables.ts";
import { argumentsOf, type Rendered, render } from "./descriptors/render.ts";

const FOLDER = "contracts/descriptors";
const GOLDEN = "test/scripts/descriptors/rendered.txt";
/** Types that only lie inside others. */
const NESTED = ["Adjudication", "Conditions", "DisputeRules", "Amendment", "Payee", "Payment"];

const usdc = tokenDomain.verifyingContract;
const known = { tokens: { [usdc]: { ticker: "USDC", decimals: 6 } }, value: 1_500_000_000_000_000n };

const read = (name: string): Descriptor => JSON.parse(readFileSync(`${FOLDER}/${name}.json`, "utf8"));
const bound = (name: string, address: string): Descriptor =>
  bindDescriptor(read(name), { chainId: 8453, address, usdc });

const messages = { Quittance: bound("eip712-Quittance", domain.verifyingContract) };
const pool = bound("eip712-JurorPool", poolDomain.verifyingContract);
const called: Readonly<Record<string, readonly [Descriptor, readonly { readonly type: string }[]]>> = {
  Quittance: [bound("calldata-Quittance", party(0xaa)), quittanceAbi],
  JurorPool: [bound("calldata-JurorPool", party(0xbb)), jurorPoolAbi],
  Erc792Arbiter: [bound("calldata-Erc792Arbiter", party(0xdd)), erc792ArbiterAbi],
};

/** How many values of a type's own a struct holds, those of nested structs included. */
function leavesOf(type: string): number {
  const table: Readonly<Record<string, readonly { readonly type: string }[]>> = typedDataTypes;
  const fields = table[type.replace(/\[\d*\]/g, "")];
  return fields === undefined ? 1 : fields.reduce((sum, field) => sum + leavesOf(field.type), 0);
}

/** The format of a message: that of its type, or of a batch as deep as it is. */
function keyOf(type: string, message: unknown): string {
  const [name, list] = Object.entries(message as Record<string, unknown>)[0] ?? [];
  if (!type.endsWith("Batch")) return type;
  let depth = 0;
  for (let entry = list; Array.isArray(entry); entry = entry[0]) depth += 1;
  return `${type}(${type === "TermsBatch" ? "Terms" : "Ballot"}${"[2]".repeat(depth)} ${name})`;
}

const changing = (abi: readonly { readonly type: string }[]): AbiFunction[] =>
  (abi as readonly AbiFunction[]).filter(
    ({ type, stateMutability }) =>
      type === "function" && stateMutability !== "view" && stateMutability !== "pure",
  );

/** A value of a type, which its kind alone decides. */
function sample(parameter: AbiParameter): unknown {
  const { type } = parameter;
  if (type.endsWith("[]")) {
    const entry = { ...parameter, type: type.slice(0, -2) };
    return [sample(entry), sample(entry)];
  }
  if ("components" in parameter) {
    return Object.fromEntries(parameter.components.map((each) => [each.name, sample(each)]));
  }
  const values: Readonly<Record<string, unknown>> = {
    ...{
      address: party(0xb2),
      bool: true,
      bytes: "0x1234",
      bytes32: `0x${"11".repeat(32)}`,
      string: "ipfs://bafy",
    },
    ...{
      uint8: 5,
      uint16: 2_500,
      uint32: 5_400,
      uint40: 2_000_000_000,
      uint64: 7n,
      uint96: 1_500_000n,
      uint256: 9n,
    },
  };
  if (!(type in values)) throw new Error(`no sample of ${type}`);
  return values[type];
}

/** Values that a wallet can show, and the packed ones that it cannot. */
function countArguments(parameters: readonly AbiParameter[]): {
  readonly shown: number;
  readonly packed: number;
} {
  const counts = parameters.map((parameter) => {
    if ("components" in parameter) return countArguments(parameter.components);
    // Inner calls are shown by their own forms.
    const isPacked = /^bytes(\[\])?$/.test(parameter.type) && parameter.name !== "calls";
    return isPacked ? { shown: 0, packed: 1 } : { shown: 1, packed: 0 };
  });
  return counts.reduce(
    (sum, { shown, packed }) => ({ shown: sum.shown + shown, packed: sum.packed + packed }),
    {
      shown: 0,
      packed: 0,
    },
  );
}

/** What a batch of calls could hide. */
const INNER_CALLS = [party(0xbad), party(0xb2)].map((to, index) =>
  encodeFunctionData({ abi: quittanceAbi, functionName: "withdraw", args: [to, 5_000_000n, BigInt(index)] }),
);

/** A call as a wallet reads it: decoded by the signature that the descriptor names it by. */
function renderCall(descriptor: Descriptor, key: string, call: AbiFunction): Rendered {
  const args = call.inputs.map((input) => (input.name === "calls" ? INNER_CALLS : sample(input)));
  const data = encodeFunctionData({ abi: [call], functionName: call.name, args });
  return render(descriptor, key, argumentsOf(key, data), known);
}

function written(key: string, { intent, lines }: Rendered): string {
  const title =
    typeof intent === "string" ? intent : `${intent.Action} (not shown: ${intent["Packed, not shown"]})`;
  return [
    `${key}`,
    `  ${title}`,
    ...lines.map(([label, ...values]) => `    ${label}: ${values.join(" | ")}`),
  ].join("\n");
}

describe("ERC-7730 descriptors", () => {
  it("show each type and each call as a person has read it before", async () => {
    const asked = await signables();
    const texts: string[] = [];
    for (const [type, { message }] of asked) {
      if (type === "ReceiveWithAuthorization") continue;
      const key = keyOf(type, message);
      texts.push(written(key, render(type === "SeatKey" ? pool : messages.Quittance, key, message, known)));
    }
    for (const [descriptor, abi] of Object.values(called)) {
      const keys = Object.keys(descriptor.display.formats);
      for (const [index, call] of changing(abi).entries()) {
        texts.push(written(keys[index] ?? "", renderCall(descriptor, keys[index] ?? "", call)));
      }
    }
    expect(`${texts.join("\n\n")}\n`).to.equal(readFileSync(GOLDEN, "utf8"));
  });

  it("cover every type that is signed, and every field of it", () => {
    const types = Object.keys(typedDataTypes).filter((type) => !NESTED.includes(type));
    const formats = { ...messages.Quittance.display.formats, ...pool.display.formats };
    const forms = types.flatMap((type) => {
      const list = { BallotBatch: ["Ballot", "ballots"], TermsBatch: ["Terms", "terms"] }[type];
      if (list === undefined) return [type];
      return Array.from(
        { length: 8 },
        (_, depth) => `${type}(${list[0]}${"[2]".repeat(depth + 1)} ${list[1]})`,
      );
    });
    expect(Object.keys(formats).sort()).to.deep.equal(forms.sort());
    for (const [type, { fields, required }] of Object.entries(formats)) {
      expect(fields, type).to.have.length(leavesOf(type.split("(")[0] ?? ""));
      expect(required, type).to.deep.equal(fields.map(({ path }) => path));
    }
    expect(Object.keys(pool.display.formats)).to.deep.equal(["SeatKey"]);
  });

  it("cover every call that changes something, by the selector that its signature has", () => {
    for (const [name, [descriptor, abi]] of Object.entries(called)) {
      const calls = changing(abi);
      const keys = Object.keys(descriptor.display.formats);
      const selectors = keys.map((key) =>
        toFunctionSelector(parseAbiItem(`function ${key}` as "function f()")),
      );
      expect(selectors, name).to.deep.equal(calls.map((call) => toFunctionSelector(call)));
      for (const [index, call] of calls.entries()) {
        const { fields, excluded = [] } = descriptor.display.formats[keys[index] ?? ""] ?? { fields: [] };
        const { shown, packed } = countArguments(call.inputs);
        const paid = call.stateMutability === "payable" ? 1 : 0;
        expect([fields.length, excluded.length], call.name).to.deep.equal([shown + paid, packed]);
      }
    }
  });

  it("name the types as they are hashed, and the domain they are hashed under", () => {
    for (const [name, descriptor] of Object.entries({
      Quittance: messages.Quittance,
      "Quittance JurorPool": pool,
    })) {
      const { eip712 } = descriptor.context as {
        readonly eip712: {
          readonly domain: object;
          readonly schemas: readonly {
            readonly primaryType: string;
            readonly types: Record<string, unknown>;
          }[];
        };
      };
      expect(eip712.domain).to.deep.equal({ name, version: "1" });
      const keys = Object.keys(descriptor.display.formats);
      expect(eip712.schemas.map(({ primaryType }) => primaryType)).to.deep.equal(
        keys.map((key) => key.split("(")[0]),
      );
      for (const [index, { primaryType, types }] of eip712.schemas.entries()) {
        const { EIP712Domain: domainType, ...rest } = types;
        expect(domainType).to.have.length(4);
        for (const [type, fields] of Object.entries(rest)) {
          if (type === primaryType && type.endsWith("Batch")) {
            const [list] = fields as readonly { readonly name: string; readonly type: string }[];
            expect(`${type}(${list?.type} ${list?.name})`).to.equal(keys[index]);
            continue;
          }
          expect(fields).to.deep.equal(typedDataTypes[type as keyof typeof typedDataTypes]);
        }
      }
    }
  });

  it("are bound to a chain, a contract and its token, and stay as they are themselves", () => {
    for (const [name, kind] of [
      ["eip712-Quittance", "eip712"],
      ["calldata-Quittance", "contract"],
    ] as const) {
      const plain = read(name);
      const before = JSON.stringify(plain);
      const { context, metadata, display } = bindDescriptor(plain, {
        chainId: 1,
        address: party(1),
        usdc: party(2),
      });
      const binding = context[kind] as { readonly deployments: unknown };
      expect(binding.deployments).to.deep.equal([{ chainId: 1, address: party(1) }]);
      expect(metadata.constants).to.deep.equal({ usdc: party(2) });
      expect(display).to.deep.equal(plain.display);
      expect(JSON.stringify(plain)).to.equal(before);
    }
  });

  it("are bound to nothing that is no deployment", () => {
    const plain = read("eip712-Quittance");
    const good = { chainId: 8453, address: party(1), usdc: party(2) };
    const mixed = getAddress(`0x${"ab".repeat(20)}`);
    const swapped = mixed.replace(/[a-f]/i, (digit) =>
      digit === digit.toUpperCase() ? digit.toLowerCase() : digit.toUpperCase(),
    );
    const refused: readonly (readonly [unknown, RegExp])[] = [
      [undefined, /^deployment must be an object; it is undefined\.\nWhat to do: Pass one object/],
      [{ ...good, chainID: 8453 }, /^deployment\.chainID is not a field .*; it is 8453\.\n.*chainId/],
      [{ ...good, chainId: "8453" }, /^deployment\.chainId must be .*; it is "8453"\.\nWhat to do: \w/],
      [{ ...good, chainId: 0 }, /deployment\.chainId .* it is 0\./],
      [{ ...good, chainId: 1.5 }, /deployment\.chainId .* it is 1\.5\./],
      [
        { ...good, address: "0x12" },
        /deployment\.address must be an address.* it is "0x12"\.\nWhat to do: \w/,
      ],
      [{ ...good, address: swapped }, /deployment\.address .*checksum/],
      [{ ...good, usdc: undefined }, /deployment\.usdc .* it is undefined\.\nWhat to do: \w/],
      [{ ...good, usdc: `0x${"12".repeat(32)}` }, /deployment\.usdc .* it is \(not shown\)\./],
    ];
    for (const [deployment, message] of refused) {
      expect(() => bindDescriptor(plain, deployment as never)).to.throw(TypeError, message);
    }
    for (const descriptor of [undefined, "eip712", {}, { context: {} }]) {
      expect(() => bindDescriptor(descriptor as never, good)).to.throw(
        TypeError,
        "descriptor must be an ERC-7730",
      );
    }
  });

  it("are bound to every address that has the right checksum", () => {
    const plain = read("calldata-Quittance");
    for (let index = 0; index < 64; index++) {
      const address = getAddress(`0x${keccak256(numberToHex(index)).slice(-40)}`);
      for (const form of [address, address.toLowerCase(), `0x${address.slice(2).toUpperCase()}`]) {
        const { context } = bindDescriptor(plain, { chainId: 1, address: form, usdc: party(2) });
        const { deployments } = context.contract as { readonly deployments: unknown };
        expect(deployments).to.deep.equal([{ chainId: 1, address: form }]);
      }
    }
  });
});
