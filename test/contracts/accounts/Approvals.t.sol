// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev Of commitments; of what is given up: SettleCapability.t.sol.
contract ApprovalsTest is AccountBase {
    bytes32 private constant DIGEST = keccak256("digest");
    uint64 private constant THRESHOLD = 50e6;
    address private _account;

    function setUp() public override {
        super.setUp();
        _account = _openManagedAccount(1, _policy(THRESHOLD));
    }

    function test_TheThreshold() external {
        bytes memory alone = _sealed("");
        quittance.authorize(_commitment(_account, THRESHOLD - 1), alone);
        quittance.authorize(_commitment(_account, THRESHOLD), alone);
        _refuse(THRESHOLD + 1, alone, _missing(THRESHOLD, THRESHOLD + 1));
        quittance.authorize(_commitment(_account, THRESHOLD + 1), _sealed(_approval(PRINCIPAL_KEY, _account, DIGEST)));
        bytes32 digest = AccountDigests.approval(address(quittance), _account, DIGEST);
        quittance.authorize(_commitment(_account, THRESHOLD + 1), _sealed(Signing.signCompact(PRINCIPAL_KEY, digest)));
    }

    function test_RevertWhen_TheApprovalIsNotTheControllersForThis() external {
        bytes32 digest = AccountDigests.approval(address(quittance), _account, DIGEST);
        bytes[6] memory wrong = [
            _approval(PRINCIPAL_KEY, _account, keccak256("another")),
            _approval(PRINCIPAL_KEY, managedAccount, DIGEST),
            _approval(AGENT_KEY, _account, DIGEST),
            _approval(STRANGER_KEY, _account, DIGEST),
            Signing.signHigh(PRINCIPAL_KEY, digest),
            Signing.sign(PRINCIPAL_KEY, DIGEST)
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            _refuse(
                THRESHOLD + 1,
                _sealed(wrong[i]),
                abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, PRINCIPAL, digest)
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
        VM.expectRevert(_missing(THRESHOLD, THRESHOLD + 1));
        VM.prank(PRINCIPAL);
        quittance.authorize(_commitment(_account, THRESHOLD + 1), alone);
    }

    function test_AThresholdOfZero() external {
        _account = _openManagedAccount(2, _policy(0));
        bytes memory alone = _sealWith(_envelope(_policy(0)), _account, DIGEST);
        quittance.authorize(_commitment(_account, 0), alone);
        _refuse(1, alone, _missing(0, 1));
        Envelope memory envelope = _envelope(_policy(0));
        envelope.approver = PRINCIPAL_KEY;
        quittance.authorize(_commitment(_account, 1), _sealWith(envelope, _account, DIGEST));
    }

    function test_WhatIsNotNeededIsNotRead() external view {
        quittance.authorize(_commitment(_account, THRESHOLD), _sealed(hex"00"));
        quittance.authorize(_commitment(_account, THRESHOLD), _sealed(_approval(STRANGER_KEY, _account, DIGEST)));
    }

    function test_AContractApproves() external {
        Erc1271Wallet wallet = new Erc1271Wallet(SUCCESSOR);
        _handOver(PRINCIPAL, address(wallet));
        bytes memory approval = _approval(SUCCESSOR_KEY, _account, DIGEST);
        quittance.authorize(_commitment(_account, THRESHOLD + 1), _sealed(approval));
        bytes32 digest = AccountDigests.approval(address(quittance), _account, DIGEST);
        bytes[2] memory wrong = [
            _approval(PRINCIPAL_KEY, _account, DIGEST),
            _approval(SUCCESSOR_KEY, managedAccount, DIGEST)
        ];
        for (uint256 i = 0; i < 2; ++i) {
            _refuse(
                THRESHOLD + 1,
                _sealed(wrong[i]),
                abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, wallet, digest)
            );
        }
    }

    function test_AfterAHandOver() external {
        _handOver(PRINCIPAL, SUCCESSOR);
        quittance.authorize(_commitment(_account, THRESHOLD + 1), _sealed(_approval(SUCCESSOR_KEY, _account, DIGEST)));
        _refuse(
            THRESHOLD + 1,
            _sealed(_approval(PRINCIPAL_KEY, _account, DIGEST)),
            abi.encodeWithSelector(
                IDeals.Quittance_InvalidSignature.selector,
                SUCCESSOR,
                AccountDigests.approval(address(quittance), _account, DIGEST)
            )
        );
    }

    function test_AnApprovalOpensOneDeal() external {
        TermsFixture memory fixture = _bought(_account);
        Envelope memory envelope = _envelope(_policy(THRESHOLD));
        envelope.approver = PRINCIPAL_KEY;
        bytes32 dealId = _openWith(fixture, envelope);
        VM.assertEq(_unsettled(dealId), fixture.total(), "opened");
        bytes memory given = _approval(PRINCIPAL_KEY, _account, dealId);
        fixture.salt = 2;
        bytes32 next = _dealId(fixture);
        bytes memory buyers = _envelope(_policy(THRESHOLD)).assemble(Signing.sign(AGENT_KEY, next), given);
        bytes memory sellers = _sellerSignature(fixture);
        VM.expectRevert(
            abi.encodeWithSelector(
                IDeals.Quittance_InvalidSignature.selector,
                PRINCIPAL,
                AccountDigests.approval(address(quittance), _account, next)
            )
        );
        quittance.open(fixture.whole(), buyers, sellers);
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
