import { join } from "node:path";
import { CommandFailed } from "../programs/run.ts";
import { type Consumer, writeIn } from "./consumer.ts";
import { runOutside } from "./outsider.ts";

/** How a user's project finds modules. */
const RESOLUTIONS = [
  { name: "nodenext", module: "nodenext", moduleResolution: "nodenext" },
  { name: "bundler", module: "esnext", moduleResolution: "bundler" },
] as const;

/**
 * Type-checks files of a consumer under `strict`, libraries included, in each way of resolving modules.
 *
 * @param types Packages of ambient types to load; none for a project without `@types/node`.
 * @returns The errors, one a line.
 */
export async function typeErrors(
  consumer: Consumer,
  files: readonly string[],
  types: readonly string[],
): Promise<string[]> {
  const errors: string[] = [];
  for (const { name, ...resolution } of RESOLUTIONS) {
    const config = writeIn(
      consumer,
      `tsconfig.${name}.json`,
      JSON.stringify({
        compilerOptions: {
          ...resolution,
          target: "es2022",
          lib: ["es2022", "dom", "dom.iterable"],
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          skipLibCheck: false,
          types,
          outDir: `out-${name}`,
        },
        files,
      }),
    );
    const tsc = join(consumer.folder, "node_modules", "typescript", "bin", "tsc");
    await runOutside(process.execPath, [tsc, "-p", config], { cwd: consumer.folder }).catch(
      (error: unknown) => {
        if (!(error instanceof CommandFailed)) throw error;
        const found = error.message.split("\n").filter((line) => / error TS\d+:|^error TS\d+:/.test(line));
        errors.push(...(found.length > 0 ? found : [error.message]).map((line) => `${name}: ${line}`));
      },
    );
  }
  return errors;
}
