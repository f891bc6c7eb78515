// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../interfaces/IDeals.sol";
import {ITabs} from "../interfaces/ITabs.sol";
import {Capabilities} from "../types/Key.sol";
import {Commitment} from "../types/Commitment.sol";
import {Tab, TabSlot, TabSlots, TabState} from "../types/Tab.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {VoucherView, PackedVouchers} from "../libraries/PackedVouchers.sol";
import {Preflight} from "./Preflight.sol";
import {Terms} from "./Terms.sol";

/// @dev Pay per call: one reservation, any number of vouchers, the latest of which is redeemed.
abstract contract Tabs is Terms, Preflight, ITabs {
    uint256 private constant MIN_GRACE = 10 minutes;
    uint256 private constant MAX_GRACE = 30 days;
    uint256 private constant MAX_TERM = 730 days;
    bytes32 private constant CLOSING_TYPEHASH = keccak256("TabClosing(bytes32 tab)");

    struct Kept {
        TabSlot slot;
    }

    mapping(bytes32 tabId => Kept) private _tabs;

    /// @inheritdoc ITabs
    function openTab(Tab calldata tab, bool fromWallet, bytes calldata signature) external returns (bytes32 tabId) {
        // Checks
        _requireFields(tab);
        tabId = tabIdOf(tab);
        if (_tabs[tabId].slot.exists()) revert Quittance_TabAlreadyOpened(tabId);
        if (block.timestamp >= tab.openBy) revert IDeals.Quittance_OpeningExpired(tab.openBy, block.timestamp);
        // Effects
        _tabs[tabId].slot = TabSlots.opened(block.timestamp);
        _emitTabOpened(tabId, tab, fromWallet);
        // Checks of the account's word, and of its policy where it has one, then Effects
        if (!fromWallet) return _takeReserve(tab, tabId, signature);
        // Interactions
        _receive(tab.account, tab.reserve, tab.openBy, tabId, signature);
    }

    /// @inheritdoc ITabs
    function redeem(address payee, bytes calldata vouchers) external returns (uint96 paid) {
        PackedVouchers.initScratch(payee, _domainSeparator());
        if (vouchers.length == 0) revert Quittance_VouchersMalformed(0);
        bytes memory redemptions = new bytes((vouchers.length / PackedVouchers.FIXED) * PackedVouchers.REDEMPTION);
        uint256 tabs;
        uint256 start;
        uint256 place;
        // Reads no memory and no storage.
        assembly ("memory-safe") {
            tabs := _tabs.slot
            start := vouchers.offset
            place := add(redemptions, 0x20)
        }
        uint256 next = start;
        uint256 end = start + vouchers.length;
        uint256 total;
        do {
            // Checks, then Effects
            uint256 sum;
            (next, place, sum) = VoucherView.wrap(next).redeem(end, tabs, place);
            total += sum;
            if (next == end) break;
            (next, place, sum) = _redeemOne(payee, vouchers, next - start, place);
            total += sum;
        } while (next != end);
        if (total == 0) revert Quittance_NothingRedeemed(payee);
        paid = uint96(total);
        _credit(payee, paid);
        // Shortens the bytes where they lie.
        assembly ("memory-safe") {
            mstore(redemptions, sub(sub(place, redemptions), 0x20))
        }
        emit VouchersRedeemed(payee, redemptions);
    }

    /// @inheritdoc ITabs
    function closeTab(Tab calldata tab, bytes calldata payeeSignature) external {
        // Checks
        bytes32 tabId = tabIdOf(tab);
        TabSlot slot = _tabs[tabId].slot;
        if (!slot.exists()) revert Quittance_TabUnknown(tabId);
        if (slot.isClosed()) revert Quittance_TabAlreadyClosed(tabId);
        uint256 until = uint256(tab.end) + tab.grace;
        if (block.timestamp < until) {
            if (payeeSignature.length == 0 && msg.sender != tab.payee) {
                revert Quittance_TabRunning(tabId, until, block.timestamp);
            }
            bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(CLOSING_TYPEHASH, tabId)));
            _requireAuthorization(tab.payee, digest, payeeSignature, Capabilities.TABS);
        }
        // Effects
        _tabs[tabId].slot = slot.close();
        uint96 rest = tab.reserve - uint96(slot.redeemed());
        emit TabClosed(tabId, tab.account, rest);
        if (rest != 0) _refund(tabId, tab.account, rest, slot.openedAt());
    }

    /// @inheritdoc ITabs
    function tabIdOf(Tab calldata tab) public view returns (bytes32) {
        // Fields of a struct and words of an encoding are the same here: none of them is dynamic.
        return _hashTypedDataV4(keccak256(abi.encode(PackedVouchers.TAB_TYPEHASH, tab)));
    }

    /// @inheritdoc ITabs
    function tabOf(bytes32 tabId) external view returns (TabState memory) {
        TabSlot slot = _tabs[tabId].slot;
        return TabState(uint96(slot.redeemed()), slot.openedAt(), slot.isClosed());
    }

    function _requireFields(Tab calldata tab) private view {
        if (!_mayHold(tab.payee) || tab.payee == tab.account) revert Quittance_TabAddressRefused("payee", tab.payee);
        if (tab.voucherKey == address(0)) revert Quittance_TabAddressRefused("voucherKey", tab.voucherKey);
        if (tab.reserve == 0) revert Quittance_TabFieldInvalid("reserve", 0, 1, type(uint96).max);
        uint256 latest = block.timestamp + MAX_TERM;
        if (tab.end <= block.timestamp || tab.end > latest) {
            revert Quittance_TabFieldInvalid("end", tab.end, block.timestamp + 1, latest);
        }
        if (tab.grace < MIN_GRACE || tab.grace > MAX_GRACE) {
            revert Quittance_TabFieldInvalid("grace", tab.grace, MIN_GRACE, MAX_GRACE);
        }
    }

    function _takeReserve(Tab calldata tab, bytes32 tabId, bytes calldata signature) private returns (bytes32) {
        if (_isOpened(tab.account)) {
            address[] memory payees = new address[](1);
            payees[0] = tab.payee;
            _commit(Commitment(tab.account, tabId, Capabilities.TABS, tab.reserve, tab.category, payees), signature);
        } else {
            _requireAuthorization(tab.account, tabId, signature, Capabilities.TABS);
            _take(tab.account, tab.reserve);
        }
        return tabId;
    }

    /// @dev The long way: who signs by contract or in 65 bytes, and the reason of every refusal.
    /// @param offset Where the voucher starts.
    /// @return next Where in calldata the one after it does.
    /// @return free Where in memory the next redemption is to be noted.
    /// @return due What is paid.
    function _redeemOne(
        address payee,
        bytes calldata vouchers,
        uint256 offset,
        uint256 place
    ) private returns (uint256 next, uint256 free, uint256 due) {
        uint256 rest = vouchers.length - offset;
        if (rest < PackedVouchers.FIXED) revert Quittance_VouchersMalformed(vouchers.length);
        VoucherView voucher = PackedVouchers.locate(vouchers, offset);
        uint256 length = PackedVouchers.FIXED + voucher.signatureLength();
        if (rest < length) revert Quittance_VouchersMalformed(vouchers.length);
        (bytes32 tabId, bytes32 digest) = voucher.digests();
        bytes calldata signature = vouchers[offset + PackedVouchers.FIXED:offset + length];
        bytes4 refusal;
        (due, refusal) = _redeem(voucher, tabId, digest, signature);
        free = place;
        if (refusal == 0) {
            // Within the bytes that were allocated, for as many redemptions as there can be vouchers.
            assembly ("memory-safe") {
                mstore(place, tabId)
                mstore(add(place, 0x0c), or(shl(96, tabId), due))
            }
            free += PackedVouchers.REDEMPTION;
        } else if (length == vouchers.length) {
            _revertWithRefusal(refusal, tabId, voucher);
        } else {
            emit VoucherRefused(tabId, payee, refusal);
        }
        next = VoucherView.unwrap(voucher) + length;
    }

    /// @return due What is paid.
    /// @return refusal The selector of the error that says why nothing is.
    function _redeem(
        VoucherView voucher,
        bytes32 tabId,
        bytes32 digest,
        bytes calldata signature
    ) private returns (uint256 due, bytes4 refusal) {
        // Checks
        TabSlot slot = _tabs[tabId].slot;
        if (!slot.exists()) return (0, Quittance_TabUnknown.selector);
        if (slot.isClosed()) return (0, Quittance_TabAlreadyClosed.selector);
        if (block.timestamp >= voucher.redeemableUntil()) return (0, Quittance_TabEnded.selector);
        uint256 owed = voucher.owed();
        if (owed <= slot.redeemed()) return (0, Quittance_VoucherAlreadyRedeemed.selector);
        if (!Signatures.isValid(voucher.voucherKey(), digest, signature)) {
            return (0, Quittance_VoucherInvalid.selector);
        }
        // Effects
        due = owed - slot.redeemed();
        _tabs[tabId].slot = slot.redeem(due);
    }

    function _revertWithRefusal(bytes4 refusal, bytes32 tabId, VoucherView voucher) private view {
        if (refusal == Quittance_TabUnknown.selector) revert Quittance_TabUnknown(tabId);
        if (refusal == Quittance_TabAlreadyClosed.selector) revert Quittance_TabAlreadyClosed(tabId);
        if (refusal == Quittance_TabEnded.selector) {
            revert Quittance_TabEnded(tabId, voucher.redeemableUntil(), block.timestamp);
        }
        if (refusal == Quittance_VoucherAlreadyRedeemed.selector) {
            revert Quittance_VoucherAlreadyRedeemed(tabId, _tabs[tabId].slot.redeemed(), voucher.amount());
        }
        revert Quittance_VoucherInvalid(tabId, voucher.voucherKey(), voucher.amount());
    }

    function _emitTabOpened(bytes32 tabId, Tab calldata tab, bool fromWallet) private {
        emit TabOpened(
            tabId,
            tab.account,
            tab.payee,
            tab.reserve,
            tab.openBy,
            tab.end,
            tab.grace,
            tab.voucherKey,
            tab.category,
            tab.salt,
            fromWallet
        );
    }
}
