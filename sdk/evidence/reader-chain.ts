import { EvidenceUnavailableError, type EvidenceUnavailableReason } from "../errors/evidence.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { requireRequest, requireWanted, sha256Asked } from "./reading.ts";
import type { EvidenceReader, EvidenceStore } from "./store.ts";

/** What says most about evidence that no reader had, first. */
const TELLING: readonly EvidenceUnavailableReason[] = ["mismatch", "too-large", "unreachable", "refused"];

/**
 * Asks several readers, one after the other, until one has what is asked for: a store of one's own, then a mirror, then the seller.
 * A wrong answer of one does not keep the next from being asked. When all fail, the error has the reason that says most: other
 * bytes, then too many, then no answer.
 *
 * @param input.keepIn A store that gets what was found, so that it is fetched once.
 * @example
 * import { evidenceReaders, httpEvidence, memoryEvidenceStore } from "quittance/evidence";
 *
 * const own = memoryEvidenceStore();
 * const { uri } = await own.put(new TextEncoder().encode("42"));
 * const reader = evidenceReaders({ readers: [own, httpEvidence()], keepIn: own });
 * console.log((await reader.read({ uri, maxBytes: 10 })).length); // 2
 */
export function evidenceReaders(input: {
  readonly readers: readonly EvidenceReader[];
  readonly keepIn?: EvidenceStore | undefined;
}): EvidenceReader {
  requireOptions(input, "readers keepIn", "readers");
  const { readers, keepIn } = input;
  if (!Array.isArray(readers) || readers.length === 0) {
    const problem = "must be a list of at least one reader";
    throw new InvalidFieldError({
      field: "readers",
      value: readers,
      problem,
      remedy: "Pass [httpEvidence()].",
    });
  }
  return {
    read: async (request) => {
      requireRequest(request);
      const failures: EvidenceUnavailableError[] = [];
      for (const reader of readers) {
        requireWanted(request.signal);
        try {
          const bytes = await reader.read(request);
          const isNamed = sha256Asked(request) !== undefined;
          if (keepIn !== undefined && reader !== keepIn && isNamed) await keepIn.put(bytes);
          return bytes;
        } catch (error) {
          if (!(error instanceof EvidenceUnavailableError)) throw error;
          failures.push(error);
        }
      }
      requireWanted(request.signal);
      const reason = TELLING.find((each) => failures.some((failure) => failure.reason === each));
      throw (
        failures.find((failure) => failure.reason === reason) ??
        failures[0] ??
        new EvidenceUnavailableError("not-found")
      );
    },
  };
}
