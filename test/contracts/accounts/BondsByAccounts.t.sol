// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IPanelSource} from "../../../contracts/interfaces/IJurorPool.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {AccountStage} from "../support/AccountStage.sol";
import {Digests} from "../support/Digests.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicySheet, PolicySheets} from "../support/PolicySheet.sol";
import {TermSheet} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

/// @dev The account's periods are of thirty days.
contract BondsByAccountsTest is AccountStage {
    uint256 private constant PERIOD = (HOUR_NOW - (HOUR_NOW % 720)) * 1 hours;
    uint256 private constant NEXT_PERIOD = PERIOD + 30 days;

    uint64 private constant LESS = uint64(BOND) - 1;

    address private _account;
    uint256 private _total;

    function setUp() public override {
        super.setUp();
        _account = _openHandle(1, _monthly());
        _total = _contestable().total();
    }

    // ---- in ----

    function test_CommitsTheBondOfItsOwnContest() external {
        TermSheet memory sheet = _standing(_contestable(), FULL);
        bytes32 nonce = Digests.bond(address(quittance), _dealId(sheet), 0, 2, _account);
        VM.expectEmit(address(quittance));
        emit IContests.ContestOpened(_dealId(sheet), _account, 0, 2, FULL, _account, BOND, false);
        VM.expectEmit(address(quittance));
        emit IAuthority.FundsCommitted(_account, nonce, AGENT, BOND);
        _contestAs(sheet, 2, FULL);
        VM.assertEq(_balance(_account), HANDLE_ROW - _total - BOND, "row");
        _requireSpent(_account, _total + BOND, _total + BOND, PERIOD, "contested");
        VM.assertEq(quittance.contestOf(_dealId(sheet), 0, 2).payer, _account, "payer");
    }

    function test_CommitsTheBondOfAnothersContest() external {
        TermSheet memory sheet = _contestable();
        _stand(sheet, FULL);
        IContests.BondPayment memory payment = _bondOf(sheet, _envelope(_monthly()), 2, BUYER);
        VM.prank(BUYER);
        quittance.contest(sheet.whole(), 0, BUYER, FULL, "", payment);
        _requireSpent(_account, BOND, BOND, PERIOD, "paid");
    }

    function test_RevertWhen_ThereIsNoEnvelopeForTheBond() external {
        TermSheet memory sheet = _standing(_contestable(), FULL);
        bytes memory word = _word(sheet, 2, FULL, _account);
        bytes[2] memory wrong = [bytes(""), word];
        for (uint256 i = 0; i < 2; ++i) {
            IContests.BondPayment memory payment = IContests.BondPayment(_account, false, 0, wrong[i]);
            VM.expectRevert(
                abi.encodeWithSelector(IAuthority.Quittance_AuthorizationMalformed.selector, _account, wrong[i].length)
            );
            quittance.contest(sheet.whole(), 0, _account, FULL, word, payment);
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
        PolicySheet memory policy = _monthly();
        (policy.perTransaction, policy.perPeriod, policy.lifetime) = (LESS, LESS, LESS);
        _refuseLimit(policy, IAuthority.Quittance_PerTransactionLimitExceeded.selector);
        policy.perTransaction = uint64(BOND);
        _refuseLimit(policy, IAuthority.Quittance_PeriodLimitExceeded.selector);
        policy.perPeriod = uint64(BOND);
        _refuseLimit(policy, IAuthority.Quittance_LifetimeLimitExceeded.selector);
        policy.lifetime = uint64(BOND);
        TermSheet memory sheet = _contestable();
        sheet.salt = 9;
        _stand(sheet, FULL);
        _setPolicy(_account, _monthly(), policy);
        IContests.BondPayment memory payment = _bondOf(sheet, _envelope(policy), 2, BUYER);
        VM.prank(BUYER);
        quittance.contest(sheet.whole(), 0, BUYER, FULL, "", payment);
    }

    function test_AboveTheThreshold() external {
        PolicySheet memory policy = _monthly();
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
        TermSheet memory sheet = _contestable();
        Envelope memory envelope = _envelope(policy);
        envelope.approver = PRINCIPAL_KEY;
        IContests.BondPayment memory payment = _bondOf(sheet, envelope, 2, BUYER);
        VM.prank(BUYER);
        quittance.contest(sheet.whole(), 0, BUYER, FULL, "", payment);
    }

    function test_RevertWhen_TheEnvelopeIsForAnotherBond() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _stand(sheet, FULL);
        address q = address(quittance);
        bytes32[4] memory others = [
            Digests.bond(q, dealId, 0, 2, SELLER),
            Digests.bond(q, dealId, 0, 3, BUYER),
            Digests.bond(q, dealId, 1, 2, BUYER),
            dealId
        ];
        bytes32 asked = Digests.bond(q, dealId, 0, 2, BUYER);
        for (uint256 i = 0; i < 4; ++i) {
            bytes memory word = _sealWith(_envelope(_monthly()), _account, others[i]);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, AGENT, asked));
            VM.prank(BUYER);
            quittance.contest(sheet.whole(), 0, BUYER, FULL, "", IContests.BondPayment(_account, false, 0, word));
        }
    }

    function test_RevertWhen_TheRowHoldsLess() external {
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(_account, PRINCIPAL, HANDLE_ROW - BOND + 1);
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
        TermSheet memory sheet = _standing(_contestable(), FULL);
        _fundLedger(PRINCIPAL, BOND);
        _freeze(_account);
        VM.startPrank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        quittance.contest(
            sheet.whole(),
            0,
            _account,
            FULL,
            abi.encodePacked(PRINCIPAL),
            IContests.BondPayment(PRINCIPAL, false, 0, "")
        );
        VM.stopPrank();
        VM.assertEq(quittance.balanceOf(PRINCIPAL), 0, "its own row");
        _requireSpent(_account, _total, _total, PERIOD, "not the account's");
    }

    // ---- out ----

    function test_Returned_BecauseNobodyVoted() external {
        TermSheet memory sheet = _standing(_withoutArbiter(), FULL);
        _contestAs(sheet, 2, FULL);
        VM.warp(NOW + V);
        VM.expectEmit(address(quittance));
        emit IContests.BondReturned(_dealId(sheet), _account, 0, 2, BOND);
        VM.expectEmit(address(quittance));
        emit IAuthority.BudgetRestored(_account, _dealId(sheet), BOND);
        quittance.settle(sheet.whole(), 0);
        _requireSpent(_account, _total, _total, PERIOD, "returned");
        VM.assertEq(_balance(_account), HANDLE_ROW - _total, "row");
    }

    function test_Returned_BecauseTheContestEndedBefore() external {
        TermSheet memory sheet = _standing(_withoutArbiter(), FULL);
        _contestAs(sheet, 2, FULL);
        bytes32 digest = Digests.acceptance(address(quittance), _dealId(sheet), 0);
        quittance.accept(sheet.whole(), 0, _sealWith(_envelope(_monthly()), _account, digest));
        VM.expectEmit(address(quittance));
        emit IAuthority.BudgetRestored(_account, _dealId(sheet), BOND);
        quittance.releaseBond(sheet.whole(), 0, 2, "");
        _requireSpent(_account, _total, _total, PERIOD, "released");
    }

    function test_Reimbursed() external {
        TermSheet memory sheet = _standing(_withoutArbiter(), FULL);
        _contestAs(sheet, 2, FULL);
        _draw(sheet, 3);
        VM.expectEmit(address(quittance));
        emit IContests.BondReimbursed(_dealId(sheet), _account, 0, 2, BOND);
        VM.expectEmit(address(quittance));
        emit IAuthority.BudgetRestored(_account, _dealId(sheet), BOND);
        VM.expectEmit(address(quittance));
        emit IAuthority.BudgetRestored(_account, _dealId(sheet), (AMOUNT_0 * 6) / 10);
        _vote(sheet, 3, _same(2, 4_000));
        uint256 left = _total - (AMOUNT_0 * 6) / 10;
        _requireSpent(_account, left, left, PERIOD, "reimbursed");
        VM.warp(NOW + V);
        quittance.releaseBond(sheet.whole(), 0, 2, _drawn(3));
        _requireSpent(_account, left, left, PERIOD, "the jurors' share");
    }

    function test_Reimbursed_AsFarAsThePartReaches() external {
        TermSheet memory sheet = _standing(_contestable(), FULL);
        _contestAs(sheet, 2, FULL);
        _draw(sheet, 3);
        _vote(sheet, 3, _same(2, 8_000));
        _contestAs(sheet, 3, 8_000);
        _rule(sheet, 5_000);
        uint256 part = AMOUNT_0 / 2;
        uint256 net = part - part / 40;
        uint256 left = _total + 2 * BOND - part - net;
        _requireSpent(_account, left, left, PERIOD, "both, as far as that goes");
        VM.assertEq(_balance(_account), HANDLE_ROW - left, "row");
    }

    function test_Earned_StaysSpent() external {
        TermSheet memory sheet = _standing(_withoutArbiter(), 4_000);
        _contestAs(sheet, 2, 4_000);
        _draw(sheet, 3);
        _vote(sheet, 3, _same(2, FULL));
        VM.warp(NOW + V);
        quittance.releaseBond(sheet.whole(), 0, 2, _drawn(3));
        _requireSpent(_account, _total + BOND, _total + BOND, PERIOD, "the jurors have it");
    }

    function test_Returned_InALaterPeriod() external {
        TermSheet memory sheet = _standing(_withoutArbiter(), FULL);
        _contestAs(sheet, 2, FULL);
        VM.warp(NEXT_PERIOD);
        _spend(_account, _monthly(), 1, 3e6);
        quittance.settle(sheet.whole(), 0);
        _requireSpent(_account, _total + 3e6, 3e6, NEXT_PERIOD, "for ever only");
    }

    // ---- the panel ----

    function test_PrincipalsAndControllersAreLeftOutOfThePanel() external {
        address seller = _openHandleOf(STRANGER, 0, PolicySheets.unlimited());
        TermSheet memory sheet = _soldBy(seller, _boughtBy(_account, _withoutArbiter()));
        _handOver(PRINCIPAL, SUCCESSOR);
        _openBetween(sheet);
        quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, _verdictOfHandle(sheet, 0, FULL));
        _contestAs(sheet, 2, FULL);
        address[] memory excluded = new address[](8);
        (excluded[0], excluded[1], excluded[2]) = (_account, PRINCIPAL, SUCCESSOR);
        (excluded[3], excluded[4]) = (seller, STRANGER);
        for (uint256 i = 0; i < 3; ++i) excluded[i + 5] = sheet.panel[i];
        pool.expectDraw(
            abi.encodeCall(IPanelSource.draw, (_dealId(sheet), 0, uint256(NOW), block.number, 3, excluded))
        );
        pool.setPanel(_drawnPanel(3));
        quittance.drawPanel(sheet.whole(), 0);
    }

    function test_RevertWhen_ThePoolDrawsAController() external {
        TermSheet memory sheet = _boughtBy(_account, _withoutArbiter());
        _openWith(sheet, _envelope(_monthly()));
        _handOver(PRINCIPAL, SUCCESSOR);
        _judge(sheet, 0, FULL);
        _contestAs(sheet, 2, FULL);
        address[2] memory related = [PRINCIPAL, SUCCESSOR];
        for (uint256 i = 0; i < 2; ++i) {
            pool.setPanel(_panelWith(related[i]));
            VM.expectRevert();
            quittance.drawPanel(sheet.whole(), 0);
        }
        pool.setPanel(_drawnPanel(3));
        quittance.drawPanel(sheet.whole(), 0);
    }

    function _monthly() private pure returns (PolicySheet memory policy) {
        policy = PolicySheets.unlimited();
        policy.period = 720;
    }

    /// @return Bought by the account, with a verdict of `payout` that stands.
    function _standing(TermSheet memory sheet, uint16 payout) private returns (TermSheet memory) {
        sheet = _boughtBy(_account, sheet);
        _openWith(sheet, _envelope(_monthly()));
        _judge(sheet, 0, payout);
        return sheet;
    }

    function _openBetween(TermSheet memory sheet) private {
        bytes memory buyers = _sealWith(_envelope(_monthly()), _account, _dealId(sheet));
        quittance.open(sheet.whole(), buyers, _speak(_dealId(sheet)));
    }

    function _word(
        TermSheet memory sheet,
        uint8 round,
        uint16 payout,
        address payer
    ) private view returns (bytes memory) {
        return _speak(Digests.contest(address(quittance), _dealId(sheet), 0, round, payout, payer));
    }

    function _bondOf(
        TermSheet memory sheet,
        Envelope memory envelope,
        uint8 round,
        address contester
    ) private view returns (IContests.BondPayment memory) {
        bytes32 nonce = Digests.bond(address(quittance), _dealId(sheet), 0, round, contester);
        return IContests.BondPayment(_account, false, 0, _sealWith(envelope, _account, nonce));
    }

    function _contestAs(TermSheet memory sheet, uint8 round, uint16 payout) private {
        bytes memory word = _word(sheet, round, payout, _account);
        IContests.BondPayment memory payment = _bondOf(sheet, _envelope(_monthly()), round, _account);
        quittance.contest(sheet.whole(), 0, _account, payout, word, payment);
    }

    /// @dev Of a contest by the buyer, which the account pays; opened where it is not yet.
    function _refuse(PolicySheet memory policy, bytes memory reason) private {
        TermSheet memory sheet = _contestable();
        if (_unsettled(_dealId(sheet)) == 0) _stand(sheet, FULL);
        IContests.BondPayment memory payment = _bondOf(sheet, _envelope(policy), 2, BUYER);
        VM.expectRevert(reason);
        VM.prank(BUYER);
        quittance.contest(sheet.whole(), 0, BUYER, FULL, "", payment);
    }

    function _refuseLimit(PolicySheet memory policy, bytes4 reason) private {
        _setPolicy(_account, _monthly(), policy);
        _refuse(policy, abi.encodeWithSelector(reason, _account, uint256(LESS), uint256(BOND), uint256(LESS)));
        _setPolicy(_account, policy, _monthly());
    }

    /// @return panel In order, with `related` in it.
    function _panelWith(address related) private pure returns (address[] memory panel) {
        panel = _drawnPanel(3);
        panel[2] = related;
        for (uint256 i = 2; i > 0 && panel[i] < panel[i - 1]; --i) {
            (panel[i], panel[i - 1]) = (panel[i - 1], panel[i]);
        }
    }
}
