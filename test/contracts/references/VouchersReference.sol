// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {IQuittance} from "../../../contracts/interfaces/IQuittance.sol";
import {Tab, TabState} from "../../../contracts/types/Tab.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {PackedReader} from "./PackedReader.sol";
import {SignaturesReference} from "./SignaturesReference.sol";

/// @notice What a redemption does: it reverts with `reason`, or else pays `paid` and emits `redemptions` and a refusal
/// for each of `refused`.
struct RedemptionOutcome {
    bytes reason;
    uint96 paid;
    bytes redemptions;
    bytes32[] refusedTabs;
    bytes4[] refusals;
}

/// @notice The reference of `PackedVouchers.redeem`, `PackedVouchers.digests` and the long way of `Tabs`: one voucher
/// after the other, in the order of the rules, without a short way.
library VouchersReference {
    using PackedReader for bytes;

    uint256 private constant FIXED = 92;

    struct Walk {
        Tab tab;
        bytes32 tabId;
        uint96 amount;
        bytes signature;
        bytes32[] ids;
        uint96[] redeemed;
        uint256 count;
        uint256 refusals;
    }

    function redeem(
        IQuittance quittance,
        address payee,
        bytes memory vouchers
    ) internal view returns (RedemptionOutcome memory outcome) {
        if (vouchers.length == 0) return _malformed(vouchers);
        uint256 most = vouchers.length / FIXED;
        Walk memory walk;
        (walk.ids, walk.redeemed) = (new bytes32[](most), new uint96[](most));
        (outcome.refusedTabs, outcome.refusals) = (new bytes32[](most), new bytes4[](most));
        for (uint256 at = 0; at < vouchers.length;) {
            if (vouchers.length - at < FIXED) return _malformed(vouchers);
            uint256 length = FIXED + vouchers.numberAt(at + 90, 2);
            bool named = length >= FIXED + 0x8000;
            if (named) length -= 0x8000 - 32;
            if (vouchers.length - at < length) return _malformed(vouchers);
            if (named && vouchers.numberAt(at + FIXED, 32) == 0) return _malformed(vouchers);
            _read(quittance, walk, payee, vouchers, at, length);
            bytes4 refusal = _redeem(quittance, walk, outcome);
            if (refusal != 0) {
                if (length == vouchers.length) {
                    outcome.reason = _reasonOf(quittance, walk, refusal);
                    return outcome;
                }
                (outcome.refusedTabs[walk.refusals], outcome.refusals[walk.refusals]) = (walk.tabId, refusal);
                ++walk.refusals;
            }
            at += length;
        }
        if (outcome.paid == 0) outcome.reason = abi.encodeWithSelector(ITabs.Quittance_NothingRedeemed.selector, payee);
    }

    function _read(
        IQuittance quittance,
        Walk memory walk,
        address payee,
        bytes memory vouchers,
        uint256 at,
        uint256 length
    ) private view {
        Tab memory tab = walk.tab;
        tab.account = address(uint160(vouchers.numberAt(at, 20)));
        tab.payee = payee;
        tab.reserve = uint96(vouchers.numberAt(at + 20, 12));
        tab.openBy = uint40(vouchers.numberAt(at + 32, 5));
        tab.end = uint40(vouchers.numberAt(at + 37, 5));
        tab.grace = uint32(vouchers.numberAt(at + 42, 4));
        tab.voucherKey = address(uint160(vouchers.numberAt(at + 46, 20)));
        tab.category = uint32(vouchers.numberAt(at + 66, 4));
        tab.salt = uint64(vouchers.numberAt(at + 70, 8));
        walk.amount = uint96(vouchers.numberAt(at + 78, 12));
        bool named = vouchers.numberAt(at + 90, 1) >= 0x80;
        tab.reference_ = named ? bytes32(vouchers.numberAt(at + FIXED, 32)) : bytes32(0);
        walk.signature = vouchers.slice(at + (named ? FIXED + 32 : FIXED), at + length);
        walk.tabId = AccountDigests.tab(address(quittance), tab);
    }

    function _redeem(
        IQuittance quittance,
        Walk memory walk,
        RedemptionOutcome memory outcome
    ) private view returns (bytes4 refusal) {
        TabState memory state = quittance.tabOf(walk.tabId);
        if (state.openedAt == 0) return ITabs.Quittance_TabUnknown.selector;
        if (state.closed) return ITabs.Quittance_TabAlreadyClosed.selector;
        if (block.timestamp >= uint256(walk.tab.end) + walk.tab.grace) return ITabs.Quittance_TabEnded.selector;
        uint96 worth = walk.amount < walk.tab.reserve ? walk.amount : walk.tab.reserve;
        (uint256 index, uint96 redeemed) = _redeemedOf(walk, state.redeemed);
        if (worth <= redeemed) return ITabs.Quittance_VoucherAlreadyRedeemed.selector;
        bytes32 digest = AccountDigests.voucher(address(quittance), walk.tabId, walk.amount);
        if (!_isSigned(walk.tab.voucherKey, digest, walk.signature)) return ITabs.Quittance_VoucherInvalid.selector;
        (walk.ids[index], walk.redeemed[index]) = (walk.tabId, worth);
        if (index == walk.count) ++walk.count;
        outcome.paid += worth - redeemed;
        outcome.redemptions = abi.encodePacked(outcome.redemptions, walk.tabId, worth - redeemed);
    }

    /// @return index Where in the walk the tab is, or would be.
    /// @return redeemed What was redeemed of it, before the walk and in it.
    function _redeemedOf(Walk memory walk, uint96 before) private pure returns (uint256 index, uint96 redeemed) {
        for (; index < walk.count; ++index) {
            if (walk.ids[index] == walk.tabId) return (index, walk.redeemed[index]);
        }
        return (index, before);
    }

    function _isSigned(address key, bytes32 digest, bytes memory signature) private view returns (bool) {
        if (SignaturesReference.recover(digest, signature) == key) return true;
        return key.code.length != 0 && SignatureChecker.isValidERC1271SignatureNow(key, digest, signature);
    }

    function _reasonOf(IQuittance quittance, Walk memory walk, bytes4 refusal) private view returns (bytes memory) {
        Tab memory tab = walk.tab;
        if (refusal == ITabs.Quittance_TabEnded.selector) {
            return abi.encodeWithSelector(refusal, walk.tabId, uint256(tab.end) + tab.grace, block.timestamp);
        }
        if (refusal == ITabs.Quittance_VoucherAlreadyRedeemed.selector) {
            return abi.encodeWithSelector(refusal, walk.tabId, quittance.tabOf(walk.tabId).redeemed, walk.amount);
        }
        if (refusal == ITabs.Quittance_VoucherInvalid.selector) {
            return abi.encodeWithSelector(refusal, walk.tabId, tab.voucherKey, walk.amount);
        }
        return abi.encodeWithSelector(refusal, walk.tabId);
    }

    function _malformed(bytes memory vouchers) private pure returns (RedemptionOutcome memory outcome) {
        outcome.reason = abi.encodeWithSelector(ITabs.Quittance_VouchersMalformed.selector, vouchers.length);
    }
}
