import { InvalidFieldError } from "../../errors/field.ts";
import { isPublicName } from "../../identity/public-name.ts";

/**
 * Refuses what is no address of a counterparty: a stranger names it. Another scheme than the secure one, passwords, and hosts that are no
 * public names are for one's own machine only.
 */
export function requireCounterpartyUrl(
  text: string,
  schemes: readonly [secure: string, plain: string],
  allowPrivate: boolean,
): URL {
  const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
  const [secure, plain] = schemes;
  const isFit =
    url !== undefined &&
    url.username === "" &&
    url.password === "" &&
    (url.protocol === secure || (allowPrivate && url.protocol === plain)) &&
    (allowPrivate || isPublicName(url.hostname));
  if (isFit) return url;
  throw new InvalidFieldError({
    field: "url",
    value: undefined,
    secret: true,
    problem: `must be a URL that starts with ${secure}//, with a public name and without a password`,
    remedy:
      "Give where the other side listens; for your own machine, allow private addresses (allowPrivate, or --allow-private of the command).",
  });
}
