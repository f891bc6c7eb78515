// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {IUnclaimedPayouts} from "../../contracts/interfaces/IUnclaimedPayouts.sol";
import {Signatures} from "../../contracts/libraries/Signatures.sol";
import {DealBase} from "./support/DealBase.sol";
import {TermsFixture} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

contract ClaimPayoutTest is DealBase {
    function setUp() public override {
        super.setUp();
        _open(_fixture());
        _open(_second());
    }

    function test_RevertWhen_NothingIsUnclaimed() external {
        VM.expectRevert(abi.encodeWithSelector(IUnclaimedPayouts.Quittance_NoUnclaimedPayout.selector, SELLER));
        quittance.claimPayout(SELLER);
    }

    function test_RefusedPayout_WaitsAndIsTold() external {
        usdc.blacklist(SELLER);
        VM.expectEmit(address(quittance));
        emit ILedger.PayoutRefused(_dealId(_fixture()), SELLER, AMOUNT_0);
        _judge(_fixture(), 0, FULL);
        VM.assertEq(quittance.unclaimedPayoutOf(SELLER), AMOUNT_0, "unclaimed payout");
        VM.assertEq(quittance.balanceOf(SELLER), 0, "not spendable");
        VM.assertEq(_settled(_dealId(_fixture())), 1, "settled all the same");
    }

    function test_RefusedRefund_WaitsForTheBuyer() external {
        usdc.blacklist(BUYER);
        VM.prank(SELLER);
        quittance.refund(_fixture().whole(), 1, "");
        VM.assertEq(quittance.unclaimedPayoutOf(BUYER), AMOUNT_1, "unclaimed payout");
        usdc.unBlacklist(BUYER);
        uint256 before = usdc.balanceOf(BUYER);
        quittance.claimPayout(BUYER);
        VM.assertEq(usdc.balanceOf(BUYER), before + AMOUNT_1, "paid");
    }

    function test_RevertWhen_TokenStillRefuses() external {
        _refuse();
        VM.expectRevert(
            abi.encodeWithSelector(
                IUnclaimedPayouts.Quittance_PayoutStillRefused.selector,
                SELLER,
                uint256(AMOUNT_0) + AMOUNT_1
            )
        );
        quittance.claimPayout(SELLER);
        VM.assertEq(quittance.unclaimedPayoutOf(SELLER), AMOUNT_0 + AMOUNT_1, "as it was");
    }

    function test_RevertWhen_TokenIsPaused() external {
        _refuse();
        usdc.unBlacklist(SELLER);
        usdc.pause();
        VM.expectPartialRevert(IUnclaimedPayouts.Quittance_PayoutStillRefused.selector);
        quittance.claimPayout(SELLER);
    }

    function test_PaysEverythingThatWaitedToThatAddressOnly() external {
        _refuse();
        usdc.unBlacklist(SELLER);
        VM.expectEmit(address(quittance));
        emit IUnclaimedPayouts.PayoutClaimed(SELLER, AMOUNT_0 + AMOUNT_1);
        VM.prank(STRANGER);
        quittance.claimPayout(SELLER);
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0 + AMOUNT_1, "paid");
        VM.assertEq(usdc.balanceOf(STRANGER), 0, "the caller");
        VM.expectRevert(abi.encodeWithSelector(IUnclaimedPayouts.Quittance_NoUnclaimedPayout.selector, SELLER));
        quittance.claimPayout(SELLER);
    }

    function test_RevertWhen_ThereIsTooLittleGas() external {
        _refuse();
        usdc.unBlacklist(SELLER);
        VM.expectPartialRevert(Signatures.Quittance_InsufficientGas.selector);
        quittance.claimPayout{gas: 120_000}(SELLER);
        VM.assertEq(quittance.unclaimedPayoutOf(SELLER), AMOUNT_0 + AMOUNT_1, "as it was");
    }

    /// @dev No one but the address itself is ever paid from its unclaimed payout: not even its own withdrawal reaches
    /// it.
    function test_RevertWhen_TheUnclaimedPayoutIsWithdrawn() external {
        _refuse();
        VM.prank(SELLER);
        VM.expectPartialRevert(ILedger.Quittance_InsufficientBalance.selector);
        quittance.withdraw(STRANGER, 1, 1);
    }

    /// @dev A payout to the ledger asks the token nothing.
    function test_PayoutToTheLedger_IsNeverRefused() external {
        TermsFixture memory fixture = _fixture();
        fixture.salt = 3;
        fixture.destinations = 6;
        _open(fixture);
        usdc.blacklist(SELLER);
        usdc.pause();
        _judge(fixture, 0, FULL);
        VM.assertEq(quittance.balanceOf(SELLER), AMOUNT_0, "balance");
        VM.assertEq(quittance.unclaimedPayoutOf(SELLER), 0, "unclaimed payout");
    }

    function _second() private view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.salt = 2;
    }

    /// @dev Two milestones of two deals wait.
    function _refuse() private {
        usdc.blacklist(SELLER);
        _judge(_fixture(), 0, FULL);
        _judge(_second(), 1, FULL);
    }
}
