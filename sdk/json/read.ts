import { InvalidFieldError } from "../errors/field.ts";
import { DEEPEST, refuseDepth } from "./depth.ts";

/** The parts of a JSON text that is known to be one. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g;
/** Digits that tell two numbers apart which JSON's readers tell apart. */
const DIGITS = 17;

/** An array or an object that is being read: the names it had, and where in it the text is. */
interface Frame {
  readonly names: Set<string> | undefined;
  at: string | number;
}

/**
 * Parses JSON, and refuses what readers of it take for different things: a name that an object has twice, of which some take the
 * first and others the last, and numbers that JavaScript does not hold.
 *
 * @param subject What it is called in messages.
 * @param isExact False for what is neither signed nor hashed: then only its depth is bounded.
 */
export function readJson(subject: string, text: string, isExact = true): unknown {
  const value = parse(subject, text);
  const frames: Frame[] = [];
  const path = () => pathOf(subject, frames);
  let string: string | undefined;
  for (const [token] of text.matchAll(TOKENS)) {
    const frame = frames.at(-1);
    if (token === "{" || token === "[") {
      if (frames.length === DEEPEST) refuseDepth(subject, value);
      frames.push(token === "{" ? { names: new Set(), at: "" } : { names: undefined, at: 0 });
    } else if (token === "}" || token === "]") {
      frames.pop();
    } else if (token === "," && typeof frame?.at === "number") {
      frame.at += 1;
    } else if (token === ":" && frame !== undefined && string !== undefined) {
      frame.at = JSON.parse(string) as string;
      if (isExact && frame.names?.has(frame.at)) refuseTwice(path());
      frame.names?.add(frame.at);
    } else if (isExact && /^[-\d]/.test(token)) {
      requireExact(path(), token);
    }
    string = token.startsWith('"') ? token : undefined;
  }
  return value;
}

function parse(subject: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidFieldError({
      field: subject,
      value: text,
      // The URL of a node is easily put there, and may hold a password.
      secret: text.includes("://"),
      problem: "must be JSON",
      remedy: "Pass the object itself, or the text that toJson made of it.",
    });
  }
}

function pathOf(subject: string, frames: readonly Frame[]): string {
  return frames.reduce(
    (name, { at }) => (typeof at === "number" ? `${name}[${at}]` : `${name}.${at}`),
    subject,
  );
}

function refuseTwice(field: string): never {
  throw new InvalidFieldError({
    field,
    value: undefined,
    unknown: true,
    problem: "stands there twice",
    remedy: "Leave one of them: readers of JSON differ in which they take.",
  });
}

/** Refuses a number that is not the one that JavaScript, and so everybody who hashes it, makes of it. */
function requireExact(field: string, token: string): void {
  const number = Number(token);
  const [mantissa = ""] = token.toLowerCase().split("e");
  const digits = mantissa.replaceAll(/[-.]/g, "").replace(/^0+/, "").replace(/0+$/, "");
  const isHeld = Number.isInteger(number) ? Number.isSafeInteger(number) : Number.isFinite(number);
  if (isHeld && digits.length <= DIGITS && (number !== 0 || digits === "")) return;
  throw new InvalidFieldError({
    field,
    value: token.length > DIGITS ? token : number,
    problem: "must be a number that JSON keeps, within 2^53 and of at most 17 digits",
    remedy: `Write it as text: ${JSON.stringify(token.slice(0, 40))}.`,
  });
}
