// `npm run abi`: writes the ABIs and bytecodes the SDK carries from the compiled contracts.
// `npm run abi:check`: writes nothing and fails when a committed one differs from what the contracts say.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Abi, AbiParameter } from "viem";

interface Artifact {
  readonly abi: Abi;
  readonly bytecode: string;
  readonly linkReferences: Readonly<Record<string, unknown>>;
}

interface GeneratedFile {
  readonly file: string;
  readonly render: () => string;
}

const HEADER = "// Generated from the contracts by `npm run abi`; never edited.\n";

const HEX_IMPORT = 'import type { Hex } from "viem";\n\n';

/** A compiled contract, by source path and name. Throws when it was not compiled or needs linking. */
function readArtifact(source: string, name: string): Artifact {
  const path = `artifacts/${source}/${name}.json`;
  if (!existsSync(path)) {
    throw new Error(`${path} is missing. Is ${name} still in ${source}? Then run: npm run compile`);
  }
  const artifact: Artifact = JSON.parse(readFileSync(path, "utf8"));
  const libraries = Object.keys(artifact.linkReferences);
  if (libraries.length > 0)
    throw new Error(`${name} needs linking with ${libraries.join(", ")}: not supported here`);
  return artifact;
}

/** One ABI entry a line. */
function renderAbi(constant: string, { abi }: Pick<Artifact, "abi">): string {
  const entries = abi.map((entry) => `  ${JSON.stringify(entry)},\n`).join("");
  return `export const ${constant} = [\n${entries}] as const;\n`;
}

/** Typed as `Hex`: a literal type would repeat every digit in the declarations. */
function renderBytecode(constant: string, { bytecode }: Artifact): string {
  return `export const ${constant}: Hex =\n  "${bytecode}";\n`;
}

const quittance = () => readArtifact("contracts/Quittance.sol", "Quittance");
const disputes = () => readArtifact("contracts/Disputes.sol", "Disputes");
const accounts = () => readArtifact("contracts/Accounts.sol", "Accounts");
const agreements = () => readArtifact("contracts/Agreements.sol", "Agreements");
const batches = () => readArtifact("contracts/Batches.sol", "Batches");
const panels = () => readArtifact("contracts/Panels.sol", "Panels");
const companion = () => readArtifact("contracts/interfaces/ICompanion.sol", "ICompanion");
const jurorPool = () => readArtifact("contracts/JurorPool.sol", "JurorPool");
const erc792Arbiter = () => readArtifact("contracts/adapters/Erc792Arbiter.sol", "Erc792Arbiter");

/** What one piece asks of another besides: no caller reaches it through `Quittance`. */
const HIDDEN = [
  "function openAgreed(bytes32,uint256,bytes,bytes)",
  "function endRecord(bytes,uint8)",
  "error Quittance_NotItself(address)",
];

/** What tells an entry from every other: its kind, name and the types of its parameters. */
function identityOf(entry: Abi[number]): string {
  const typeOf = (parameter: AbiParameter): string =>
    "components" in parameter
      ? parameter.type.replace("tuple", `(${parameter.components.map(typeOf).join()})`)
      : parameter.type;
  const name = "name" in entry ? entry.name : "";
  const inputs = "inputs" in entry ? (entry.inputs ?? []) : [];
  return `${entry.type} ${name}(${inputs.map(typeOf).join()})`;
}

/**
 * The one contract that outsiders see: what `Quittance` does itself and what it has its companions do in its
 * place. The fallback by which it reaches them is no entry of its own, and what the pieces ask each other is none either.
 */
function wholeQuittance(): Pick<Artifact, "abi"> {
  const betweenPieces = new Set([...companion().abi.map(identityOf), ...HIDDEN]);
  const companions = [disputes, accounts, agreements, batches, panels].flatMap((piece) => piece().abi);
  const behind = companions.filter(
    (entry) => entry.type !== "constructor" && !betweenPieces.has(identityOf(entry)),
  );
  const entries = [...quittance().abi, ...behind].filter(
    ({ type }) => type !== "fallback" && type !== "receive",
  );
  const unique = new Map(entries.map((entry) => [identityOf(entry), entry]));
  const sorted = [...unique.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  return { abi: sorted.map(([, entry]) => entry) };
}

/** Returns the contracts that the SDK calls. */
const called = () => [wholeQuittance(), jurorPool(), erc792Arbiter()];

/**
 * Drops what no encoder reads: internal types, and that an event is not anonymous or its parameter not indexed. The name comes
 * first, by which a compressed bundle is smaller.
 */
function withoutExtras(entry: Abi[number]): unknown {
  const { name, ...others } = JSON.parse(JSON.stringify(entry), (key, value: unknown) =>
    key === "internalType" || ((key === "anonymous" || key === "indexed") && value === false)
      ? undefined
      : value,
  );
  return { name, ...others };
}

/** Renders each function and event as a constant of its own, so that an app brings only those it uses. */
function renderFragments({ abi }: Pick<Artifact, "abi">): string {
  const constants = new Map<string, string>();
  for (const entry of abi) {
    if (entry.type !== "function" && entry.type !== "event") continue;
    const kind = entry.type === "event" ? "Event" : "Function";
    const constant = `${entry.name.charAt(0).toLowerCase()}${entry.name.slice(1)}${kind}`;
    if (constants.has(constant)) throw new Error(`${entry.name} is overloaded: not supported here`);
    constants.set(constant, JSON.stringify(withoutExtras(entry)));
  }
  return [...constants]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([constant, json]) => `export const ${constant} = ${json} as const;\n`)
    .join("");
}

/** Renders the errors of all contracts; an error that two of them have is one entry. */
function renderErrors(): string {
  const errors = called().flatMap(({ abi }) => abi.filter(({ type }) => type === "error"));
  const unique = new Map(errors.map((entry) => [identityOf(entry), entry]));
  const sorted = [...unique].sort(([a], [b]) => (a < b ? -1 : 1));
  const entries = sorted.map(([, entry]) => `  ${JSON.stringify(withoutExtras(entry))},\n`).join("");
  return `export const contractErrorsAbi = [\n${entries}] as const;\n`;
}

/** The registry of identities of local chains. */
const identityRegistry = () =>
  readArtifact("test/support/contracts/IdentityRegistryStandIn.sol", "IdentityRegistryStandIn");

/** What a relayer has a node run to learn what calls would do. */
const intentSimulation = () => readArtifact("contracts/simulation/IntentSimulation.sol", "IntentSimulation");

/** The token of local chains, and the proxy it is used through. */
function renderUsdcStandIn(): string {
  const token = readArtifact("test/support/contracts/UsdcStandIn.sol", "UsdcStandIn");
  const proxy = readArtifact("test/support/contracts/UsdcProxy.sol", "UsdcProxy");
  return [
    renderAbi("usdcStandInAbi", token),
    renderBytecode("usdcStandInBytecode", token),
    renderAbi("usdcProxyAbi", proxy),
    renderBytecode("usdcProxyBytecode", proxy),
  ].join("\n");
}

const FILES: readonly GeneratedFile[] = [
  { file: "sdk/abi/quittance.ts", render: () => renderAbi("quittanceAbi", wholeQuittance()) },
  { file: "sdk/abi/quittance-bytecode.ts", render: () => renderBytecode("quittanceBytecode", quittance()) },
  { file: "sdk/abi/disputes-bytecode.ts", render: () => renderBytecode("disputesBytecode", disputes()) },
  {
    file: "sdk/abi/agreements-bytecode.ts",
    render: () => renderBytecode("agreementsBytecode", agreements()),
  },
  { file: "sdk/abi/batches-bytecode.ts", render: () => renderBytecode("batchesBytecode", batches()) },
  { file: "sdk/abi/panels-bytecode.ts", render: () => renderBytecode("panelsBytecode", panels()) },
  { file: "sdk/abi/accounts-bytecode.ts", render: () => renderBytecode("accountsBytecode", accounts()) },
  { file: "sdk/abi/juror-pool.ts", render: () => renderAbi("jurorPoolAbi", jurorPool()) },
  { file: "sdk/abi/juror-pool-bytecode.ts", render: () => renderBytecode("jurorPoolBytecode", jurorPool()) },
  { file: "sdk/abi/erc792-arbiter.ts", render: () => renderAbi("erc792ArbiterAbi", erc792Arbiter()) },
  {
    file: "sdk/abi/erc792-arbiter-bytecode.ts",
    render: () => renderBytecode("erc792ArbiterBytecode", erc792Arbiter()),
  },
  { file: "sdk/abi/fragments/quittance.ts", render: () => renderFragments(wholeQuittance()) },
  { file: "sdk/abi/fragments/juror-pool.ts", render: () => renderFragments(jurorPool()) },
  { file: "sdk/abi/fragments/erc792-arbiter.ts", render: () => renderFragments(erc792Arbiter()) },
  { file: "sdk/abi/fragments/errors.ts", render: renderErrors },
  { file: "sdk/testing/abi/usdc-stand-in.ts", render: renderUsdcStandIn },
  {
    file: "apps/relayer/simulation/abi/intent-simulation-bytecode.ts",
    render: () => renderBytecode("intentSimulationBytecode", intentSimulation()),
  },
  {
    file: "sdk/testing/abi/identity-registry-stand-in.ts",
    render: () => renderBytecode("identityRegistryStandInBytecode", identityRegistry()),
  },
];

function main(args: readonly string[]): void {
  const checking = args.includes("--check");
  const drifted: string[] = [];
  for (const { file, render } of FILES) {
    const body = render();
    const wanted = `${HEADER}\n${body.includes(": Hex =") ? HEX_IMPORT : ""}${body}`;
    const present = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    if (present === wanted) continue;
    if (checking) {
      drifted.push(present === undefined ? `${file} is missing` : `${file} differs from the contracts`);
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, wanted);
    console.log(`wrote ${file}`);
  }
  for (const drift of drifted) console.error(`${drift}. Run: npm run abi`);
  if (drifted.length > 0) process.exitCode = 1;
  else console.log(`${FILES.length} generated files agree with the contracts`);
}

main(process.argv.slice(2));
