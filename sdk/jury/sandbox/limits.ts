import { InvalidFieldError } from "../../errors/field.ts";

/** What a program in the sandbox may use before it is killed. */
export interface SandboxLimits {
  /** Time on the wall, in seconds, from its start to its end; for measures that are read, processor time where the kernel limits it. */
  readonly seconds: number;
  /** Memory in bytes: the JavaScript heap and the buffers beside it. */
  readonly memory: number;
  /** Bytes that it may write to its standard output and error together. */
  readonly output: number;
}

/** The limits of a sandbox whose caller names none: 30 seconds, 256 MiB of memory, 1 MiB of output. */
export const SANDBOX_LIMITS: SandboxLimits = { seconds: 30, memory: 256 * 2 ** 20, output: 2 ** 20 };

const MOST: SandboxLimits = { seconds: 3_600, memory: 16 * 2 ** 30, output: 256 * 2 ** 20 };
const LEAST: SandboxLimits = { seconds: 0.05, memory: 32 * 2 ** 20, output: 1 };

/** The limits that a caller named, and the usual ones in the place of the others. */
export function limitsOf(given: Partial<SandboxLimits> = {}): SandboxLimits {
  const limits = { ...SANDBOX_LIMITS, ...given };
  for (const name of ["seconds", "memory", "output"] as const) {
    const value = limits[name];
    if (Number.isFinite(value) && value >= LEAST[name] && value <= MOST[name]) continue;
    throw new InvalidFieldError({
      field: `limits.${name}`,
      value,
      problem: `must be from ${LEAST[name]} to ${MOST[name]}`,
      remedy: "Give seconds of time, bytes of memory and bytes of output, or leave them out.",
    });
  }
  return limits;
}
