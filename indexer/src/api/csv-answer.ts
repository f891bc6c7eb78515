import type { Context } from "hono";
import { stream } from "hono/streaming";
import type { BlockTime } from "../../http/checkpoint.ts";
import { asOf } from "./as-of.ts";

/**
 * Answers with CSV, a page at a time, so that a long list needs no more memory than a page. The first page is read before the
 * answer begins: what is wrong with the question is still told with a status.
 */
export async function answerCsv(
  c: Context,
  {
    name,
    head,
    header,
    pages,
  }: {
    readonly name: string;
    /** The block when the answer begins. */
    readonly head: BlockTime;
    readonly header: string;
    readonly pages: AsyncGenerator<string>;
  },
) {
  const first = await pages.next();
  const { at: _, ...known } = await asOf(head);
  c.header("quittance-as-of", JSON.stringify(known));
  c.header("access-control-expose-headers", "quittance-as-of");
  c.header("content-type", "text/csv; charset=utf-8; header=present");
  c.header("content-disposition", `attachment; filename="${name}.csv"`);
  return stream(
    c,
    async (out) => {
      await out.write(header);
      for (let page = first; !page.done && !out.aborted; page = await pages.next())
        await out.write(page.value);
    },
    // A list that ends early must not look like a whole one.
    async (error, out) => {
      out.abort();
      throw error;
    },
  );
}
