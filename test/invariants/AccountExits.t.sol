// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../contracts/interfaces/IContests.sol";
import {Tab} from "../../contracts/types/Tab.sol";
import {Digests} from "../contracts/support/Digests.sol";
import {Milestone, TermsFixture} from "../contracts/support/TermsFixture.sol";
import {TabBase} from "../contracts/support/TabBase.sol";
import {VM} from "../contracts/support/Vm.sol";
import {LatestEnd} from "../support/contracts/LatestEnd.sol";
import {Trials} from "./Trials.sol";

/// @notice Promises 13 and 22 where a party is an account and everybody who could sign for it is gone: all its keys are
/// revoked, it is frozen, and its principal was handed to somebody who never answers. The other party's exits hold,
/// within the same bound, and nothing of what the account agreed to before is escaped.
contract AccountExitsTest is TabBase, Trials, LatestEnd {
    address private constant NOBODY = address(0xdead);

    /// @dev The buyer is gone: what was delivered settles by silence, what was judged as it was judged.
    function testFuzz_13_theSellersExitsWithTheBuyerGone(
        uint256 moment,
        uint256 windows,
        bool judged,
        bool contested
    ) external {
        TermsFixture memory fixture = _boughtBy(managedAccount, _fuzzedFixture(windows));
        bytes32 id = _openFor(fixture);
        uint256 since = _within(moment, NOW, fixture.milestones[0].deadline);
        _warp(since);
        if (judged) _judge(fixture, 0, FULL);
        else _deliver(fixture, 0);
        if (!judged) since += fixture.verdictWindow;
        if (contested) since = _contestedByManagedAccount(fixture, since, judged ? FULL : fixture.silencePayout);
        _cutOff();
        uint256 end = since + fixture.contestWindow;
        if (contested)
            end = since + fixture.verdictWindow + (fixture.arbiter == address(0) ? 0 : fixture.contestWindow);
        VM.assertLe(end, _bound(fixture), "within the bound");
        _warp(end);
        uint96 part = judged ? FULL : fixture.silencePayout;
        uint96 before = quittance.balanceOf(SELLER);
        VM.prank(STRANGER);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(_settled(id), 1, "settled");
        VM.assertEq(quittance.balanceOf(SELLER) - before, (uint256(AMOUNT_0) * part) / FULL, "the seller's part");
        _requireNothingLost();
    }

    /// @dev The seller is gone, with nothing delivered: the buyer takes its money back alone.
    function testFuzz_13_theBuyersExitWithTheSellerGone(uint256 moment, uint256 windows) external {
        TermsFixture memory fixture = _soldBy(managedAccount, _fuzzedFixture(windows));
        bytes32 id = _openFor(fixture);
        _warp(_within(moment, NOW, fixture.milestones[0].deadline));
        _cutOff();
        _warp(uint256(fixture.milestones[0].deadline) + 1);
        VM.assertLe(_clock, _bound(fixture), "within the bound");
        VM.prank(BUYER);
        quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), 0, "");
        VM.assertEq(_settled(id), 1, "settled");
        VM.assertEq(_unsettled(id), 0, "nothing is left");
    }

    /// @dev The payee redeems until the last second, no matter who is gone; then anybody lets the rest return.
    function testFuzz_22_thePayeesExitWithTheAccountGone(uint256 moment, uint96 amount) external {
        Tab memory tab = _tab();
        _openTab(tab);
        amount = uint96(_within(amount, 1, RESERVE * 2));
        _cutOff();
        _warp(_within(moment, NOW, LAST - 1));
        uint96 due = amount < RESERVE ? amount : RESERVE;
        VM.assertEq(_redeem(tab, amount), due, "redeemed");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + due, "the payee has it");
        uint96 balance = _balance(managedAccount);
        _warp(LAST);
        VM.prank(STRANGER);
        quittance.closeTab(tab, "");
        VM.assertEq(_balance(managedAccount) - balance, RESERVE - due, "the rest returned");
    }

    // ---- on the way ----

    function _onTrial() internal view override returns (address) {
        return address(quittance);
    }

    /// @dev One milestone, paid to balances, no fees; windows anywhere within their bounds, with an arbiter or without.
    function _fuzzedFixture(uint256 windows) private view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.milestones = new Milestone[](1);
        fixture.milestones[0] = Milestone(AMOUNT_0, uint40(_within(windows, NOW + 1, NOW + 730 days)));
        fixture.verdictWindow = uint32(_within(windows >> 64, 10 minutes, 30 days));
        fixture.contestWindow = uint32(_within(windows >> 96, 10 minutes, 30 days));
        fixture.destinations = 6;
        if (windows % 2 == 0) return fixture;
        fixture.arbiter = ARBITER;
        fixture.rulingWindow = uint32(_within(windows >> 128, 10 minutes, 30 days));
    }

    /// @dev Within the last moments of its key, with a bond from its balance. No one is drawn: the round is silent.
    function _contestedByManagedAccount(
        TermsFixture memory fixture,
        uint256 since,
        uint16 payout
    ) private returns (uint256 openedAt) {
        openedAt = since + fixture.contestWindow - 1;
        _warp(openedAt);
        _setKey(managedAccount, AGENT, uint40(openedAt + 1), 15);
        bytes32 id = _dealId(fixture);
        bytes32 digest = Digests.contest(address(quittance), id, 0, 2, payout, fixture.bond, managedAccount);
        bytes32 nonce = Digests.bond(address(quittance), managedAccount, id, 0, 2, managedAccount, fixture.bond);
        IContests.BondPayment memory payment = IContests.BondPayment(
            managedAccount,
            false,
            0,
            _seal(managedAccount, nonce)
        );
        quittance.contest(fixture.whole(), 0, managedAccount, payout, _signByKey(digest), payment);
    }

    function _cutOff() private {
        _setKey(managedAccount, AGENT, 0, 0);
        _freeze(managedAccount);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        _handOver(PRINCIPAL, NOBODY);
    }

    function _bound(TermsFixture memory fixture) private pure returns (uint256) {
        uint256 deadline = fixture.milestones[0].deadline;
        return latestEnd(deadline, fixture.verdictWindow, fixture.contestWindow, fixture.rulingWindow);
    }

    function _requireNothingLost() private view {
        uint256 owed = quittance.balanceOf(BUYER) + quittance.balanceOf(SELLER) + quittance.balanceOf(PAYER);
        VM.assertEq(
            owed + _balance(managedAccount),
            usdc.balanceOf(address(quittance)),
            "all of it is in somebody's balance"
        );
    }
}
