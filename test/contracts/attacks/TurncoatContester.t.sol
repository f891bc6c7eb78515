// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IRulings} from "../../../contracts/interfaces/IRulings.sol";
import {FickleWallet} from "../../support/contracts/FickleWallet.sol";
import {Digests} from "../support/Digests.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The wallet that is a contract and changes its mind about a contest, a bond, a ruling or a rating: before it
/// is used, its word is void; afterwards, it is spent.
contract TurncoatContesterTest is DisputesBase {
    FickleWallet private wallet;

    function test_AContesterThatChangesItsMind() external {
        wallet = new FickleWallet(SELLER);
        TermsFixture memory fixture = _contestable();
        fixture.seller = address(wallet);
        bytes32 dealId = _stand(fixture, 7_000);
        _fundLedger(address(wallet), BOND);
        bytes memory signature = _contestSignature(fixture, SELLER_KEY, 2, 7_000, address(wallet));
        wallet.flip();
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.contest(fixture.whole(), 0, address(wallet), 7_000, signature, _fromBalance(address(wallet)));
        wallet.flip();
        quittance.contest(fixture.whole(), 0, address(wallet), 7_000, signature, _fromBalance(address(wallet)));
        wallet.flip();
        // The bond is in: it cannot be taken back, and the round goes on.
        VM.expectRevert(
            abi.encodeWithSelector(IContests.Quittance_BondNotDue.selector, dealId, uint256(0), uint256(2))
        );
        quittance.releaseBond(fixture.whole(), 0, 2, "");
        _draw(fixture, 3);
        _vote(fixture, 3, _same(2, FULL));
        VM.assertEq(quittance.milestoneOf(dealId, 0).provisionalPayout, FULL, "judged all the same");
    }

    function test_APayerThatChangesItsMind() external {
        wallet = new FickleWallet(PAYER);
        _fundLedger(address(wallet), BOND);
        _mint(address(wallet), BOND);
        TermsFixture memory fixture = _contestable();
        _stand(fixture, 7_000);
        bytes memory authorization = Signing.sign(PAYER_KEY, _bondId(fixture, address(wallet), 2, BUYER));
        bytes memory payment = Signing.sign(PAYER_KEY, _walletBondDigest(fixture, address(wallet), 2, BUYER));
        wallet.flip();
        VM.prank(BUYER);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.contest(
            fixture.whole(),
            0,
            BUYER,
            7_000,
            "",
            IContests.BondPayment(address(wallet), false, 0, authorization)
        );
        VM.prank(BUYER);
        VM.expectRevert();
        quittance.contest(
            fixture.whole(),
            0,
            BUYER,
            7_000,
            "",
            IContests.BondPayment(address(wallet), true, OPEN_BY, payment)
        );
        VM.assertEq(quittance.balanceOf(address(wallet)), BOND, "its balance");
        VM.assertEq(usdc.balanceOf(address(wallet)), BOND, "its wallet");
        wallet.flip();
        VM.prank(BUYER);
        quittance.contest(
            fixture.whole(),
            0,
            BUYER,
            7_000,
            "",
            IContests.BondPayment(address(wallet), false, 0, authorization)
        );
        wallet.flip();
        VM.warp(NOW + V);
        quittance.releaseBond(fixture.whole(), 0, 2, "");
        VM.assertEq(quittance.balanceOf(address(wallet)), BOND, "back, whatever it thinks of it now");
    }

    function test_AnArbiterThatChangesItsMind() external {
        wallet = new FickleWallet(ARBITER);
        TermsFixture memory fixture = _contestable();
        fixture.arbiter = address(wallet);
        bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        bytes memory first = Signing.sign(ARBITER_KEY, Digests.ruling(address(quittance), dealId, 0, EVIDENCE, 5_000));
        wallet.flip();
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.rule(fixture.whole(), 0, 5_000, first);
        wallet.flip();
        quittance.rule(fixture.whole(), 0, 5_000, first);
        bytes memory second = Signing.sign(ARBITER_KEY, Digests.ruling(address(quittance), dealId, 0, EVIDENCE, FULL));
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, uint256(0)));
        quittance.rule(fixture.whole(), 0, FULL, second);
    }

    /// @dev An arbiter that never answers at all is silent: the window ends, what stood settles.
    function test_AnArbiterThatStandsByNothing() external {
        wallet = new FickleWallet(ARBITER);
        TermsFixture memory fixture = _contestable();
        fixture.arbiter = address(wallet);
        bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        wallet.flip();
        VM.warp(NOW + R);
        VM.expectPartialRevert(IRulings.Quittance_RulingWindowEnded.selector);
        quittance.rule(fixture.whole(), 0, 5_000, "");
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(_settled(dealId), 1, "settled");
        _requireConserved(dealId, _leftOf(fixture));
    }

    function test_ARaterThatChangesItsMind() external {
        wallet = new FickleWallet(SELLER);
        TermsFixture memory fixture = _fixture();
        fixture.seller = address(wallet);
        bytes32 dealId = _open(fixture);
        _judge(fixture, 0, FULL);
        bytes memory praise = Signing.sign(SELLER_KEY, Digests.rating(address(quittance), dealId, BUYER, 90, 0));
        bytes memory blame = Signing.sign(SELLER_KEY, Digests.rating(address(quittance), dealId, BUYER, 1, 0));
        quittance.rate(fixture.whole(), address(wallet), 90, 0, praise);
        wallet.flip();
        wallet.flip();
        VM.expectPartialRevert(bytes4(keccak256("Quittance_AlreadyRated(bytes32,address)")));
        quittance.rate(fixture.whole(), address(wallet), 1, 0, blame);
    }
}
