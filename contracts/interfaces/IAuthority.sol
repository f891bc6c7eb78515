// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {Commitment} from "../types/Commitment.sol";
import {Key} from "../types/Key.sol";

/// @title Authority: who may act for an account, and how much it may commit
/// @notice Where a wallet signs with its own key, a managed account speaks through one of its keys. The
/// signature is then an envelope, packed:
///
/// - to speak (work, deliver, reclaim, rate, contest): key 20 ‖ signature;
/// - to commit money or give it up: key 20 ‖ principal 20 ‖ policy 108 ‖ proofs ‖ length of the signature 2 ‖ signature ‖
///   approval. Proofs are Merkle proofs, each count 1 ‖ 32 × count: one for each payee in the order below when the policy
///   lists counterparties, then one for the category when it lists categories. None to give money up.
///
/// The signature is of the same digest that a wallet would sign; it may be empty when the key itself calls. The account's
/// controller may stand in the key's place, with all capabilities and no expiry, but under the same policy. The approval is
/// the controller's signature of `Approval(address account,bytes32 digest)`, needed above the policy's threshold unless the
/// controller itself stands in the key's place. Payees, in order: of a deal its seller, its marketplace if it has a fee, its panel
/// account if it has a verification fee; of a bond the pool, and the arbiter if there is one; of a tab its payee; of an
/// order the payee of each payment. Lists are Merkle trees of OpenZeppelin's standard form, with leaves
/// `keccak256(bytes.concat(keccak256(abi.encode(address))))`, or of `uint32` for categories.
interface IAuthority {
    /// @notice `account` committed `amount` to the deal, tab, order or bond of that `digest`; `key` signed for it.
    event FundsCommitted(address indexed account, bytes32 indexed digest, address key, uint96 amount);

    /// @notice `amount` of what was committed to `digest` came back to `account` and may be spent again.
    event BudgetRestored(address indexed account, bytes32 indexed digest, uint96 amount);

    /// @notice Thrown when `key` was never granted to `account`, or was revoked.
    error Quittance_KeyUnknown(address account, address key);

    /// @notice Thrown when a key has expired, or is granted with an expiry that is not in the future. A key acts while
    /// now < `expiry`.
    /// @param expiry Unix seconds.
    error Quittance_KeyExpired(address account, address key, uint256 expiry, uint256 timestamp);

    /// @notice Thrown when `key` lacks a capability that the call needs: commit for deals, orders and bonds, tabs for
    /// tabs, deliver to sell, give up to settle by signature.
    /// @param required Bits of `Capabilities`.
    /// @param granted Bits of `Capabilities`.
    error Quittance_CapabilityMissing(address account, address key, uint256 required, uint256 granted);

    /// @notice Thrown when `account`, or every account of its `principal`, is frozen.
    error Quittance_FrozenAccount(address account, address principal);

    /// @notice Thrown when an envelope is shorter than its fields say.
    /// @param length Bytes of the envelope.
    error Quittance_AuthorizationMalformed(address account, uint256 length);

    /// @notice Thrown when the principal and the policy that were given are not those in force for `account`.
    /// @param inForce Hash of the principal and the policy in force.
    /// @param given Hash of those given.
    error Quittance_PolicyMismatch(address account, bytes32 inForce, bytes32 given);

    /// @notice Thrown when `requested` is above what the policy allows in one transaction. Amounts are USDC base units.
    /// @param limit What the policy allows in one transaction.
    /// @param requested What this commitment takes.
    /// @param remaining What is left of the limit.
    error Quittance_PerTransactionLimitExceeded(address account, uint256 limit, uint256 requested, uint256 remaining);

    /// @notice Thrown when `requested` is above what is left of the policy's limit until its period ends. Amounts are
    /// USDC base units.
    /// @param limit What the policy allows in one period.
    /// @param requested What this commitment takes.
    /// @param remaining What is left of the limit in this period.
    error Quittance_PeriodLimitExceeded(address account, uint256 limit, uint256 requested, uint256 remaining);

    /// @notice Thrown when `requested` is above what is left of the policy's lifetime limit. Amounts are USDC base
    /// units.
    /// @param limit What the policy allows in all.
    /// @param requested What this commitment takes.
    /// @param remaining What is left of the limit.
    error Quittance_LifetimeLimitExceeded(address account, uint256 limit, uint256 requested, uint256 remaining);

    /// @notice Thrown when the policy allows no commitment at this time. It allows them while `from` <= now < `until`.
    /// @param from Unix seconds.
    /// @param until Unix seconds.
    error Quittance_OutsideActiveWindow(address account, uint256 from, uint256 until, uint256 timestamp);

    /// @notice Thrown when the policy lists counterparties and the envelope does not prove that `counterparty` is on
    /// the list.
    error Quittance_CounterpartyNotAllowed(address account, address counterparty);

    /// @notice Thrown when the policy lists categories and the envelope does not prove that `category` is on the list.
    /// @param category 0 when the commitment names none.
    error Quittance_CategoryNotAllowed(address account, uint256 category);

    /// @notice Thrown when `requested` is above the policy's approval threshold and the controller has not approved.
    /// Amounts are USDC base units.
    error Quittance_ApprovalMissing(address account, uint256 threshold, uint256 requested);

    /// @notice Thrown when the terms pay a managed account to a wallet. Such an account is paid to its ledger balance
    /// only.
    error Quittance_LedgerDestinationNeeded(address account);

    /// @notice Thrown when the address of a managed account tries to spend its balance itself. Only its keys, under its
    /// policy, and its controller can.
    error Quittance_PolicyNeeded(address account);

    /// @notice Asks whether an envelope authorises a commitment now; changes nothing.
    /// @dev Anybody may ask. Reverts with the reason of the refusal, an error of this interface or
    /// `Quittance_InvalidSignature`.
    /// @return key Who signed.
    /// @return periodStart The beginning of the policy's running period, in hours since the epoch.
    function authorize(
        Commitment calldata commitment,
        bytes calldata envelope
    ) external view returns (address key, uint256 periodStart);

    /// @notice Asks whether an envelope speaks for an account now; changes nothing.
    /// @dev As `authorize`.
    /// @param capability Of `Capabilities`; 0 when any key will do.
    function requireAuthorizedSigner(
        address account,
        bytes32 digest,
        uint256 capability,
        bytes calldata envelope
    ) external view;

    /// @notice What the ledger keeps of an account. A wallet that trades for itself has a balance only.
    /// @return balance USDC base units.
    /// @return spent USDC base units committed and not refunded since the account was opened.
    /// @return periodSpent The same since `periodStart`, which is the last period that anything was committed in.
    /// @return periodStart Unix seconds.
    /// @return principal Who opened it; zero for a wallet.
    /// @return index Under which.
    /// @return policyHash keccak256 of principal ‖ policy.
    /// @return frozen By itself or with its principal.
    function accountOf(
        address account
    )
        external
        view
        returns (
            uint96 balance,
            uint64 spent,
            uint64 periodSpent,
            uint40 periodStart,
            address principal,
            uint32 index,
            bytes32 policyHash,
            bool frozen
        );

    /// @notice What `key` may do for `account`; all zero when nothing.
    function keyOf(address account, address key) external view returns (Key memory);
}
