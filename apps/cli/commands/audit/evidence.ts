import { type AuditEvidence, evidenceFrom, evidenceIn } from "quittance/audit";
import { UsageRefusal } from "../../refusal.ts";
import { storeReader } from "../../session/store-reader.ts";
import { filesIn } from "./files.ts";

/**
 * The evidence in a folder, or in a store at a URL, in which everything lies under the last part of its own URI.
 */
export function evidenceAt(place: string): AuditEvidence {
  if (!/^https?:\/\//i.test(place)) return evidenceIn(filesIn(place));
  if (!URL.canParse(place))
    throw new UsageRefusal("The URL of the evidence cannot be read. Name another one.");
  const base = new URL(place);
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  const reader = storeReader(base);
  return evidenceFrom({
    read: async ({ uri, ...request }) => {
      const last = /[^/]*$/.exec(uri.replace(/[?#].*$/, ""))?.[0] ?? "";
      const url = new URL(base);
      // A seller names the last part, which must stay a part of this place.
      url.pathname += encodeURIComponent(last);
      return reader.read({ ...request, uri: url.href });
    },
  });
}
