import { type Hex, sha256 } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireList, requireOptions } from "../../json/options.ts";
import { bounds } from "../../protocol/bounds.ts";
import type { PactClause } from "../clauses.ts";
import type { Pact } from "../types.ts";
import {
  bytesOf,
  EXAMPLE_AUTHOR,
  filesOf,
  orZero,
  READY,
  type ReadyPactOptions,
  readyPact,
  resultsOf,
  type WorkedPact,
} from "./parts.ts";

/** A file that is bought. */
export interface Asset {
  /** Where it stands in the bundle. */
  readonly path: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** `0x` and 64 lower-case hex digits. */
  readonly sha256: Hex;
}

/** What a delivery of files is asked for. */
export interface AssetDeliveryOptions extends ReadyPactOptions {
  /** What is bought, in words. */
  readonly instruction: string;
  /** 1 to 64 files; each counts the same. */
  readonly assets: readonly Asset[];
}

/**
 * A pact for the delivery of files whose hashes both sides know: each is the very one. Such files are mostly private.
 *
 * @throws InvalidFieldError naming the option, or the field of the pact, that is wrong.
 * @example
 * import { assetDeliveryPact } from "quittance/pact/library";
 * import { sha256 } from "viem";
 *
 * const model = new Uint8Array(1_024);
 * const pact = assetDeliveryPact({
 *   author: "0x00000000000000000000000000000000000000aa",
 *   instruction: "Deliver the model.",
 *   assets: [
 *     { path: "model.bin", mediaType: "application/octet-stream", size: model.length, sha256: sha256(model) },
 *   ],
 *   private: true,
 * });
 * console.log(pact.evidence.maxBytes); // 1024
 */
export function assetDeliveryPact(options: AssetDeliveryOptions): Pact {
  requireOptions(options, `${READY} instruction assets`);
  const { instruction, assets } = options;
  requireList("assets", assets);
  requireSome(assets);
  const each = Math.floor(bounds.full / assets.length);
  const first = bounds.full - each * (assets.length - 1);
  return readyPact(options, {
    kind: "asset-delivery",
    name: "Delivery of files by hash",
    task: { instruction, inputs: [] },
    evidence: {
      mediaTypes: [...new Set(assets.map(({ mediaType }) => mediaType))],
      maxBytes: Math.max(
        1,
        assets.reduce((sum, { size }) => sum + size, 0),
      ),
      maxFiles: assets.length,
      required: assets.map(({ path }) => path),
    },
    clauses: assets.map(
      (asset, index): PactClause => ({
        id: `file-${index + 1}`,
        kind: "content-hash",
        description: "The file is the one that was agreed.",
        subject: asset.path,
        method: "measured",
        measure: { algorithm: "sha256", hash: asset.sha256 },
        weight: index === 0 ? first : each,
        ...orZero(bounds.full),
      }),
    ),
  });
}

function requireSome({ length }: readonly Asset[]): void {
  if (length >= 1 && length <= 64) return;
  throw new InvalidFieldError({
    field: "assets",
    value: length,
    problem: "must be 1 to 64 files",
    remedy: "Pack more of them into an archive.",
  });
}

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4"/></svg>\n';
const LICENCE = "The buyer may use the logo without limit.\n";

/**
 * The pact for a delivery of files, worked: one bundle that passes, and one with a file changed and the other left out.
 *
 * @example
 * import { assetDeliveryExample } from "quittance/pact/library";
 *
 * console.log(assetDeliveryExample().pact.clauses.length); // 2
 */
export function assetDeliveryExample(): WorkedPact {
  const asset = (path: string, mediaType: string, content: string): Asset => {
    const bytes = bytesOf(content);
    return { path, mediaType, size: bytes.length, sha256: sha256(bytes) };
  };
  return {
    pact: assetDeliveryPact({
      author: EXAMPLE_AUTHOR,
      instruction: "Deliver the logo and its licence.",
      assets: [asset("logo.svg", "image/svg+xml", LOGO), asset("licence.txt", "text/plain", LICENCE)],
    }),
    inputs: new Map(),
    passing: {
      files: filesOf({ "logo.svg": LOGO, "licence.txt": LICENCE }),
      results: resultsOf({ "file-1": [1, 0], "file-2": [1, 0] }),
    },
    failing: {
      files: filesOf({ "logo.svg": LOGO.replace('r="4"', 'r="3"') }),
      results: resultsOf({ "file-1": [1, 10_000], "file-2": [1, 10_000] }),
    },
  };
}
