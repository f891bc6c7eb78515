// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {IQuittance} from "../../../contracts/interfaces/IQuittance.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {VM} from "../support/Vm.sol";

/// @notice The payee that wants more than it served: twice, after the end, out of somebody else's tab, with a voucher
/// that is not one, of another tab, another chain or another contract.
contract GreedyPayeeTest is TabBase {
    uint96 private constant OWED = 30e6;
    Tab private tab;

    function setUp() public override {
        super.setUp();
        tab = _tab();
        _openTab(tab);
    }

    /// @dev As the payee itself, for a reason of `ITabs`.
    function _refuses(bytes memory vouchers, bytes4 reason) private {
        VM.prank(SELLER);
        VM.expectPartialRevert(reason);
        quittance.redeem(SELLER, vouchers);
    }

    // ---- more than once ----

    function test_TheSameVoucherTwice() external {
        _redeem(tab, OWED);
        _refuses(_voucher(tab, OWED), ITabs.Quittance_VoucherAlreadyRedeemed.selector);
        bytes memory voucher = _voucher(tab, OWED);
        _refuses(bytes.concat(voucher, voucher), ITabs.Quittance_NothingRedeemed.selector);
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + OWED, "paid once");
    }

    function test_TheSameVoucherTwiceInOneCall() external {
        bytes memory voucher = _voucher(tab, OWED);
        bytes memory compact = _voucherWith(tab, OWED, Signing.signCompact(VOUCHER_KEY, _voucherDigest(tab, OWED)));
        VM.assertEq(quittance.redeem(SELLER, bytes.concat(voucher, compact, voucher)), OWED, "paid once");
    }

    /// @dev Vouchers are cumulative: those before the latest add nothing.
    function test_EveryVoucherOfALongCallAddedUp() external {
        bytes memory vouchers;
        for (uint96 i = 1; i <= 10; ++i) vouchers = bytes.concat(_voucher(tab, i * 1e6), vouchers);
        VM.assertEq(quittance.redeem(SELLER, vouchers), 10e6, "the largest");
    }

    function test_MoreThanTheReserveInPieces() external {
        VM.assertEq(_redeem(tab, RESERVE - 1), RESERVE - 1, "nearly all");
        VM.assertEq(_redeem(tab, RESERVE + 500e6), 1, "the rest of the reserve");
        _refuses(_voucher(tab, type(uint96).max), ITabs.Quittance_VoucherAlreadyRedeemed.selector);
    }

    // ---- at the wrong time ----

    function test_BeforeTheTabIsOpened() external {
        Tab memory next = tab;
        next.salt = 2;
        _refuses(_voucher(next, OWED), ITabs.Quittance_TabUnknown.selector);
    }

    function test_AfterTheEndAndItsGrace() external {
        VM.warp(LAST);
        _refuses(_voucher(tab, OWED), ITabs.Quittance_TabEnded.selector);
        quittance.closeTab(tab, "");
        _refuses(_voucher(tab, OWED), ITabs.Quittance_TabAlreadyClosed.selector);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE, "all of it has returned");
    }

    /// @dev It lets the rest return and wants it all the same.
    function test_AfterItClosedTheTabItself() external {
        VM.prank(SELLER);
        quittance.closeTab(tab, "");
        _refuses(_voucher(tab, OWED), ITabs.Quittance_TabAlreadyClosed.selector);
        VM.prank(SELLER);
        VM.expectPartialRevert(ITabs.Quittance_TabAlreadyClosed.selector);
        quittance.closeTab(tab, "");
    }

    // ---- somebody else's ----

    function test_SomebodyElsesTab() external {
        Tab memory others = tab;
        others.payee = PAYER;
        _openTab(others);
        // Alike in all but the payee, it is read as a voucher of the caller's own tab, which it is not.
        _refuses(_voucher(others, OWED), ITabs.Quittance_VoucherInvalid.selector);
        others.salt = 2;
        _openTab(others);
        bytes memory voucher = _voucher(others, OWED);
        _refuses(voucher, ITabs.Quittance_TabUnknown.selector);
        VM.prank(SELLER);
        VM.assertEq(quittance.redeem(PAYER, voucher), OWED, "no matter who calls, its payee is paid");
        VM.assertEq(quittance.balanceOf(PAYER), BALANCE + OWED, "payee");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "caller");
    }

    /// @dev The same words about a tab that says more: the id is another, and there is no such tab.
    function test_ATabWithFieldsItWouldLikeBetter() external {
        for (uint256 field = 0; field < 8; ++field) {
            Tab memory better = tab;
            if (field == 0) better.account = BUYER;
            if (field == 1) better.reserve = 2 * RESERVE;
            if (field == 2) better.openBy = OPEN_BY + 1;
            if (field == 3) better.end = END + 1 days;
            if (field == 4) better.grace = 2 * GRACE;
            if (field == 5) better.voucherKey = SELLER;
            if (field == 6) better.category = 1;
            if (field == 7) better.salt = 2;
            bytes memory own = Signing.sign(SELLER_KEY, _voucherDigest(better, OWED));
            bytes memory owed = Signing.sign(VOUCHER_KEY, _voucherDigest(tab, OWED));
            _refuses(_voucherWith(better, OWED, own), ITabs.Quittance_TabUnknown.selector);
            _refuses(_voucherWith(better, OWED, owed), ITabs.Quittance_TabUnknown.selector);
        }
    }

    // ---- what is no voucher ----

    function test_AVoucherOfItsOwnHand() external {
        _refuses(
            _voucherWith(tab, OWED, Signing.sign(SELLER_KEY, _voucherDigest(tab, OWED))),
            ITabs.Quittance_VoucherInvalid.selector
        );
    }

    /// @dev The agent's own key, its controller's, and the handle's name.
    function test_AVoucherOfSomebodyWithAuthority() external {
        uint256[3] memory keys = [AGENT_KEY, PRINCIPAL_KEY, BUYER_KEY];
        for (uint256 i = 0; i < keys.length; ++i) {
            _refuses(
                _voucherWith(tab, OWED, Signing.sign(keys[i], _voucherDigest(tab, OWED))),
                ITabs.Quittance_VoucherInvalid.selector
            );
        }
        _refuses(
            _voucherWith(tab, OWED, _seal(managedAccount, _voucherDigest(tab, OWED))),
            ITabs.Quittance_VoucherInvalid.selector
        );
    }

    function test_AnOldSignatureUnderALargerAmount() external {
        bytes memory signature = Signing.sign(VOUCHER_KEY, _voucherDigest(tab, OWED));
        uint96[3] memory larger = [OWED + 1, RESERVE, type(uint96).max];
        for (uint256 i = 0; i < larger.length; ++i) {
            _refuses(_voucherWith(tab, larger[i], signature), ITabs.Quittance_VoucherInvalid.selector);
        }
    }

    function test_AMalleatedSignatureIsNoSecondVoucher() external {
        bytes32 digest = _voucherDigest(tab, OWED);
        _refuses(
            _voucherWith(tab, OWED, Signing.signHigh(VOUCHER_KEY, digest)),
            ITabs.Quittance_VoucherInvalid.selector
        );
        _redeem(tab, OWED);
        _refuses(
            _voucherWith(tab, OWED, Signing.signCompact(VOUCHER_KEY, digest)),
            ITabs.Quittance_VoucherAlreadyRedeemed.selector
        );
    }

    // ---- from elsewhere ----

    function test_AVoucherOfAnotherTab() external {
        Tab memory next = tab;
        next.salt = 2;
        _openTab(next);
        bytes memory signature = Signing.sign(VOUCHER_KEY, _voucherDigest(next, OWED));
        _refuses(_voucherWith(tab, OWED, signature), ITabs.Quittance_VoucherInvalid.selector);
        _refuses(
            bytes.concat(_voucherWith(tab, OWED, signature), _voucherWith(tab, OWED + 1, signature)),
            ITabs.Quittance_NothingRedeemed.selector
        );
    }

    function test_AVoucherOfAnotherContract() external {
        IQuittance here = quittance;
        address there = address(_deployQuittance(address(usdc)));
        bytes32 tabThere = AccountDigests.tab(there, tab);
        bytes memory voucher = _voucherWith(
            tab,
            OWED,
            Signing.sign(VOUCHER_KEY, AccountDigests.voucher(there, tabThere, OWED))
        );
        _refuses(voucher, ITabs.Quittance_VoucherInvalid.selector);
        bytes memory mixed = _voucherWith(
            tab,
            OWED,
            Signing.sign(VOUCHER_KEY, AccountDigests.voucher(there, _tabId(tab), OWED))
        );
        _refuses(mixed, ITabs.Quittance_VoucherInvalid.selector);
        VM.expectPartialRevert(ITabs.Quittance_TabUnknown.selector);
        IQuittance(there).redeem(SELLER, voucher);
        VM.assertEq(here.balanceOf(SELLER), BALANCE, "nothing");
    }

    /// @dev On a fork of the chain the tab itself has another id.
    function test_AVoucherOnAFork() external {
        bytes memory voucher = _voucher(tab, OWED);
        VM.chainId(block.chainid + 1);
        _refuses(voucher, ITabs.Quittance_TabUnknown.selector);
        _refuses(_voucher(tab, OWED), ITabs.Quittance_TabUnknown.selector);
    }
}
