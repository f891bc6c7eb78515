import { verifyTypedData } from "viem";
import { generatePrivateKey } from "viem/accounts";
import {
  ballotChecker,
  fastSigner,
  hashEvidence,
  hashReasons,
  quittanceDomain,
  type SignedBallot,
  signBallot,
  typedDataTypes,
  wholeSignature,
} from "../../../sdk/index.ts";
import type { Pair } from "../sdk/rates.ts";

const JURORS = 15;
const DEALS = 40;

/** Ballots of many deals by the jurors of one panel, checked by this package and by viem. Both agree on each before. */
export async function ballotPair(): Promise<Pair> {
  const domain = quittanceDomain({ chainId: 8_453, address: "0x00000000000000000000000000000000000000aa" });
  const keys = Array.from({ length: JURORS }, () => fastSigner(generatePrivateKey()));
  const ballots = await Promise.all(
    Array.from({ length: DEALS }, (_, deal) =>
      keys.map((account, juror) =>
        signBallot({
          ...{ domain, account, deal: hashEvidence(`deal ${deal}`), milestone: deal % 32 },
          ...{ evidence: hashEvidence(`work ${deal}`), score: 600 * juror, reasons: hashReasons(`${juror}`) },
        }),
      ),
    ).flat(),
  );
  const isGood = ballotChecker({ domain });
  // viem takes 65 bytes only.
  const whole = new Map(ballots.map(({ signature }) => [signature, wholeSignature(signature)]));
  const verifyByViem = ({ juror, signature, batch: _, ...message }: SignedBallot) =>
    verifyTypedData({
      ...{ domain, types: { Ballot: typedDataTypes.Ballot }, primaryType: "Ballot" },
      ...{ message, address: juror, signature: whole.get(signature) ?? signature },
    });
  for (const ballot of ballots.slice(0, JURORS)) {
    const forged = { ...ballot, score: ballot.score + 1 };
    const agrees = isGood(ballot) && (await verifyByViem(ballot)) && !isGood(forged);
    if (!agrees || (await verifyByViem(forged))) throw new Error("viem and this package differ on a ballot");
  }
  let next = 0;
  const ballot = (): SignedBallot => {
    const found = ballots[next++ % ballots.length];
    if (found === undefined) throw new Error("there are no ballots");
    return found;
  };
  return {
    ours: () => {
      if (!isGood(ballot())) throw new Error("a ballot is refused");
    },
    baseline: async () => {
      if (!(await verifyByViem(ballot()))) throw new Error("viem refuses a ballot");
    },
  };
}
