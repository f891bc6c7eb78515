import type { Address } from "viem";
import { requireOptions } from "../json/options.ts";
import type { Pact } from "../pact/types.ts";
import type { JurorProfile } from "./profile.ts";
import { canCheck, requirementsOf } from "./requirements.ts";

/** A juror of a panel that cannot judge by a pact. */
export interface UnableJuror {
  readonly juror: Address;
  /** Clause kinds of the pact that its profile does not name. */
  readonly measures: readonly string[];
  /** Languages that the pact needs and its profile does not name. */
  readonly languages: readonly string[];
  /** Whether the pact's evidence is private, and the profile has no key to encrypt it to. */
  readonly needsKey: boolean;
}

/**
 * Says before a deal is signed which jurors of a panel would decline the pact: by what their profiles say, they cannot check each
 * of its clauses, or private evidence cannot be encrypted to them. A juror that declines is silent, and a panel without a quorum gives no verdict.
 *
 * @param input.profiles Of the panel's jurors, whose signatures `verifyJurorProfile` checked.
 * @returns An empty list when all can judge.
 * @example
 * import { checkPanelCanJudge } from "quittance/jury";
 * import { codeChangeExample } from "quittance/pact/library";
 *
 * const juror = `0x${"11".repeat(20)}` as const;
 * const profile = { juror, measures: ["structure", "length"], languages: ["en"] };
 * const { pact } = codeChangeExample();
 * const [unable] = checkPanelCanJudge({ pact, profiles: [profile] });
 * console.log(unable?.measures.join()); // test-suite
 */
export function checkPanelCanJudge(input: {
  readonly pact: Pact;
  readonly profiles: readonly Pick<JurorProfile, "juror" | "measures" | "languages" | "encryptionKey">[];
}): UnableJuror[] {
  requireOptions(input, "pact profiles");
  const { pact, profiles } = input;
  const { measures, languages } = requirementsOf(pact);
  return profiles.flatMap((profile) => {
    const lacking = {
      juror: profile.juror,
      measures: measures.filter((measure) => !canCheck({ profile, measures: [measure], languages: [] })),
      languages: languages.filter((language) => !canCheck({ profile, measures: [], languages: [language] })),
      needsKey: pact.evidence.private && profile.encryptionKey === undefined,
    };
    const isAble = lacking.measures.length === 0 && lacking.languages.length === 0 && !lacking.needsKey;
    return isAble ? [] : [lacking];
  });
}
