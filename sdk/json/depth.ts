import { InvalidFieldError } from "../errors/field.ts";

/** Arrays and objects inside one another. Every step down costs stack, and what another agent wrote may have any depth. */
export const DEEPEST = 100;

/** Names the whole value: the path to what is nested too deep is as long as it is deep. */
export function refuseDepth(field: string, value: unknown): never {
  throw new InvalidFieldError({
    field,
    value,
    problem: `must not nest arrays and objects more than ${DEEPEST} deep`,
    remedy: "Flatten it.",
  });
}

/** Refuses what nests arrays and objects too deep, such as an object that holds itself. It takes no stack itself. */
export function requireDepth(field: string, value: unknown): void {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const inner = new Set(level.filter(isNested));
    if (inner.size > 0 && depth === DEEPEST) refuseDepth(field, value);
    level = [...inner].flatMap((each) => Object.values(each));
  }
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
}
