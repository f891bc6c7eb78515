// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDeals} from "../interfaces/IDeals.sol";
import {ITabs} from "../interfaces/ITabs.sol";
import {Commitment} from "../types/Commitment.sol";
import {Capabilities} from "../types/Key.sol";
import {MAX_GRACE, MAX_TERM, MIN_GRACE} from "../types/Limits.sol";
import {Purposes} from "../types/Purposes.sol";
import {Tab, TabSlot, TabSlots, TabState} from "../types/Tab.sol";
import {TAB_CLOSING_TYPEHASH, TAB_TYPEHASH} from "../types/TypeHashes.sol";
import {Calldata} from "../libraries/Calldata.sol";
import {Payees} from "../libraries/Payees.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {VoucherView, PackedVouchers} from "../libraries/PackedVouchers.sol";
import {Preflight} from "./Preflight.sol";
import {Terms} from "./Terms.sol";

/// @dev Pays per call: reserves an amount once, and redeems the latest of any number of vouchers.
abstract contract Tabs is Terms, Preflight, ITabs {
    struct Kept {
        TabSlot slot;
    }

    mapping(bytes32 tabId => Kept) private _tabs;

    /// @inheritdoc ITabs
    function openTab(Tab calldata tab, bool fromWallet, bytes calldata signature) external returns (bytes32 tabId) {
        // Check: every field is within its limits.
        _requireFields(tab);
        tabId = tabIdOf(tab);
        // Check: the tab was not opened before.
        if (_tabs[tabId].slot.exists()) revert Quittance_TabAlreadyOpened(tabId);
        // Check: the tab can still be opened.
        if (block.timestamp >= tab.openBy) revert IDeals.Quittance_OpeningExpired(tab.openBy, block.timestamp);
        // Effects
        _tabs[tabId].slot = TabSlots.opened(block.timestamp);
        // Check: the account agreed, and its policy allows it if it is a managed one. Then Effects.
        if (!fromWallet) _takeReserve(tab, tabId, signature);
        _emitTabOpened(tabId, tab, fromWallet);
        // Interactions
        if (fromWallet) _receive(tab.account, tab.reserve, tab.openBy, tabId, signature);
    }

    /// @inheritdoc ITabs
    function redeem(address payee, bytes calldata vouchers) external returns (uint96 paid) {
        PackedVouchers.initScratch(payee, _domainSeparator());
        // Check: there is a voucher.
        if (vouchers.length == 0) revert Quittance_VouchersMalformed(0);
        bytes memory redemptions = new bytes((vouchers.length / PackedVouchers.FIXED) * PackedVouchers.REDEMPTION);
        uint256 start = Calldata.start(vouchers);
        uint256 tabs;
        uint256 place;
        // The block touches neither memory nor storage.
        assembly ("memory-safe") {
            tabs := _tabs.slot
            place := add(redemptions, 0x20)
        }
        uint256 next = start;
        uint256 end = start + vouchers.length;
        uint256 total;
        do {
            uint256 sum;
            // Check: the vouchers of the common kind are good. Then Effects.
            (next, place, sum) = VoucherView.wrap(next).redeem(end, tabs, place);
            total += sum;
            if (next == end) break;
            // Check: the next voucher, which is of another kind, is good. Then Effects.
            (next, place, sum) = _redeemOne(payee, vouchers, next - start, place);
            total += sum;
        } while (next != end);
        // Check: something was redeemed.
        if (total == 0) revert Quittance_NothingRedeemed(payee);
        paid = uint96(total);
        _credit(payee, paid);
        // Shortens the bytes where they lie: writes their length only.
        assembly ("memory-safe") {
            mstore(redemptions, sub(sub(place, redemptions), 0x20))
        }
        emit VouchersRedeemed(payee, redemptions);
    }

    /// @inheritdoc ITabs
    function closeTab(Tab calldata tab, bytes calldata payeeSignature) external {
        bytes32 tabId = tabIdOf(tab);
        TabSlot slot = _tabs[tabId].slot;
        // Check: the tab was opened.
        if (!slot.exists()) revert Quittance_TabUnknown(tabId);
        // Check: the tab was not closed before.
        if (slot.isClosed()) revert Quittance_TabAlreadyClosed(tabId);
        uint96 rest = tab.reserve - uint96(slot.redeemed());
        uint256 until = uint256(tab.end) + tab.grace;
        if (block.timestamp < until) {
            // Check: before its end, the payee calls or signs.
            if (payeeSignature.length == 0 && msg.sender != tab.payee) {
                revert Quittance_TabRunning(tabId, until, block.timestamp);
            }
            // Check: the payee gives up this rest.
            _requireClosing(tab, tabId, rest, payeeSignature);
        }
        // Effects
        _tabs[tabId].slot = slot.close();
        emit TabClosed(tabId, tab.account, rest);
        if (rest != 0) _refund(tabId, tab.account, rest, slot.openedAt());
    }

    /// @inheritdoc ITabs
    function tabIdOf(Tab calldata tab) public view returns (bytes32) {
        // No field of the struct is dynamic, so its ABI encoding is that of its fields.
        return _hashTypedDataV4(keccak256(abi.encode(TAB_TYPEHASH, tab)));
    }

    /// @inheritdoc ITabs
    function tabOf(bytes32 tabId) external view returns (TabState memory) {
        TabSlot slot = _tabs[tabId].slot;
        return TabState(uint96(slot.redeemed()), slot.openedAt(), slot.isClosed());
    }

    /// @dev Checks the fields of a tab.
    function _requireFields(Tab calldata tab) private view {
        // Check: the payee can be paid.
        if (!_mayHold(tab.payee) || tab.payee == tab.account) revert Quittance_TabAddressRefused("payee", tab.payee);
        // Check: there is a voucher key.
        if (tab.voucherKey == address(0)) revert Quittance_TabAddressRefused("voucherKey", tab.voucherKey);
        // Check: something is reserved.
        if (tab.reserve == 0) revert Quittance_TabFieldInvalid("reserve", 0, 1, type(uint96).max);
        uint256 latest = block.timestamp + MAX_TERM;
        // Check: the end is in the future, and not too far.
        if (tab.end <= block.timestamp || tab.end > latest) {
            revert Quittance_TabFieldInvalid("end", tab.end, block.timestamp + 1, latest);
        }
        // Check: the grace period is within its limits.
        if (tab.grace < MIN_GRACE || tab.grace > MAX_GRACE) {
            revert Quittance_TabFieldInvalid("grace", tab.grace, MIN_GRACE, MAX_GRACE);
        }
    }

    /// @dev Checks that the payee closes the tab early. It signs the rest that it gives up, so that a voucher redeemed
    /// later voids its signature.
    function _requireClosing(Tab calldata tab, bytes32 tabId, uint96 rest, bytes calldata signature) private view {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(TAB_CLOSING_TYPEHASH, tabId, tab.account, rest)));
        // Check: a wallet called or signed.
        if (!_isOpened(tab.payee)) return _requireSigned(tab.payee, digest, signature);
        Commitment memory givenUp = Commitment({
            account: tab.payee,
            digest: digest,
            purpose: Purposes.CLOSE_TAB,
            capability: Capabilities.SETTLE,
            amount: rest,
            category: 0,
            payees: Payees.one(tab.account, rest)
        });
        // Check: a key of the managed account signed, and the controller too where its policy asks for it.
        _authorize(givenUp, signature);
    }

    /// @dev Takes the reserve from the account's balance.
    function _takeReserve(Tab calldata tab, bytes32 tabId, bytes calldata signature) private {
        if (_isOpened(tab.account)) {
            Commitment memory reserved = Commitment({
                account: tab.account,
                digest: tabId,
                purpose: Purposes.OPEN_TAB,
                capability: Capabilities.TABS,
                amount: tab.reserve,
                category: tab.category,
                payees: Payees.one(tab.payee, tab.reserve)
            });
            _commit(reserved, signature);
        } else {
            _requireAuthorization(tab.account, tabId, signature, Capabilities.TABS);
            _take(tab.account, tab.reserve);
        }
    }

    /// @dev Redeems one voucher on the long way, which takes signatures of contracts and of 65 bytes, and finds the
    /// reason of a refusal.
    /// @param offset Where the voucher starts in `vouchers`.
    /// @return next Where the next voucher starts in calldata.
    /// @return free Where in memory the next redemption is written.
    /// @return due What is paid, in USDC base units.
    function _redeemOne(
        address payee,
        bytes calldata vouchers,
        uint256 offset,
        uint256 place
    ) private returns (uint256 next, uint256 free, uint256 due) {
        uint256 rest = vouchers.length - offset;
        // Check: the voucher's fixed part is there.
        if (rest < PackedVouchers.FIXED) revert Quittance_VouchersMalformed(vouchers.length);
        VoucherView voucher = VoucherView.wrap(Calldata.start(vouchers) + offset);
        uint256 start = voucher.signatureAt();
        uint256 length = start + voucher.signatureLength();
        // Check: its reference, if it has one, and its signature are there; a reference is not zero.
        if (rest < length || (voucher.hasReference() && voucher.reference_() == 0)) {
            revert Quittance_VouchersMalformed(vouchers.length);
        }
        (bytes32 tabId, bytes32 digest) = voucher.digests();
        bytes calldata signature = vouchers[offset + start:offset + length];
        bytes4 refusal;
        (due, refusal) = _redeem(voucher, tabId, digest, signature);
        free = place;
        if (refusal == 0) {
            free = PackedVouchers.writeRedemption(place, tabId, due);
        } else if (length == vouchers.length) {
            _revertWithRefusal(refusal, tabId, voucher);
        } else {
            emit VoucherRefused(tabId, payee, refusal);
        }
        next = VoucherView.unwrap(voucher) + length;
    }

    /// @dev Checks a voucher and pays it. These rules are the reference of the short way, `PackedVouchers.redeem`.
    /// @return due What is paid, in USDC base units.
    /// @return refusal Zero when the voucher is paid, else the selector of the error that is the reason.
    function _redeem(
        VoucherView voucher,
        bytes32 tabId,
        bytes32 digest,
        bytes calldata signature
    ) private returns (uint256 due, bytes4 refusal) {
        TabSlot slot = _tabs[tabId].slot;
        // Check: the tab was opened.
        if (!slot.exists()) return (0, Quittance_TabUnknown.selector);
        // Check: the tab was not closed.
        if (slot.isClosed()) return (0, Quittance_TabAlreadyClosed.selector);
        // Check: end and grace period have not passed.
        if (block.timestamp >= voucher.redeemableUntil()) return (0, Quittance_TabEnded.selector);
        uint256 owed = voucher.owed();
        // Check: the voucher adds something.
        if (owed <= slot.redeemed()) return (0, Quittance_VoucherAlreadyRedeemed.selector);
        // Check: the voucher key signed.
        if (!Signatures.isValid(voucher.voucherKey(), digest, signature)) {
            return (0, Quittance_VoucherInvalid.selector);
        }
        // Effects
        due = owed - slot.redeemed();
        _tabs[tabId].slot = slot.redeem(due);
    }

    /// @dev Always reverts, with the error whose selector is `refusal`.
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
            tab.reference_,
            fromWallet
        );
    }
}
