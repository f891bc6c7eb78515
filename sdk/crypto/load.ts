import { InvalidFieldError } from "../errors/field.ts";
import { lazily } from "../errors/lazily.ts";
import type { Engine, EngineName } from "./engine.ts";
import { loadJavascript } from "./javascript.ts";
import { loadNative } from "./native.ts";

const native = /* @__PURE__ */ lazily(loadNative);
const javascript = /* @__PURE__ */ lazily(loadJavascript);

/**
 * An engine by name; the fastest that loads here when none is named.
 *
 * @throws InvalidFieldError when the one named does not load here.
 */
export function engineOrFastest(name?: EngineName): Engine {
  if (name === undefined) return native() ?? javascript();
  const engine = { native, javascript }[name]?.();
  if (engine !== undefined) return engine;
  throw new InvalidFieldError({
    field: "engine",
    value: name,
    problem: "must be one that loads here",
    remedy: "Leave it out; or install the package secp256k1 with its binary for this platform.",
  });
}
