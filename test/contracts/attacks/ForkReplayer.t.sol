// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IQuittance} from "../../../contracts/interfaces/IQuittance.sol";
import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {AccountUpdates} from "../support/AccountUpdates.sol";
import {Approvals} from "../support/Approval.sol";
import {BallotBox} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The relayer that carries the words of a contest to a fork of the chain, to another contract of the same
/// code, to another deal of the same parties or to the next round.
contract ForkReplayerTest is TabBase {
    function test_OnAForkOfTheChainTheDealHasAnotherId() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        bytes memory whole = fixture.whole();
        bytes memory ruling = Signing.sign(ARBITER_KEY, Digests.ruling(address(quittance), dealId, 0, EVIDENCE, 5_000));
        bytes memory ballots = BallotBox.pack(_votes(fixture, 3, _three(0, 0, 0)));
        bytes memory rating = Signing.sign(BUYER_KEY, Digests.rating(address(quittance), dealId, SELLER, 5, 0));
        VM.chainId(block.chainid + 1);
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.rule(whole, 0, 5_000, ruling);
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.recordBallots(whole, 0, _drawn(3), ballots);
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.rate(whole, BUYER, 5, 0, rating);
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.settle(whole, 0);
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.releaseBond(whole, 0, 2, _drawn(3));
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.drawPanel(whole, 0);
    }

    /// @dev SECURITY.md says so: no exit of an open deal works under another chain id, balances do, and the old id
    /// brings every exit back.
    function test_UnderAnotherChainIdDealsHaveNoExitAndBalancesDo() external {
        TermsFixture memory fixture = _fixtureWithFees();
        bytes32 dealId = _open(fixture);
        _fundLedger(SELLER, 7);
        uint256 home = block.chainid;
        VM.chainId(home + 1);
        VM.warp(DEADLINE_2 + 1);
        bytes memory whole = fixture.whole();
        bytes memory schedule = fixture.schedule();
        bytes32 rest = fixture.adjudicationHash();
        VM.startPrank(BUYER);
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.reclaim(schedule, rest, 0, "");
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.release(whole, 0, "");
        VM.stopPrank();
        VM.startPrank(SELLER);
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.refund(whole, 0, "");
        uint256 before = usdc.balanceOf(SELLER);
        quittance.withdraw(SELLER, 7, 1);
        VM.stopPrank();
        VM.assertEq(usdc.balanceOf(SELLER) - before, 7, "a balance goes where its owner says");
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(managedAccount, PRINCIPAL, 5, 1);
        VM.assertEq(usdc.balanceOf(PRINCIPAL), 5, "and so does a managed account's");
        VM.assertEq(_unsettled(dealId), fixture.total(), "the deal's money stays");
        VM.chainId(home);
        VM.prank(BUYER);
        quittance.reclaim(schedule, rest, 0, "");
        VM.assertEq(_settled(dealId), 1, "the old id brings the exits back");
    }

    /// @dev The fork knows nonces of its own: what paid a bond here pays none there.
    function test_OnAForkOfTheChainTheBondHasAnotherNonce() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, 7_000);
        bytes32 here = quittance.bondIdOf(BUYER, dealId, 0, 2, BUYER, BOND);
        VM.chainId(block.chainid + 1);
        VM.assertNotEq(quittance.bondIdOf(BUYER, dealId, 0, 2, BUYER, BOND), here, "another chain, another nonce");
    }

    function test_AtAnotherContractOfTheSameCode() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, 7_000);
        bytes memory contest = _contestSignature(fixture, BUYER_KEY, 2, 7_000, BUYER);
        bytes memory payment = Signing.sign(PAYER_KEY, _walletBondDigest(fixture, PAYER, 2, BUYER));
        IQuittance here = quittance;
        quittance = _deployQuittance(address(usdc));
        _fundLedger(BUYER, BALANCE);
        bytes32 dealThere = _stand(fixture, 7_000);
        VM.assertNotEq(dealId, dealThere, "another contract, another id");
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.contest(fixture.whole(), 0, BUYER, 7_000, contest, _fromBalance(BUYER));
        VM.prank(BUYER);
        VM.expectRevert(bytes("FiatTokenV2: invalid signature"));
        quittance.contest(fixture.whole(), 0, BUYER, 7_000, "", IContests.BondPayment(PAYER, true, OPEN_BY, payment));
        here.contest(fixture.whole(), 0, BUYER, 7_000, contest, _fromBalance(BUYER));
    }

    function test_AtAnotherDealOfTheSameParties() external {
        TermsFixture memory fixture = _contestable();
        TermsFixture memory twin = _contestable();
        twin.salt = 2;
        _secondRound(fixture, 7_000, BUYER);
        _secondRound(twin, 7_000, BUYER);
        bytes memory ballots = BallotBox.pack(_votes(fixture, 3, _same(2, 0)));
        VM.expectPartialRevert(BallotSet.Quittance_InvalidBallotSignature.selector);
        quittance.recordBallots(twin.whole(), 0, _drawn(3), ballots);
        _vote(fixture, 3, _same(2, 0));
        _vote(twin, 3, _same(2, 0));
        bytes memory contest = _contestSignature(fixture, SELLER_KEY, 3, 0, SELLER);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.contest(twin.whole(), 0, SELLER, 0, contest, _fromBalance(SELLER));
        _contest(fixture, SELLER, 0);
        _contest(twin, SELLER, 0);
        bytes memory ruling = Signing.sign(
            ARBITER_KEY,
            Digests.ruling(address(quittance), _dealId(fixture), 0, EVIDENCE, 5_000)
        );
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.rule(twin.whole(), 0, 5_000, ruling);
        quittance.rule(fixture.whole(), 0, 5_000, ruling);
    }

    /// @dev The contest of round 2 is not the contest of round 3, though it says the same payout and payer.
    function test_AtTheNextRound() external {
        TermsFixture memory fixture = _contestable();
        _stand(fixture, 7_000);
        bytes memory second = _contestSignature(fixture, BUYER_KEY, 2, 7_000, PAYER);
        bytes memory authorization = _bondSignature(fixture, PAYER_KEY, 2, BUYER);
        IContests.BondPayment memory bond = IContests.BondPayment(PAYER, false, 0, authorization);
        quittance.contest(fixture.whole(), 0, BUYER, 7_000, second, bond);
        VM.warp(NOW + V);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.contest(fixture.whole(), 0, BUYER, 7_000, second, bond);
        bytes memory third = _contestSignature(fixture, BUYER_KEY, 3, 7_000, PAYER);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.contest(fixture.whole(), 0, BUYER, 7_000, third, bond);
        VM.assertEq(quittance.balanceOf(PAYER), BALANCE - BOND, "it paid the bond it signed for, once");
    }

    // ---- tabs and orders ----

    function test_OnAForkOfTheChainTabsAndOrdersHaveOtherIds() external {
        Tab memory tab = _tab();
        _openTab(tab);
        Tab memory next = _walletTab();
        Order memory order = _order(managedAccount, 1, 1e6);
        bytes memory reserve = _authorizationTo(next);
        bytes memory authorisation = Signing.sign(BUYER_KEY, _walletTabDigest(next));
        bytes memory envelope = _orderSeal(order);
        bytes memory closing = _closingOf(tab, SELLER_KEY);
        VM.chainId(block.chainid + 1);
        VM.expectPartialRevert(ITabs.Quittance_TabUnknown.selector);
        quittance.closeTab(tab, closing);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.openTab(next, false, reserve);
        VM.expectRevert();
        quittance.openTab(next, true, authorisation);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        _pay(order, envelope);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - RESERVE, "nothing more");
    }

    /// @dev The same principal opened the same account at both: it has another address there.
    function test_AtAnotherContractOfTheSameCodeTheAccountIsAnother() external {
        Order memory order = _order(managedAccount, 1, 1e6);
        bytes memory envelope = _orderSeal(order);
        Tab memory tab = _walletTab();
        bytes memory reserve = _authorizationTo(tab);
        bytes memory authorisation = Signing.sign(BUYER_KEY, _walletTabDigest(tab));
        IQuittance here = quittance;
        address managedAccountHere = managedAccount;
        quittance = _deployQuittance(address(usdc));
        managedAccount = _openManagedAccount(0, PolicyFixtures.unlimited());
        _fundLedger(BUYER, BALANCE);
        VM.assertFalse(managedAccount == managedAccountHere, "another contract, another address");
        order.account = managedAccount;
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        _pay(order, envelope);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.openTab(tab, false, reserve);
        VM.expectRevert(bytes("FiatTokenV2: invalid signature"));
        quittance.openTab(tab, true, authorisation);
        // An envelope for the address of the one names no one at the other.
        order.account = managedAccountHere;
        VM.expectRevert();
        _pay(order, envelope);
        quittance = here;
        _pay(order, envelope);
    }

    /// @dev An approval is for one account at one contract; the same words elsewhere approve nothing.
    function test_AnApprovalFromAnotherContract() external {
        Order memory order = _order(managedAccount, 1, 1e6);
        address there = address(_deployQuittance(address(usdc)));
        VM.prank(PRINCIPAL);
        quittance.updateAccounts(
            AccountUpdates.policy(managedAccount, PolicyFixtures.unlimited().pack(), _strict().pack())
        );
        bytes memory foreign = Approvals.payOrder(order).sign(PRINCIPAL_KEY, there, managedAccount, _orderId(order));
        bytes memory own = Signing.sign(AGENT_KEY, _orderId(order));
        bytes memory sealed_ = _envelope(_strict()).assemble(own, foreign);
        VM.expectRevert(
            abi.encodeWithSelector(
                IDeals.Quittance_InvalidSignature.selector,
                PRINCIPAL,
                _approvalDigest(managedAccount, _orderId(order), Approvals.payOrder(order))
            )
        );
        _pay(order, sealed_);
    }

    function _strict() private pure returns (PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        policy.approvalAbove = 0;
    }
}
