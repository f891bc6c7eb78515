// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IPanelSource} from "../../../contracts/interfaces/IJurorPool.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {Approvals} from "../support/Approval.sol";
import {Digests} from "../support/Digests.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev The account's periods are of thirty days.
contract BondsByAccountsTest is AccountBase {
    uint256 private constant PERIOD = (HOUR_NOW - (HOUR_NOW % 720)) * 1 hours;
    uint256 private constant NEXT_PERIOD = PERIOD + 30 days;

    uint64 private constant LESS = uint64(BOND) - 1;

    address private _account;
    uint256 private _total;

    function setUp() public override {
        super.setUp();
        _account = _openManagedAccount(1, _monthly());
        _total = _contestable().total();
    }

    // ---- in ----

    function test_CommitsTheBondOfItsOwnContest() external {
        TermsFixture memory fixture = _provisional(_contestable(), FULL);
        bytes32 nonce = Digests.bond(address(quittance), _account, _dealId(fixture), 0, 2, _account, BOND);
        VM.expectEmit(address(quittance));
        emit IAuthority.FundsCommitted(_account, nonce, AGENT, BOND);
        VM.expectEmit(address(quittance));
        emit IContests.ContestOpened(_dealId(fixture), _account, 0, 2, FULL, _account, BOND, false);
        _contestAs(fixture, 2, FULL);
        VM.assertEq(_balance(_account), MANAGED_ACCOUNT_BALANCE - _total - BOND, "balance");
        _requireSpent(_account, _total + BOND, _total + BOND, PERIOD, "contested");
        VM.assertEq(quittance.contestOf(_dealId(fixture), 0, 2).payer, _account, "payer");
    }

    function test_CommitsTheBondOfAnothersContest() external {
        TermsFixture memory fixture = _contestable();
        _stand(fixture, FULL);
        IContests.BondPayment memory payment = _bondOf(fixture, _envelope(_monthly()), 2, BUYER);
        VM.prank(BUYER);
        quittance.contest(fixture.whole(), 0, BUYER, FULL, "", payment);
        _requireSpent(_account, BOND, BOND, PERIOD, "paid");
    }

    function test_RevertWhen_ThereIsNoEnvelopeForTheBond() external {
        TermsFixture memory fixture = _provisional(_contestable(), FULL);
        bytes memory word = _word(fixture, 2, FULL, _account);
        bytes[2] memory wrong = [bytes(""), word];
        for (uint256 i = 0; i < 2; ++i) {
            IContests.BondPayment memory payment = IContests.BondPayment(_account, false, 0, wrong[i]);
            VM.expectRevert(
                abi.encodeWithSelector(IAuthority.Quittance_AuthorizationMalformed.selector, _account, wrong[i].length)
            );
            quittance.contest(fixture.whole(), 0, _account, FULL, word, payment);
        }
    }

    function test_RevertWhen_TheKeyMayNotCommit() external {
        _setKey(_account, AGENT, KEY_EXPIRY, 14);
        _refuse(
            _monthly(),
            abi.encodeWithSelector(
                IAuthority.Quittance_CapabilityMissing.selector,
                _account,
                AGENT,
                uint256(1),
                uint256(14)
            )
        );
    }

    function test_RevertWhen_Frozen() external {
        _freeze(_account);
        _refuse(_monthly(), abi.encodeWithSelector(IAuthority.Quittance_FrozenAccount.selector, _account, PRINCIPAL));
    }

    function test_TheBondCountsAgainstTheLimits() external {
        PolicyFixture memory policy = _monthly();
        (policy.perTransaction, policy.perPeriod, policy.lifetime) = (LESS, LESS, LESS);
        _refuseLimit(policy, IAuthority.Quittance_PerTransactionLimitExceeded.selector);
        policy.perTransaction = uint64(BOND);
        _refuseLimit(policy, IAuthority.Quittance_PeriodLimitExceeded.selector);
        policy.perPeriod = uint64(BOND);
        _refuseLimit(policy, IAuthority.Quittance_LifetimeLimitExceeded.selector);
        policy.lifetime = uint64(BOND);
        TermsFixture memory fixture = _contestable();
        fixture.salt = 9;
        _stand(fixture, FULL);
        _setPolicy(_account, _monthly(), policy);
        IContests.BondPayment memory payment = _bondOf(fixture, _envelope(policy), 2, BUYER);
        VM.prank(BUYER);
        quittance.contest(fixture.whole(), 0, BUYER, FULL, "", payment);
    }

    function test_AboveTheThreshold() external {
        PolicyFixture memory policy = _monthly();
        policy.approvalAbove = LESS;
        _setPolicy(_account, _monthly(), policy);
        _refuse(
            policy,
            abi.encodeWithSelector(
                IAuthority.Quittance_ApprovalMissing.selector,
                _account,
                uint256(BOND) - 1,
                uint256(BOND)
            )
        );
        TermsFixture memory fixture = _contestable();
        Envelope memory envelope = _envelope(policy);
        (envelope.approver, envelope.approval) = (PRINCIPAL_KEY, Approvals.payBond(fixture));
        IContests.BondPayment memory payment = _bondOf(fixture, envelope, 2, BUYER);
        VM.prank(BUYER);
        quittance.contest(fixture.whole(), 0, BUYER, FULL, "", payment);
    }

    function test_RevertWhen_TheEnvelopeIsForAnotherBond() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, FULL);
        address q = address(quittance);
        bytes32[4] memory others = [
            Digests.bond(q, _account, dealId, 0, 2, SELLER, BOND),
            Digests.bond(q, _account, dealId, 0, 3, BUYER, BOND),
            Digests.bond(q, _account, dealId, 1, 2, BUYER, BOND),
            dealId
        ];
        bytes32 asked = Digests.bond(q, _account, dealId, 0, 2, BUYER, BOND);
        for (uint256 i = 0; i < 4; ++i) {
            bytes memory word = _sealWith(_envelope(_monthly()), _account, others[i]);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, AGENT, asked));
            VM.prank(BUYER);
            quittance.contest(fixture.whole(), 0, BUYER, FULL, "", IContests.BondPayment(_account, false, 0, word));
        }
    }

    function test_RevertWhen_TheBalanceHoldsLess() external {
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(_account, PRINCIPAL, MANAGED_ACCOUNT_BALANCE - BOND + 1, 1);
        _refuse(
            _monthly(),
            abi.encodeWithSelector(
                ILedger.Quittance_InsufficientBalance.selector,
                _account,
                uint256(BOND) - 1,
                uint256(BOND)
            )
        );
    }

    // ---- by its principal ----

    function test_ThePrincipalContestsForItAndPays() external {
        TermsFixture memory fixture = _provisional(_contestable(), FULL);
        _fundLedger(PRINCIPAL, BOND);
        _freeze(_account);
        VM.startPrank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        quittance.contest(
            fixture.whole(),
            0,
            _account,
            FULL,
            abi.encodePacked(PRINCIPAL),
            IContests.BondPayment(PRINCIPAL, false, 0, "")
        );
        VM.stopPrank();
        VM.assertEq(quittance.balanceOf(PRINCIPAL), 0, "its own balance");
        _requireSpent(_account, _total, _total, PERIOD, "not the account's");
    }

    // ---- out ----

    function test_Returned_BecauseNobodyVoted() external {
        TermsFixture memory fixture = _provisional(_withoutArbiter(), FULL);
        _contestAs(fixture, 2, FULL);
        VM.warp(NOW + V);
        VM.expectEmit(address(quittance));
        emit IContests.BondReturned(_dealId(fixture), _account, 0, 2, BOND);
        VM.expectEmit(address(quittance));
        emit IAuthority.BudgetRestored(_account, _bondId(fixture, _account, 2, _account), BOND);
        quittance.settle(fixture.whole(), 0);
        _requireSpent(_account, _total, _total, PERIOD, "returned");
        VM.assertEq(_balance(_account), MANAGED_ACCOUNT_BALANCE - _total, "balance");
    }

    function test_Returned_BecauseTheContestEndedBefore() external {
        TermsFixture memory fixture = _provisional(_withoutArbiter(), FULL);
        _contestAs(fixture, 2, FULL);
        bytes32 digest = Digests.release(address(quittance), fixture, 0);
        quittance.release(fixture.whole(), 0, _sealWith(_envelope(_monthly()), _account, digest));
        VM.expectEmit(address(quittance));
        emit IAuthority.BudgetRestored(_account, _bondId(fixture, _account, 2, _account), BOND);
        quittance.releaseBond(fixture.whole(), 0, 2, "");
        _requireSpent(_account, _total, _total, PERIOD, "released");
    }

    function test_Reimbursed() external {
        TermsFixture memory fixture = _provisional(_withoutArbiter(), FULL);
        _contestAs(fixture, 2, FULL);
        _draw(fixture, 3);
        VM.expectEmit(address(quittance));
        emit IContests.BondReimbursed(_dealId(fixture), _account, 0, 2, BOND);
        VM.expectEmit(address(quittance));
        emit IAuthority.BudgetRestored(_account, _bondId(fixture, _account, 2, _account), BOND);
        VM.expectEmit(address(quittance));
        emit IAuthority.BudgetRestored(_account, _dealId(fixture), (AMOUNT_0 * 6) / 10);
        _vote(fixture, 3, _same(2, 4_000));
        uint256 left = _total - (AMOUNT_0 * 6) / 10;
        _requireSpent(_account, left, left, PERIOD, "reimbursed");
        VM.warp(NOW + V);
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        _requireSpent(_account, left, left, PERIOD, "the jurors' share");
    }

    function test_Reimbursed_AsFarAsThePartReaches() external {
        TermsFixture memory fixture = _provisional(_contestable(), FULL);
        _contestAs(fixture, 2, FULL);
        _draw(fixture, 3);
        _vote(fixture, 3, _same(2, 8_000));
        _contestAs(fixture, 3, 8_000);
        _rule(fixture, 5_000);
        uint256 part = AMOUNT_0 / 2;
        uint256 net = part - part / 40;
        uint256 left = _total + 2 * BOND - part - net;
        _requireSpent(_account, left, left, PERIOD, "both, as far as that goes");
        VM.assertEq(_balance(_account), MANAGED_ACCOUNT_BALANCE - left, "balance");
    }

    function test_Earned_StaysSpent() external {
        TermsFixture memory fixture = _provisional(_withoutArbiter(), 4_000);
        _contestAs(fixture, 2, 4_000);
        _draw(fixture, 3);
        _vote(fixture, 3, _same(2, FULL));
        VM.warp(NOW + V);
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        _requireSpent(_account, _total + BOND, _total + BOND, PERIOD, "the jurors have it");
    }

    function test_Returned_InALaterPeriod() external {
        TermsFixture memory fixture = _provisional(_withoutArbiter(), FULL);
        _contestAs(fixture, 2, FULL);
        VM.warp(NEXT_PERIOD);
        _spend(_account, _monthly(), 1, 3e6);
        quittance.settle(fixture.whole(), 0);
        _requireSpent(_account, _total + 3e6, 3e6, NEXT_PERIOD, "in all only");
    }

    // ---- the panel ----

    /// @dev Principals and controllers can change between the contest and the draw, and the draw must not: only the
    /// addresses that the terms name are left out of the panel.
    function test_AHandoverAfterTheContestChangesNothingInTheQuestion() external {
        address seller = _openManagedAccountOf(STRANGER, 0, PolicyFixtures.unlimited());
        TermsFixture memory fixture = _soldBy(seller, _boughtBy(_account, _withoutArbiter()));
        _openBetween(fixture);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, _verdictOfManagedAccount(fixture, 0, FULL));
        _contestAs(fixture, 2, FULL);
        address[] memory excluded = new address[](8);
        (excluded[0], excluded[1], excluded[2]) = (_account, seller, address(pool));
        for (uint256 i = 0; i < 3; ++i) excluded[i + 3] = fixture.panel[i];
        (excluded[6], excluded[7]) = (MARKETPLACE, PANEL_ACCOUNT);
        pool.expectDraw(
            abi.encodeCall(
                IPanelSource.draw,
                (_dealId(fixture), 0, uint256(NOW), uint256(NOW), block.number, 3, excluded)
            )
        );
        _handOver(PRINCIPAL, SUCCESSOR);
        pool.setPanel(_drawnPanel(3));
        quittance.drawPanel(fixture.whole(), 0);
    }

    function _monthly() private pure returns (PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        policy.period = 720;
    }

    /// @return Bought by the account, with a verdict of `payout` that stands.
    function _provisional(TermsFixture memory fixture, uint16 payout) private returns (TermsFixture memory) {
        fixture = _boughtBy(_account, fixture);
        _openWith(fixture, _envelope(_monthly()));
        _judge(fixture, 0, payout);
        return fixture;
    }

    function _openBetween(TermsFixture memory fixture) private {
        bytes memory buyers = _sealWith(_envelope(_monthly()), _account, _dealId(fixture));
        quittance.open(fixture.whole(), buyers, _signByKey(_dealId(fixture)));
    }

    function _word(
        TermsFixture memory fixture,
        uint8 round,
        uint16 payout,
        address payer
    ) private view returns (bytes memory) {
        return _signByKey(Digests.contest(address(quittance), _dealId(fixture), 0, round, payout, BOND, payer));
    }

    function _bondOf(
        TermsFixture memory fixture,
        Envelope memory envelope,
        uint8 round,
        address contester
    ) private view returns (IContests.BondPayment memory) {
        bytes32 nonce = Digests.bond(address(quittance), _account, _dealId(fixture), 0, round, contester, BOND);
        return IContests.BondPayment(_account, false, 0, _sealWith(envelope, _account, nonce));
    }

    function _contestAs(TermsFixture memory fixture, uint8 round, uint16 payout) private {
        bytes memory word = _word(fixture, round, payout, _account);
        IContests.BondPayment memory payment = _bondOf(fixture, _envelope(_monthly()), round, _account);
        quittance.contest(fixture.whole(), 0, _account, payout, word, payment);
    }

    /// @dev Of a contest by the buyer, which the account pays; opened where it is not yet.
    function _refuse(PolicyFixture memory policy, bytes memory reason) private {
        TermsFixture memory fixture = _contestable();
        if (_unsettled(_dealId(fixture)) == 0) _stand(fixture, FULL);
        IContests.BondPayment memory payment = _bondOf(fixture, _envelope(policy), 2, BUYER);
        VM.expectRevert(reason);
        VM.prank(BUYER);
        quittance.contest(fixture.whole(), 0, BUYER, FULL, "", payment);
    }

    function _refuseLimit(PolicyFixture memory policy, bytes4 reason) private {
        _setPolicy(_account, _monthly(), policy);
        _refuse(policy, abi.encodeWithSelector(reason, _account, uint256(LESS), uint256(BOND), uint256(LESS)));
        _setPolicy(_account, policy, _monthly());
    }
}
