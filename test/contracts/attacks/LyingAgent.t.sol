// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Approval, Approvals, ShownPayee} from "../support/Approval.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice An agent tells the service that approves for its principal something else than it does. The service refuses
/// what is above its own limit, and signs what it is shown; so the agent shows less.
contract LyingAgentTest is TabBase {
    address private _account;

    function setUp() public override {
        super.setUp();
        _account = _openManagedAccount(1, _strict());
    }

    function test_promise_30_TheServiceIsToldTwelveAndFourHundredAreNotPaid() external {
        Order memory shown = _orderTo(_account, 1, _one(SELLER), 12e6);
        Order memory paid = _orderTo(_account, 1, _one(SELLER), 400e6);
        Approval memory read = Approvals.payOrder(shown);
        uint96 before = quittance.balanceOf(SELLER);
        _refuse(paid, read);
        VM.assertEq(quittance.balanceOf(SELLER), before, "nothing is paid");
        _pay(paid, _sealedOrder(paid, Approvals.payOrder(paid)));
        VM.assertEq(quittance.balanceOf(SELLER) - before, 400e6, "but what the service has read");
    }

    /// @dev The amount is honest; the payee is not, or the purpose.
    function test_promise_30_TheServiceIsToldAnotherPayeeOrPurpose() external {
        Order memory paid = _orderTo(_account, 1, _one(STRANGER), 12e6);
        Approval memory read = Approvals.payOrder(_orderTo(_account, 1, _one(SELLER), 12e6));
        _refuse(paid, read);
        read = Approvals.payOrder(paid);
        read.purpose = "pay a bond";
        _refuse(paid, read);
    }

    /// @dev The seller is shown with everything, and the marketplace's tenth is not shown.
    function test_promise_30_TheMarketplacesTenthCannotBeHidden() external {
        TermsFixture memory fixture = _bought(_account);
        (fixture.marketplace, fixture.marketplaceFee) = (MARKETPLACE, 1_000);
        (fixture.panelAccount, fixture.verificationFee) = (address(0), 0);
        Approval memory read = Approvals.openDeal(fixture);
        VM.assertEq(read.payees[1].most, fixture.total() / 10, "a tenth");
        ShownPayee[] memory both = read.payees;
        read.payees = new ShownPayee[](1);
        read.payees[0] = both[0];
        _refuseDeal(fixture, read);
        read.payees = both;
        (both[1].payee, both[1].most) = (MARKETPLACE, both[1].most - 1);
        _refuseDeal(fixture, read);
        Envelope memory envelope = _envelope(_strict());
        (envelope.approver, envelope.approval) = (PRINCIPAL_KEY, Approvals.openDeal(fixture));
        _openWith(fixture, envelope);
    }

    function _strict() private pure returns (PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        policy.approvalAbove = 0;
    }

    /// @dev The service signs what it read, for the digest that the agent gave it.
    function _sealedOrder(Order memory order, Approval memory read) private view returns (bytes memory) {
        Envelope memory envelope = _envelope(_strict());
        (envelope.approver, envelope.approval) = (PRINCIPAL_KEY, read);
        return _sealWith(envelope, _account, _orderId(order));
    }

    function _refuse(Order memory order, Approval memory read) private {
        bytes memory envelope = _sealedOrder(order, read);
        bytes32 needed = _approvalDigest(_account, _orderId(order), Approvals.payOrder(order));
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, PRINCIPAL, needed));
        _pay(order, envelope);
    }

    function _refuseDeal(TermsFixture memory fixture, Approval memory read) private {
        bytes32 dealId = _dealId(fixture);
        bytes memory approval = _approve(PRINCIPAL_KEY, _account, dealId, read);
        bytes memory buyers = _envelope(_strict()).assemble(Signing.sign(AGENT_KEY, dealId), approval);
        bytes memory sellers = _sellerSignature(fixture);
        bytes32 needed = _approvalDigest(_account, dealId, Approvals.openDeal(fixture));
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, PRINCIPAL, needed));
        quittance.open(fixture.whole(), buyers, sellers);
    }
}
