// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {AccountStage} from "../support/AccountStage.sol";
import {Digests} from "../support/Digests.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicySheet, PolicySheets} from "../support/PolicySheet.sol";
import {Signing} from "../support/Signing.sol";
import {TermSheet} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

/// @dev Between two accounts of one principal: what one gives up, the other is asked for as well where both sign.
contract GiveUpTest is AccountStage {
    uint40 private constant VALID_UNTIL = NOW + 1 days;
    uint96 private constant TO_SELLER = 20e6;
    uint96 private constant TOTAL = AMOUNT_0 + AMOUNT_1 + AMOUNT_2;

    enum Act {
        Accept,
        Concede,
        AgreeAsBuyer,
        AgreeAsSeller,
        CancelAsSeller
    }

    uint32 private _index = 10;

    function test_EveryWay() external {
        for (uint8 i = 0; i < 5; ++i) {
            uint256 snapshot = VM.snapshotState();
            (TermSheet memory sheet, PolicySheet memory policy) = _deal(Act(i), UNLIMITED);
            _setKey(_giver(Act(i), sheet), AGENT, KEY_EXPIRY, Capabilities.GIVE_UP);
            _act(Act(i), sheet, _sealed(Act(i), sheet, _envelope(policy)));
            VM.assertGe(_settled(_dealId(sheet)), 1, "settled");
            VM.revertToState(snapshot);
        }
    }

    function test_EveryWay_RevertWhen_TheKeyMayNot() external {
        for (uint8 i = 0; i < 5; ++i) {
            (TermSheet memory sheet, PolicySheet memory policy) = _deal(Act(i), UNLIMITED);
            address giver = _giver(Act(i), sheet);
            bytes memory word = _sealed(Act(i), sheet, _envelope(policy));
            _setKey(giver, AGENT, NOW + 60, 11);
            _refuse(
                Act(i),
                sheet,
                word,
                abi.encodeWithSelector(
                    IAuthority.Quittance_CapabilityMissing.selector,
                    giver,
                    AGENT,
                    Capabilities.GIVE_UP,
                    uint256(11)
                )
            );
            _setKey(giver, AGENT, 0, 0);
            _refuse(
                Act(i),
                sheet,
                word,
                abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, giver, AGENT)
            );
        }
    }

    function test_EveryWay_RevertWhen_TheKeyExpired() external {
        for (uint8 i = 0; i < 5; ++i) {
            uint256 snapshot = VM.snapshotState();
            (TermSheet memory sheet, PolicySheet memory policy) = _deal(Act(i), UNLIMITED);
            address giver = _giver(Act(i), sheet);
            _setKey(giver, AGENT, NOW + 60, 15);
            VM.warp(NOW + 60);
            _refuse(
                Act(i),
                sheet,
                _sealed(Act(i), sheet, _envelope(policy)),
                abi.encodeWithSelector(
                    IAuthority.Quittance_KeyExpired.selector,
                    giver,
                    AGENT,
                    uint256(NOW) + 60,
                    uint256(NOW) + 60
                )
            );
            VM.revertToState(snapshot);
        }
    }

    function test_EveryWay_RevertWhen_SomethingElseWasSigned() external {
        for (uint8 i = 0; i < 5; ++i) {
            (TermSheet memory sheet, PolicySheet memory policy) = _deal(Act(i), UNLIMITED);
            Act other = Act((i + 1) % 5);
            if (Act(i) == Act.AgreeAsBuyer) other = Act.Accept;
            bytes memory word = _envelope(policy).assemble(Signing.sign(AGENT_KEY, _digest(other, sheet)), "");
            _refuse(
                Act(i),
                sheet,
                word,
                abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, AGENT, _digest(Act(i), sheet))
            );
        }
    }

    function test_EveryWay_TheThreshold() external {
        for (uint8 i = 0; i < 5; ++i) {
            uint256 snapshot = VM.snapshotState();
            uint64 givenUp = _givenUp(Act(i));
            (TermSheet memory sheet, PolicySheet memory policy) = _deal(Act(i), givenUp);
            _act(Act(i), sheet, _sealed(Act(i), sheet, _envelope(policy)));
            (sheet, policy) = _deal(Act(i), givenUp - 1);
            _refuse(
                Act(i),
                sheet,
                _sealed(Act(i), sheet, _envelope(policy)),
                abi.encodeWithSelector(
                    IAuthority.Quittance_ApprovalMissing.selector,
                    _giver(Act(i), sheet),
                    givenUp - 1,
                    givenUp
                )
            );
            _refuseWrongApproval(Act(i), sheet, policy);
            Envelope memory envelope = _envelope(policy);
            envelope.approver = PRINCIPAL_KEY;
            _act(Act(i), sheet, _sealed(Act(i), sheet, envelope));
            VM.revertToState(snapshot);
        }
    }

    function test_EveryWay_TheControllerNeedsNoApproval() external {
        for (uint8 i = 0; i < 5; ++i) {
            uint256 snapshot = VM.snapshotState();
            (TermSheet memory sheet, PolicySheet memory policy) = _deal(Act(i), 0);
            _act(Act(i), sheet, _sealed(Act(i), sheet, _envelopeBy(PRINCIPAL_KEY, policy)));
            (sheet, policy) = _deal(Act(i), 0);
            Envelope memory envelope = _envelopeBy(PRINCIPAL_KEY, policy);
            envelope.key = 0;
            bytes memory unsigned = _sealed(Act(i), sheet, envelope);
            bytes memory other = _counterpart(Act(i), sheet);
            VM.prank(PRINCIPAL);
            _call(Act(i), sheet, unsigned, other);
            VM.revertToState(snapshot);
        }
    }

    function test_CancelByTheBuyer_GivesUpNothing() external {
        (TermSheet memory sheet, PolicySheet memory policy) = _deal(Act.Accept, 0);
        bytes32 digest = _digest(Act.CancelAsSeller, sheet);
        bytes memory buyers = _sealWith(_envelope(policy), sheet.buyer, digest);
        bytes memory sellers = _seal(sheet.seller, digest);
        quittance.cancel(sheet.whole(), TOTAL, VALID_UNTIL, buyers, sellers);
        VM.assertEq(_balance(sheet.buyer), HANDLE_ROW, "everything is back");
    }

    function test_CancelByTheBuyer_NeedsTheCapability() external {
        (TermSheet memory sheet, PolicySheet memory policy) = _deal(Act.Accept, 0);
        bytes32 digest = _digest(Act.CancelAsSeller, sheet);
        _setKey(sheet.buyer, AGENT, KEY_EXPIRY, 11);
        bytes memory buyers = _sealWith(_envelope(policy), sheet.buyer, digest);
        bytes memory sellers = _seal(sheet.seller, digest);
        VM.expectPartialRevert(IAuthority.Quittance_CapabilityMissing.selector);
        quittance.cancel(sheet.whole(), TOTAL, VALID_UNTIL, buyers, sellers);
    }

    function test_RevertWhen_ThePolicyIsAnother() external {
        (TermSheet memory sheet, PolicySheet memory policy) = _deal(Act.Accept, 7);
        bytes memory word = _sealed(Act.Accept, sheet, _envelope(PolicySheets.unlimited()));
        _refuse(
            Act.Accept,
            sheet,
            word,
            abi.encodeWithSelector(
                IAuthority.Quittance_PolicyMismatch.selector,
                sheet.buyer,
                policy.hashFor(PRINCIPAL),
                PolicySheets.unlimited().hashFor(PRINCIPAL)
            )
        );
    }

    function test_RevertWhen_TheEnvelopeIsNone() external {
        (TermSheet memory sheet, ) = _deal(Act.Accept, UNLIMITED);
        bytes32 digest = _digest(Act.Accept, sheet);
        bytes[3] memory wrong = [bytes(""), _speak(digest), Signing.sign(AGENT_KEY, digest)];
        for (uint256 i = 0; i < 3; ++i) {
            _refuse(
                Act.Accept,
                sheet,
                wrong[i],
                abi.encodeWithSelector(
                    IAuthority.Quittance_AuthorizationMalformed.selector,
                    sheet.buyer,
                    wrong[i].length
                )
            );
        }
    }

    function test_WhateverElseThePolicySays() external {
        (TermSheet memory sheet, PolicySheet memory policy) = _deal(Act.Accept, UNLIMITED);
        PolicySheet memory nothing = PolicySheet(0, 0, 0, UNLIMITED, 1, 0, 1, bytes32("a"), bytes32("b"));
        _setPolicy(sheet.buyer, policy, nothing);
        _act(Act.Accept, sheet, _sealed(Act.Accept, sheet, _envelope(nothing)));
        VM.assertEq(_settled(_dealId(sheet)), 1, "settled");
    }

    function test_FrozenOrNot() external {
        for (uint8 i = 0; i < 5; ++i) {
            uint256 snapshot = VM.snapshotState();
            (TermSheet memory sheet, PolicySheet memory policy) = _deal(Act(i), UNLIMITED);
            _freeze(sheet.buyer);
            _freeze(sheet.seller);
            VM.prank(PRINCIPAL);
            quittance.freezeAll(PRINCIPAL);
            _act(Act(i), sheet, _sealed(Act(i), sheet, _envelope(policy)));
            VM.revertToState(snapshot);
        }
    }

    function test_RevertWhen_TheAccountSpeaksForItself() external {
        for (uint8 i = 0; i < 5; ++i) {
            (TermSheet memory sheet, ) = _deal(Act(i), UNLIMITED);
            address giver = _giver(Act(i), sheet);
            bytes memory other = _counterpart(Act(i), sheet);
            VM.expectRevert();
            VM.prank(giver);
            _call(Act(i), sheet, "", other);
        }
    }

    // ---- the acts ----

    /// @return sheet Open between two new accounts, of which the one that gives up has a threshold.
    /// @return policy Of that one.
    function _deal(Act act, uint64 threshold) private returns (TermSheet memory sheet, PolicySheet memory policy) {
        policy = PolicySheets.unlimited();
        address other = _openHandle(++_index, policy);
        address giver = _openHandle(++_index, policy);
        bool buying = act == Act.Accept || act == Act.AgreeAsBuyer;
        sheet = _soldBy(buying ? other : giver, _bought(buying ? giver : other));
        sheet.salt = _index;
        _openFor(sheet);
        policy = PolicySheets.unlimited();
        policy.approvalAbove = threshold;
        _setPolicy(giver, PolicySheets.unlimited(), policy);
    }

    function _giver(Act act, TermSheet memory sheet) private pure returns (address) {
        return act == Act.Accept || act == Act.AgreeAsBuyer ? sheet.buyer : sheet.seller;
    }

    function _givenUp(Act act) private pure returns (uint64) {
        if (act == Act.AgreeAsBuyer) return uint64(TO_SELLER);
        if (act == Act.AgreeAsSeller) return uint64(AMOUNT_0 - TO_SELLER);
        return uint64(act == Act.CancelAsSeller ? TOTAL : AMOUNT_0);
    }

    function _digest(Act act, TermSheet memory sheet) private view returns (bytes32) {
        address q = address(quittance);
        bytes32 dealId = _dealId(sheet);
        if (act == Act.Accept) return Digests.acceptance(q, dealId, 0);
        if (act == Act.Concede) return Digests.concession(q, dealId, 0);
        if (act == Act.CancelAsSeller) return Digests.cancellation(q, dealId, TOTAL, VALID_UNTIL);
        return Digests.agreement(q, dealId, 0, TO_SELLER, VALID_UNTIL);
    }

    function _sealed(Act act, TermSheet memory sheet, Envelope memory envelope) private view returns (bytes memory) {
        return _sealWith(envelope, _giver(act, sheet), _digest(act, sheet));
    }

    /// @return What the other side signs, where it has to.
    function _counterpart(Act act, TermSheet memory sheet) private view returns (bytes memory) {
        address other = _giver(act, sheet) == sheet.buyer ? sheet.seller : sheet.buyer;
        return _seal(other, _digest(act, sheet));
    }

    function _act(Act act, TermSheet memory sheet, bytes memory word) private {
        _call(act, sheet, word, _counterpart(act, sheet));
    }

    function _refuse(Act act, TermSheet memory sheet, bytes memory word, bytes memory reason) private {
        bytes memory other = _counterpart(act, sheet);
        VM.expectRevert(reason);
        _call(act, sheet, word, other);
    }

    function _refuseWrongApproval(Act act, TermSheet memory sheet, PolicySheet memory policy) private {
        address giver = _giver(act, sheet);
        bytes32 digest = _digest(act, sheet);
        bytes memory signature = Signing.sign(AGENT_KEY, digest);
        bytes memory approval = _approval(PRINCIPAL_KEY, giver, _dealId(sheet));
        _refuse(
            act,
            sheet,
            _envelope(policy).assemble(signature, approval),
            abi.encodeWithSelector(
                IDeals.Quittance_InvalidSignature.selector,
                PRINCIPAL,
                AccountDigests.approval(address(quittance), giver, digest)
            )
        );
    }

    function _call(Act act, TermSheet memory sheet, bytes memory word, bytes memory other) private {
        ISettlements contract_ = ISettlements(address(quittance));
        bytes memory terms = sheet.whole();
        if (act == Act.Accept) contract_.accept(terms, 0, word);
        if (act == Act.Concede) contract_.concede(terms, 0, word);
        if (act == Act.AgreeAsBuyer) contract_.agree(terms, 0, TO_SELLER, VALID_UNTIL, word, other);
        if (act == Act.AgreeAsSeller) contract_.agree(terms, 0, TO_SELLER, VALID_UNTIL, other, word);
        if (act == Act.CancelAsSeller) contract_.cancel(terms, TOTAL, VALID_UNTIL, other, word);
    }
}
