// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {Order, Payment} from "../../../contracts/types/Order.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {Approval, Approvals, ShownPayee} from "../support/Approval.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev Of commitments; of what is given up: SettleCapability.t.sol.
contract ApprovalsTest is AccountBase {
    bytes32 private constant DIGEST = keccak256("digest");
    uint64 private constant THRESHOLD = 50e6;
    uint256 private constant ABOVE = THRESHOLD + 1;
    address private _account;

    function setUp() public override {
        super.setUp();
        _account = _openManagedAccount(1, _policy(THRESHOLD));
    }

    function test_TheThreshold() external {
        bytes memory alone = _sealed("");
        quittance.authorize(_commitment(_account, THRESHOLD - 1), alone);
        quittance.authorize(_commitment(_account, THRESHOLD), alone);
        _refuse(ABOVE, alone, _missing(THRESHOLD, ABOVE));
        Approval memory shown = _approvalOf(ABOVE);
        quittance.authorize(_commitment(_account, ABOVE), _sealed(_approve(PRINCIPAL_KEY, _account, DIGEST, shown)));
        bytes memory compact = Signing.signCompact(PRINCIPAL_KEY, _approvalDigest(_account, DIGEST, shown));
        quittance.authorize(_commitment(_account, ABOVE), _sealed(abi.encodePacked(shown.validUntil, compact)));
    }

    function test_RevertWhen_TheApprovalIsNotTheControllersForThis() external {
        Approval memory shown = _approvalOf(ABOVE);
        bytes32 digest = _approvalDigest(_account, DIGEST, shown);
        bytes[6] memory wrong = [
            _approve(PRINCIPAL_KEY, _account, keccak256("another"), shown),
            _approve(PRINCIPAL_KEY, managedAccount, DIGEST, shown),
            _approve(AGENT_KEY, _account, DIGEST, shown),
            _approve(STRANGER_KEY, _account, DIGEST, shown),
            abi.encodePacked(shown.validUntil, Signing.signHigh(PRINCIPAL_KEY, digest)),
            abi.encodePacked(shown.validUntil, Signing.sign(PRINCIPAL_KEY, DIGEST))
        ];
        for (uint256 i = 0; i < wrong.length; ++i) _refuse(ABOVE, _sealed(wrong[i]), _invalid(digest));
    }

    /// @dev Promise 30: whatever the controller read must be what the contract computes.
    function test_promise_30_RevertWhen_TheControllerReadSomethingElse() external {
        Approval[6] memory read;
        for (uint256 i = 0; i < 6; ++i) read[i] = _approvalOf(ABOVE);
        read[0].purpose = "open a tab";
        read[1].total -= 1;
        read[2].payees[0].most -= 1;
        read[3].payees[0].payee = STRANGER;
        read[4].payees = new ShownPayee[](0);
        read[5].payees = new ShownPayee[](2);
        (read[5].payees[0], read[5].payees[1]) = (ShownPayee(SELLER, uint96(ABOVE)), ShownPayee(STRANGER, 0));
        bytes32 digest = _approvalDigest(_account, DIGEST, _approvalOf(ABOVE));
        for (uint256 i = 0; i < 6; ++i) {
            _refuse(ABOVE, _sealed(_approve(PRINCIPAL_KEY, _account, DIGEST, read[i])), _invalid(digest));
        }
    }

    function test_ValidUntil() external {
        Approval memory shown = _approvalOf(ABOVE);
        shown.validUntil = NOW + 60;
        bytes memory envelope = _sealed(_approve(PRINCIPAL_KEY, _account, DIGEST, shown));
        VM.warp(NOW + 59);
        quittance.authorize(_commitment(_account, ABOVE), envelope);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(NOW + 60 + late);
            _refuse(
                ABOVE,
                envelope,
                abi.encodeWithSelector(
                    ISettlements.Quittance_SignatureExpired.selector,
                    uint256(NOW) + 60,
                    NOW + 60 + late
                )
            );
        }
    }

    /// @dev The time is signed, too: writing a later one into the envelope makes it another approval.
    function test_RevertWhen_TheTimeIsWrittenAnew() external {
        Approval memory shown = _approvalOf(ABOVE);
        shown.validUntil = NOW + 60;
        bytes memory signature = Signing.sign(PRINCIPAL_KEY, _approvalDigest(_account, DIGEST, shown));
        shown.validUntil = NOW + 61;
        _refuse(
            ABOVE,
            _sealed(abi.encodePacked(shown.validUntil, signature)),
            _invalid(_approvalDigest(_account, DIGEST, shown))
        );
    }

    function test_RevertWhen_TheApprovalIsShorterThanItsTime() external {
        for (uint256 length = 1; length < 5; ++length) {
            _refuse(
                ABOVE,
                _sealed(new bytes(length)),
                abi.encodeWithSelector(IAuthority.Quittance_AuthorizationMalformed.selector, _account, length)
            );
        }
    }

    function test_TheControllerInTheKeysPlace() external {
        Envelope memory envelope = _envelopeBy(PRINCIPAL_KEY, _policy(THRESHOLD));
        quittance.authorize(_commitment(_account, UNLIMITED), _sealWith(envelope, _account, DIGEST));
        envelope.key = 0;
        bytes memory unsigned = _sealWith(envelope, _account, DIGEST);
        VM.prank(PRINCIPAL);
        quittance.authorize(_commitment(_account, UNLIMITED), unsigned);
    }

    /// @dev A relayer may be fed by the agent: its call is no word of its own.
    function test_RevertWhen_TheControllerOnlyRelays() external {
        bytes memory alone = _sealed("");
        VM.expectRevert(_missing(THRESHOLD, ABOVE));
        VM.prank(PRINCIPAL);
        quittance.authorize(_commitment(_account, ABOVE), alone);
    }

    function test_AThresholdOfZero() external {
        _account = _openManagedAccount(2, _policy(0));
        bytes memory alone = _sealWith(_envelope(_policy(0)), _account, DIGEST);
        quittance.authorize(_commitment(_account, 0), alone);
        _refuse(1, alone, _missing(0, 1));
        Envelope memory envelope = _envelope(_policy(0));
        (envelope.approver, envelope.approval) = (PRINCIPAL_KEY, _approvalOf(1));
        quittance.authorize(_commitment(_account, 1), _sealWith(envelope, _account, DIGEST));
    }

    function test_WhatIsNotNeededIsNotRead() external view {
        quittance.authorize(_commitment(_account, THRESHOLD), _sealed(hex"00"));
        bytes memory foreign = _approve(STRANGER_KEY, _account, DIGEST, _approvalOf(THRESHOLD));
        quittance.authorize(_commitment(_account, THRESHOLD), _sealed(foreign));
    }

    function test_AContractApproves() external {
        Erc1271Wallet wallet = new Erc1271Wallet(SUCCESSOR);
        _handOver(PRINCIPAL, address(wallet));
        Approval memory shown = _approvalOf(ABOVE);
        bytes memory approval = _approve(SUCCESSOR_KEY, _account, DIGEST, shown);
        quittance.authorize(_commitment(_account, ABOVE), _sealed(approval));
        bytes32 digest = _approvalDigest(_account, DIGEST, shown);
        bytes[2] memory wrong = [
            _approve(PRINCIPAL_KEY, _account, DIGEST, shown),
            _approve(SUCCESSOR_KEY, managedAccount, DIGEST, shown)
        ];
        for (uint256 i = 0; i < 2; ++i) {
            _refuse(
                ABOVE,
                _sealed(wrong[i]),
                abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, wallet, digest)
            );
        }
    }

    function test_AfterAHandOver() external {
        _handOver(PRINCIPAL, SUCCESSOR);
        Approval memory shown = _approvalOf(ABOVE);
        quittance.authorize(_commitment(_account, ABOVE), _sealed(_approve(SUCCESSOR_KEY, _account, DIGEST, shown)));
        _refuse(
            ABOVE,
            _sealed(_approve(PRINCIPAL_KEY, _account, DIGEST, shown)),
            abi.encodeWithSelector(
                IDeals.Quittance_InvalidSignature.selector,
                SUCCESSOR,
                _approvalDigest(_account, DIGEST, shown)
            )
        );
    }

    function test_AnApprovalOpensOneDeal() external {
        TermsFixture memory fixture = _bought(_account);
        Envelope memory envelope = _envelope(_policy(THRESHOLD));
        Approval memory shown = Approvals.openDeal(fixture);
        (envelope.approver, envelope.approval) = (PRINCIPAL_KEY, shown);
        bytes32 dealId = _openWith(fixture, envelope);
        VM.assertEq(_unsettled(dealId), fixture.total(), "opened");
        bytes memory given = _approve(PRINCIPAL_KEY, _account, dealId, shown);
        fixture.salt = 2;
        bytes32 next = _dealId(fixture);
        bytes memory buyers = _envelope(_policy(THRESHOLD)).assemble(Signing.sign(AGENT_KEY, next), given);
        bytes memory sellers = _sellerSignature(fixture);
        VM.expectRevert(_invalid(_approvalDigest(_account, next, shown)));
        quittance.open(fixture.whole(), buyers, sellers);
    }

    // ---- who is shown ----

    /// @dev Everyone that terms may pay, each with its most: with and without either fee.
    function test_promise_30_ADealShowsEveryPayee() external {
        for (uint64 i = 0; i < 4; ++i) {
            TermsFixture memory fixture = _bought(_account);
            fixture.salt = 10 + i;
            if (i & 1 == 0) (fixture.marketplaceFee, fixture.marketplace) = (0, address(0));
            else (fixture.marketplaceFee, fixture.marketplace) = (333, MARKETPLACE);
            if (i & 2 == 0) (fixture.verificationFee, fixture.panelAccount) = (0, address(0));
            else (fixture.verificationFee, fixture.panelAccount) = (1e6 + 1, PANEL_ACCOUNT);
            Envelope memory envelope = _envelope(_policy(THRESHOLD));
            (envelope.approver, envelope.approval) = (PRINCIPAL_KEY, Approvals.openDeal(fixture));
            VM.assertEq(envelope.approval.payees.length, 1 + (i & 1) + (i >> 1), "payees");
            _openWith(fixture, envelope);
        }
    }

    function test_promise_30_AnOrderShowsEveryPayment() external {
        Order memory order = _order(_account, 1, 30e6);
        Payment[] memory payments = new Payment[](3);
        (payments[0], payments[1], payments[2]) = (Payment(SELLER, 30e6), Payment(STRANGER, 40e6), Payment(SELLER, 5));
        order.payments = payments;
        Envelope memory envelope = _envelope(_policy(THRESHOLD));
        (envelope.approver, envelope.approval) = (PRINCIPAL_KEY, Approvals.payOrder(order));
        _pay(order, _sealWith(envelope, _account, AccountDigests.order(address(quittance), order)));
        VM.assertEq(quittance.balanceOf(STRANGER), 40e6, "paid");
    }

    function _invalid(bytes32 digest) private view returns (bytes memory) {
        return abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, PRINCIPAL, digest);
    }

    function _policy(uint64 threshold) private pure returns (PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        policy.approvalAbove = threshold;
    }

    function _sealed(bytes memory approval) private view returns (bytes memory) {
        return _envelope(_policy(THRESHOLD)).assemble(Signing.sign(AGENT_KEY, DIGEST), approval);
    }

    function _refuse(uint256 amount, bytes memory envelope, bytes memory reason) private {
        VM.expectRevert(reason);
        quittance.authorize(_commitment(_account, amount), envelope);
    }

    function _missing(uint256 threshold, uint256 requested) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_ApprovalMissing.selector, _account, threshold, requested);
    }
}
