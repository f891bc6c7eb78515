import { signTerms } from "quittance/deals";
import type { Explanation, Terms } from "quittance/protocol";
import type { Session } from "../../session/session.ts";
import { wordsOf } from "../../session/signer.ts";

/** What terms say, as the seller would be told before it signs them. */
export async function explainTerms(session: Session, terms: Terms): Promise<Explanation> {
  const domain = await session.domain();
  return wordsOf(terms.seller, (account) => signTerms({ domain, terms, account }));
}

/** The same as lines, with the names of the book. */
export async function termsText(session: Session, terms: Terms): Promise<string> {
  const { lines } = await explainTerms(session, terms);
  const text = lines.map(({ label, value }) => `  ${label}: ${value}`).join("\n");
  return ["Terms", text, ...(await session.labels()).legend(text)].join("\n");
}
