// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {Commitment} from "../types/Commitment.sol";
import {Key} from "../types/Key.sol";

/// @title Authority: who may act for an account, and how much it may commit
/// @notice A wallet signs with its own key. A managed account has no key of its own: one of the keys that its principal
/// granted signs for it. The signature is then an envelope. It is packed in one of two forms:
///
/// - To act where it neither commits money nor gives it up (work, deliver, reclaim, rate, contest, freeze): key 20 ‖
///   signature.
/// - To commit money, or to give up money that is in a deal or a tab: key 20 ‖ principal 20 ‖ policy 108 or 112 ‖
///   proofs ‖ length of the signature 2 ‖ signature ‖ approval. The proofs are Merkle proofs, each packed as count 1 ‖
///   32 × count. There is one for each payee, in the order below, when the policy lists counterparties; then one for
///   the category when the policy lists categories. An envelope that gives money up has no proofs. The approval is
///   empty, or validUntil 5 ‖ signature of the controller.
///
/// @dev The signature covers the same digest that a wallet would sign. It may be empty when the key itself calls. The
/// controller of the account can sign in the place of a key. It has all capabilities and no expiry, but the same policy
/// limits it. The approval is needed above the policy's threshold, unless the controller itself signs in the place of a
/// key. The controller signs `Approval(address account,string purpose,Payee[] payees,uint96 total,uint40
/// validUntil,bytes32 commitment)Payee(address payee,uint96 most)`. The contract computes every field of it but
/// `validUntil` from what is committed or given up: `purpose` is a phrase of `Purposes`, `commitment` the digest that
/// the key signs, and `most` the most that a payee can receive. The payees, in order, are:
///
/// - of a deal: the seller (all amounts), the marketplace if it has a fee (floor(all amounts × bps / 10000)), and the
///   panel account if there is a verification fee (that fee for every milestone);
/// - of a bond: the pool, and the arbiter if there is one (each the bond); of a tab: its payee (the reserve); of an
///   order: the payee of each payment (its amount);
/// - of a release, and of what a buyer gives up by an agreement: the seller (what is given up), and the marketplace if
///   it has a fee (its part of that); of what a seller gives up: the buyer; of an early closing of a tab: its account.
///
/// Lists are Merkle trees in OpenZeppelin's standard form, with the leaves
/// `keccak256(bytes.concat(keccak256(abi.encode(address))))`, or the same of `uint32` for categories.
interface IAuthority {
    /// @notice Emitted when `account` commits `amount` to the deal, tab, order or bond with that `digest`: what its key
    /// signed, and for a deal, a tab or an order its id. The event of what it is for follows.
    /// @param key The key that signed for the account.
    /// @param amount USDC base units.
    event FundsCommitted(address indexed account, bytes32 indexed digest, address key, uint96 amount);

    /// @notice Emitted when `account` lacks `amount` of what it commits to `digest`, and takes it from the balance of
    /// `treasury`, which its policy names. `FundsCommitted` follows, with the whole amount, and then the event of what
    /// it was drawn for: `DealOpened` (after `DealAmended`, if the deal replaces another), `TabOpened`, `OrderPaid` or
    /// `ContestOpened`. In this order, no balance that is added up from events is ever below zero.
    /// @param amount USDC base units.
    event TreasuryDrawn(address indexed account, address indexed treasury, bytes32 indexed digest, uint96 amount);

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

    /// @notice Thrown when `key` lacks a capability that the call needs: COMMIT for deals, orders and bonds, TABS to
    /// open tabs, DELIVER to sell, SETTLE to settle by signature or to close a tab early, FREEZE to freeze.
    /// @param required Bits of `Capabilities`; 0 when any other capability than FREEZE would do.
    /// @param granted Bits of `Capabilities`.
    error Quittance_CapabilityMissing(address account, address key, uint256 required, uint256 granted);

    /// @notice Thrown when `account`, or every account of its `principal`, is frozen.
    error Quittance_FrozenAccount(address account, address principal);

    /// @notice Thrown when an envelope, or the approval in it, is shorter than its fields need.
    /// @param length Bytes of the envelope, or of the approval.
    error Quittance_AuthorizationMalformed(address account, uint256 length);

    /// @notice Thrown when the principal and the policy that were given are not those in force for `account`.
    /// @param inForce Hash of the principal and the policy in force.
    /// @param given Hash of those given, for a policy of 108 bytes.
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

    /// @notice Thrown when `account` lacks `required` of what it commits, and the treasury that its policy names has
    /// less. Amounts are USDC base units.
    /// @param available The balance of the treasury.
    error Quittance_InsufficientTreasury(address account, address treasury, uint256 available, uint256 required);

    /// @notice Thrown when the terms pay a managed account to a wallet. Such an account is paid to its ledger balance
    /// only.
    error Quittance_LedgerDestinationNeeded(address account);

    /// @notice Thrown when the address of a managed account tries to spend its balance itself. Only its keys, under its
    /// policy, and its controller can.
    error Quittance_PolicyNeeded(address account);

    /// @notice Checks that an envelope authorises a commitment now, and changes nothing. It does not check balances.
    /// What has the capability SETTLE is given up: of the policy only the approval threshold applies to it, and the
    /// envelope has no proofs.
    /// @dev Anyone may call. Reverts with the reason of the refusal: an error of this interface,
    /// `Quittance_SignatureExpired` for an approval, or `Quittance_InvalidSignature`.
    /// @return key The key that signed.
    /// @return periodStart The beginning of the policy's running period, in hours since the epoch; 0 for what is given
    /// up.
    function authorize(
        Commitment calldata commitment,
        bytes calldata envelope
    ) external view returns (address key, uint256 periodStart);

    /// @notice Returns the treasury from which an account would draw what it lacks for a commitment, and changes
    /// nothing.
    /// @dev Anyone may call. Reads the policy of the envelope only. Reverts with `Quittance_InsufficientBalance` when
    /// the policy names no treasury, `Quittance_AccountUnknown` when the principal has not opened it,
    /// `Quittance_FrozenAccount`, `Quittance_PolicyMismatch` or `Quittance_AuthorizationMalformed`. It does not check
    /// the treasury's balance.
    function treasuryOf(Commitment calldata commitment, bytes calldata envelope) external view returns (address);

    /// @notice Checks that a key with a capability signed an envelope for an account, and changes nothing.
    /// @dev Anyone may call. Reverts with the reason of the refusal: an error of this interface, or
    /// `Quittance_InvalidSignature`.
    /// @param capability A bit of `Capabilities`; 0 when any key will do that can do more than freeze.
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
