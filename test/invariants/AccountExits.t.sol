// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../contracts/interfaces/IContests.sol";
import {Tab} from "../../contracts/types/Tab.sol";
import {Digests} from "../contracts/support/Digests.sol";
import {Milestone, TermSheet} from "../contracts/support/TermSheet.sol";
import {TabStage} from "../contracts/support/TabStage.sol";
import {VM} from "../contracts/support/Vm.sol";
import {LatestEnd} from "../support/contracts/LatestEnd.sol";
import {Trials} from "./Trials.sol";

/// @notice Promises 13 and 22 where a party is an account and everybody who could speak for it is gone: all its keys are
/// revoked, it is frozen, and its principal was handed to somebody who never answers. The other party's exits hold, within
/// the same bound, and nothing of what the account agreed to before is escaped.
contract AccountExitsTest is TabStage, Trials, LatestEnd {
    address private constant NOBODY = address(0xdead);

    /// @dev The buyer is gone: what was delivered settles by silence, what was judged as it was judged.
    function testFuzz_13_theSellersExitsWithTheBuyerGone(
        uint256 moment,
        uint256 windows,
        bool judged,
        bool contested
    ) external {
        TermSheet memory sheet = _boughtBy(handle, _fuzzedSheet(windows));
        bytes32 id = _openFor(sheet);
        uint256 since = _within(moment, NOW, sheet.milestones[0].deadline);
        _warp(since);
        if (judged) _judge(sheet, 0, FULL);
        else _deliver(sheet, 0);
        if (!judged) since += sheet.verdictWindow;
        if (contested) since = _contestedByHandle(sheet, since, judged ? FULL : sheet.silencePayout);
        _cutOff();
        uint256 end = since + sheet.contestWindow;
        if (contested) end = since + sheet.verdictWindow + (sheet.arbiter == address(0) ? 0 : sheet.contestWindow);
        VM.assertLe(end, _bound(sheet), "within the bound");
        _warp(end);
        uint96 part = judged ? FULL : sheet.silencePayout;
        uint96 before = quittance.balanceOf(SELLER);
        VM.prank(STRANGER);
        quittance.settle(sheet.whole(), 0);
        VM.assertEq(_settled(id), 1, "settled");
        VM.assertEq(quittance.balanceOf(SELLER) - before, (uint256(AMOUNT_0) * part) / FULL, "the seller's part");
        _requireNothingLost();
    }

    /// @dev The seller is gone, with nothing delivered: the buyer takes its money back alone.
    function testFuzz_13_theBuyersExitWithTheSellerGone(uint256 moment, uint256 windows) external {
        TermSheet memory sheet = _soldBy(handle, _fuzzedSheet(windows));
        bytes32 id = _openFor(sheet);
        _warp(_within(moment, NOW, sheet.milestones[0].deadline));
        _cutOff();
        _warp(uint256(sheet.milestones[0].deadline) + 1);
        VM.assertLe(_clock, _bound(sheet), "within the bound");
        VM.prank(BUYER);
        quittance.reclaim(sheet.head(), sheet.engagementHash(), 0, "");
        VM.assertEq(_settled(id), 1, "settled");
        VM.assertEq(_unsettled(id), 0, "nothing is left");
    }

    /// @dev The payee redeems until the last second, whoever is gone; then anybody lets the rest return.
    function testFuzz_22_thePayeesExitWithTheAccountGone(uint256 moment, uint96 amount) external {
        Tab memory tab = _tab();
        _openTab(tab);
        amount = uint96(_within(amount, 1, RESERVE * 2));
        _cutOff();
        _warp(_within(moment, NOW, LAST - 1));
        uint96 due = amount < RESERVE ? amount : RESERVE;
        VM.assertEq(_redeem(tab, amount), due, "redeemed");
        VM.assertEq(quittance.balanceOf(SELLER), ROW + due, "the payee has it");
        uint96 row = _balance(handle);
        _warp(LAST);
        VM.prank(STRANGER);
        quittance.closeTab(tab, "");
        VM.assertEq(_balance(handle) - row, RESERVE - due, "the rest returned");
    }

    // ---- on the way ----

    function _onTrial() internal view override returns (address) {
        return address(quittance);
    }

    /// @dev One milestone, paid to rows, no fees; windows anywhere within their bounds, with an arbiter or without.
    function _fuzzedSheet(uint256 windows) private view returns (TermSheet memory sheet) {
        sheet = _sheet();
        sheet.milestones = new Milestone[](1);
        sheet.milestones[0] = Milestone(AMOUNT_0, uint40(_within(windows, NOW + 1, NOW + 730 days)));
        sheet.verdictWindow = uint32(_within(windows >> 64, 10 minutes, 30 days));
        sheet.contestWindow = uint32(_within(windows >> 96, 10 minutes, 30 days));
        sheet.routes = 6;
        if (windows % 2 == 0) return sheet;
        sheet.arbiter = ARBITER;
        sheet.rulingWindow = uint32(_within(windows >> 128, 10 minutes, 30 days));
    }

    /// @dev Within the last moments of its key, with a bond from its row. Nobody is drawn: the round is silent.
    function _contestedByHandle(
        TermSheet memory sheet,
        uint256 since,
        uint16 payout
    ) private returns (uint256 openedAt) {
        openedAt = since + sheet.contestWindow - 1;
        _warp(openedAt);
        _setKey(handle, AGENT, uint40(openedAt + 1), 15);
        bytes32 id = _dealId(sheet);
        bytes32 digest = Digests.contest(address(quittance), id, 0, 2, payout, handle);
        bytes32 nonce = Digests.bond(address(quittance), id, 0, 2, handle);
        IContests.BondPayment memory payment = IContests.BondPayment(handle, false, 0, _seal(handle, nonce));
        quittance.contest(sheet.whole(), 0, handle, payout, _speak(digest), payment);
    }

    function _cutOff() private {
        _setKey(handle, AGENT, 0, 0);
        _freeze(handle);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        _handOver(PRINCIPAL, NOBODY);
    }

    function _bound(TermSheet memory sheet) private pure returns (uint256) {
        uint256 deadline = sheet.milestones[0].deadline;
        return latestEnd(deadline, sheet.verdictWindow, sheet.contestWindow, sheet.rulingWindow);
    }

    function _requireNothingLost() private view {
        uint256 owed = quittance.balanceOf(BUYER) + quittance.balanceOf(SELLER) + quittance.balanceOf(PAYER);
        VM.assertEq(owed + _balance(handle), usdc.balanceOf(address(quittance)), "all of it is in somebody's row");
    }
}
