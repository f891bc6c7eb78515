import * as z from "zod/mini";
import { lazily } from "../../errors/lazily.ts";
import { amount, list, record, type Schema } from "../../json/fields.ts";
import { parseWith } from "../../json/parse.ts";
import { type Tab, tabSchema } from "./tab.ts";
import { type SignedVoucher, voucherSchema } from "./voucher.ts";

/** What a book keeps of a tab. */
export interface BookedTab {
  readonly tab: Tab;
  /** USDC base units paid so far. */
  readonly redeemed: bigint;
  /** Left out as long as none was taken. */
  readonly latest?: SignedVoucher | undefined;
}

const bookedTabs = /* @__PURE__ */ lazily(
  (): Schema<readonly BookedTab[]> =>
    list(record({ tab: tabSchema(), redeemed: amount(), latest: z.optional(voucherSchema()) }), {
      entries: "tabs",
    }),
);

/**
 * What a book kept, from storage: an array, or its JSON text. `voucherBook` takes it as `tabs`.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { getTab, parseBookedTabs, toJson, voucherBook } from "quittance";
 * import { openExampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain } = stack;
 * const { tab, tabId } = await openExampleTab(stack);
 * const book = voucherBook({ domain, payee: tab.payee });
 * book.add(tab, await getTab(stack.publicClient, { address, tabId }));
 * const stored = toJson(book.tabs());
 * const again = voucherBook({ domain, payee: tab.payee, tabs: parseBookedTabs(stored) });
 * console.log(again.tabs().length); // 1
 * await stack.stop();
 */
export function parseBookedTabs(input: unknown): readonly BookedTab[] {
  return parseWith("tabs", bookedTabs(), input);
}
