import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";

/** Ticks a second of Linux's counters, whatever the machine. */
const TICKS = 100;
/** Places of user and system time, counted after the program's name, which may have spaces in it. */
const USER = 11;
const SYSTEM = 12;

/** Seconds of a processor that a process has used so far; undefined where the system has no `/proc`. */
export function cpuSecondsOf({ pid }: Pick<ChildProcess, "pid">): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[USER]) + Number(fields[SYSTEM])) / TICKS;
  } catch {
    return undefined;
  }
}
