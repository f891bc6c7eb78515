// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {Commitment} from "../types/Commitment.sol";
import {Key} from "../types/Key.sol";

/// @title Authority: who may act for an account, and how much it may commit
/// @notice A wallet signs with its own key. A managed account has no key of its own: one of the keys that its principal
/// granted signs for it. The signature is then an envelope. It is packed in one of two forms:
///
/// - To act where it costs the account nothing (work, deliver, reclaim, rate, contest): key 20 ‖ signature.
/// - To commit money, or to give up money that is in a deal: key 20 ‖ principal 20 ‖ policy 108 ‖ proofs ‖ length of
///   the signature 2 ‖ signature ‖ approval. The proofs are Merkle proofs, each packed as count 1 ‖ 32 × count. There
///   is one for each payee, in the order below, when the policy lists counterparties; then one for the category when
///   the policy lists categories. An envelope that gives money up has no proofs.
///
/// @dev The signature covers the same digest that a wallet would sign. It may be empty when the key itself calls. The
/// controller of the account can sign in the place of a key. It has all capabilities and no expiry, but the same policy
/// limits it. The approval is the controller's signature of `Approval(address account,bytes32 digest)`. It is needed
/// above the policy's threshold, unless the controller itself signs in the place of a key. The payees, in order, are:
/// of a deal the seller, the marketplace if it has a fee, and the panel account if there is a verification fee; of a
/// bond the pool, and the arbiter if there is one; of a tab its payee; of an order the payee of each payment. Lists are
/// Merkle trees in OpenZeppelin's standard form, with the leaves
/// `keccak256(bytes.concat(keccak256(abi.encode(address))))`, or the same of `uint32` for categories.
interface IAuthority {
    /// @notice Emitted when `account` commits `amount` to the deal, tab, order or bond with that `digest`.
    /// @param key The key that signed for the account.
    /// @param amount USDC base units.
    event FundsCommitted(address indexed account, bytes32 indexed digest, address key, uint96 amount);

    /// @notice Emitted when `amount` of what was committed to `digest` comes back to `account`, which may spend it
    /// again.
    /// @param amount USDC base units.
    event BudgetRestored(address indexed account, bytes32 indexed digest, uint96 amount);

    /// @notice Thrown when `key` was never granted to `account`, or was revoked.
    error Quittance_KeyUnknown(address account, address key);

    /// @notice Thrown when a key has expired, or is granted with an expiry that is not in the future. A key acts while
    /// now < `expiry`.
    /// @param expiry Unix seconds.
    error Quittance_KeyExpired(address account, address key, uint256 expiry, uint256 timestamp);

    /// @notice Thrown when `key` lacks a capability that the call needs: COMMIT for deals, orders and bonds, TABS for
    /// tabs, DELIVER to sell, SETTLE to settle by signature.
    /// @param required Bits of `Capabilities`.
    /// @param granted Bits of `Capabilities`.
    error Quittance_CapabilityMissing(address account, address key, uint256 required, uint256 granted);

    /// @notice Thrown when `account`, or every account of its `principal`, is frozen.
    error Quittance_FrozenAccount(address account, address principal);

    /// @notice Thrown when an envelope is shorter than its fields need.
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

    /// @notice Checks that an envelope authorises a commitment now, and changes nothing.
    /// @dev Anyone may call. Reverts with the reason of the refusal: an error of this interface, or
    /// `Quittance_InvalidSignature`.
    /// @return key The key that signed.
    /// @return periodStart The beginning of the policy's running period, in hours since the epoch.
    function authorize(
        Commitment calldata commitment,
        bytes calldata envelope
    ) external view returns (address key, uint256 periodStart);

    /// @notice Checks that a key with a capability signed an envelope for an account, and changes nothing.
    /// @dev Anyone may call. Reverts with the reason of the refusal: an error of this interface, or
    /// `Quittance_InvalidSignature`.
    /// @param capability A bit of `Capabilities`; 0 when any key will do.
    function requireAuthorizedSigner(
        address account,
        bytes32 digest,
        uint256 capability,
        bytes calldata envelope
    ) external view;

    /// @notice Returns what is stored of an account. A wallet has a balance only.
    /// @return balance USDC base units.
    /// @return spent USDC base units that were committed and not refunded since the account was opened.
    /// @return periodSpent The same since `periodStart`, which begins the last period in which anything was committed.
    /// @return periodStart Unix seconds.
    /// @return principal The principal that opened the account; zero for a wallet.
    /// @return index The account's number with its principal.
    /// @return policyHash keccak256 of principal ‖ policy.
    /// @return frozen Whether the account, or its principal, is frozen.
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

    /// @notice Returns what `key` may do for `account`; all zero when it may do nothing.
    function keyOf(address account, address key) external view returns (Key memory);
}
