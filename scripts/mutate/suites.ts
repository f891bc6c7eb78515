import type { Artifact, ArtifactId, SolidityTestRunnerConfigArgs, SuiteResult } from "@nomicfoundation/edr";
import edr from "@nomicfoundation/edr";
import type { CompiledContract } from "../solc/compiler.ts";
import { coinbaseOf, UNMUTATED } from "./weave.ts";

const SOLC = "0.8.37";
/**
 * A loop that a mutant never leaves ends at this multiple of what the suite's dearest test needs, or at the least, which
 * is enough to deploy code that holds hundreds of mutants in a suite's set-up.
 */
const GAS_MARGIN = 4n;
const LEAST_GAS = 250_000_000n;
/** A test that wastes all it is given, on purpose, is given no more than this. */
const MOST_GAS = 1_000_000_000n;

export interface FailedTest {
  readonly suite: string;
  readonly test: string;
  readonly reason: string;
}

export interface Suite {
  readonly id: ArtifactId;
  readonly milliseconds: number;
  /** What one of its tests may use. */
  readonly gasLimit: bigint;
}

export interface Fuzzing {
  readonly runs: number;
  readonly seed: string;
}

/** Which of these contracts have tests. */
function isSuite(file: string, { abi, evm }: CompiledContract): boolean {
  return (
    file.endsWith(".t.sol") &&
    evm.bytecode.object !== "" &&
    abi.some(({ type, name }) => type === "function" && name?.startsWith("test") === true)
  );
}

function artifactOf(source: string, name: string, { abi, evm }: CompiledContract): Artifact {
  return {
    id: { name, source, solcVersion: SOLC },
    contract: {
      abi: JSON.stringify(abi),
      bytecode: `0x${evm.bytecode.object}`,
      deployedBytecode: `0x${evm.deployedBytecode.object}`,
      linkReferences: evm.bytecode.linkReferences,
      deployedLinkReferences: evm.deployedBytecode.linkReferences,
    },
  };
}

let context: Promise<edr.EdrContext> | undefined;

/** The runner of Solidity tests that Hardhat uses; there can be one in a process. */
function runner(): Promise<edr.EdrContext> {
  context ??= (async () => {
    const created = new edr.EdrContext();
    await created.registerSolidityTestRunnerFactory(edr.L1_CHAIN_TYPE, edr.l1SolidityTestRunnerFactory());
    return created;
  })();
  return context;
}

/** The tests of one build, which holds many mutants of which at most one is at work in a run. */
export class Suites {
  readonly #artifacts: Artifact[] = [];
  readonly #suites: ArtifactId[] = [];
  readonly #root: string;
  readonly #fuzzing: Fuzzing;

  constructor(
    root: string,
    fuzzing: Fuzzing,
    contracts: Iterable<readonly [file: string, name: string, contract: CompiledContract]>,
  ) {
    this.#root = root;
    this.#fuzzing = fuzzing;
    for (const [file, name, contract] of contracts) {
      if (contract.evm.bytecode.object === "") continue;
      const artifact = artifactOf(file, name, contract);
      this.#artifacts.push(artifact);
      if (isSuite(file, contract)) this.#suites.push(artifact.id);
    }
  }

  /** Runs everything unmutated. The suites come with their times, the quick ones first. */
  async measure(): Promise<{ suites: Suite[]; failed: FailedTest[] }> {
    const results = await this.#run(this.#suites, UNMUTATED, MOST_GAS);
    const suites = results.map((result) => ({
      id: result.id,
      milliseconds: Number(result.durationNs) / 1e6,
      gasLimit: gasLimitOf(result),
    }));
    return {
      suites: suites.sort((a, b) => a.milliseconds - b.milliseconds),
      failed: results.flatMap(failuresOf),
    };
  }

  /** The failures of one suite while a mutant is at work. */
  async run({ id, gasLimit }: Suite, number: number): Promise<FailedTest[]> {
    return (await this.#run([id], number, gasLimit)).flatMap(failuresOf);
  }

  async #run(suites: ArtifactId[], number: number, gasLimit: bigint): Promise<SuiteResult[]> {
    const config: SolidityTestRunnerConfigArgs = {
      projectRoot: this.#root,
      hardfork: edr.OSAKA,
      localPredeploys: edr.l1GenesisState(edr.l1HardforkFromString(edr.OSAKA)),
      blockCoinbase: Buffer.from(coinbaseOf(number).toString(16).padStart(40, "0"), "hex"),
      disableBlockGasLimit: true,
      disableTransactionGasCap: true,
      gasLimit,
      fuzz: { ...this.#fuzzing },
      fsPermissions: [],
      testSourcePaths: {},
    };
    const tracing = { buildInfos: [], ignoreContracts: false };
    const results: SuiteResult[] = [];
    const running = await runner();
    await new Promise<void>((resolve, reject) => {
      const take = (result: SuiteResult) => {
        results.push(result);
        if (results.length === suites.length) resolve();
      };
      running
        .runSolidityTests(edr.L1_CHAIN_TYPE, this.#artifacts, suites, config, tracing, take)
        .catch(reject);
    });
    return results;
  }
}

/** From the dearest test; of a fuzz test only the mean is known. */
function gasLimitOf({ testResults }: SuiteResult): bigint {
  const dearest = testResults
    .map(({ kind }) =>
      "consumedGas" in kind ? kind.consumedGas : "meanGas" in kind ? 4n * kind.meanGas : 0n,
    )
    .reduce((most, used) => (used > most ? used : most), LEAST_GAS);
  const limit = GAS_MARGIN * dearest;
  return limit < MOST_GAS ? limit : MOST_GAS;
}

function failuresOf({ id, testResults }: SuiteResult): FailedTest[] {
  return testResults
    .filter(({ status }) => String(status) === "Failure")
    .map(({ name, reason }) => ({ suite: id.name, test: name, reason: reason ?? "" }));
}
