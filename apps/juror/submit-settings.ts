import { usdc } from "quittance";
import { isHttp } from "./http-url.ts";
import { JurorSettingError } from "./setting-error.ts";
import type { RelayerSettings } from "./settling/sender.ts";
import type { SubmitWhen } from "./settling/settle-work.ts";

/** When a juror sends verdicts and settles, and by whom. */
export interface SubmitSettings {
  readonly when: SubmitWhen;
  /** Dollars for one ether, as text. */
  readonly etherPrice: string;
  /** Undefined where the juror's own key sends, and pays the gas. */
  readonly relayer: RelayerSettings | undefined;
}

interface Readers {
  readonly text: (name: string, fallback?: string) => string;
  readonly whole: (name: string, fallback: number) => number;
  readonly file: (name: string) => string;
}

/**
 * Reads when the juror submits; undefined for never, which is so when it is left out.
 *
 * @throws JurorSettingError
 */
export function readSubmit(
  environment: Readonly<Record<string, string | undefined>>,
  { text, whole, file }: Readers,
): SubmitSettings | undefined {
  const when = text("JUROR_SUBMIT", "never");
  if (when === "never") return undefined;
  if (when !== "worth" && when !== "always")
    throw new JurorSettingError("JUROR_SUBMIT", "must be never, worth or always", "Leave it out for never.");
  const etherPrice = text("JUROR_ETHER_PRICE", "3000");
  if (!isPrice(etherPrice)) {
    const remedy = "Write dollars for one ether, such as 3000.";
    throw new JurorSettingError("JUROR_ETHER_PRICE", "must be a price", remedy);
  }
  if (!environment.JUROR_RELAYER_URL) return { when, etherPrice, relayer: undefined };
  const url = text("JUROR_RELAYER_URL");
  if (!isHttp(url)) {
    const remedy = "Give its address; the key that its operator gave you goes into JUROR_RELAYER_KEY_FILE.";
    throw new JurorSettingError("JUROR_RELAYER_URL", "must be an http or https URL without a query", remedy);
  }
  const apiKey = file("JUROR_RELAYER_KEY_FILE").trim();
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    const remedy = "Write the key alone into the file, as the relayer's operator gave it.";
    throw new JurorSettingError("JUROR_RELAYER_KEY_FILE", "holds no key in one line", remedy);
  }
  return { when, etherPrice, relayer: { url, apiKey, most: BigInt(whole("JUROR_RELAYER_MOST", 0)) } };
}

function isPrice(text: string): boolean {
  try {
    return usdc(text) > 0n;
  } catch {
    return false;
  }
}
