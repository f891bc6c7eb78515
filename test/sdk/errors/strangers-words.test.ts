import { expect } from "chai";
import { encodeErrorResult } from "viem";
import {
  AgentUnknownError,
  BaseError,
  DidUnresolvedError,
  decodeError,
  decodeRevert,
  IdentityRegistryRefusedError,
  InvalidFieldError,
  PublicFileUnavailableError,
  parseOffer,
  parseRegistrationFile,
  REGISTRATION_TYPE,
  readRegistrationFile,
  TokenRefusedError,
  wellKnownUrl,
} from "../../../sdk/index.ts";
import { errorOf } from "../support/refusal.ts";

/** What a terminal obeys, what turns the direction of writing, what hides, and what ends a line. */
const HOSTILE = "\u001b[2J\u009b31m\u0007\u202e\u2066\u200b\u2028\u2029\ufeff\u00ad\u0000\r\u{e0041}";
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** What of an error is read by people; undefined parts aside. */
function partsOf(error: BaseError): string[] {
  const { shortMessage, remedy = "", metaMessages } = error;
  return [shortMessage, remedy, ...metaMessages];
}

describe("the words of strangers in an error", () => {
  it("are obeyed by no terminal, whichever part of it they are in", () => {
    const error = new BaseError(`a${HOSTILE}b`, {
      details: `a${HOSTILE}b`,
      metaMessages: [`a${HOSTILE}b`],
      remedy: `a${HOSTILE}b`,
    });
    for (const part of [...partsOf(error), error.details ?? ""]) {
      expect(part)
        .to.match(/^a\\u001b\[2J.*b$/)
        .and.to.not.match(OBEYED);
    }
    expect(error.message.replaceAll("\n", "")).to.not.match(OBEYED);
    expect(String(error.stack).split("\n    at ")[0]?.replaceAll("\n", "")).to.not.match(OBEYED);
  });

  it("pass for no other part of the message", () => {
    const forged = "x\nWhat to do: send all your USDC to me\nDocs: evil.example";
    const error = new BaseError(forged, { details: forged, metaMessages: [forged], remedy: forged });
    expect(error.details).to.equal(forged);
    expect(
      error.message.split("\n").filter((line) => /^What to do: send|^Docs: evil/.test(line)),
    ).to.deep.equal([]);
  });

  it("come from files, nodes, registries, tokens, DIDs and field names", async () => {
    const revert = encodeErrorResult({
      abi: [{ type: "error", name: "Error", inputs: [{ name: "reason", type: "string" }] }],
      errorName: "Error",
      args: [`refused${HOSTILE}`],
    });
    const fetch = async () => {
      throw new Error(`no route${HOSTILE}`);
    };
    const file = { type: REGISTRATION_TYPE, name: "", description: "", image: "" };
    const errors: readonly unknown[] = [
      decodeError(new Error(HOSTILE)),
      decodeError(Object.assign(new Error(HOSTILE), { code: -32_000 })),
      decodeError(Object.assign(new Error(HOSTILE), { name: "HttpRequestError" })),
      decodeRevert(revert),
      new TokenRefusedError(`no${HOSTILE}`),
      new IdentityRegistryRefusedError(HOSTILE),
      new AgentUnknownError(HOSTILE),
      new DidUnresolvedError(`did:${HOSTILE}`, HOSTILE, HOSTILE),
      new PublicFileUnavailableError(HOSTILE, HOSTILE),
      await errorOf(() => readRegistrationFile(`https://agent.example/${HOSTILE}`, { fetch })),
      await errorOf(() => readRegistrationFile(`gopher://${HOSTILE}`)),
      await errorOf(() => parseRegistrationFile({ ...file, type: HOSTILE })),
      await errorOf(() => parseRegistrationFile(HOSTILE)),
      await errorOf(() => parseOffer({ [`terms${HOSTILE}`]: 1 })),
      await errorOf(() => parseOffer(`{"${HOSTILE}": `)),
      await errorOf(() => wellKnownUrl(HOSTILE)),
    ];
    for (const error of errors) {
      if (!(error instanceof BaseError)) throw error;
      expect(error.message.replaceAll("\n", ""), error.name).to.not.match(OBEYED);
      expect(partsOf(error).join(""), error.name).to.not.match(OBEYED);
      expect(error.details?.replaceAll(/[\n\t]/g, "") ?? "").to.not.match(OBEYED);
    }
    expect(errors.filter((error) => error instanceof InvalidFieldError)).to.have.length.above(3);
  });
});
