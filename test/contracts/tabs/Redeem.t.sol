// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {VM} from "../support/Vm.sol";

contract RedeemTest is TabBase {
    // ---- one voucher ----

    function test_One_PaysWhatIsOwedAndNotPaidYet() external {
        Tab memory tab = _tab();
        bytes32 tabId = _openTab(tab);
        VM.assertEq(_redeem(tab, 30e6), 30e6, "the first");
        bytes memory voucher = _voucher(tab, 70e6);
        VM.expectEmit(address(quittance));
        emit ITabs.VouchersRedeemed(SELLER, abi.encodePacked(tabId, uint96(40e6)));
        VM.prank(STRANGER);
        VM.assertEq(quittance.redeem(SELLER, voucher), 40e6, "the next");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + 70e6, "balance");
        VM.assertEq(_redeemed(tab), 70e6, "redeemed");
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - RESERVE, "the account is not asked twice");
    }

    function test_One_PaysNoMoreThanTheReserve() external {
        Tab memory tab = _tab();
        bytes32 tabId = _openTab(tab);
        VM.assertEq(_redeem(tab, type(uint96).max), RESERVE, "all of it");
        bytes memory more = _voucher(tab, RESERVE + 1);
        VM.expectRevert(
            abi.encodeWithSelector(
                ITabs.Quittance_VoucherAlreadyRedeemed.selector,
                tabId,
                uint256(RESERVE),
                uint256(RESERVE) + 1
            )
        );
        quittance.redeem(SELLER, more);
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + RESERVE, "balance");
    }

    function test_One_TakesEveryHonestSignature() external {
        Tab memory tab = _tab();
        _openTab(tab);
        quittance.redeem(SELLER, _voucherWith(tab, 1e6, Signing.signCompact(VOUCHER_KEY, _voucherDigest(tab, 1e6))));
        tab.voucherKey = address(new Erc1271Wallet(VOUCHER));
        _openTab(tab);
        VM.assertEq(_redeem(tab, 2e6), 2e6, "a contract's, of 65 bytes");
        bytes memory compact = Signing.signCompact(VOUCHER_KEY, _voucherDigest(tab, 3e6));
        VM.assertEq(quittance.redeem(SELLER, _voucherWith(tab, 3e6, compact)), 1e6, "and of 64");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + 4e6, "balance");
    }

    function test_One_RevertWhen_TheTabIsUnknownOrAnothers() external {
        Tab memory tab = _tab();
        bytes memory voucher = _voucher(tab, 1e6);
        VM.expectRevert(abi.encodeWithSelector(ITabs.Quittance_TabUnknown.selector, _tabId(tab)));
        quittance.redeem(SELLER, voucher);
        _openTab(tab);
        tab.payee = STRANGER;
        bytes32 another = _tabId(tab);
        VM.prank(STRANGER);
        VM.expectRevert(abi.encodeWithSelector(ITabs.Quittance_TabUnknown.selector, another));
        quittance.redeem(STRANGER, voucher);
    }

    function test_One_RevertWhen_TheTabHasClosed() external {
        Tab memory tab = _tab();
        bytes32 tabId = _openTab(tab);
        bytes memory voucher = _voucher(tab, 1e6);
        VM.prank(SELLER);
        quittance.closeTab(tab, "");
        VM.expectRevert(abi.encodeWithSelector(ITabs.Quittance_TabAlreadyClosed.selector, tabId));
        quittance.redeem(SELLER, voucher);
    }

    function test_One_RevertWhen_EndAndGraceAreOver() external {
        Tab memory tab = _tab();
        bytes32 tabId = _openTab(tab);
        bytes memory voucher = _voucher(tab, 2e6);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(LAST + late);
            VM.expectRevert(
                abi.encodeWithSelector(ITabs.Quittance_TabEnded.selector, tabId, uint256(LAST), uint256(LAST) + late)
            );
            quittance.redeem(SELLER, voucher);
        }
        VM.warp(END);
        VM.assertEq(_redeem(tab, 1e6), 1e6, "after the end, within its grace");
        VM.warp(LAST - 1);
        VM.assertEq(quittance.redeem(SELLER, voucher), 1e6, "in its last second");
    }

    function test_One_RevertWhen_TheVoucherKeyDidNotSignIt() external {
        Tab memory tab = _tab();
        _openTab(tab);
        bytes32 digest = _voucherDigest(tab, 5e6);
        tab.salt = 2;
        _openTab(tab);
        bytes[7] memory wrong = [
            Signing.sign(AGENT_KEY, _voucherDigest(tab, 5e6)),
            Signing.sign(SELLER_KEY, _voucherDigest(tab, 5e6)),
            Signing.sign(VOUCHER_KEY, _voucherDigest(tab, 4e6)),
            Signing.sign(VOUCHER_KEY, digest),
            Signing.signHigh(VOUCHER_KEY, _voucherDigest(tab, 5e6)),
            bytes.concat(Signing.sign(VOUCHER_KEY, _voucherDigest(tab, 5e6)), hex"00"),
            bytes("")
        ];
        bytes memory refusal = abi.encodeWithSelector(
            ITabs.Quittance_VoucherInvalid.selector,
            _tabId(tab),
            VOUCHER,
            uint256(5e6)
        );
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.expectRevert(refusal);
            quittance.redeem(SELLER, _voucherWith(tab, 5e6, wrong[i]));
        }
    }

    function test_One_RevertWhen_ItOrALaterOneWasPaid() external {
        Tab memory tab = _tab();
        bytes32 tabId = _openTab(tab);
        _redeem(tab, 5e6);
        uint96[3] memory old = [uint96(5e6), 4e6, 0];
        for (uint256 i = 0; i < old.length; ++i) {
            bytes memory voucher = _voucher(tab, old[i]);
            VM.expectRevert(
                abi.encodeWithSelector(
                    ITabs.Quittance_VoucherAlreadyRedeemed.selector,
                    tabId,
                    uint256(5e6),
                    uint256(old[i])
                )
            );
            quittance.redeem(SELLER, voucher);
        }
    }

    /// @dev A voucher of nothing pays nothing, on a tab that has paid nothing too.
    function test_One_RevertWhen_ItIsOfNothing() external {
        Tab memory tab = _tab();
        _openTab(tab);
        bytes memory voucher = _voucher(tab, 0);
        VM.expectPartialRevert(ITabs.Quittance_VoucherAlreadyRedeemed.selector);
        quittance.redeem(SELLER, voucher);
    }

    function test_One_PaysOfATabWithAReference() external {
        Tab memory plain = _walletTab();
        Tab memory named = _walletTab();
        named.reference_ = keccak256("x402 request");
        _fundLedger(BUYER, 2 * RESERVE);
        _openTab(plain);
        bytes32 tabId = _openTab(named);
        VM.assertNotEq(tabId, _tabId(plain), "the reference is signed");
        bytes memory whole = _voucherWith(named, 5, Signing.sign(VOUCHER_KEY, _voucherDigest(named, 5)));
        VM.assertEq(quittance.redeem(SELLER, whole), 5, "65 bytes");
        bytes memory compact = _voucherWith(named, 12, Signing.signCompact(VOUCHER_KEY, _voucherDigest(named, 12)));
        VM.assertEq(quittance.redeem(SELLER, compact), 7, "64 bytes");
        bytes memory later = _voucherWith(named, 20, Signing.signCompact(VOUCHER_KEY, _voucherDigest(named, 20)));
        bytes memory several = bytes.concat(_voucher(plain, 3), later, _voucher(plain, 4));
        VM.assertEq(quittance.redeem(SELLER, several), 3 + 8 + 1, "between two that have none");
        VM.assertEq(quittance.tabOf(tabId).redeemed, 20, "of the one");
        VM.assertEq(quittance.tabOf(_tabId(plain)).redeemed, 4, "of the other");
    }

    function test_One_RevertWhen_TheReferenceIsNotTheTabs() external {
        Tab memory named = _walletTab();
        named.reference_ = keccak256("x402 request");
        _fundLedger(BUYER, RESERVE);
        bytes32 tabId = _openTab(named);
        bytes memory signature = Signing.signCompact(VOUCHER_KEY, AccountDigests.voucher(address(quittance), tabId, 1));
        bytes32[3] memory others = [bytes32(0), bytes32(uint256(1)), ~named.reference_];
        for (uint256 i = 0; i < others.length; ++i) {
            Tab memory other = _walletTab();
            other.reference_ = others[i];
            VM.expectRevert(abi.encodeWithSelector(ITabs.Quittance_TabUnknown.selector, _tabId(other)));
            quittance.redeem(SELLER, _voucherWith(other, 1, signature));
        }
        VM.assertEq(quittance.redeem(SELLER, _voucherWith(named, 1, signature)), 1, "its own");
    }

    function test_RevertWhen_AReferenceIsGivenAsZero() external {
        Tab memory plain = _walletTab();
        _fundLedger(BUYER, RESERVE);
        _openTab(plain);
        bytes memory good = _voucher(plain, 1);
        bytes memory signature = Signing.signCompact(VOUCHER_KEY, _voucherDigest(plain, 2));
        bytes memory fields = abi.encodePacked(BUYER, RESERVE, OPEN_BY, END, GRACE, VOUCHER, uint32(0), uint64(1));
        bytes memory zero = abi.encodePacked(fields, uint96(2), uint16(0x8040), bytes32(0), signature);
        VM.expectRevert(abi.encodeWithSelector(ITabs.Quittance_VouchersMalformed.selector, zero.length));
        quittance.redeem(SELLER, zero);
        VM.expectRevert(abi.encodeWithSelector(ITabs.Quittance_VouchersMalformed.selector, zero.length + good.length));
        quittance.redeem(SELLER, bytes.concat(good, zero));
        // The same bytes without the option, and without the reference, are the voucher's one form.
        bytes memory proper = abi.encodePacked(fields, uint96(2), uint16(64), signature);
        VM.assertEq(quittance.redeem(SELLER, proper), 2, "its one form");
    }

    function test_One_RevertWhen_TheBytesEndWithinIt() external {
        Tab memory tab = _tab();
        _openTab(tab);
        bytes memory voucher = _voucher(tab, 1e6);
        for (uint256 length = 0; length < voucher.length; ++length) {
            bytes memory cut = _cut(voucher, length);
            VM.expectRevert(abi.encodeWithSelector(ITabs.Quittance_VouchersMalformed.selector, length));
            quittance.redeem(SELLER, cut);
        }
    }

    // ---- several ----

    function test_Several_PaysManyTabsAtOnce() external {
        Tab memory tab = _tab();
        Tab memory another = _walletTab();
        bytes32 id = _openTab(tab);
        bytes32 anotherId = _openTab(another);
        bytes memory vouchers = bytes.concat(_voucher(tab, 3e6), _voucher(another, 4e6));
        VM.expectEmit(address(quittance));
        emit ITabs.VouchersRedeemed(SELLER, abi.encodePacked(id, uint96(3e6), anotherId, uint96(4e6)));
        VM.assertEq(quittance.redeem(SELLER, vouchers), 7e6, "in all");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + 7e6, "balance");
        VM.assertEq(_redeemed(tab), 3e6, "of one");
        VM.assertEq(_redeemed(another), 4e6, "of the other");
    }

    function test_Several_PaysEachVoucherOfATabForWhatItAdds() external {
        Tab memory tab = _tab();
        bytes32 id = _openTab(tab);
        bytes memory vouchers = bytes.concat(_voucher(tab, 3e6), _voucher(tab, 5e6));
        VM.expectEmit(address(quittance));
        emit ITabs.VouchersRedeemed(SELLER, abi.encodePacked(id, uint96(3e6), id, uint96(2e6)));
        VM.assertEq(quittance.redeem(SELLER, vouchers), 5e6, "in all");
        VM.assertEq(_redeemed(tab), 5e6, "redeemed");
    }

    function test_Several_LeavesOutWhatCannotBeRedeemedAndReportsWhy() external {
        Tab memory tab = _tab();
        bytes32 id = _openTab(tab);
        Tab memory unknown = _tab();
        unknown.salt = 2;
        Tab memory closed = _tab();
        closed.salt = 3;
        _openTab(closed);
        VM.prank(SELLER);
        quittance.closeTab(closed, "");
        bytes memory vouchers = bytes.concat(
            _voucher(unknown, 1e6),
            _voucher(closed, 1e6),
            _voucherWith(tab, 9e6, Signing.sign(SELLER_KEY, _voucherDigest(tab, 9e6))),
            _voucher(tab, 5e6),
            _voucher(tab, 5e6),
            _voucher(tab, 4e6)
        );
        _expectRefused(_tabId(unknown), ITabs.Quittance_TabUnknown.selector);
        _expectRefused(_tabId(closed), ITabs.Quittance_TabAlreadyClosed.selector);
        _expectRefused(id, ITabs.Quittance_VoucherInvalid.selector);
        _expectRefused(id, ITabs.Quittance_VoucherAlreadyRedeemed.selector);
        _expectRefused(id, ITabs.Quittance_VoucherAlreadyRedeemed.selector);
        VM.assertEq(quittance.redeem(SELLER, vouchers), 5e6, "the good one");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + 5e6, "balance");
    }

    function test_Several_LeavesOutATabThatHasEnded() external {
        Tab memory ended = _tab();
        Tab memory tab = _tab();
        (tab.end, tab.salt) = (END + 1, 2);
        _openTab(ended);
        _openTab(tab);
        VM.warp(LAST);
        bytes memory vouchers = bytes.concat(_voucher(ended, 1e6), _voucher(tab, 2e6));
        _expectRefused(_tabId(ended), ITabs.Quittance_TabEnded.selector);
        VM.assertEq(quittance.redeem(SELLER, vouchers), 2e6, "the other");
    }

    function test_Several_RevertWhen_NoneCanBeRedeemed() external {
        Tab memory tab = _tab();
        _openTab(tab);
        _redeem(tab, 5e6);
        bytes memory vouchers = bytes.concat(_voucher(tab, 5e6), _voucher(tab, 4e6));
        VM.expectRevert(abi.encodeWithSelector(ITabs.Quittance_NothingRedeemed.selector, SELLER));
        quittance.redeem(SELLER, vouchers);
    }

    function test_Several_RevertWhen_TheBytesEndWithinOne() external {
        Tab memory tab = _tab();
        _openTab(tab);
        bytes memory vouchers = bytes.concat(_voucher(tab, 1e6), _voucher(tab, 2e6));
        uint256 first = vouchers.length / 2;
        for (uint256 length = first + 1; length < vouchers.length; length += 7) {
            bytes memory cut = _cut(vouchers, length);
            VM.expectRevert(abi.encodeWithSelector(ITabs.Quittance_VouchersMalformed.selector, length));
            quittance.redeem(SELLER, cut);
        }
        VM.assertEq(_redeemed(tab), 0, "nothing was paid");
    }

    // ---- whatever happens to the account ----

    function test_PaysWhenEverythingIsRevokedAndFrozen() external {
        Tab memory tab = _tab();
        tab.voucherKey = AGENT;
        _openTab(tab);
        _setKey(managedAccount, AGENT, 0, 0);
        _freeze(managedAccount);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(managedAccount, PRINCIPAL, MANAGED_ACCOUNT_BALANCE - RESERVE, 1);
        bytes memory voucher = _voucherWith(tab, RESERVE, Signing.sign(AGENT_KEY, _voucherDigest(tab, RESERVE)));
        VM.assertEq(quittance.redeem(SELLER, voucher), RESERVE, "it has served");
    }

    function test_PaysAnAccountThatAPrincipalOpened() external {
        Tab memory tab = _walletTab();
        tab.payee = managedAccount;
        _openTab(tab);
        _freeze(managedAccount);
        VM.assertEq(_redeem(tab, 5e6), 5e6, "frozen or not");
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE + 5e6, "balance");
        _requireSpent(managedAccount, 0, 0, 0, "what comes in counts nowhere");
    }

    // ---- whatever vouchers come ----

    /// @dev pay(v) = min(v, reserve) - redeemed, one call each.
    function testFuzz_HasPaidTheLargestOfThemAtMostTheReserve(uint96[8] calldata amounts) external {
        Tab memory tab = _tab();
        _openTab(tab);
        uint256 due;
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint96 amount = i % 2 == 0 ? amounts[i] % (2 * RESERVE) : amounts[i];
            uint256 next = amount < RESERVE ? amount : RESERVE;
            bytes memory voucher = _voucher(tab, amount);
            if (next > due) {
                VM.assertEq(quittance.redeem(SELLER, voucher), next - due, "what it adds");
                due = next;
            } else {
                VM.expectPartialRevert(ITabs.Quittance_VoucherAlreadyRedeemed.selector);
                quittance.redeem(SELLER, voucher);
            }
            VM.assertEq(_redeemed(tab), due, "redeemed");
        }
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + due, "balance");
        VM.assertLe(due, RESERVE, "promise 22: no more than the reserve");
    }

    /// @dev The same in one call, of two tabs in turn: a batch is its singles.
    function testFuzz_ABatchPaysWhatItsVouchersPayOneByOne(uint96[8] calldata amounts) external {
        Tab[2] memory tabs = [_tab(), _walletTab()];
        uint256[2] memory due;
        bytes memory vouchers;
        for (uint256 i = 0; i < 2; ++i) _openTab(tabs[i]);
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint96 amount = amounts[i] % (2 * RESERVE);
            vouchers = bytes.concat(vouchers, _voucher(tabs[i % 2], amount));
            uint256 next = amount < RESERVE ? amount : RESERVE;
            if (next > due[i % 2]) due[i % 2] = next;
        }
        uint256 sum = due[0] + due[1];
        if (sum == 0) VM.expectPartialRevert(ITabs.Quittance_NothingRedeemed.selector);
        uint256 paid = quittance.redeem(SELLER, vouchers);
        if (sum != 0) VM.assertEq(paid, sum, "in all");
        VM.assertEq(_redeemed(tabs[0]), due[0], "of one");
        VM.assertEq(_redeemed(tabs[1]), due[1], "of the other");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + sum, "balance");
    }

    // ---- help ----

    function _expectRefused(bytes32 tabId, bytes4 reason) private {
        VM.expectEmit(address(quittance));
        emit ITabs.VoucherRefused(tabId, SELLER, reason);
    }

    function _cut(bytes memory whole, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; ++i) part[i] = whole[i];
    }
}
