import { readFileSync, writeSync } from "node:fs";
import { deserialize } from "node:v8";
import { Material } from "../measures/material.ts";
import { measureByReading, type ReadClause } from "../measures/measure.ts";

/** What the process that measures is given on its standard input. */
export interface ReadingTask {
  readonly clauses: readonly ReadClause[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly inputs: ReadonlyMap<string, Uint8Array>;
}

/** First line that the process writes: what ends it from then on is the doing of what it reads. */
export const READY = "ready";

/** Runs in the sandbox: measures each clause, and writes its outcome as soon as it has it, a line each. */
export function serveReading(): void {
  const task = deserialize(readFileSync(0)) as ReadingTask;
  writeLine(READY);
  const material = new Material(task.files, task.inputs);
  for (const clause of task.clauses) writeLine(JSON.stringify(measureByReading(clause, material)));
}

function writeLine(line: string): void {
  const bytes = Buffer.from(`${line}\n`);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (Reflect.get(Object(error), "code") !== "EAGAIN") throw error;
    }
  }
}
