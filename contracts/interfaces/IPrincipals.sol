// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {AccountOpening, AccountUpdate, Move} from "../types/Opening.sol";

/// @title Principals: accounts that an organisation opens for its agents
/// @notice A principal is an address that never changes. Its controller is the address itself, a plain key, a multisig
/// or a smart account, until it hands control over. It opens managed accounts, whose addresses are derived from the
/// principal and an index. No one has a private key of such an address, nothing that such a key could sign counts, and
/// a managed account is paid to its ledger balance. One account never spends the money of another, but of the treasury
/// that its policy names: an account of the same principal, never the principal's own balance. Every change made here
/// takes effect in its own transaction: it stops new commitments, but open deals and tabs go on.
///
/// An account has a nonce, which signed freezes and signed revocations of keys carry. They do not move it, since they
/// only take power away: each of them can be used as often as it is sent, and none voids another. Whatever gives power
/// moves it, so that none of them can be used again after that: a key that is granted or changed, a new policy, the end
/// of a freeze, a handover.
interface IPrincipals {
    /// @notice Emitted when `principal` opens `account` under `index`. A `KeySet` follows for each key.
    /// @param policy The policy in packed form (`PackedPolicy`).
    event AccountOpened(address indexed principal, address indexed account, uint32 index, bytes policy);

    /// @notice Emitted when `key` is granted or revoked. It may act for `account` while now < `expiry`, as far as its
    /// `capabilities` allow.
    /// @param expiry Unix seconds; 0 when the key is revoked.
    /// @param capabilities Bits of `Capabilities`.
    event KeySet(address indexed account, address indexed key, uint40 expiry, uint8 capabilities);

    /// @notice Emitted when `policy`, in packed form, comes into force for `account`.
    event PolicySet(address indexed account, bytes policy);

    /// @notice Emitted when `account` is frozen: it neither commits money nor agrees to anything until it is unfrozen.
    event AccountFrozen(address indexed account);

    /// @notice Emitted when `account` is no longer frozen by itself.
    event AccountUnfrozen(address indexed account);

    /// @notice Emitted when every account of `principal` is frozen, those that it opens later too.
    event PrincipalFrozen(address indexed principal);

    /// @notice Emitted when `principal` is no longer frozen. Accounts that were frozen one by one still are.
    event PrincipalUnfrozen(address indexed principal);

    /// @notice Emitted when `controller` offers `principal`, with all its accounts, to `to`; with zero, it takes an
    /// offer back.
    event PrincipalOffered(address indexed principal, address indexed controller, address indexed to);

    /// @notice Emitted when `controller` accepts an offer: it controls `principal` and all its accounts.
    event PrincipalHandedOver(address indexed principal, address indexed controller);

    /// @notice Emitted when `controller` moves `amount` between balances of one principal.
    /// @param amount USDC base units.
    event FundsMoved(address indexed from, address indexed to, address controller, uint96 amount);

    /// @notice Thrown when `caller` is not `controller`, the address that controls `principal`.
    error Quittance_NotController(address principal, address controller, address caller);

    /// @notice Thrown when no principal opened `account`.
    error Quittance_AccountUnknown(address account);

    /// @notice Thrown when the principal has opened its account of this index before.
    error Quittance_AccountAlreadyOpened(address account, uint32 index);

    /// @notice Thrown when a key is zero or the account itself.
    error Quittance_KeyRefused(address account, address key);

    /// @notice Thrown when the capabilities of a key are above 31, when a live key has none, or when a revoked key has
    /// any.
    /// @param capabilities Bits of `Capabilities`.
    error Quittance_CapabilitiesUnknown(address key, uint256 capabilities);

    /// @notice Thrown when a field of a policy is out of its bounds: `period` is 1 to 8784 hours, and `activeUntil` is
    /// later than `activeFrom`.
    /// @param field Name of the field.
    error Quittance_PolicyFieldInvalid(string field, uint256 value, uint256 minimum, uint256 maximum);

    /// @notice Thrown when a packed policy has neither `expected` bytes, which are 108, nor 112 with a treasury.
    error Quittance_PolicyLengthInvalid(uint256 length, uint256 expected);

    /// @notice Thrown when the policy of `account` names the account itself, which has this `index`, as its treasury.
    error Quittance_TreasuryRefused(address account, uint32 index);

    /// @notice Thrown when the principal is not offered to `caller`.
    /// @param offered The address it is offered to; zero when it is not offered.
    error Quittance_NothingOffered(address principal, address offered, address caller);

    /// @notice Opens accounts.
    /// @dev Only the controller may call. The balance of a new account may hold money from before. Reverts with an
    /// error of this interface. Emits `AccountOpened` for each account and `KeySet` for each key.
    /// @param principal The caller, or a principal that was handed over to the caller.
    function openAccounts(address principal, AccountOpening[] calldata openings) external;

    /// @notice Changes keys and policies of accounts, all of them or none. What was spent in the running period, and in
    /// all, still counts under a new policy.
    /// @dev Only the controller of each may call. An update that grants or changes a key, or sets a policy, moves the
    /// account's nonce; one that only revokes keys does not. Reverts with `Quittance_PolicyMismatch` when an update's
    /// `current` is not the policy in force, with `Quittance_KeyExpired`, or with an error of this interface. Emits
    /// `KeySet` for each key and `PolicySet` for each new policy.
    function updateAccounts(AccountUpdate[] calldata updates) external;

    /// @notice Revokes a key of `account`, as the key itself decides.
    /// @dev The key calls with an empty signature, and `validUntil` is not read; or anyone posts the key's signature of
    /// `KeyRevocation(address account,address key,uint64 nonce,uint40 validUntil)`, with the account's nonce, which
    /// stays. An expired key may do it too. Reverts with `Quittance_KeyUnknown`, `Quittance_SignatureExpired` or
    /// `Quittance_InvalidSignature`. Emits `KeySet`.
    /// @param validUntil Unix seconds; the signature works while now < validUntil.
    function revokeKey(address account, address key, uint40 validUntil, bytes calldata signature) external;

    /// @notice Stops new commitments of these accounts.
    /// @dev The controller of each may call, or a key of each with the capability FREEZE. Changes nothing for those
    /// that are frozen. Reverts with `Quittance_AccountUnknown`, `Quittance_KeyUnknown`, `Quittance_KeyExpired` or
    /// `Quittance_CapabilityMissing`. Emits `AccountFrozen` for each.
    function freeze(address[] calldata accounts) external;

    /// @notice Stops new commitments of `account`, as its controller or a key with the capability FREEZE has signed.
    /// @dev Anyone may submit it. The signature is an envelope, key 20 ‖ signature (`IAuthority`), of
    /// `Freeze(address account,uint64 nonce,uint40 validUntil)`, with the account's nonce, which stays. Changes nothing
    /// for an account that is frozen. Reverts as `freeze` does, or with `Quittance_SignatureExpired`,
    /// `Quittance_AuthorizationMalformed` or `Quittance_InvalidSignature`. Emits `AccountFrozen`.
    /// @param validUntil Unix seconds; the signature works while now < validUntil.
    function freezeWithSignature(address account, uint40 validUntil, bytes calldata signature) external;

    /// @notice Ends `freeze`.
    /// @dev Only the controller of each may call. Moves the nonce of each, of one that was not frozen, too. Emits
    /// `AccountUnfrozen` for each.
    function unfreeze(address[] calldata accounts) external;

    /// @notice Stops new commitments of every account of `principal`.
    /// @dev Only the controller may call. Emits `PrincipalFrozen`.
    function freezeAll(address principal) external;

    /// @notice Ends `freezeAll`.
    /// @dev Only the controller may call. Moves the nonces of all its accounts. Emits `PrincipalUnfrozen`.
    function unfreezeAll(address principal) external;

    /// @notice Moves money between balances that the caller controls: those of its accounts, and its own.
    /// @dev Policies do not limit it, as the money stays with the principal; frozen accounts take part too. Reverts
    /// with `Quittance_NotController`, `Quittance_AmountZero` or `Quittance_InsufficientBalance`, and then moves
    /// nothing. Emits `FundsMoved` for each move.
    function moveFunds(Move[] calldata moves) external;

    /// @notice Pays `amount` from an account's balance to the wallet `to`, whose address has not the form of a managed
    /// account.
    /// @dev Only the controller may call. Reverts with `Quittance_AddressRefused`, `Quittance_AmountZero`,
    /// `Quittance_SaltAlreadyUsed`, `Quittance_InsufficientBalance`, or as the token does. Emits `LedgerWithdrawn`.
    /// @param salt A number that the caller chooses. The account's money moves once for each.
    function withdrawFrom(address account, address to, uint96 amount, uint64 salt) external;

    /// @notice Offers control of `principal` to `to`, or takes an offer back with zero: the first step of a handover.
    /// @dev Only the controller may call. Emits `PrincipalOffered`.
    function offerPrincipal(address principal, address to) external;

    /// @notice Gives control to the caller, to whom it was offered: the second step of a handover.
    /// @dev Moves the nonces of all its accounts. Reverts with `Quittance_NothingOffered`. Emits `PrincipalHandedOver`.
    function acceptPrincipal(address principal) external;

    /// @notice Returns the address of the account that `principal` opens, or has opened, under `index`: 0xacc00000 ‖
    /// the last 16 bytes of the EIP-712 digest of `Account(address principal,uint32 index)`.
    function accountAddress(address principal, uint32 index) external view returns (address account);

    /// @notice Returns the nonce that signed freezes, and signed revocations of keys, of `account` have now.
    function accountNonceOf(address account) external view returns (uint64);

    /// @notice Returns who controls a principal, to whom it is offered (zero when it is not), and whether all of it is
    /// frozen.
    function principalOf(address principal) external view returns (address controller, address offered, bool frozen);
}
