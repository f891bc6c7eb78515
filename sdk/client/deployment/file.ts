import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { InvalidFieldError } from "../../errors/field.ts";
import { type DeploymentRecord, parseDeployment } from "./record.ts";

/**
 * Reads a deployment record from a file.
 *
 * @throws InvalidFieldError when the file is missing or its content is none.
 * @example
 * import { readDeployment, writeDeployment } from "quittance/node";
 * import { startStack } from "quittance/testing";
 * import { tmpdir } from "node:os";
 *
 * const stack = await startStack();
 * const path = `${tmpdir()}/quittance-${process.pid}.json`;
 * writeDeployment(path, stack.deployment);
 * console.log(readDeployment(path).quittance);
 * await stack.stop();
 */
export function readDeployment(path: string): DeploymentRecord {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new InvalidFieldError({
      field: "path",
      value: path,
      problem: "must be a readable file",
      remedy: "Deploy first, or pass the path of an existing deployment record.",
    });
  }
  return parseDeployment(text);
}

/**
 * Writes a deployment record, whole or not at all.
 *
 * @throws InvalidFieldError when the record is none, or the file cannot be written.
 * @example
 * import { writeDeployment } from "quittance/node";
 * import { startStack } from "quittance/testing";
 * import { tmpdir } from "node:os";
 *
 * const stack = await startStack();
 * writeDeployment(`${tmpdir()}/quittance-example-${process.pid}.json`, stack.deployment);
 * await stack.stop();
 */
export function writeDeployment(path: string, record: DeploymentRecord): void {
  if (typeof path !== "string") refusePath(path, "must be the path of a file");
  const text = `${JSON.stringify(parseDeployment(record), null, 2)}\n`;
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch {
    refusePath(path, "must be a file that can be written");
  }
}

function refusePath(path: unknown, problem: string): never {
  const remedy = "Pass the path of a file in a folder that exists.";
  throw new InvalidFieldError({ field: "path", value: path, problem, remedy });
}
