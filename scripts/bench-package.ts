// `npm run bench:package`: what the library costs those who install it or bundle it, beside viem in the same run.
// Exit codes: 0 measured, 1 a failure, 2 wrong usage.

import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { APPS, bundleOf } from "./bench/package/bundles.ts";
import {
  type FigureName,
  PACKAGE_GOALS,
  type PackageFigure,
  packageFigure,
} from "./bench/package/figures.ts";
import { beyond, installationOf } from "./bench/package/installation.ts";
import { roomCycles } from "./bench/package/rooms.ts";
import { table } from "./bench/report.ts";
import { makeConsumer, writeIn } from "./package/consumer.ts";
import { firstDeal } from "./package/readme.ts";
import { typeErrors } from "./package/types.ts";
import { pack } from "./release/npm.ts";
import { findWorkspaces, publicPackages } from "./release/packages.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Written by a whole `npm test`: how many seconds it took. */
const TEST_SECONDS = join(ROOT, "cache", "test-seconds");

function readOptions(args: readonly string[]): { readonly json?: true } {
  const command = new Command("bench:package")
    .description(
      "Measures what the library costs those who install or bundle it, beside viem in the same run.",
    )
    .option("--json", "print the figures as one JSON object and nothing else")
    .addHelpText("after", "\nExamples:\n  npm run bench:package\n  npm run --silent bench:package -- --json")
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  return command.opts();
}

async function measure(scratch: string): Promise<PackageFigure[]> {
  const library = publicPackages(await findWorkspaces(ROOT)).find(
    ({ manifest }) => manifest.name === "quittance",
  );
  if (library === undefined) throw new Error("there is no workspace quittance");
  const { tarball } = await pack(ROOT, library, scratch);
  const viem = `viem@${library.manifest.peerDependencies?.viem}`;
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

  const alone = await makeConsumer(scratch, "viem", [viem]);
  const both = await makeConsumer(scratch, "quittance", [tarball, viem]);
  const more = beyond(installationOf(both), installationOf(alone));
  const ofViem = beyond(installationOf(alone), { packages: new Map() });
  const megabytes = (bytes: number) => bytes / 1_000_000;

  const bundles: PackageFigure[] = [];
  for (const [name, names] of Object.entries(APPS)) {
    const own = await bundleOf(both, names, { withViem: false });
    const whole = await bundleOf(both, names, { withViem: true });
    bundles.push(packageFigure(name as FigureName, own, whole - own));
  }

  const typed = await makeConsumer(scratch, "typed", [
    tarball,
    viem,
    `typescript@${devDependencies.typescript}`,
  ]);
  const { buyer, seller } = firstDeal(join(ROOT, "README.md"));
  writeIn(typed, "buyer.ts", buyer);
  writeIn(typed, "seller.ts", seller);
  writeIn(
    typed,
    "viem.ts",
    'import { createWalletClient, http } from "viem";\nconsole.log(createWalletClient, http);\n',
  );
  const errors = await typeErrors(typed, ["buyer.ts", "seller.ts"], []);
  const viemErrors = await typeErrors(typed, ["viem.ts"], []);

  const sources = new Map(
    globSync("sdk/!(dist|node_modules)/**/*.ts", { cwd: ROOT }).map((file) => [
      file.replaceAll("\\", "/"),
      readFileSync(join(ROOT, file), "utf8"),
    ]),
  );
  const seconds = existsSync(TEST_SECONDS) ? Number(readFileSync(TEST_SECONDS, "utf8")) : undefined;
  return [
    packageFigure("sdk_packages", more.count, ofViem.count),
    packageFigure("sdk_megabytes", megabytes(more.bytes), megabytes(ofViem.bytes)),
    ...bundles,
    packageFigure("consumer_type_errors", errors.length, viemErrors.length),
    packageFigure("sdk_room_cycles", roomCycles(sources).length, null),
    ...(seconds === undefined ? [] : [packageFigure("test_minutes", seconds / 60, null)]),
  ];
}

/** The figures with the most that each should be, and viem's beside them. */
function figuresTable(figures: readonly PackageFigure[]): string {
  const rows = figures.map(({ name, value, unit, reach, baseline }) => [
    name,
    round(value),
    unit,
    round(reach),
    value <= reach ? "reached" : `missed by ${round(value - reach)}`,
    baseline === null ? "–" : round(baseline),
    baseline === null || baseline === 0 ? "–" : (value / baseline).toFixed(2),
    PACKAGE_GOALS[name].what,
  ]);
  return table(["figure", "value", "unit", "reach", "", "viem", "ratio", "what"], rows);
}

const round = (value: number) => (Number.isInteger(value) ? `${value}` : value.toFixed(1));

async function main({ json }: { readonly json?: true }): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "quittance-bench-"));
  try {
    if (!json) console.log("Installing the packed library beside viem (about a minute) …");
    const figures = await measure(scratch);
    console.log(json ? JSON.stringify({ figures }) : figuresTable(figures));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`bench:package: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
