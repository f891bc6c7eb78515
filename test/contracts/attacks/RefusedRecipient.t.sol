// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The token that refuses somebody, or everybody, while a milestone is contested; and anyone who sends
/// uninvited money to make the sums come out wrong.
contract RefusedRecipientTest is DisputesBase {
    function test_promise_18_EveryEndOfTheLifecycleGoesThrough() external {
        address[4] memory refused = [SELLER, BUYER, ARBITER, _drawnPanel(3)[0]];
        for (uint256 i = 0; i < refused.length; ++i) {
            uint256 snapshot = VM.snapshotState();
            TermsFixture memory fixture = _contestable();
            bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
            usdc.blacklist(refused[i]);
            _rule(fixture, 8_000);
            VM.warp(NOW + V);
            quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
            VM.assertEq(_settled(dealId), 1, "settled");
            VM.assertEq(quittance.unclaimedPayoutOf(ARBITER), 0, "bonds go to balances, which no one can refuse");
            _requireConserved(dealId, 0);
            VM.revertToState(snapshot);
        }
    }

    function test_promise_18_APausedTokenDelaysNobodysVerdict() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, 7_000);
        usdc.pause();
        _contest(fixture, BUYER, 7_000);
        _draw(fixture, 3);
        _vote(fixture, 3, _same(2, 5_000));
        _contest(fixture, SELLER, 5_000);
        _rule(fixture, 6_000);
        uint256 waits = quittance.unclaimedPayoutOf(SELLER) + quittance.unclaimedPayoutOf(BUYER);
        VM.assertGe(waits, 1, "what the token owes waits");
        _requireConserved(dealId, _leftOf(fixture));
        usdc.unpause();
        quittance.claimPayout(SELLER);
        quittance.claimPayout(BUYER);
        _requireConserved(dealId, _leftOf(fixture));
    }

    /// @dev A payer that the token refuses pays no bond from its wallet, and its balance is still good for one.
    function test_ARefusedPayer() external {
        TermsFixture memory fixture = _contestable();
        _stand(fixture, 7_000);
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(PAYER_KEY, _walletBondDigest(fixture, PAYER, 2, BUYER));
        usdc.blacklist(PAYER);
        VM.prank(BUYER);
        VM.expectRevert();
        quittance.contest(
            fixture.whole(),
            0,
            BUYER,
            7_000,
            "",
            IContests.BondPayment(PAYER, true, OPEN_BY, abi.encodePacked(r, s, v))
        );
        bytes memory authorization = _bondSignature(fixture, PAYER_KEY, 2, BUYER);
        VM.prank(BUYER);
        quittance.contest(fixture.whole(), 0, BUYER, 7_000, "", IContests.BondPayment(PAYER, false, 0, authorization));
    }

    /// @dev Money that no one asked for changes no payout, bond or share; it stays.
    function test_UninvitedMoneyInEveryStage() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, FULL);
        _mint(address(quittance), 1e6);
        _contest(fixture, BUYER, FULL);
        _mint(address(quittance), 1e6);
        _draw(fixture, 3);
        _vote(fixture, 3, _same(2, 3_000));
        _mint(address(quittance), 1e6);
        _contest(fixture, SELLER, 3_000);
        VM.deal(address(quittance), 1 ether);
        _rule(fixture, 8_000);
        VM.warp(NOW + V);
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        _fundLedger(STRANGER, 1);
        VM.assertEq(quittance.balanceOf(ARBITER), BOND, "the arbiter's");
        VM.assertEq(quittance.balanceOf(_drawnPanel(3)[0]), _leftOf(fixture) / 2, "a juror's");
        uint256 held = usdc.balanceOf(address(quittance));
        _withdrawn(BUYER);
        _withdrawn(SELLER);
        _withdrawn(PAYER);
        _withdrawn(ARBITER);
        _withdrawn(STRANGER);
        _withdrawn(DRAWER);
        _withdrawn(MARKETPLACE);
        _withdrawn(PANEL_ACCOUNT);
        _withdrawn(_drawnPanel(3)[0]);
        _withdrawn(_drawnPanel(3)[1]);
        VM.assertEq(usdc.balanceOf(address(quittance)), 3e6 + _unsettled(dealId), "the gift is no one's");
        VM.assertGe(held, 3e6, "it was there");
    }

    function _withdrawn(address account) private {
        uint96 balance = quittance.balanceOf(account);
        if (balance == 0) return;
        VM.prank(account);
        quittance.withdraw(account, balance, 1);
    }
}
