// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {AccountOpening, Move} from "../types/Opening.sol";
import {KeyGrant} from "../types/Key.sol";

/// @title Principals: accounts that an organisation opens for its agents
/// @notice A principal is an address, for ever the same, and whoever controls it: the address itself until it hands over,
/// be it a plain key, a multisig or a smart account. It opens accounts ("handles"), whose addresses are derived from the
/// principal and an index: nobody has their keys, nothing they could sign counts, and they are paid to the ledger. What one
/// account does never spends another's money. Whatever changes here is effective from that transaction on: it stops new
/// commitments, and no open deal or tab is escaped by it.
interface IPrincipals {
    /// @notice `principal` opened `account`, its `index`th, with a `policy` in packed form. A `KeySet` follows for each key.
    event AccountOpened(address indexed principal, address indexed account, uint32 index, bytes policy);

    /// @notice `key` may act for `account` while now < `expiry`, as far as `capabilities` allow; an expiry of 0 revokes it.
    event KeySet(address indexed account, address indexed key, uint40 expiry, uint8 capabilities);

    /// @notice `policy`, in packed form, is in force for `account`.
    event PolicySet(address indexed account, bytes policy);

    /// @notice Nothing is committed from `account`, nor agreed to by it, until it is unfrozen.
    event AccountFrozen(address indexed account);

    /// @notice `account` is no longer frozen by itself.
    event AccountUnfrozen(address indexed account);

    /// @notice Every account of `principal` is frozen, those it opens later too, until it is unfrozen.
    event PrincipalFrozen(address indexed principal);

    /// @notice `principal` is no longer frozen; accounts that were frozen one by one still are.
    event PrincipalUnfrozen(address indexed principal);

    /// @notice `controller` offered `principal`, with all its accounts, to `to`; to zero, it took the offer back.
    event PrincipalOffered(address indexed principal, address indexed controller, address indexed to);

    /// @notice `controller` accepted: it controls `principal` and every account of it.
    event PrincipalHandedOver(address indexed principal, address indexed controller);

    /// @notice `amount` moved between rows of one principal, by `controller`.
    event FundsMoved(address indexed from, address indexed to, address controller, uint96 amount);

    /// @notice Thrown when `caller` is not `controller`, the address that controls `principal`.
    error Quittance_NotController(address principal, address controller, address caller);

    /// @notice Thrown when no principal opened `account`.
    error Quittance_AccountUnknown(address account);

    /// @notice Thrown when the principal has opened its account of this index before.
    error Quittance_AccountAlreadyOpened(address account, uint32 index);

    /// @notice Thrown when a key is zero or the account itself.
    error Quittance_KeyRefused(address account, address key);

    /// @notice Thrown when the capabilities of a key are above 15, when a live key has none, or when a revoked key has
    /// any.
    /// @param capabilities Bits of `Capabilities`.
    error Quittance_CapabilitiesUnknown(address key, uint256 capabilities);

    /// @notice Thrown when a field of a policy is out of its bounds: `period` is 1 to 8784 hours, and `activeUntil` is
    /// later than `activeFrom`.
    /// @param field Name of the field.
    error Quittance_PolicyFieldInvalid(string field, uint256 value, uint256 minimum, uint256 maximum);

    /// @notice Thrown when a packed policy does not have `expected` bytes, which are 108.
    error Quittance_PolicyLengthInvalid(uint256 length, uint256 expected);

    /// @notice Thrown when the principal is not offered to `caller`.
    /// @param offered The address it is offered to; zero when it is not offered.
    error Quittance_NothingOffered(address principal, address offered, address caller);

    /// @notice Opens accounts.
    /// @dev Only the controller. An account's balance may hold money from before. Reverts with an error of this interface.
    /// Emits `AccountOpened` and `KeySet`s.
    /// @param principal The caller, unless it was handed over to the caller.
    function openAccounts(address principal, AccountOpening[] calldata openings) external;

    /// @notice Grants, changes, rotates and revokes keys of one account, all at once.
    /// @dev Only the controller. Reverts with an error of this interface. Emits a `KeySet` each.
    function setKeys(address account, KeyGrant[] calldata grants) external;

    /// @notice Replaces the policy. What was spent in the running period and in all counts on.
    /// @dev Only the controller. Reverts with `Quittance_PolicyMismatch` when `current` is not the policy in force, or with
    /// an error of this interface. Emits `PolicySet`.
    /// @param current The policy in force, in packed form.
    /// @param policy The next one.
    function setPolicy(address account, bytes calldata current, bytes calldata policy) external;

    /// @notice Stops new commitments of these accounts.
    /// @dev Only the controller of each. No change for those that are frozen. Emits an `AccountFrozen` each.
    function freeze(address[] calldata accounts) external;

    /// @notice Ends `freeze`.
    /// @dev Only the controller of each. Emits an `AccountUnfrozen` each.
    function unfreeze(address[] calldata accounts) external;

    /// @notice Stops new commitments of every account of `principal`.
    /// @dev Only the controller. Emits `PrincipalFrozen`.
    function freezeAll(address principal) external;

    /// @notice Ends `freezeAll`.
    /// @dev Only the controller. Emits `PrincipalUnfrozen`.
    function unfreezeAll(address principal) external;

    /// @notice Moves money between rows that the caller controls: its accounts', and its own.
    /// @dev Not limited by policies: it stays with the principal. Frozen accounts too. Reverts with
    /// `Quittance_NotController`, `Quittance_AmountZero` or `Quittance_InsufficientBalance`, all or nothing. Emits a
    /// `FundsMoved` each.
    function moveFunds(Move[] calldata moves) external;

    /// @notice Pays `amount` from an account's balance to the wallet `to`.
    /// @dev Only the controller. Reverts with `Quittance_AddressRefused`, `Quittance_AmountZero`,
    /// `Quittance_InsufficientBalance`, or as the token does. Emits `LedgerWithdrawn`.
    function withdrawFrom(address account, address to, uint96 amount) external;

    /// @notice First step of a handover: offers control of `principal` to `to`, or takes an offer back with zero.
    /// @dev Only the controller. Emits `PrincipalOffered`.
    function offerPrincipal(address principal, address to) external;

    /// @notice Second step: the caller, to whom it was offered, takes control.
    /// @dev Reverts with `Quittance_NothingOffered`. Emits `PrincipalHandedOver`.
    function acceptPrincipal(address principal) external;

    /// @notice The address of the account that `principal` opens, or has opened, under `index`: 0xacc00000 ‖ the last
    /// 16 bytes of the EIP-712 digest of `Account(address principal,uint32 index)`.
    function accountAddress(address principal, uint32 index) external view returns (address account);

    /// @notice Who controls a principal, whom it is offered to (zero: nobody), and whether all of it is frozen.
    function principalOf(address principal) external view returns (address controller, address offered, bool frozen);
}
