import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly "timeout-minutes"?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly node?: readonly number[] } };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = (): [file: string, workflow: Workflow][] =>
  globSync(".github/workflows/*.{yml,yaml}").map((file) => [file, parse(readFileSync(file, "utf8"))]);

const jobsOf = (workflow: Workflow) => Object.entries(workflow.jobs);

/** Sentences for what a workflow must not do: each names the job or the step. */
function faultsOf(workflow: Workflow): string[] {
  const faults: string[] = [];
  const grants = [
    workflow.permissions,
    ...Object.values(workflow.jobs).map(({ permissions }) => permissions),
  ];
  if (workflow.permissions === undefined) faults.push("permissions are not limited");
  if (grants.some((granted) => Object.values(granted ?? {}).includes("write"))) faults.push("it may write");
  if ("pull_request_target" in workflow.on)
    faults.push("it runs a stranger's code with this repository's rights");
  if (workflow.concurrency === undefined) faults.push("an older run goes on beside a newer one");
  for (const [name, job] of jobsOf(workflow)) {
    if (job["timeout-minutes"] === undefined) faults.push(`${name} has no timeout`);
    for (const { uses, run, with: inputs } of job.steps) {
      if (uses !== undefined && !/^[\w-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses)) {
        faults.push(`${name} uses ${uses}, which is no commit: a tag can be moved`);
      }
      if (uses?.startsWith("actions/checkout@") && inputs?.["persist-credentials"] !== false) {
        faults.push(`${name} leaves the token of its checkout behind`);
      }
      if (run?.includes("${{")) faults.push(`${name} puts an expression into a shell: ${run}`);
    }
  }
  return faults;
}

/** The Node versions under which some job runs a command. */
const nodesUnder = (workflow: Workflow, command: string) =>
  jobsOf(workflow)
    .filter(([, { steps }]) => steps.some(({ run }) => run === command))
    .flatMap(([, { strategy }]) => strategy?.matrix.node ?? []);

describe("the workflows", () => {
  it("exist", () => {
    expect(workflows()).to.not.deep.equal([]);
  });

  for (const [file, workflow] of workflows()) {
    it(`${file} is pinned, limited in time, and may only read`, () => {
      expect(faultsOf(workflow)).to.deep.equal([]);
    });
  }

  it("name the version beside each commit, for people and for Dependabot", () => {
    const lines = globSync(".github/workflows/*.{yml,yaml}").flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/^.*\buses:.*$/gm)].map(([line]) => `${file}: ${line.trim()}`),
    );
    expect(lines).to.not.deep.equal([]);
    expect(lines.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).to.deep.equal([]);
  });

  it("run every gate in one job, under the pinned Node", () => {
    const gates = workflows().flatMap(([, { jobs }]) =>
      Object.values(jobs).filter(({ steps }) => steps.some(({ run }) => run === "bash .ci/run")),
    );
    expect(gates).to.have.lengthOf(1);
    const setUp = gates[0]?.steps.find(({ uses }) => uses?.startsWith("actions/setup-node@"));
    expect(setUp?.with).to.include({ "node-version-file": ".nvmrc" });
  });

  for (const command of ["npm run demo", "npm test"]) {
    it(`run \`${command}\` on a bare clone under Node 20, 22 and 24`, () => {
      expect(workflows().flatMap(([, workflow]) => nodesUnder(workflow, command))).to.deep.equal([
        20, 22, 24,
      ]);
    });
  }

  it("call no npm script that does not exist", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const called = workflows().flatMap(([, workflow]) =>
      jobsOf(workflow).flatMap(([, { steps }]) =>
        steps.flatMap(({ run = "" }) => [...run.matchAll(/npm run (\S+)/g)].map(([, name = ""]) => name)),
      ),
    );
    expect(called.filter((name) => !(name in scripts))).to.deep.equal([]);
  });

  it("are refused when they are loose", () => {
    const loose = parse(`
      on: { pull_request_target: {} }
      jobs:
        release:
          permissions: { contents: write }
          steps:
            - uses: actions/checkout@main
            - run: echo "\${{ github.head_ref }}"
    `);
    expect(faultsOf(loose)).to.deep.equal([
      "permissions are not limited",
      "it may write",
      "it runs a stranger's code with this repository's rights",
      "an older run goes on beside a newer one",
      "release has no timeout",
      "release uses actions/checkout@main, which is no commit: a tag can be moved",
      "release leaves the token of its checkout behind",
      `release puts an expression into a shell: echo "\${{ github.head_ref }}"`,
    ]);
  });
});
