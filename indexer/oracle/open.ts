import { quittanceDomain } from "quittance/protocol";
import { signTrustStatement, type TrustAnswer } from "quittance/trust";
import {
  importTrustKey,
  issueTrustCredential,
  issueTrustJwt,
  issueTrustStatus,
  issueTrustStatusJwt,
  isTrustRevoked,
  type TrustKey,
  trustDidDocument,
  trustKeySet,
} from "quittance/trust/credentials";
import type { Deployment } from "../settings/settings.ts";
import { watchRevoked } from "./revoked.ts";
import { CREDENTIAL_KEY, malformedKey, type OracleSettings, STATEMENT_KEY } from "./settings.ts";

/** The operator gave no key for what is asked for. */
export class Unsigned extends Error {}

/** The operator revoked what is asked for. */
export class Revoked extends Error {}

/** Seconds that a status list is good. What is revoked is refused after that at the latest. */
const STATUS_VALIDITY = 3_600;
/** After half of its validity a list is made again. */
const STATUS_KEPT_MS = (STATUS_VALIDITY / 2) * 1_000;

const nowInSeconds = () => Math.floor(Date.now() / 1_000);

/** Signs answers with the operator's keys. */
export type Oracle = Awaited<ReturnType<typeof openOracle>>;

/** Throws `SettingsError` for a key that is none, or a file of revocations that cannot be read. */
export async function openOracle(
  settings: OracleSettings,
  { chainId, address }: Pick<Deployment, "chainId" | "address">,
) {
  const { account, validity } = settings;
  const domain = quittanceDomain({ chainId, address });
  const revoked = watchRevoked(settings.revocations);
  revoked();
  const issuing = settings.credentials && (await issuingOf(settings.credentials));
  const lists = new Map<string, { readonly made: number; readonly list: Promise<unknown> }>();

  function issuingOrRefuse(): Issuing {
    if (issuing !== undefined) return issuing;
    throw new Unsigned(
      `This indexer issues no credentials. Its operator sets ${CREDENTIAL_KEY}; docs/trust.md says how.`,
    );
  }

  /** Refuses to sign what would be revoked as soon as it is signed. */
  function requireUnrevoked({ principal }: TrustAnswer, now: number): void {
    if (!isTrustRevoked(revoked().revocations, principal, now)) return;
    throw new Revoked(
      `The operator of this indexer revoked what it said of ${principal}, and signs nothing about it.`,
    );
  }

  function issueWith<Credential>(issue: (input: Parameters<typeof issueTrustJwt>[0]) => Promise<Credential>) {
    return async (answer: TrustAnswer): Promise<Credential> => {
      const given = issuingOrRefuse();
      const issuedAt = nowInSeconds();
      requireUnrevoked(answer, issuedAt);
      return issue({ ...given, domain, answer, issuedAt, validUntil: issuedAt + validity });
    };
  }

  return {
    /** Whether statements, and whether credentials are given. */
    signs: { statements: account !== undefined, credentials: issuing !== undefined },

    statement: async (answer: TrustAnswer) => {
      if (account === undefined) {
        throw new Unsigned(
          `This indexer signs no statements. Its operator sets ${STATEMENT_KEY}; docs/trust.md says how.`,
        );
      }
      const issuedAt = nowInSeconds();
      requireUnrevoked(answer, issuedAt);
      return signTrustStatement({ domain, answer, issuedAt, validUntil: issuedAt + validity, account });
    },

    jwt: issueWith(issueTrustJwt),
    credential: issueWith(issueTrustCredential),

    /** A status list; made again when the file of revocations was changed, or half of its validity is over. */
    statusList: async (list: number, form: "jwt" | "proof"): Promise<unknown> => {
      const given = issuingOrRefuse();
      const { revocations, version } = revoked();
      const name = `${list} ${form} ${version}`;
      const kept = lists.get(name);
      if (kept !== undefined && Date.now() - kept.made < STATUS_KEPT_MS) return kept.list;
      for (const each of lists.keys()) if (!each.endsWith(version)) lists.delete(each);
      const issuedAt = nowInSeconds();
      const input = { ...given, list, revocations, issuedAt, validUntil: issuedAt + STATUS_VALIDITY };
      const made = form === "jwt" ? issueTrustStatusJwt(input) : issueTrustStatus(input);
      lists.set(name, { made: Date.now(), list: made });
      made.catch(() => lists.delete(name));
      return made;
    },

    /** The public keys: a JSON Web Key Set that also says who signs statements and who issues credentials. */
    keys: () => ({
      keys: issuing === undefined ? [] : trustKeySet({ key: issuing.key, issuer: issuing.issuer }).keys,
      issuer: issuing === undefined ? null : issuing.issuer,
      signer: account?.address ?? null,
      chainId,
      contract: address,
    }),

    didDocument: () => {
      const { key, issuer } = issuingOrRefuse();
      return trustDidDocument({ key, issuer });
    },
  };
}

interface Issuing {
  readonly key: TrustKey;
  readonly issuer: string;
  readonly service: string;
}

async function issuingOf({
  key: given,
  issuer,
  service,
}: NonNullable<OracleSettings["credentials"]>): Promise<Issuing> {
  const key = await importTrustKey(given).catch(() => {
    throw malformedKey();
  });
  return { key, issuer: issuer ?? key.did, service };
}
