import { approveStake, getPool, takeSeats } from "quittance";
import { type JurorProfile, READ_KINDS, type SignedJurorProfile, signJurorProfile } from "quittance/jury";
import type { Stack } from "quittance/testing";
import { keccak256, parseEther, stringToBytes } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";

const DAY = 86_400;

/** Jurors that each own a seat of the stack's pool, and the profiles that they publish. */
export interface SeatedJurors {
  readonly accounts: readonly PrivateKeyAccount[];
  readonly profiles: readonly SignedJurorProfile[];
}

/** Has jurors put up a stake for a seat each, and sign what they can check. */
export async function seatJurors(stack: Stack, count: number): Promise<SeatedJurors> {
  const { walletClient, publicClient, pool: address, token } = stack;
  const { seatStake: amount } = await getPool(publicClient, { address });
  const accounts: PrivateKeyAccount[] = [];
  for (let index = 0; index < count; index++) {
    const account = privateKeyToAccount(keccak256(stringToBytes(`juror ${index} of the examples`)));
    const hash = await walletClient.sendTransaction({ to: account.address, value: parseEther("1") });
    await publicClient.waitForTransactionReceipt({ hash });
    await stack.fund(account.address, amount);
    await approveStake(walletClient, { address, token, amount, account });
    await takeSeats(walletClient, { address, key: account.address, account });
    accounts.push(account);
  }
  const validUntil = (await stack.now()) + 90 * DAY;
  const signing = accounts.map((account, index) => {
    const profile: JurorProfile = {
      ...{ format: "quittance/juror/1", juror: account.address, pool: address, sequence: 1, validUntil },
      ...{ measures: READ_KINDS, languages: ["en"], models: [], fee: "0" },
      endpoint: `https://juror-${index + 1}.example/ballots`,
    };
    return signJurorProfile({ domain: stack.poolDomain, profile, account });
  });
  return { accounts, profiles: await Promise.all(signing) };
}
