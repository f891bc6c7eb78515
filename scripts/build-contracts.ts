// The `build` script of @quittance/contracts: artifacts, ABIs, descriptors and deployments into its `dist`, from the compiled
// contracts.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bindDescriptor } from "@quittance/contracts/bind-descriptor";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CONTRACTS = join(ROOT, "contracts");

interface Artifact {
  readonly contractName: string;
  readonly sourceName: string;
  readonly abi: readonly unknown[];
  readonly bytecode: string;
  readonly deployedBytecode: string;
}

/** Where what users call is: deployed contracts at the top and in `adapters/`, and interfaces. The rest is inside them. */
const CALLED = /^contracts\/(interfaces\/|adapters\/)?\w+\.sol$/;

/** Every artifact of a folder of compiled contracts. */
function* artifactsIn(folder: string): Generator<Artifact> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* artifactsIn(path);
    else if (entry.name.endsWith(".json")) yield JSON.parse(readFileSync(path, "utf8"));
  }
}

/** Writes artifacts (which TypeChain reads), plain ABIs and deployments into the package of the contracts. */
function buildContracts(): number {
  const compiled = join(ROOT, "artifacts", "contracts");
  if (!existsSync(compiled)) throw new Error(`${compiled} is missing. Run: npm run compile`);
  const dist = join(CONTRACTS, "dist");
  rmSync(dist, { recursive: true, force: true });
  for (const folder of ["artifacts", "abi", "deployments"])
    mkdirSync(join(dist, folder), { recursive: true });
  let count = 0;
  for (const artifact of artifactsIn(compiled)) {
    const { contractName, sourceName, bytecode, deployedBytecode } = artifact;
    if (!CALLED.test(sourceName)) continue;
    const abi = contractName === "Quittance" ? wholeAbi() : artifact.abi;
    const file = `${contractName}.json`;
    const format = "hh3-artifact-1";
    const artifactFile = { _format: format, contractName, sourceName, abi, bytecode, deployedBytecode };
    writeFileSync(join(dist, "artifacts", file), `${JSON.stringify(artifactFile, undefined, 2)}\n`);
    writeFileSync(join(dist, "abi", file), `${JSON.stringify(abi, undefined, 2)}\n`);
    count += 1;
  }
  const records = readdirSync(join(ROOT, "deployments")).filter((name) => name.endsWith(".json"));
  for (const name of records) cpSync(join(ROOT, "deployments", name), join(dist, "deployments", name));
  const networks = records.map((name) => name.replace(/\.json$/, ""));
  writeDescriptors(join(dist, "descriptors"), networks);
  writeFileSync(join(dist, "deployments", "index.json"), `${JSON.stringify(networks)}\n`);
  return count;
}

/** What is recorded of a deployment that its descriptors name. */
interface Deployed {
  readonly chainId: number;
  readonly usdc: string;
  readonly quittance: string;
  readonly jurorPool?: string;
}

/** Writes the ERC-7730 descriptors as they are, and bound to each deployment that is recorded. */
function writeDescriptors(folder: string, networks: readonly string[]): void {
  const plain = join(CONTRACTS, "descriptors");
  cpSync(plain, folder, { recursive: true });
  for (const network of networks) {
    const { chainId, usdc, quittance, jurorPool }: Deployed = JSON.parse(
      readFileSync(join(ROOT, "deployments", `${network}.json`), "utf8"),
    );
    mkdirSync(join(folder, network), { recursive: true });
    for (const [contract, address] of Object.entries({ Quittance: quittance, JurorPool: jurorPool })) {
      if (address === undefined) continue;
      for (const kind of ["eip712", "calldata"]) {
        const file = `${kind}-${contract}.json`;
        const described = JSON.parse(readFileSync(join(plain, file), "utf8"));
        const bound = bindDescriptor(described, { chainId, address, usdc });
        writeFileSync(join(folder, network, file), `${JSON.stringify(bound, undefined, 2)}\n`);
      }
    }
  }
}

/** The ABI at the one address that callers use, companions included, as the library has it. */
function wholeAbi(): unknown {
  const source = readFileSync(join(ROOT, "sdk/abi/quittance.ts"), "utf8");
  const start = source.indexOf("[");
  return JSON.parse(source.slice(start, source.lastIndexOf("]") + 1).replace(/,(\s*])$/, "$1"));
}

console.log(`@quittance/contracts: ${buildContracts()} artifacts`);
