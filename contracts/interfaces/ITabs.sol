// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {Tab, TabState} from "../types/Tab.sol";

/// @title Tabs: pay per call
/// @notice An account reserves an amount for a payee, and hands it signed vouchers off-chain, each for all that is owed
/// so far. The payee redeems the latest voucher of any number of tabs in one transaction, at any time until the grace
/// period after the tab's end is over. Then the rest returns to the account. A voucher pays min(voucher, reserve) −
/// redeemed. The tab names the key that signs its vouchers: nothing that is revoked or frozen later voids them, and no
/// more than the reserve can be lost.
interface ITabs {
    /// @notice Emitted when `account` reserves `reserve` for `payee`. The other fields follow in the order of `Tab`.
    event TabOpened(
        bytes32 indexed tabId,
        address indexed account,
        address indexed payee,
        uint96 reserve,
        uint40 openBy,
        uint40 end,
        uint32 grace,
        address voucherKey,
        uint32 category,
        uint64 salt,
        bytes32 reference_,
        bool fromWallet
    );

    /// @notice Emitted when vouchers are redeemed to the balance of `payee`.
    /// @param redemptions Packed, for each voucher: tab id 32 ‖ amount paid now 12.
    event VouchersRedeemed(address indexed payee, bytes redemptions);

    /// @notice Emitted when one voucher of several cannot be redeemed.
    /// @param reason The selector of the error with which a call with this voucher alone would revert.
    event VoucherRefused(bytes32 indexed tabId, address indexed payee, bytes4 reason);

    /// @notice Emitted when a tab closes and `returned` goes back to the balance of `account`. Its vouchers are no
    /// longer redeemed.
    event TabClosed(bytes32 indexed tabId, address indexed account, uint96 returned);

    /// @notice Thrown when a tab with these fields was opened before, closed or not. A tab id is used once.
    /// @param tabId EIP-712 digest of the tab.
    error Quittance_TabAlreadyOpened(bytes32 tabId);

    /// @notice Thrown when no tab was opened with these fields.
    /// @param tabId EIP-712 digest of the tab that was given.
    error Quittance_TabUnknown(bytes32 tabId);

    /// @notice Thrown when the tab is closed: its rest has returned to the account.
    error Quittance_TabAlreadyClosed(bytes32 tabId);

    /// @notice Thrown when a field of the tab is out of its bounds: `reserve` is zero, `end` is past or more than 730
    /// days ahead, or `grace` is too short or too long.
    /// @param field Name of the field.
    error Quittance_TabFieldInvalid(string field, uint256 value, uint256 minimum, uint256 maximum);

    /// @notice Thrown when the payee is zero, the token, this contract or the account itself, or when the voucher key
    /// is zero.
    /// @param field Name of the field.
    error Quittance_TabAddressRefused(string field, address account);

    /// @notice Thrown when now >= `end`, the end of the tab with its grace. No voucher is redeemed any more.
    /// @param end Unix seconds.
    error Quittance_TabEnded(bytes32 tabId, uint256 end, uint256 timestamp);

    /// @notice Thrown when now < `end`, the end of the tab with its grace, and the payee has not signed the closing.
    /// @param end Unix seconds.
    error Quittance_TabRunning(bytes32 tabId, uint256 end, uint256 timestamp);

    /// @notice Thrown when the voucher key did not sign this amount for this tab.
    /// @param amount USDC base units owed so far.
    error Quittance_VoucherInvalid(bytes32 tabId, address voucherKey, uint256 amount);

    /// @notice Thrown when the tab has paid at least as much as the voucher is for. Amounts are USDC base units.
    /// @param redeemed What the tab has paid.
    /// @param amount What the voucher is for.
    error Quittance_VoucherAlreadyRedeemed(bytes32 tabId, uint256 redeemed, uint256 amount);

    /// @notice Thrown when the bytes end within a voucher, hold none, or give a reference of zero.
    /// @param length Bytes that were given.
    error Quittance_VouchersMalformed(uint256 length);

    /// @notice Thrown when several vouchers were sent and none of them could be redeemed.
    error Quittance_NothingRedeemed(address payee);

    /// @notice Reserves an amount for a payee.
    /// @dev Anyone may submit it. The payee can hold money here and is not the account; now < end <= now + 730 days;
    /// the grace period is 10 minutes to 30 days. When the ledger balance pays, `signature` is the account's signature
    /// of the tab's digest: empty when the account is a wallet and calls, an envelope (`IAuthority`, capability TABS)
    /// for a managed account. When a wallet pays, it is the token's ERC-3009 `ReceiveWithAuthorization` to this
    /// contract with nonce = tab id, value = reserve, validAfter = 0 and validBefore = openBy. Reverts with an error of
    /// this interface or of `IAuthority`, `Quittance_OpeningExpired`, `Quittance_InvalidSignature`,
    /// `Quittance_InsufficientBalance`, or as the token does. Emits `TabOpened`, after `FundsCommitted` for a
    /// managed account.
    /// @param fromWallet Whether the account's wallet pays, and not its ledger balance.
    function openTab(Tab calldata tab, bool fromWallet, bytes calldata signature) external returns (bytes32 tabId);

    /// @notice Redeems vouchers of one payee to its balance.
    /// @dev Anyone may submit them. When a single voucher cannot be redeemed, the call reverts with the reason, an
    /// error of this interface. When one of several cannot, it is left out and `VoucherRefused` gives the reason. Emits
    /// `VouchersRedeemed`.
    /// @param vouchers Packed, for each: account 20 · reserve 12 · openBy 5 · end 5 · grace 4 · voucherKey 20 ·
    /// category 4 · salt 8 · amount 12 · length of the signature 2 · signature. For a tab with a reference the highest
    /// bit of the length is set, and the reference, 32 bytes, precedes the signature. The voucher key signs the EIP-712
    /// `Voucher(bytes32 tab,uint96 amount)`: 65 bytes, 64 (EIP-2098), or ERC-1271.
    /// @return paid USDC base units in all.
    function redeem(address payee, bytes calldata vouchers) external returns (uint96 paid);

    /// @notice Closes a tab, and returns what was not redeemed to the account's balance.
    /// @dev Anyone may call from end + grace on. Before that, the payee gives the rest up: it calls with an empty
    /// signature, or signs `TabClosing(bytes32 tab,address account,uint96 rest)`. The rest is what the tab has left at
    /// that moment, so that a voucher redeemed later voids the signature. A payee that is a managed account gives an
    /// envelope (`IAuthority`) of a key that may SETTLE, and above its policy's threshold with the controller's
    /// approval. Reverts with an error of this interface or of `IAuthority`, or `Quittance_InvalidSignature`. Emits
    /// `TabClosed`, and `BudgetRestored` for a managed account.
    function closeTab(Tab calldata tab, bytes calldata payeeSignature) external;

    /// @notice Returns the id of a tab, whether or not it was opened: the EIP-712 digest of `Tab(address
    /// account,address payee,uint96 reserve,uint40 openBy,uint40 end,uint32 grace,address voucherKey,uint32
    /// category,uint64 salt)`.
    function tabIdOf(Tab calldata tab) external view returns (bytes32);

    /// @notice Returns what is stored of a tab; all zero when it was never opened.
    function tabOf(bytes32 tabId) external view returns (TabState memory);
}
