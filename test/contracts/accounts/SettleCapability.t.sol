// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {Approval, Approvals} from "../support/Approval.sol";
import {Digests} from "../support/Digests.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev Between two accounts of one principal: what one gives up, the other is asked for as well where both sign.
contract SettleCapabilityTest is AccountBase {
    uint40 private constant VALID_UNTIL = NOW + 1 days;
    uint96 private constant TO_SELLER = 20e6;
    uint96 private constant TOTAL = AMOUNT_0 + AMOUNT_1 + AMOUNT_2;

    enum Act {
        Release,
        Refund,
        AgreeAsBuyer,
        AgreeAsSeller,
        CancelAsSeller
    }

    uint32 private _index = 10;

    function test_EveryWay() external {
        for (uint8 i = 0; i < 5; ++i) {
            uint256 snapshot = VM.snapshotState();
            (TermsFixture memory fixture, PolicyFixture memory policy) = _deal(Act(i), UNLIMITED);
            _setKey(_giver(Act(i), fixture), AGENT, KEY_EXPIRY, Capabilities.SETTLE);
            _act(Act(i), fixture, _sealed(Act(i), fixture, _envelope(policy)));
            VM.assertGe(_settled(_dealId(fixture)), 1, "settled");
            VM.revertToState(snapshot);
        }
    }

    function test_EveryWay_RevertWhen_TheKeyMayNot() external {
        for (uint8 i = 0; i < 5; ++i) {
            (TermsFixture memory fixture, PolicyFixture memory policy) = _deal(Act(i), UNLIMITED);
            address giver = _giver(Act(i), fixture);
            bytes memory word = _sealed(Act(i), fixture, _envelope(policy));
            _setKey(giver, AGENT, NOW + 60, 27);
            _refuse(
                Act(i),
                fixture,
                word,
                abi.encodeWithSelector(
                    IAuthority.Quittance_CapabilityMissing.selector,
                    giver,
                    AGENT,
                    Capabilities.SETTLE,
                    uint256(27)
                )
            );
            _setKey(giver, AGENT, 0, 0);
            _refuse(
                Act(i),
                fixture,
                word,
                abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, giver, AGENT)
            );
        }
    }

    function test_EveryWay_RevertWhen_TheKeyExpired() external {
        for (uint8 i = 0; i < 5; ++i) {
            uint256 snapshot = VM.snapshotState();
            (TermsFixture memory fixture, PolicyFixture memory policy) = _deal(Act(i), UNLIMITED);
            address giver = _giver(Act(i), fixture);
            _setKey(giver, AGENT, NOW + 60, 15);
            VM.warp(NOW + 60);
            _refuse(
                Act(i),
                fixture,
                _sealed(Act(i), fixture, _envelope(policy)),
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
            (TermsFixture memory fixture, PolicyFixture memory policy) = _deal(Act(i), UNLIMITED);
            Act other = Act((i + 1) % 5);
            if (Act(i) == Act.AgreeAsBuyer) other = Act.Release;
            bytes memory word = _envelope(policy).assemble(Signing.sign(AGENT_KEY, _digest(other, fixture)), "");
            _refuse(
                Act(i),
                fixture,
                word,
                abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, AGENT, _digest(Act(i), fixture))
            );
        }
    }

    function test_EveryWay_TheThreshold() external {
        for (uint8 i = 0; i < 5; ++i) {
            uint256 snapshot = VM.snapshotState();
            uint64 givenUp = _givenUp(Act(i));
            (TermsFixture memory fixture, PolicyFixture memory policy) = _deal(Act(i), givenUp);
            _act(Act(i), fixture, _sealed(Act(i), fixture, _envelope(policy)));
            (fixture, policy) = _deal(Act(i), givenUp - 1);
            _refuse(
                Act(i),
                fixture,
                _sealed(Act(i), fixture, _envelope(policy)),
                abi.encodeWithSelector(
                    IAuthority.Quittance_ApprovalMissing.selector,
                    _giver(Act(i), fixture),
                    givenUp - 1,
                    givenUp
                )
            );
            _refuseWrongApproval(Act(i), fixture, policy);
            Envelope memory envelope = _envelope(policy);
            (envelope.approver, envelope.approval) = (PRINCIPAL_KEY, _shown(Act(i), fixture));
            _act(Act(i), fixture, _sealed(Act(i), fixture, envelope));
            VM.revertToState(snapshot);
        }
    }

    function test_EveryWay_TheControllerNeedsNoApproval() external {
        for (uint8 i = 0; i < 5; ++i) {
            uint256 snapshot = VM.snapshotState();
            (TermsFixture memory fixture, PolicyFixture memory policy) = _deal(Act(i), 0);
            _act(Act(i), fixture, _sealed(Act(i), fixture, _envelopeBy(PRINCIPAL_KEY, policy)));
            (fixture, policy) = _deal(Act(i), 0);
            Envelope memory envelope = _envelopeBy(PRINCIPAL_KEY, policy);
            envelope.key = 0;
            bytes memory unsigned = _sealed(Act(i), fixture, envelope);
            bytes memory other = _counterpart(Act(i), fixture);
            VM.prank(PRINCIPAL);
            _call(Act(i), fixture, unsigned, other);
            VM.revertToState(snapshot);
        }
    }

    function test_CancelByTheBuyer_GivesUpNothing() external {
        (TermsFixture memory fixture, PolicyFixture memory policy) = _deal(Act.Release, 0);
        bytes32 digest = _digest(Act.CancelAsSeller, fixture);
        bytes memory buyers = _sealWith(_envelope(policy), fixture.buyer, digest);
        bytes memory sellers = _seal(fixture.seller, digest);
        quittance.cancel(fixture.whole(), TOTAL, VALID_UNTIL, buyers, sellers);
        VM.assertEq(_balance(fixture.buyer), MANAGED_ACCOUNT_BALANCE, "everything is back");
    }

    function test_CancelByTheBuyer_NeedsTheCapability() external {
        (TermsFixture memory fixture, PolicyFixture memory policy) = _deal(Act.Release, 0);
        bytes32 digest = _digest(Act.CancelAsSeller, fixture);
        _setKey(fixture.buyer, AGENT, KEY_EXPIRY, 27);
        bytes memory buyers = _sealWith(_envelope(policy), fixture.buyer, digest);
        bytes memory sellers = _seal(fixture.seller, digest);
        VM.expectPartialRevert(IAuthority.Quittance_CapabilityMissing.selector);
        quittance.cancel(fixture.whole(), TOTAL, VALID_UNTIL, buyers, sellers);
    }

    function test_RevertWhen_ThePolicyIsAnother() external {
        (TermsFixture memory fixture, PolicyFixture memory policy) = _deal(Act.Release, 7);
        bytes memory word = _sealed(Act.Release, fixture, _envelope(PolicyFixtures.unlimited()));
        _refuse(
            Act.Release,
            fixture,
            word,
            abi.encodeWithSelector(
                IAuthority.Quittance_PolicyMismatch.selector,
                fixture.buyer,
                policy.hashFor(PRINCIPAL),
                PolicyFixtures.unlimited().hashFor(PRINCIPAL)
            )
        );
    }

    function test_RevertWhen_TheEnvelopeIsNone() external {
        (TermsFixture memory fixture, ) = _deal(Act.Release, UNLIMITED);
        bytes32 digest = _digest(Act.Release, fixture);
        bytes[3] memory wrong = [bytes(""), _signByKey(digest), Signing.sign(AGENT_KEY, digest)];
        for (uint256 i = 0; i < 3; ++i) {
            _refuse(
                Act.Release,
                fixture,
                wrong[i],
                abi.encodeWithSelector(
                    IAuthority.Quittance_AuthorizationMalformed.selector,
                    fixture.buyer,
                    wrong[i].length
                )
            );
        }
    }

    function test_WhateverElseThePolicySays() external {
        (TermsFixture memory fixture, PolicyFixture memory policy) = _deal(Act.Release, UNLIMITED);
        PolicyFixture memory nothing = PolicyFixture(0, 0, 0, UNLIMITED, 1, 0, 1, bytes32("a"), bytes32("b"), "");
        _setPolicy(fixture.buyer, policy, nothing);
        _act(Act.Release, fixture, _sealed(Act.Release, fixture, _envelope(nothing)));
        VM.assertEq(_settled(_dealId(fixture)), 1, "settled");
    }

    function test_FrozenOrNot() external {
        for (uint8 i = 0; i < 5; ++i) {
            uint256 snapshot = VM.snapshotState();
            (TermsFixture memory fixture, PolicyFixture memory policy) = _deal(Act(i), UNLIMITED);
            _freeze(fixture.buyer);
            _freeze(fixture.seller);
            VM.prank(PRINCIPAL);
            quittance.freezeAll(PRINCIPAL);
            _act(Act(i), fixture, _sealed(Act(i), fixture, _envelope(policy)));
            VM.revertToState(snapshot);
        }
    }

    function test_RevertWhen_TheAccountSpeaksForItself() external {
        for (uint8 i = 0; i < 5; ++i) {
            (TermsFixture memory fixture, ) = _deal(Act(i), UNLIMITED);
            address giver = _giver(Act(i), fixture);
            bytes memory other = _counterpart(Act(i), fixture);
            VM.expectRevert();
            VM.prank(giver);
            _call(Act(i), fixture, "", other);
        }
    }

    // ---- the acts ----

    /// @return fixture Open between two new accounts, of which the one that gives up has a threshold.
    /// @return policy Of that one.
    function _deal(
        Act act,
        uint64 threshold
    ) private returns (TermsFixture memory fixture, PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        address other = _openManagedAccount(++_index, policy);
        address giver = _openManagedAccount(++_index, policy);
        bool buying = act == Act.Release || act == Act.AgreeAsBuyer;
        fixture = _soldBy(buying ? other : giver, _bought(buying ? giver : other));
        fixture.salt = _index;
        _openFor(fixture);
        policy = PolicyFixtures.unlimited();
        policy.approvalAbove = threshold;
        _setPolicy(giver, PolicyFixtures.unlimited(), policy);
    }

    function _giver(Act act, TermsFixture memory fixture) private pure returns (address) {
        return act == Act.Release || act == Act.AgreeAsBuyer ? fixture.buyer : fixture.seller;
    }

    function _givenUp(Act act) private pure returns (uint64) {
        if (act == Act.AgreeAsBuyer) return uint64(TO_SELLER);
        if (act == Act.AgreeAsSeller) return uint64(AMOUNT_0 - TO_SELLER);
        return uint64(act == Act.CancelAsSeller ? TOTAL : AMOUNT_0);
    }

    /// @return What the controller reads: who gets what is given up, of which the marketplace takes its fee.
    function _shown(Act act, TermsFixture memory fixture) private pure returns (Approval memory) {
        uint256 amount = _givenUp(act);
        if (act == Act.Release) return Approvals.release("release a milestone", fixture, amount);
        if (act == Act.AgreeAsBuyer) return Approvals.release("agree on a split", fixture, amount);
        if (act == Act.Refund) return Approvals.single("refund a milestone", fixture.buyer, amount);
        if (act == Act.AgreeAsSeller) return Approvals.single("agree on a split", fixture.buyer, amount);
        return Approvals.single("cancel a deal", fixture.buyer, amount);
    }

    function _digest(Act act, TermsFixture memory fixture) private view returns (bytes32) {
        address q = address(quittance);
        if (act == Act.Release) return Digests.release(q, fixture, 0);
        if (act == Act.Refund) return Digests.refund(q, fixture, 0);
        if (act == Act.CancelAsSeller) return Digests.cancellation(q, fixture, TOTAL, VALID_UNTIL);
        return Digests.agreement(q, fixture, 0, TO_SELLER, VALID_UNTIL);
    }

    function _sealed(
        Act act,
        TermsFixture memory fixture,
        Envelope memory envelope
    ) private view returns (bytes memory) {
        return _sealWith(envelope, _giver(act, fixture), _digest(act, fixture));
    }

    /// @return What the other side signs, where it has to.
    function _counterpart(Act act, TermsFixture memory fixture) private view returns (bytes memory) {
        address other = _giver(act, fixture) == fixture.buyer ? fixture.seller : fixture.buyer;
        return _seal(other, _digest(act, fixture));
    }

    function _act(Act act, TermsFixture memory fixture, bytes memory word) private {
        _call(act, fixture, word, _counterpart(act, fixture));
    }

    function _refuse(Act act, TermsFixture memory fixture, bytes memory word, bytes memory reason) private {
        bytes memory other = _counterpart(act, fixture);
        VM.expectRevert(reason);
        _call(act, fixture, word, other);
    }

    function _refuseWrongApproval(Act act, TermsFixture memory fixture, PolicyFixture memory policy) private {
        address giver = _giver(act, fixture);
        bytes32 digest = _digest(act, fixture);
        bytes memory signature = Signing.sign(AGENT_KEY, digest);
        Approval memory shown = _shown(act, fixture);
        bytes memory approval = _approve(PRINCIPAL_KEY, giver, _dealId(fixture), shown);
        _refuse(
            act,
            fixture,
            _envelope(policy).assemble(signature, approval),
            abi.encodeWithSelector(
                IDeals.Quittance_InvalidSignature.selector,
                PRINCIPAL,
                _approvalDigest(giver, digest, shown)
            )
        );
    }

    function _call(Act act, TermsFixture memory fixture, bytes memory word, bytes memory other) private {
        bytes memory terms = fixture.whole();
        if (act == Act.Release) quittance.release(terms, 0, word);
        if (act == Act.Refund) quittance.refund(terms, 0, word);
        if (act == Act.AgreeAsBuyer) quittance.agree(terms, 0, TO_SELLER, VALID_UNTIL, word, other);
        if (act == Act.AgreeAsSeller) quittance.agree(terms, 0, TO_SELLER, VALID_UNTIL, other, word);
        if (act == Act.CancelAsSeller) quittance.cancel(terms, TOTAL, VALID_UNTIL, other, word);
    }
}
