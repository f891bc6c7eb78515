// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {AccountStage} from "../support/AccountStage.sol";
import {Digests} from "../support/Digests.sol";
import {PolicySheet, PolicySheets} from "../support/PolicySheet.sol";
import {Range} from "../support/Range.sol";
import {Signing} from "../support/Signing.sol";
import {TermSheet} from "../support/TermSheet.sol";
import {Vm, VM} from "../support/Vm.sol";

/// @dev Of deals; of bonds: BondsByAccounts.t.sol. The buyer's periods are of thirty days, so that a deal can end in the one
/// it was opened in.
contract RefundsTest is AccountStage {
    uint96 private constant FEE = 1e6;
    uint96 private constant TOTAL = AMOUNT_0 + AMOUNT_1 + AMOUNT_2 + 3 * FEE;
    uint256 private constant PERIOD = (HOUR_NOW - (HOUR_NOW % 720)) * 1 hours;
    uint256 private constant NEXT_PERIOD = PERIOD + 30 days;

    address private _account;

    function setUp() public override {
        super.setUp();
        _account = _openHandle(1, _monthly());
    }

    // ---- every path ----

    function test_Conceded() external {
        TermSheet memory sheet = _openMonthly();
        _expect(sheet, AMOUNT_0 + FEE);
        _concede(sheet, 0);
        _requireBack(AMOUNT_0 + FEE);
        _expect(sheet, AMOUNT_2 + FEE);
        _concede(sheet, 2);
        _requireBack(AMOUNT_0 + AMOUNT_2 + 2 * FEE);
    }

    function test_Agreed() external {
        TermSheet memory sheet = _openMonthly();
        bytes32 digest = Digests.agreement(address(quittance), _dealId(sheet), 1, 14e6, OPEN_BY);
        bytes memory sellers = Signing.sign(SELLER_KEY, digest);
        bytes memory buyers = _sealWith(_envelope(_monthly()), _account, digest);
        _expect(sheet, AMOUNT_1 - 14e6 + FEE);
        quittance.agree(sheet.whole(), 1, 14e6, OPEN_BY, buyers, sellers);
        _requireBack(AMOUNT_1 - 14e6 + FEE);
    }

    function test_Cancelled() external {
        TermSheet memory sheet = _openMonthly();
        _concede(sheet, 0);
        uint96 left = TOTAL - AMOUNT_0 - FEE;
        bytes32 digest = Digests.cancellation(address(quittance), _dealId(sheet), left, OPEN_BY);
        bytes memory sellers = Signing.sign(SELLER_KEY, digest);
        bytes memory buyers = _sealWith(_envelope(_monthly()), _account, digest);
        _expect(sheet, left);
        quittance.cancel(sheet.whole(), left, OPEN_BY, buyers, sellers);
        _requireBack(TOTAL);
    }

    function test_Reclaimed() external {
        TermSheet memory sheet = _openMonthly();
        VM.warp(DEADLINE_0 + 1);
        bytes memory word = _speak(Digests.reclaim(address(quittance), _dealId(sheet), 0));
        _expect(sheet, AMOUNT_0 + FEE);
        quittance.reclaim(sheet.head(), sheet.engagementHash(), 0, word);
        _requireBack(AMOUNT_0 + FEE);
    }

    function test_Accepted_TheFeeAlone() external {
        TermSheet memory sheet = _openMonthly();
        _expect(sheet, FEE);
        _accept(sheet, 0);
        _requireBack(FEE);
    }

    function test_Accepted_NothingWithoutAFee() external {
        TermSheet memory sheet = _bought(_account);
        _openWith(sheet, _envelope(_monthly()));
        VM.recordLogs();
        _accept(sheet, 0);
        VM.assertEq(_restored(), 0, "nothing comes back");
        _requireSpent(_account, sheet.total(), sheet.total(), PERIOD, "accepted");
    }

    function test_JudgedAtOnce() external {
        TermSheet memory sheet = _openMonthly();
        _expect(sheet, (AMOUNT_0 * 6) / 10);
        _judge(sheet, 0, 4_000);
        _requireBack((AMOUNT_0 * 6) / 10);
        VM.recordLogs();
        _judge(sheet, 1, FULL);
        VM.assertEq(_restored(), 0, "nothing comes back");
        _requireBack((AMOUNT_0 * 6) / 10);
    }

    function test_SettledAsItStood() external {
        TermSheet memory sheet = _boughtBy(_account, _contestable());
        _openWith(sheet, _envelope(_monthly()));
        _judge(sheet, 0, 4_000);
        VM.warp(NOW + W);
        _expect(sheet, (AMOUNT_0 * 6) / 10);
        quittance.settle(sheet.whole(), 0);
        _requireBack((AMOUNT_0 * 6) / 10);
    }

    function test_SettledInSilence() external {
        TermSheet memory sheet = _openMonthly();
        _deliver(sheet, 0);
        VM.warp(NOW + V);
        uint96 back = (AMOUNT_0 * 6) / 10 + FEE;
        _expect(sheet, back);
        quittance.settle(sheet.whole(), 0);
        _requireBack(back);
    }

    function test_Ruled() external {
        TermSheet memory sheet = _boughtBy(_account, _contestable());
        _openWith(sheet, _envelope(_monthly()));
        _judge(sheet, 0, 4_000);
        _contest(sheet, SELLER, 4_000);
        _draw(sheet, 3);
        _vote(sheet, 3, _same(2, 4_000));
        _contest(sheet, SELLER, 4_000);
        _expect(sheet, AMOUNT_0);
        _rule(sheet, 0);
        _requireBack(AMOUNT_0);
    }

    /// @dev What reimburses the other side's bond does not come back.
    function test_Ruled_LessTheBondsOfTheOtherSide() external {
        TermSheet memory sheet = _boughtBy(_account, _contestable());
        _openWith(sheet, _envelope(_monthly()));
        _judge(sheet, 0, 0);
        _contest(sheet, SELLER, 0);
        _draw(sheet, 3);
        _vote(sheet, 3, _same(2, 4_000));
        VM.warp(NOW + W);
        uint96 back = (AMOUNT_0 * 6) / 10 - BOND;
        _expect(sheet, back);
        quittance.settle(sheet.whole(), 0);
        _requireBack(back);
    }

    // ---- periods ----

    function test_FromAnEarlierPeriod() external {
        TermSheet memory sheet = _openMonthly();
        VM.warp(NEXT_PERIOD);
        _spend(_account, _monthly(), 1, 9e6);
        _concede(sheet, 0);
        uint256 spent = TOTAL + 9e6 - AMOUNT_0 - FEE;
        _requireSpent(_account, spent, 9e6, NEXT_PERIOD, "not to the period");
    }

    function test_FromThePeriodOnRecordThatHasEnded() external {
        TermSheet memory sheet = _openMonthly();
        VM.warp(NEXT_PERIOD);
        _concede(sheet, 0);
        uint256 left = TOTAL - AMOUNT_0 - FEE;
        _requireSpent(_account, left, left, PERIOD, "on record");
        PolicySheet memory policy = _monthly();
        policy.perPeriod = uint64(TOTAL);
        _setPolicy(_account, _monthly(), policy);
        _requireSpent(_account, left, 0, NEXT_PERIOD, "counts for nothing");
    }

    function test_InTheLastAndTheFirstSecond() external {
        VM.warp(NEXT_PERIOD - 1);
        TermSheet memory last = _fresh(1);
        _openWith(last, _envelope(_monthly()));
        VM.warp(NEXT_PERIOD);
        TermSheet memory first = _fresh(2);
        _openWith(first, _envelope(_monthly()));
        _requireSpent(_account, 2 * uint256(TOTAL), TOTAL, NEXT_PERIOD, "both");
        _concede(last, 0);
        _requireSpent(_account, 2 * uint256(TOTAL) - AMOUNT_0 - FEE, TOTAL, NEXT_PERIOD, "the last second's");
        _concede(first, 0);
        uint256 one = AMOUNT_0 + FEE;
        _requireSpent(_account, 2 * (uint256(TOTAL) - one), TOTAL - one, NEXT_PERIOD, "the first second's");
    }

    // ---- room ----

    function test_ExactlyWhatComesBackCanBeCommittedAgain() external {
        PolicySheet memory policy = _monthly();
        (policy.perPeriod, policy.lifetime) = (uint64(TOTAL), uint64(TOTAL));
        _setPolicy(_account, _monthly(), policy);
        TermSheet memory sheet = _boughtBy(_account, _sheetWithFees());
        _openWith(sheet, _envelope(policy));
        _requireRoom(policy, 0);
        _concede(sheet, 0);
        _requireRoom(policy, AMOUNT_0 + FEE);
        _spend(_account, policy, 1, AMOUNT_0 + FEE);
        _requireRoom(policy, 0);
    }

    /// @dev Promise 20: whatever is committed and comes back, no more than the limits is out at once, and room is never more.
    function testFuzz_NoMoreRoomThanTheLimits(uint256 seed) external {
        PolicySheet memory policy = _monthly();
        (policy.perPeriod, policy.lifetime) = (uint64(3 * TOTAL), uint64(5 * TOTAL));
        _setPolicy(_account, _monthly(), policy);
        TermSheet[] memory sheets = new TermSheet[](6);
        for (uint64 i = 0; i < 6; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            VM.warp(Range.within(block.timestamp + (random % 12 days), NOW, KEY_EXPIRY - 1));
            sheets[i] = _fresh(i);
            bytes memory envelope = _sealWith(_envelope(policy), _account, _dealId(sheets[i]));
            bytes memory sellers = _sellerSignature(sheets[i]);
            try quittance.open(sheets[i].whole(), envelope, sellers) {} catch {}
            TermSheet memory chosen = sheets[(random >> 64) % (i + 1)];
            if (_unsettled(_dealId(chosen)) == TOTAL) _concede(chosen, uint8((random >> 128) % 3));
            (, uint64 spent, uint64 inPeriod, , , , , ) = quittance.accountOf(_account);
            VM.assertLe(spent, policy.lifetime, "for ever");
            VM.assertLe(inPeriod, policy.perPeriod, "in the period");
            _requireNoLessThanOut(sheets, i, spent);
        }
    }

    // ---- who has no budget ----

    function test_TheSellersPartIsNoRefund() external {
        TermSheet memory sheet = _sold(handle);
        _spend(handle, PolicySheets.unlimited(), 1, 5e6);
        _openFor(sheet);
        VM.recordLogs();
        VM.prank(BUYER);
        quittance.accept(sheet.whole(), 0, "");
        VM.assertEq(_restored(), 0, "no budget");
        _requireSpent(handle, 5e6, 5e6, NOW - 8 hours, "paid");
        VM.assertEq(_balance(handle), HANDLE_ROW - 5e6 + AMOUNT_0, "row");
    }

    function test_AWalletHasNoBudget() external {
        TermSheet memory sheet = _sheetWithFees();
        sheet.routes = 3;
        _open(sheet);
        VM.recordLogs();
        _concede(sheet, 0);
        VM.assertEq(_restored(), 0, "no budget");
        VM.assertEq(quittance.balanceOf(BUYER), ROW - TOTAL + AMOUNT_0 + FEE, "row");
    }

    function _monthly() private pure returns (PolicySheet memory policy) {
        policy = PolicySheets.unlimited();
        policy.period = 720;
    }

    /// @return sheet With fees and a proportional payout in tenths, open, bought by the account.
    function _openMonthly() private returns (TermSheet memory sheet) {
        sheet = _boughtBy(_account, _sheetWithFees());
        (sheet.passMark, sheet.gridStep) = (1, 1_000);
        _openWith(sheet, _envelope(_monthly()));
    }

    /// @return sheet That may be opened now, whenever that is.
    function _fresh(uint64 salt) private view returns (TermSheet memory sheet) {
        sheet = _boughtBy(_account, _sheetWithFees());
        sheet.salt = salt;
        sheet.openBy = uint40(block.timestamp) + 1;
        for (uint256 i = 0; i < 3; ++i) sheet.milestones[i].deadline = uint40(block.timestamp) + 1 days;
    }

    function _concede(TermSheet memory sheet, uint8 milestone) private {
        bytes32 digest = Digests.concession(address(quittance), _dealId(sheet), milestone);
        quittance.concede(sheet.whole(), milestone, Signing.sign(SELLER_KEY, digest));
    }

    function _accept(TermSheet memory sheet, uint8 milestone) private {
        bytes32 digest = Digests.acceptance(address(quittance), _dealId(sheet), milestone);
        quittance.accept(sheet.whole(), milestone, _sealWith(_envelope(_monthly()), _account, digest));
    }

    function _expect(TermSheet memory sheet, uint96 amount) private {
        VM.expectEmit(address(quittance));
        emit IAuthority.BudgetRestored(_account, _dealId(sheet), amount);
    }

    function _requireBack(uint96 back) private view {
        _requireSpent(_account, TOTAL - back, TOTAL - back, PERIOD, "back");
        VM.assertEq(_balance(_account), HANDLE_ROW - TOTAL + back, "row");
    }

    function _requireRoom(PolicySheet memory policy, uint256 room) private {
        bytes memory envelope = _sealWith(_envelope(policy), _account, keccak256("digest"));
        quittance.authorize(_commitment(_account, room), envelope);
        VM.expectPartialRevert(IAuthority.Quittance_PeriodLimitExceeded.selector);
        quittance.authorize(_commitment(_account, room + 1), envelope);
    }

    /// @dev What is out in deals is spent, at least.
    function _requireNoLessThanOut(TermSheet[] memory sheets, uint256 last, uint256 spent) private view {
        uint256 out;
        for (uint256 i = 0; i <= last; ++i) out += _unsettled(_dealId(sheets[i]));
        VM.assertEq(spent, out, "what is out is spent, and nothing else");
    }

    function _restored() private returns (uint256 count) {
        Vm.Log[] memory logs = VM.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IAuthority.BudgetRestored.selector) ++count;
        }
    }
}
