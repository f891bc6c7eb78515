// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {RedemptionOutcome, VouchersReference} from "../references/VouchersReference.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {Vm, VM} from "../support/Vm.sol";

/// @dev Vouchers, sensible or not, against a reference in plain Solidity: the same payment and events, or the same
/// reason.
contract PackedVouchersTest is TabBase {
    /// @dev Up to six vouchers of six tabs, which are open, open for a contract that signs, closed, ended or unknown.
    function testFuzz_Vouchers(uint256 seed) external {
        _requireSame(SELLER, _vouchersOf(seed, _stageTabs()));
    }

    /// @dev The same, twice: what was redeemed before counts.
    function testFuzz_VouchersAfterVouchers(uint256 seed) external {
        Tab[6] memory tabs = _stageTabs();
        _requireSame(SELLER, _vouchersOf(seed, tabs));
        _requireSame(SELLER, _vouchersOf(uint256(keccak256(abi.encode(seed))), tabs));
    }

    /// @dev The same, of which one byte is another, or which are cut or go on.
    function testFuzz_ChangedVouchers(uint256 seed, uint256 place, uint8 change) external {
        bytes memory vouchers = _vouchersOf(seed, _stageTabs());
        place %= 3 * vouchers.length;
        if (place < vouchers.length) vouchers[place] ^= bytes1(change);
        else if (place < 2 * vouchers.length) vouchers = _cut(vouchers, place - vouchers.length);
        else vouchers = bytes.concat(vouchers, new bytes(change));
        _requireSame(SELLER, vouchers);
    }

    /// @dev Any bytes, by any payee.
    function testFuzz_AnyBytes(address payee, bytes calldata vouchers) external {
        _requireSame(payee, vouchers);
    }

    function _requireSame(address payee, bytes memory vouchers) private {
        RedemptionOutcome memory outcome = VouchersReference.redeem(quittance, payee, vouchers);
        uint96 balance = quittance.balanceOf(payee);
        VM.recordLogs();
        (bool done, bytes memory answer) = address(quittance).call(abi.encodeCall(ITabs.redeem, (payee, vouchers)));
        if (outcome.reason.length != 0) {
            VM.assertFalse(done, "redeemed");
            VM.assertEq(answer, outcome.reason, "reason");
            return;
        }
        VM.assertTrue(done, "refused");
        VM.assertEq(abi.decode(answer, (uint96)), outcome.paid, "paid");
        VM.assertEq(quittance.balanceOf(payee), balance + outcome.paid, "balance");
        _requireEvents(payee, outcome);
    }

    function _requireEvents(address payee, RedemptionOutcome memory outcome) private {
        Vm.Log[] memory logs = VM.getRecordedLogs();
        bytes32 who = bytes32(uint256(uint160(payee)));
        for (uint256 i = 0; i + 1 < logs.length; ++i) {
            VM.assertEq(logs[i].topics[0], ITabs.VoucherRefused.selector, "a refusal");
            VM.assertEq(logs[i].topics[1], outcome.refusedTabs[i], "its tab");
            VM.assertEq(logs[i].topics[2], who, "its payee");
            VM.assertEq(logs[i].data, abi.encode(outcome.refusals[i]), "its reason");
        }
        uint256 last = logs.length - 1;
        if (last < outcome.refusals.length) VM.assertTrue(outcome.refusals[last] == 0, "refusals");
        VM.assertEq(logs[last].topics[0], ITabs.VouchersRedeemed.selector, "the redemption");
        VM.assertEq(logs[last].topics[1], who, "payee");
        VM.assertEq(logs[last].data, abi.encode(outcome.redemptions), "redemptions");
    }

    /// @return tabs Two open ones, one of which has a reference and one of which a contract signs for, a closed one,
    /// one that has ended, an unknown one, and one that pays somebody else.
    function _stageTabs() private returns (Tab[6] memory tabs) {
        for (uint256 i = 0; i < 6; ++i) {
            tabs[i] = _tab();
            tabs[i].salt = uint64(i);
            tabs[i].category = uint32(i);
        }
        tabs[1].account = BUYER;
        (tabs[0].reference_, tabs[5].reference_) = (keccak256("session"), bytes32(uint256(1)));
        tabs[1].voucherKey = address(new Erc1271Wallet(VOUCHER));
        (tabs[3].end, tabs[3].grace) = (NOW + 1, 10 minutes);
        tabs[5].payee = STRANGER;
        for (uint256 i = 0; i < 6; ++i) {
            if (i != 4) _openTab(tabs[i]);
        }
        VM.prank(SELLER);
        quittance.closeTab(tabs[2], "");
        VM.warp(NOW + 1 + 10 minutes);
    }

    function _vouchersOf(uint256 seed, Tab[6] memory tabs) private view returns (bytes memory vouchers) {
        uint256 count = 1 + (seed % 6);
        for (uint256 i = 0; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            // Open ones more often than others.
            Tab memory tab = tabs[random % 12 < 6 ? random % 2 : random % 6];
            uint96 amount = _amountOf(random >> 16);
            vouchers = bytes.concat(vouchers, _voucherWith(tab, amount, _sign(tab, amount, (random >> 8) % 16)));
        }
    }

    function _amountOf(uint256 random) private pure returns (uint96) {
        uint96[6] memory amounts = [uint96(0), 1, RESERVE - 1, RESERVE, RESERVE + 1, type(uint96).max];
        return random % 8 < 6 ? amounts[random % 8] : uint96(random >> 8) % RESERVE;
    }

    /// @param form Even: 64 bytes, odd: 65 bytes; from 12 on: a signature that is none, or another's.
    function _sign(Tab memory tab, uint96 amount, uint256 form) private view returns (bytes memory) {
        bytes32 digest = _voucherDigest(tab, amount);
        if (form == 12) return Signing.signHigh(VOUCHER_KEY, digest);
        if (form == 13) return Signing.signCompact(STRANGER_KEY, digest);
        if (form == 14) return abi.encodePacked(digest, digest);
        if (form == 15) return new bytes(uint256(digest) % 70);
        return form % 2 == 0 ? Signing.signCompact(VOUCHER_KEY, digest) : Signing.sign(VOUCHER_KEY, digest);
    }

    function _cut(bytes memory data, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; ++i) part[i] = data[i];
    }
}
