import { readFileSync } from "node:fs";

/** The README's buyer and seller, as a reader copies them. Throws when there are not exactly two blocks. */
export function firstDeal(readme: string): { readonly buyer: string; readonly seller: string } {
  const text = readFileSync(readme, "utf8");
  const start = text.indexOf("\n## A first deal");
  const end = text.indexOf("\n## ", start + 1);
  const blocks = [...text.slice(start, end).matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(
    ([, code = ""]) => code,
  );
  const [buyer, seller] = blocks;
  if (start < 0 || buyer === undefined || seller === undefined || blocks.length !== 2) {
    throw new Error(`${readme}: "A first deal" must hold two blocks, the buyer's and the seller's`);
  }
  return { buyer, seller };
}
