// `npm run abi` writes the ERC-7730 descriptors, too: from the ABIs, the EIP-712 types and the words of `explain`.
// `npm run abi:check` writes nothing and fails when a committed one differs.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { courtCalls, moneyCalls, poolCalls } from "./descriptors/calls.ts";
import type { Descriptor } from "./descriptors/descriptor.ts";
import { moneyMessages, poolMessages } from "./descriptors/messages.ts";

const FOLDER = "contracts/descriptors";

const FILES: Readonly<Record<string, () => Descriptor>> = {
  "calldata-Erc792Arbiter": courtCalls,
  "calldata-JurorPool": poolCalls,
  "calldata-Quittance": moneyCalls,
  "eip712-JurorPool": poolMessages,
  "eip712-Quittance": moneyMessages,
};

/** One field, type or function a line. */
function rendered(value: unknown, depth = 0): string {
  const isLeaf = typeof value !== "object" || value === null || depth >= 5;
  if (isLeaf) return JSON.stringify(value);
  const inner = "  ".repeat(depth + 1);
  const end = `\n${"  ".repeat(depth)}`;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((each) => `${inner}${JSON.stringify(each)}`).join(",\n")}${end}]`;
  }
  const entries = Object.entries(value).map(([name, each]) => {
    return `${inner}${JSON.stringify(name)}: ${rendered(each, depth + 1)}`;
  });
  return entries.length === 0 ? "{}" : `{\n${entries.join(",\n")}${end}}`;
}

function main(args: readonly string[]): void {
  const checking = args.includes("--check");
  let drifted = 0;
  for (const [name, make] of Object.entries(FILES)) {
    const file = `${FOLDER}/${name}.json`;
    const wanted = `${rendered(make())}\n`;
    const present = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    if (present === wanted) continue;
    if (checking) {
      console.error(`${file} ${present === undefined ? "is missing" : "differs"}. Run: npm run abi`);
      drifted += 1;
    } else {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(file, wanted);
      console.log(`wrote ${file}`);
    }
  }
  if (drifted > 0) process.exitCode = 1;
  else console.log(`${Object.keys(FILES).length} descriptors agree with the contracts`);
}

main(process.argv.slice(2));
