// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {VM} from "../support/Vm.sol";

/// @dev Vouchers of 64 bytes by a plain key go a shorter way; every rule holds there unchanged.
contract ShortVouchersTest is TabBase {
    uint96 private constant OWED = 30e6;

    function _short(Tab memory tab, uint96 amount) private view returns (bytes memory) {
        return _voucherWith(tab, amount, Signing.signCompact(VOUCHER_KEY, _voucherDigest(tab, amount)));
    }

    /// @return vouchers Both ways, signed with `key` for `signed`, saying `amount` for `tab`.
    function _both(
        Tab memory tab,
        uint96 amount,
        uint256 key,
        bytes32 signed
    ) private pure returns (bytes[2] memory vouchers) {
        vouchers[0] = _voucherWith(tab, amount, Signing.signCompact(key, signed));
        vouchers[1] = _voucherWith(tab, amount, Signing.sign(key, signed));
    }

    function _refusesBoth(bytes[2] memory vouchers, bytes4 reason) private {
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectPartialRevert(reason);
            quittance.redeem(SELLER, vouchers[i]);
        }
    }

    function test_PaysWhatTheLongFormPays() external {
        Tab memory tab = _tab();
        bytes32 tabId = _openTab(tab);
        bytes memory first = _short(tab, OWED);
        bytes memory second = _short(tab, 2 * OWED);
        VM.expectEmit(address(quittance));
        emit ITabs.VouchersRedeemed(SELLER, abi.encodePacked(tabId, OWED));
        VM.assertEq(quittance.redeem(SELLER, first), OWED, "the first");
        VM.assertEq(quittance.redeem(SELLER, second), OWED, "what the next adds");
        VM.assertEq(quittance.redeem(SELLER, _short(tab, type(uint96).max)), RESERVE - 2 * OWED, "the reserve");
        VM.assertEq(_redeemed(tab), RESERVE, "redeemed");
        VM.assertEq(quittance.tabOf(tabId).openedAt, NOW, "nothing else of the tab is touched");
        VM.assertFalse(quittance.tabOf(tabId).closed, "nor closed");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + RESERVE, "balance");
    }

    /// @dev A short way that refused everything would be hidden by the long one, which would pay.
    function test_IsTheShorterWay() external {
        Tab memory tab = _tab();
        _openTab(tab);
        quittance.redeem(SELLER, _short(tab, 1));
        bytes memory short = _short(tab, 2);
        bytes memory long = _voucher(tab, 3);
        uint256 shortGas = _gasOf(short);
        VM.assertTrue(shortGas < _gasOf(long), "gas of the same redemption");
    }

    function _gasOf(bytes memory vouchers) private returns (uint256 used) {
        used = gasleft();
        quittance.redeem(SELLER, vouchers);
        used -= gasleft();
    }

    function test_IsRefusedForTheSameReasons() external {
        Tab memory tab = _tab();
        bytes32 digest = _voucherDigest(tab, OWED);
        bytes[2] memory vouchers = _both(tab, OWED, VOUCHER_KEY, digest);
        _refusesBoth(vouchers, ITabs.Quittance_TabUnknown.selector);
        _openTab(tab);
        _refusesBoth(_both(tab, OWED, SELLER_KEY, digest), ITabs.Quittance_VoucherInvalid.selector);
        _refusesBoth(_both(tab, OWED + 1, VOUCHER_KEY, digest), ITabs.Quittance_VoucherInvalid.selector);
        _refusesBoth(_both(tab, OWED, VOUCHER_KEY, _tabId(tab)), ITabs.Quittance_VoucherInvalid.selector);
        quittance.redeem(SELLER, vouchers[0]);
        _refusesBoth(vouchers, ITabs.Quittance_VoucherAlreadyRedeemed.selector);
        vouchers = _both(tab, OWED - 1, VOUCHER_KEY, _voucherDigest(tab, OWED - 1));
        _refusesBoth(vouchers, ITabs.Quittance_VoucherAlreadyRedeemed.selector);
        vouchers = _both(tab, 0, VOUCHER_KEY, _voucherDigest(tab, 0));
        _refusesBoth(vouchers, ITabs.Quittance_VoucherAlreadyRedeemed.selector);
        vouchers = _both(tab, 2 * OWED, VOUCHER_KEY, _voucherDigest(tab, 2 * OWED));
        VM.warp(LAST);
        _refusesBoth(vouchers, ITabs.Quittance_TabEnded.selector);
        quittance.closeTab(tab, "");
        _refusesBoth(vouchers, ITabs.Quittance_TabAlreadyClosed.selector);
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + OWED, "paid once");
    }

    /// @dev Closed before its end, a tab has time left, and pays nothing all the same.
    function test_IsRefusedOnATabThatClosedEarly() external {
        Tab memory tab = _tab();
        _openTab(tab);
        VM.prank(SELLER);
        quittance.closeTab(tab, "");
        bytes[2] memory vouchers = _both(tab, OWED, VOUCHER_KEY, _voucherDigest(tab, OWED));
        _refusesBoth(vouchers, ITabs.Quittance_TabAlreadyClosed.selector);
    }

    function test_IsPaidUntilTheLastSecond() external {
        Tab memory tab = _tab();
        _openTab(tab);
        bytes memory voucher = _short(tab, OWED);
        VM.warp(LAST);
        VM.expectPartialRevert(ITabs.Quittance_TabEnded.selector);
        quittance.redeem(SELLER, voucher);
        VM.warp(LAST - 1);
        VM.assertEq(quittance.redeem(SELLER, voucher), OWED, "in time");
    }

    /// @dev The longest a tab can run: the sum of end and grace has more than 32 bits.
    function test_IsPaidOnTheLongestTab() external {
        Tab memory tab = _tab();
        (tab.end, tab.grace) = (uint40(NOW + 730 days), 30 days);
        _openTab(tab);
        VM.warp(NOW + 760 days - 1);
        VM.assertEq(quittance.redeem(SELLER, _short(tab, OWED)), OWED, "in its last second");
    }

    function test_RevertWhen_TheBytesAreNoSignature() external {
        Tab memory tab = _tab();
        _openTab(tab);
        bytes32 half = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1;
        bytes32[2][6] memory nothings = [
            [bytes32(0), bytes32(0)],
            [bytes32(uint256(1)), bytes32(0)],
            [bytes32(0), bytes32(uint256(1))],
            [bytes32(type(uint256).max), bytes32(uint256(1))],
            [bytes32(uint256(1)), half],
            [bytes32(uint256(1)), bytes32(type(uint256).max)]
        ];
        for (uint256 i = 0; i < nothings.length; ++i) {
            bytes memory voucher = _voucherWith(tab, OWED, abi.encodePacked(nothings[i][0], nothings[i][1]));
            VM.expectPartialRevert(ITabs.Quittance_VoucherInvalid.selector);
            quittance.redeem(SELLER, voucher);
        }
    }

    /// @dev What follows the call in calldata is no part of a voucher, even if it would complete one.
    function test_RevertWhen_TheBytesEndWithinIt() external {
        Tab memory tab = _tab();
        _openTab(tab);
        bytes memory voucher = _short(tab, OWED);
        for (uint256 length = 0; length < voucher.length; ++length) {
            bytes memory part = new bytes(length);
            for (uint256 i = 0; i < length; ++i) part[i] = voucher[i];
            VM.expectRevert(abi.encodeWithSelector(ITabs.Quittance_VouchersMalformed.selector, length));
            quittance.redeem(SELLER, part);
        }
    }

    /// @dev Three tabs in turn, one of them signed for by a contract, in both forms, some of them forged: each has paid
    /// the largest of its own honest ones.
    function testFuzz_MixedFormsPayTheLargestOfEach(uint96[9] calldata amounts, uint256 forms) external {
        Tab[3] memory tabs = [_tab(), _walletTab(), _tab()];
        tabs[2].voucherKey = address(new Erc1271Wallet(VOUCHER));
        for (uint256 i = 0; i < 3; ++i) _openTab(tabs[i]);
        uint256[3] memory due;
        bytes memory vouchers;
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint96 amount = amounts[i] % (2 * RESERVE);
            bool forged = (forms >> (16 + i)) & 3 == 3;
            bytes32 digest = _voucherDigest(tabs[i % 3], amount);
            bytes[2] memory both = _both(tabs[i % 3], amount, forged ? SELLER_KEY : VOUCHER_KEY, digest);
            vouchers = bytes.concat(vouchers, both[(forms >> i) & 1]);
            uint256 next = amount < RESERVE ? amount : RESERVE;
            if (!forged && next > due[i % 3]) due[i % 3] = next;
        }
        uint256 sum = due[0] + due[1] + due[2];
        if (sum == 0) VM.expectPartialRevert(ITabs.Quittance_NothingRedeemed.selector);
        uint256 paid = quittance.redeem(SELLER, vouchers);
        if (sum != 0) VM.assertEq(paid, sum, "in all");
        for (uint256 i = 0; i < 3; ++i) VM.assertEq(_redeemed(tabs[i]), due[i], "of each");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + sum, "balance");
    }
}
